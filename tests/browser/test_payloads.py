"""Whatever a user writes shows as text: nothing in it runs, in pages or in documents, and no cell is calculated."""

import ast
import csv
import io
import json
import re
import shlex
import tomllib
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from govsim.dashboard.own.checking import checked
from govsim.dashboard.own.differing import compare_python, run_command, run_python, scenario_file
from govsim.records.files import write_csv
from govsim.report.analysed import Section
from govsim.report.workbook import workbook
from govsim.scenario import load

HIT = "window.__hit=1"
PAYLOADS = (
    f"<script>{HIT}</script>",
    f'<img src=x onerror="{HIT}">',
    f'<svg onload="{HIT}">',
    f'"><iframe src="javascript:{HIT}">',
    f"{{{{ constructor.constructor('{HIT}')() }}}}",
    "{{ 7*7 }}",
    f"${{{HIT}}}",
    f"`${{{HIT}}}`",
    f"[x](javascript:{HIT})",
    f'![x](x" onerror="{HIT})',
    f"javascript:{HIT}",
    f'<a href="javascript:{HIT}">x</a>',
    f"';{HIT};//",
    f"</textarea></style><script>{HIT}</script>",
    f"<div v-html=\"'<img src=x onerror={HIT}>'\">",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "%s{0}{name}",
)
ALL = " ".join(PAYLOADS)
NAME = "=cmd {{7+7}} ${7+7} '-- @1.toml"  # letters that file names may have
FOREIGN = """() => [window.__hit === undefined, document.querySelectorAll(
    'iframe, object, embed, [onerror], [onload], [onclick], a[href^="javascript"], img[src="x"], [src="x"]').length]"""


def scenario(folder: Path) -> Path:
    """Write a scenario whose every free text is hostile."""
    words = json.dumps(ALL)
    names = "\n".join(f'[[issues]]\nid = "{each}"\nzh = {words}\nen = {words}\n' for each in issues())
    text = (f'extends = "demo"\n[title]\nzh = {words}\nen = {words}\n[question]\nzh = {words}\nen = {words}\n'
            f"[source]\nzh = {words}\nen = {words}\nkey = {words}\nrow = {words}\n[place]\nresidents = 600\n"
            f"[run]\nweeks = 8\nwarmup = 2\n{names}")  # fmt: skip
    path = folder / NAME
    path.write_text(text, encoding="utf-8")
    return path


def issues() -> list[str]:
    """Return the ids of the types of matters."""
    return [each.id for each in load("demo").issues]


def table() -> bytes:
    """Return a table of buildings with hostile names, as CSV; one that begins with = would be refused as a formula."""
    written = io.StringIO()
    names = [payload[:90] if not payload.startswith("=") else f"x{payload}" for payload in PAYLOADS]
    rows = [[f"{number}{name}"[:90], name, f"g{number % 3}{PAYLOADS[1]}", PAYLOADS[4][:90], 20]
            for number, name in enumerate(names)]  # fmt: skip
    csv.writer(written).writerows([["building", "community", "grid", "estate", "households"], *rows])
    return written.getvalue().encode()


@pytest.fixture
def watched(visit):
    """Opens pages on which nothing may pop up or run."""
    pages: list[Page] = []
    popped: list[str] = []

    def opened(path: str) -> Page:
        page = visit(path)
        page.on("dialog", lambda dialog: (popped.append(dialog.message), dialog.dismiss()))
        page.on("popup", lambda window: popped.append(window.url))
        pages.append(page)
        return page

    yield opened
    for page in pages:
        assert page.evaluate(FOREIGN) == [True, 0]
    assert popped == []


def uploaded(page: Page, opener: str, *files: object) -> Page:
    """Open the dialog, hand it files, wait for what is said of them."""
    page.click(opener)
    page.set_input_files(".o-drop input", list(files))
    page.wait_for_selector(".o-told")
    expect(page.locator(".o-busy")).to_have_count(0)
    return page


def read(page: Page, selector: str, folder: Path) -> Path:
    """Return the file that a button gives."""
    with page.expect_download() as download:
        page.click(selector)
    path = folder / f"kept-{download.value.suggested_filename}"
    download.value.save_as(path)
    return path


def inert(chromium, document: Path) -> str:
    """Open a document as its reader would, and return its text; nothing in it may run or be asked for."""
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(document.as_uri())
    assert page.evaluate(FOREIGN) == [True, 0] and page.locator("script").count() == 0
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    text = page.inner_text("body")
    page.close()
    return text


def test_an_uploaded_scenario_shows_as_text_where_it_plays_and_in_its_report(watched, chromium, tmp_path):
    page = watched("/compare?lang=en")
    page.wait_for_selector(".c-own")
    uploaded(page, ".c-own", scenario(tmp_path))
    expect(page.locator(".o-told h2")).to_contain_text(NAME)
    expect(page.locator(".o-place b")).to_have_text(ALL)
    page.click(".o-explore")
    page.wait_for_function("window.__govsim && window.__govsim.frames > 0")
    for place in (".gx-card h2", ".gx-question"):
        expect(page.locator(place)).to_have_text(ALL)
    page.click("text=+week")
    page.click(".gx-share")
    expect(page.locator(".s-command pre")).to_contain_text("=cmd {{7+7}}")
    assert ALL.split()[0] in inert(chromium, read(page, ".s-report-page", tmp_path))
    page.click(".o-card .o-x")
    page.click(".gx-maphead button")
    page.wait_for_selector(".gx-sheet")


def test_names_in_a_table_show_as_text(watched):
    page = watched("/compare?lang=zh")
    page.wait_for_selector(".c-own")
    uploaded(page, ".c-own", {"name": "{{7+7}}.csv", "mimeType": "text/csv", "buffer": table()})
    expect(page.locator(".o-told h2")).to_contain_text("{{7+7}}.csv")
    page.click(".o-explore")
    page.wait_for_function("window.__govsim && window.__govsim.frames > 0")
    page.click(".gx-maphead button")
    page.wait_for_selector(".gx-sheet li button")
    expect(page.locator(".gx-sheet h3")).not_to_be_empty()


def test_mistakes_quote_what_was_written_as_text(watched):
    lines = (f"x = {json.dumps(PAYLOADS[1])}", f"{json.dumps(PAYLOADS[4])} = 3", PAYLOADS[1])
    files = [{"name": f"{number}.toml", "mimeType": "text/plain", "buffer": f"[place]\n{line}\n".encode()}
             for number, line in enumerate(lines)]  # fmt: skip
    page = watched("/compare?lang=en")
    page.wait_for_selector(".c-own")
    uploaded(page, ".c-own", *files)
    expect(page.locator(".o-told")).to_have_count(3)
    expect(page.locator(".o-told").nth(2)).to_contain_text("<img src=x")
    page.get_by_role("tab", name="Describe my place").click()
    page.fill("#o-residents", PAYLOADS[1])
    expect(page.locator("#o-residents-said")).to_contain_text("<img src=x")
    page.fill("#o-residents", "")
    expect(page.locator("#o-residents-said")).not_to_contain_text("<img")
    page.fill(".o-name input", PAYLOADS[2])
    page.click(".o-begin")
    expect(page.locator(".o-told .o-lines")).to_contain_text("without /")


def test_a_comparison_of_it_and_its_brief_show_text(watched, chromium, tmp_path):
    page = watched("/compare?lang=en&runs=5")
    page.wait_for_selector(".c-own")
    uploaded(page, ".c-own", scenario(tmp_path))
    page.click(".o-compare")
    expect(page).to_have_url(re.compile("scenario=own-"))
    expect(page.locator(".c-card.base select")).to_have_value(re.compile("^own-"))  # drawn, so that it is what is begun
    expect(page.get_by_text(PAYLOADS[0]).locator("visible=true").first).to_be_visible()
    page.locator(".c-field select").first.select_option("5")
    expect(page).to_have_url(re.compile("runs=5"))
    page.click(".c-start")
    expect(page.locator(".c-stop")).to_be_visible()
    expect(page.locator(".c-start")).to_be_visible()
    page.click(".c-share")
    for kind in ("brief", "whole"):
        assert PAYLOADS[0] in inert(chromium, read(page, f".s-report-{kind}", tmp_path))


@pytest.mark.parametrize("name", ["explore", "compare", "class", "studies", "model"])
def test_an_address_shows_as_text(watched, name):
    keys = ("scenario", "set", "option", "primary", "matters", "seed", "version", "tab", "study", "code", "lang")
    for payload in (PAYLOADS[1], PAYLOADS[4]):
        pairs = [(key, f"{payload}={payload}" if key == "set" else payload) for key in keys]
        page = watched(f"/{name}?{urlencode(pairs)}")
        page.wait_for_timeout(400)
        assert page.evaluate(FOREIGN) == [True, 0]


def test_cells_that_would_be_calculated_are_made_inert(tmp_path):
    frame = pd.DataFrame({"text": list(PAYLOADS), "class": pd.Categorical(PAYLOADS), "number": range(len(PAYLOADS))})
    write_csv(frame, tmp_path / "x.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))[1:]
    for cell in (cell for row in rows for cell in row[:2]):
        assert not cell.startswith(("=", "+", "-", "@"))
    assert [row[2] for row in rows] == [str(number) for number in range(len(PAYLOADS))]
    title = {"zh": PAYLOADS[15], "en": PAYLOADS[15]}
    content = workbook([section(title, frame)], "en")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def section(title: dict[str, str], frame: pd.DataFrame) -> Section:
    """Return a section of an analysis that holds a table."""
    return Section("x", title, [], frame, {})


def test_shared_texts_keep_what_was_written_as_values(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    changes = {"outcomes.primary": ALL, f"policies.training.{PAYLOADS[1]}": PAYLOADS[4]}
    assert shlex.split(run_command(ALL, changes, 1))[2] == ALL
    calls = {"govsim.load", "govsim.run", "govsim.compare", "print", "run.table"}
    compared = compare_python(ALL, [changes, ALL], {"primary": [ALL], "changes": changes})
    for text in (run_python(ALL, changes, 1), compared):
        made = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        assert {ast.unparse(call.func) for call in made} <= calls
    table = tomllib.loads(scenario_file(ALL, load("demo"), {"outcomes.primary": ALL}))
    assert table == {"extends": ALL, "outcomes": {"primary": ALL}}


def test_made_scenarios_hold_hostile_names_as_values(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "=cmd '{{7+7}}'.csv").write_bytes(table())
    (found,) = checked(lambda share: None, ["=cmd '{{7+7}}'.csv"], "zh")
    assert found.place and found.place.scenario.place.buildings == "=cmd '{{7+7}}'.csv"
