"""The page of studies draws what the runs say, opens a run where it was computed, and tells what it cannot show."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from govsim.dashboard.studies.content import content_of
from govsim.dashboard.studies.page import TABS
from govsim.dashboard.studies.shelf import SAMPLE, SAMPLE_FOLDER, entry
from govsim.dashboard.studies.strips import pairs_of, spread_between
from govsim.store import Store
from govsim.store.beside import Failure
from govsim.sweep import sweep

PAYLOAD = "<img src=x onerror='window.hit=1'>{{ window.hit = 1 }}"
DESIGN = f"""
scenario = "demo"
method = "grid"
weeks = 3
seeds = 3
settings = {{ "place.residents" = 300, "run.warmup" = 1 }}
question = {{ zh = "问题", en = "{PAYLOAD}" }}
outcomes = {{ primary = ["reach_failure"] }}
contrast = {{ factor = "hours", base = "standard" }}
factors = [{{ name = "hours", levels = [{{ name = "standard" }},
  {{ name = "{PAYLOAD}", changes = {{ "policies.staggered.on" = true }} }}] }}]
assumptions = {{ draws = 3, seeds = 2 }}
""".replace("\n  {", " {")
MOST_RECEIVED = 900_000  # bytes of a page: the program of the page itself has most of them, a study half of it at most


@pytest.fixture(scope="module")
def results(server) -> Iterator[Path]:
    """The folder results/ of the server: a study not yet analysed, one with a failed run, others that are none."""
    top = server.said.parent / "results"
    top.mkdir()
    (top / "design.txt").write_text(DESIGN, encoding="utf-8")
    shutil.copyfile(top / "design.txt", top.parent / "design.toml")
    sweep(top.parent / "design.toml", top / "mine", workers=0)
    shutil.copytree(top / "mine", top / "failed")
    store = Store(top / "failed")
    one = next(store.wanted())
    store.path_of(one.key).unlink()
    store.beside.keep_failure(Failure(one.key, one.point, one.draw, one.seed, PAYLOAD, ""))
    (top / "nothing").mkdir()
    (top / "half").mkdir()
    (top / "half" / "design.toml").write_text("scenario = ", encoding="utf-8")
    yield top
    shutil.rmtree(top)


@pytest.fixture(scope="module")
def sample():
    return content_of(entry(SAMPLE, SAMPLE_FOLDER))


def saved(page: Page, label: str) -> tuple[str, str]:
    """Choose an entry of the figure's menu and return name and content of the file that it makes."""
    page.locator(".s-head .g-dots").click()
    with page.expect_download() as download:
        page.locator(".g-menu button", has_text=label).click()
    return download.value.suggested_filename, download.value.path().read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_study_the_sample_opens_on_its_finding(visit, sample, lang):
    page = visit(f"/studies?lang={lang}")
    verdicts = [row[lang] for row in sample.table("effects").to_dict("records") if row[lang] and row["n_assumptions"]]
    expect(page.locator("[data-tab=robustness].here")).to_be_visible()
    expect(page.locator(".s-foot")).to_contain_text(sample.about["fingerprint"][:12])
    title = page.locator(".s-title").text_content()
    assert any(verdict in title for verdict in verdicts)
    assert page.locator(".s-entry").count() == 1


def test_the_dots_are_the_draws_and_their_data_those_of_the_runs(visit, sample):
    page = visit("/studies?lang=en")
    expect(page.locator("circle.dot").first).to_be_visible()
    effects = sample.table("effects")
    drawn = effects[(effects["outcome"] == "reach_failure") & (effects["n_assumptions"] > 0)].to_dict("records")
    gains = [gain for row in drawn for gain in spread_between(pairs_of(sample, row), row).means]
    expect(page.locator("circle.dot")).to_have_count(len(gains))
    name, text = saved(page, "Data")
    assert text.startswith("\ufeff") and sample.about["fingerprint"][:8] in name
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]
    assert sorted(float(row[-1]) for row in rows) == pytest.approx(sorted(gains), rel=1e-5, abs=1e-9)


def test_a_figure_is_saved_with_its_finding_and_its_source(visit, sample):
    page = visit("/studies?lang=en")
    expect(page.locator("circle.dot").first).to_be_visible()
    _, drawing = saved(page, "SVG")
    assert sample.about["fingerprint"][:12] in drawing and "95 % chance interval" in drawing and "points" in drawing
    assert page.locator(".s-title").text_content()[:30] in drawing
    page.locator(".s-head .g-dots").click()
    with page.expect_download() as download:
        page.locator(".g-menu button", has_text="PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    page.locator(".s-head .g-dots").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".g-menu")).to_have_count(0)
    expect(page.locator(".s-head .g-dots")).to_be_focused()


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_by_its_address_and_nothing_scrolls(visit, tab):
    page = visit(f"/studies?lang=zh&tab={tab}")
    expect(page.locator(f"[data-tab={tab}].here")).to_be_visible()
    expect(page.locator(".s-body > *").first).to_be_visible()
    page.locator(".g-bar .g-langs a[lang=en]").click()
    expect(page.locator(".s-foot")).to_contain_text("synthetic data")
    assert page.evaluate("(each => each.scrollHeight <= each.clientHeight)(document.querySelector('.g-page'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_the_projector_shows_the_finding_and_one_figure_in_large_letters(visit):
    page = visit("/studies?lang=zh&projector=1", 1920, 1080)
    expect(page.locator("circle.dot").first).to_be_visible()
    assert page.locator(".s-shelf, .s-side, .s-under").count() == 0
    letters = "all => all.map(each => each.getBoundingClientRect().height)"
    assert min(page.eval_on_selector_all(".s-svg text", letters)) >= 24
    sizes = "all => all.map(each => parseFloat(getComputedStyle(each).fontSize))"
    assert min(page.eval_on_selector_all(".s-title, .s-foot, .s-legend", sizes)) >= 24


def test_a_study_is_analysed_and_a_point_opens_its_run(visit, results):
    page = visit("/studies?lang=en&study=mine")
    expect(page.locator("circle.dot")).to_have_count(3)
    expect(page.locator(".s-entry.here .s-finding")).to_be_visible()
    page.locator(".s-svg").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".s-open")).to_be_visible()
    page.locator(".s-seed select").select_option("2")
    expect(page.locator(".s-open")).to_have_attribute("href", re.compile("seed=2"))
    content = content_of(entry("mine", results / "mine"))
    runs = content.runs[(content.runs["point"] == 1) & (content.runs["seed"] == 2) & (content.runs["draw"] == 0)]
    value = runs.set_index("outcome")["value"]["knows_worker"]
    shown = page.locator("tr[data-outcome=knows_worker] td").nth(1).text_content()
    assert float(shown) == pytest.approx(value, abs=0.05)
    page.click(".s-open")
    page.wait_for_url("**/explore**")
    expect(page.locator(".gx-sizes")).to_contain_text("300")
    assert page.evaluate("window.hit") is None


def test_user_texts_are_texts(visit, results):
    page = visit("/studies?lang=en&study=mine&tab=overview")
    expect(page.locator(".s-overview")).to_contain_text(PAYLOAD)
    expect(page.locator(".s-shelf")).to_contain_text(PAYLOAD)
    page.click("[data-tab=effects]")
    expect(page.locator(".s-matrix")).to_contain_text("onerror")
    assert page.evaluate("window.hit") is None and page.locator("img").count() == 0


def test_failed_runs_are_listed_with_seed_and_command(visit, results):
    page = visit("/studies?lang=zh&study=failed&tab=overview")
    failure = Store(results / "failed").beside.failures()[0]
    expect(page.locator(".s-failures tbody tr")).to_have_count(1)
    expect(page.locator(".s-failures tbody td").first).to_have_text(str(failure.seed))
    expect(page.locator(".s-overview")).to_contain_text(f"--out {results / 'failed'} --retry")


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [("half", "design.toml", "design.toml"), ("nothing", "不是 govsim sweep", "not one of govsim sweep"),
     ("no-such", "no-such", "no-such"), ("../results/mine", "没有名为", "There is no study")],
)  # fmt: skip
def test_what_is_no_study_is_told_in_place(visit, results, name, zh, en):
    for lang, words in (("zh", zh), ("en", en)):
        page = visit(f"/studies?lang={lang}&study={name}")
        expect(page.locator(".s-notice")).to_contain_text(words)
        expect(page.locator(".s-shelf")).to_be_visible()


def test_a_table_is_taken_along(visit, sample):
    page = visit("/studies?lang=en&study=~sample&tab=data&part=effects")
    expect(page.locator(".s-data tbody tr").first).to_be_visible()
    with page.expect_download() as download:
        page.click(".s-take")
    rows = list(csv.reader(io.StringIO(download.value.path().read_bytes().decode("utf-8-sig"))))
    assert len(rows) == 1 + len(sample.table("effects"))


def test_a_study_is_light(visit, server, chromium):
    page, received = chromium.new_page(), []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto(f"{server.address}/studies?lang=zh&study=~sample")
    expect(page.locator("circle.dot").first).to_be_visible()
    page.close()
    assert sum(received) < MOST_RECEIVED


def test_charts_of_other_pages_have_the_same_menu(visit):
    page = visit("/explore?lang=en")
    expect(page.locator(".gx-ticker")).not_to_be_empty()
    page.locator(".gx-map .g-dots").click()
    with page.expect_download() as download:
        page.locator(".g-menu button", has_text="Data").click()
    lines = download.value.path().read_bytes().decode().splitlines()
    assert lines[0].startswith('\ufeff"Building"') and len(lines) > 10
    page.locator(".gx-series .g-dots").click()
    expect(page.locator(".g-menu button")).to_have_text(
        ["Save as PNG picture", "Save as SVG picture", "Data of the figure (CSV)", "Open this run"]
    )


def test_the_forest_of_a_comparison_is_saved_as_data(visit):
    page = visit("/compare?lang=en&scenario=demo&set=place.residents=600&set=run.weeks=12&set=run.warmup=2&runs=5")
    page.click(".c-start")
    expect(page.locator(".c-sentences li").first).to_be_visible()
    shown = page.locator(".c-forest .g-dots")
    shown.click()
    with page.expect_download() as download:
        page.locator(".g-menu button", has_text="Data").click()
    text = download.value.path().read_bytes().decode()
    assert text.startswith("\ufeff") and "Tried, reached nobody" in text
