"""The frame: languages, light and dark, projector, doors, keyboard, and pages that do not scroll."""

import pytest
from playwright.sync_api import Page, expect

from govsim.dashboard.pages import NAMES

SIZES = ((1366, 768), (1920, 1080))
OTHERS = [name for name in NAMES if name != "explore"]  # Explore has tests of its own


def ground(page: Page) -> int:
    """Return how light the page's ground is, 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.querySelector('.g-frame')).backgroundColor")
    return sum(int(part) for part in colour.strip("rgb()").split(",")[:3]) // 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_opens_in_both_languages_and_themes(visit, lang, theme):
    page = visit(f"/model?lang={lang}&theme={theme}")
    for name in OTHERS:
        page.click(f".g-bar nav a[href^='/{name}']")
        page.wait_for_url(f"**/{name}?**")
        expect(page.locator(".g-bar nav a.here")).to_have_attribute("href", f"/{name}?lang={lang}&theme={theme}")
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if lang == "zh" else "en")
        expect(page.locator(".g-page")).not_to_be_empty()
    page.wait_for_function("document.querySelector('.g-tag').textContent.length > 3")
    assert (ground(page) > 128) == (theme == "light")


def test_a_language_is_switched_in_place_and_kept_by_the_other_pages(visit):
    page = visit("/model?lang=zh")
    expect(page.locator(".g-bar nav a.here")).to_have_text("模型说明")
    page.click(".g-langs a[lang=en]")
    expect(page.locator(".g-bar nav a.here")).to_have_text("Model")
    page.click(".g-bar nav a[href^='/compare']")
    expect(page.locator(".g-bar nav a.here")).to_have_text("Compare")
    page.wait_for_url("**lang=en**")


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "模型说明"), ("en-GB", "Model"), ("fr-FR", "Model")])
def test_the_browsers_language_counts_where_the_address_names_none(visit, locale, word):
    page = visit("/model", locale=locale)
    expect(page.locator(".g-bar nav a.here")).to_have_text(word)


def test_dark_is_switched_on_and_off_by_the_button(visit):
    page = visit("/model?lang=en&theme=light")
    page.click(".g-icon")
    page.wait_for_url("**theme=dark**")
    expect(page.locator(".g-icon")).to_have_attribute("aria-label", "Switch to light")
    assert ground(page) < 128
    page.click(".g-icon")
    page.wait_for_url("**theme=light**")
    expect(page.locator(".g-icon")).to_have_attribute("aria-label", "Switch to dark")
    assert ground(page) > 128


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", OTHERS)
def test_no_page_scrolls_as_a_whole(visit, name, size):
    page = visit(f"/{name}?lang=en", *size)
    inside = "document.querySelector('.g-page').scrollHeight <= document.querySelector('.g-page').clientHeight"
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    assert page.evaluate(inside)
    assert page.evaluate("document.querySelector('.g-bar').offsetHeight") == 48
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_letters_are_large_on_a_projector(visit):
    page = visit("/model?lang=zh", 1920, 1080)
    page.click(".g-projector")
    page.wait_for_url("**projector=1**")
    expect(page.locator(".g-projector")).to_have_attribute("aria-pressed", "true")
    smallest = """() => Math.min(...[...document.querySelectorAll(".m-main :is(h1, h2, p, .m-name, .m-value)")]
        .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
    page.wait_for_function(f"({smallest})() >= 24")  # the page is drawn after its bar
    assert page.locator(".m-main p").count() > 0


def test_the_first_page_has_three_doors_and_a_way_past_them(visit):
    page = visit("/?lang=zh")
    expect(page.locator(".g-door")).to_have_count(3)
    expect(page.locator(".g-door").first).to_be_focused()
    expect(page.locator(".g-frame[inert]")).to_have_count(1)
    page.get_by_text("随便看看").click()
    page.wait_for_url("**/explore**")
    expect(page.locator(".g-doors")).to_have_count(0)


def test_pages_are_reached_by_keyboard(visit):
    page = visit("/model?lang=en")
    page.locator(".g-name").focus()
    reached = []
    for _ in range(len(NAMES)):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached == ["Explore", "Compare", "Class", "Studies", "Model"]
    page.locator(".g-bar nav a[href^='/studies']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies**")


def test_a_link_of_another_version_is_said_to_be_one(visit):
    page = visit("/compare?lang=en&scenario=demo&version=0.0.7")
    expect(page.locator(".g-older")).to_contain_text("0.0.7")


def test_a_long_or_odd_address_opens_all_the_same(visit):
    page = visit("/compare?lang=xx&theme=%00&projector=2&runs=9e9&draws=-1&seed=abc&matters=x:nan&" + "a=1&" * 60)
    expect(page.locator(".c-start")).to_be_visible()
