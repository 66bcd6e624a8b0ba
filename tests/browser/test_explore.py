"""The page 推演 Explore in a browser: it plays, measures change it, one goes back to a week, cases tell their story."""

import pytest
from playwright.sync_api import Page, expect

STAGGERED = "[role=switch][aria-label='Staggered hours']"
LIST = ".gx-maphead button"


def ready(page: Page) -> Page:
    """Wait until the map has been drawn and the figures are there."""
    page.wait_for_function("window.__govsim && window.__govsim.frames > 0")
    page.wait_for_function("document.querySelector('.gx-value b').textContent !== '—'")
    return page


COLOURS = """() => {
    const canvas = document.querySelector('.gx-canvas canvas');
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data, seen = new Set();
    for (let k = 0; k < data.length && seen.size < 50; k += 4)
        if (data[k + 3]) seen.add(data[k] << 16 | data[k + 1] << 8 | data[k + 2]);
    return seen.size;
}"""
PANELS = """() => [...document.querySelectorAll('.gx-map, .gx-series, .gx-figures')]
    .every(panel => panel.scrollHeight <= panel.clientHeight + 1)"""
ANOTHER_DAY = "before => !document.querySelector('.gx-clock span').textContent.startsWith(before)"


def clock(page: Page) -> str:
    """Return date and time as the page shows them."""
    return page.inner_text(".gx-clock span")[:10] + " " + page.inner_text(".gx-clock b")


def test_the_demo_plays_by_itself_and_pauses(visit):
    page = ready(visit("/explore?lang=en"))
    assert page.evaluate(COLOURS) > 5
    page.wait_for_function("document.querySelector('.gx-clock b').textContent > '13:00'")  # of that Monday
    page.wait_for_selector(".gx-switch.pulse")
    page.click(".gx-play[aria-label=Pause]")
    page.wait_for_selector(".gx-play[aria-label=Play]")
    stood = clock(page)
    page.click("text=+day")
    page.wait_for_function(ANOTHER_DAY, arg=stood[:10])
    assert clock(page)[11:] == stood[11:]


def test_a_measure_changes_the_page_and_its_address(visit):
    page = ready(visit("/explore?lang=en"))
    expect(page.locator(".gx-figures footer")).to_contain_text("No measure is on")
    page.click(STAGGERED)
    expect(page.locator(".gx-chip")).to_contain_text("2021-03-01")
    expect(page.locator(".gx-diff")).to_have_count(8)
    expect(page.locator(".gx-series .bar")).to_have_count(1)
    page.wait_for_url("**set=policies.staggered.on%3Dtrue**")
    again = ready(visit(page.url.partition(page.url.split("/")[2])[2]))
    expect(again.locator(".gx-chip")).to_contain_text("2021-03-01")
    page.click(".gx-chip button")
    expect(page.locator(".gx-chip")).to_have_count(0)


def test_a_value_that_is_not_possible_is_refused_with_a_sentence(visit):
    page = ready(visit("/explore?lang=en"))
    page.click(".gx-mname:has-text('Staggered hours')")
    field = page.locator(".gx-fields input[type=number]").first
    field.fill("7")
    field.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("policies.staggered.share")
    expect(page.locator(".gx-chip")).to_have_count(0)


def test_back_to_a_week(visit):
    page = ready(visit("/explore?lang=zh"))
    page.fill(".gx-goto input", "3")
    page.click(".gx-goto button")
    page.wait_for_function("document.querySelector('.gx-clock span').textContent.startsWith('2021-01-25')")
    expect(page.locator(".gx-figures header p")).to_contain_text("3 周")


def test_from_the_list_to_a_story_by_keyboard(visit):
    page = ready(visit("/explore?lang=en&set=policies.staggered.on%3Dtrue"))
    page.focus(LIST)
    page.keyboard.press("Enter")
    expect(page.locator(".gx-sheet")).to_contain_text("Building 1")
    page.focus(".gx-sheet li button:has-text('Building 1')")
    page.keyboard.press("Enter")
    page.click(".gx-sheet li button:has-text('Household 1')")
    page.click(".gx-sheet li button:has-text('Resident 1')")
    expect(page.locator(".gx-sheet dl")).to_contain_text("Trust in offices")
    page.click(".gx-sheet header button >> nth=-1")
    page.click(LIST)
    page.click(".gx-sheet li button:has-text('changed most')")
    expect(page.locator(".gx-story li").first).to_contain_text("20")
    expect(page.locator(".gx-sheet")).to_contain_text("Seed 1")
    page.keyboard.press("Escape")


def test_the_map_is_reached_by_keyboard_and_by_mouse(visit):
    page = ready(visit("/explore?lang=en"))
    page.focus(".gx-canvas canvas")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gx-tip")).to_contain_text("Building 2")
    page.keyboard.press("Enter")
    expect(page.locator(".gx-sheet h3")).to_have_text("Building 2")


def test_the_language_changes_in_place(visit):
    page = ready(visit("/explore?lang=zh"))
    expect(page.locator(".gx-card h2")).to_contain_text("演示社区")
    page.click(".g-langs a[lang=en]")
    expect(page.locator(".gx-card h2")).to_contain_text("Demo community")
    expect(page.locator(".gx-maphead select")).to_contain_text("Know a worker")


@pytest.mark.parametrize(("address", "words"), [
    ("/explore?lang=en&scenario=/etc/passwd", "There is no scenario"),
    ("/explore?lang=en&set=place.residents%3D20000000", "at most 50,000"),
    ("/explore?lang=zh&set=policies.staggered.shre%3D1", "shre"),
])  # fmt: skip
def test_addresses_that_cannot_be_played_say_why(visit, address, words):
    page = visit(address)
    expect(page.locator(".gx-overbox")).to_contain_text(words)
    page.click(".gx-overbox button")
    ready(page)


@pytest.mark.parametrize("address", ["/explore?lang=zh", "/explore?lang=en&theme=dark&projector=1"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_nothing_is_cut_off(visit, address, width, height):
    page = ready(visit(address, width, height))
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate(PANELS)
