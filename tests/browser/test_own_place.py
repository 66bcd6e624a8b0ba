"""A place of one's own in the browser: files are checked as on the command line, the form asks as `govsim new` does."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

import govsim
from govsim.dashboard.compare.choices import source_of, spec_of
from govsim.dashboard.live.opening import Wish, pair_of
from govsim.dashboard.own import shelf
from govsim.dashboard.own.checking import checked, made
from govsim.dashboard.own.differing import run_command, scenario_file
from govsim.dashboard.own.errand import Errand
from govsim.dashboard.own.form import looked_at
from govsim.dashboard.own.limits import most_bytes
from govsim.dashboard.own.naming import code_of, file_name
from govsim.dashboard.view import view_of
from govsim.errors import GovsimError
from govsim.own_place import answer_of, base_of, questions, write_template
from govsim.scenario import fingerprint_of, load

ROOT = Path(__file__).parents[2]
GOOD = 'extends = "demo"\n[title]\nzh = "桥头社区"\nen = "Bridge community"\n[place]\nresidents = 700\n'
BAD = 'extends = "demo"\n[place]\nresidents = -5\ngridz = 3\n[[policies]]\nkind = "trainng"\n'
TABLE = "楼栋,社区,网格,小区,户数,人口\n东1,东苑,一,东苑,60,148\n东2,东苑,一,东苑,48,120\n西1,西苑,二,西苑,50,130\n"
BAD_TABLE = "楼栋,社区,网格,户数\n1,东苑,一,60\n2,东苑,,xx\n3,东苑,二,-4\n"


def dialog(page: Page, opener: str = ".c-own") -> Page:
    """Open the dialog, mostly on the page that needs no model beneath it."""
    page.wait_for_selector(opener)
    page.click(opener)
    page.wait_for_selector(".o-card")
    return page


def upload(page: Page, *files: Path | dict[str, object]) -> None:
    """Hand files to the dialog, and wait until all of them have been looked at."""
    page.set_input_files(".o-drop input", list(files))
    for each in files:
        name = each.name if isinstance(each, Path) else str(each["name"])
        expect(page.locator(".o-told h2", has_text=name)).to_have_count(1)
    expect(page.locator(".o-busy")).to_have_count(0)


def file(name: str, content: str | bytes) -> dict[str, object]:
    """Return a file as a browser uploads it."""
    buffer = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": buffer}


def playing(page: Page) -> Page:
    """Wait until Explore has drawn its map."""
    page.wait_for_selector(".gx-sizes")
    page.wait_for_function("window.__govsim && window.__govsim.frames > 0")
    return page


def cli(folder: Path, *words: str) -> str:
    """Return what a command says, in English."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "govsim", "--lang", "en", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=300).stdout


def test_mistakes_are_those_of_the_command_all_at_once(visit, tmp_path):
    (tmp_path / "my place.toml").write_text(BAD)
    page = dialog(visit("/compare?lang=en"))
    upload(page, tmp_path / "my place.toml")
    shown = [each.text_content() for each in page.locator(".o-told .o-lines li").all()]
    assert shown == cli(tmp_path, "check", "my place.toml").strip().splitlines()
    assert len(shown) == 4 and "training" in shown[0]
    expect(page.locator(".o-explore")).to_have_count(0)


def test_a_good_scenario_plays_and_its_link_asks_for_the_file_elsewhere(visit, tmp_path):
    (tmp_path / "bridge.toml").write_text(GOOD, encoding="utf-8")
    page = dialog(visit("/compare?lang=en"))
    upload(page, tmp_path / "bridge.toml")
    page.click(".o-explore")
    playing(page)
    expect(page.locator(".gx-card h2")).to_have_text("Bridge community")
    expect(page.locator(".gx-sizes")).to_contain_text("700")
    page.click("[role=switch][aria-label='Staggered hours']")
    expect(page.locator(".gx-chip")).to_have_count(1)
    page.wait_for_url("**set=policies.staggered.on%3Dtrue**")  # written after the chip is drawn
    address = page.url.partition(page.url.split("/")[2])[2]
    assert "scenario=own-" in address and "bridge" not in address.lower() and str(tmp_path) not in address
    other = visit(address)  # another page has nothing of the first one's
    expect(other.locator(".o-waiting")).to_contain_text("upload the same file again")
    other.click(".o-reopen")
    upload(other, file("another.toml", GOOD.replace("700", "701")))
    expect(other.locator(".o-awaited")).to_contain_text("its content differs")
    upload(other, file("copy.toml", GOOD))
    other.click(".o-card .o-x")
    playing(other)
    expect(other.locator(".gx-chip")).to_contain_text("Staggered hours")  # the link's change is shown as one


def test_a_table_becomes_a_place_and_errors_stand_by_row_and_column(visit):
    page = dialog(visit("/compare?lang=zh"))
    upload(page, file("楼栋.csv", TABLE.encode("gb18030")), file("错.csv", BAD_TABLE))
    expect(page.locator(".o-told")).to_have_count(2)
    good, bad = page.locator(".o-told").all()
    expect(good).to_contain_text("398 人，158 户")
    expect(good.locator(".o-assumed")).to_contain_text("网格员数")
    lines = [each.text_content() for each in bad.locator("li").all()]
    assert [re.search(r"第 (\d) 行“(.+)”列", line).groups() for line in lines] == [
        ("3", "网格"), ("3", "户数"), ("4", "户数")
    ]  # fmt: skip
    good.locator(".o-from").click()
    for name in ("households", "grids", "estates", "residents"):
        expect(page.locator(f"#o-{name}")).to_be_disabled()
    page.fill("#o-elderly", "22%")
    page.click(".o-begin")
    expect(page.locator(".o-told .o-place")).to_contain_text("398 人")
    expect(page.locator(".o-told .o-assumed")).not_to_contain_text("60 岁以上")


def test_the_form_checks_in_place_and_what_it_makes_runs(visit, tmp_path):
    page = dialog(visit("/compare?lang=en"))
    page.get_by_role("tab", name="Describe my place").click()
    expect(page.locator(".o-asked")).to_have_count(12)
    page.fill("#o-residents", "about 900")
    expect(page.locator("#o-residents-said")).to_contain_text("is not a number")
    expect(page.locator(".o-begin")).to_be_disabled()
    page.fill("#o-residents", "900")
    page.fill("#o-households", "1000")
    expect(page.locator("#o-households-said")).to_contain_text("more households (1,000) than residents (900)")
    page.fill("#o-households", "360")
    expect(page.locator("#o-households-said")).to_have_text("read as 360")
    page.fill("#o-grids", "5")
    page.locator(".o-asked").nth(6).get_by_role("button", name="Don't know").click()
    expect(page.locator("#o-grids")).to_have_value("")
    page.fill(".o-name input", "Hill Street")
    page.click(".o-begin")
    expect(page.locator(".o-told .o-place")).to_contain_text("900 residents, 360 households")
    expect(page.locator(".o-told .o-chip")).to_have_count(10)
    with page.expect_download() as download:
        page.click(".o-download")
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    assert kept.name == "Hill Street.toml" and load(kept).place.residents == 900
    page.click(".o-told .o-compare")
    expect(page.locator(".c-card.base")).to_contain_text("900 people")


def test_an_uploaded_scenario_is_an_option_in_compare_and_shared_texts_do_the_same(visit):
    option = GOOD + "[run]\nweeks = 8\nwarmup = 2\n"
    page = dialog(visit("/compare?" + urlencode([("lang", "en"), ("runs", 5)])))
    upload(page, file("option.toml", GOOD))
    page.click(".o-option")
    expect(page.locator(".c-card")).to_have_count(3)
    expect(page.locator(".c-card").nth(2)).to_contain_text("Bridge community")
    dialog(page)
    upload(page, file("base.toml", option))
    page.click(".o-told:has-text('base.toml') .o-compare")
    expect(page.locator(".c-card.base")).to_contain_text("8 weeks")
    page.click(".c-share")
    command = page.locator(".s-command pre").text_content()
    assert command.startswith("govsim compare base.toml ") and "own-" not in command
    expect(page.locator(".s-link")).to_contain_text("nothing of the file")
    link = page.locator(".s-text").input_value()
    assert "seed=1" in link and "version=" in link and "base" not in link


def test_a_brief_is_downloaded_when_a_comparison_is_done(visit):
    sets = [("set", text) for text in ("place.residents=600", "run.weeks=8", "run.warmup=2")]
    pairs = [("lang", "en"), ("runs", 5), *sets]
    page = visit("/compare?" + urlencode(pairs))
    page.click(".c-start")
    expect(page.locator(".c-sentences li").first).to_be_visible()
    expect(page.locator(".c-start")).to_be_visible()
    page.click(".c-share")
    with page.expect_download() as download:
        page.click(".s-report-word")
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    with page.expect_download() as download:
        page.click(".s-report-brief")
    assert "600" in Path(download.value.path()).read_text(encoding="utf-8")


def test_what_is_too_large_or_of_no_kind_is_refused_before_it_is_read(visit):
    page = dialog(visit("/compare?lang=en"))
    page.set_input_files(".o-drop input", [file("big.toml", b"#" * (most_bytes("x.toml") + 1)), file("x.exe", "MZ")])
    lines = page.locator(".o-body > section > .o-lines li")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("larger than 262 kB")
    expect(lines.last).to_contain_text("names end in .toml")
    deep = "x = " + "[" * 40 + "]" * 40
    upload(page, file("deep.toml", deep), file("parts.toml", "x = [" + "1," * 30_000 + "]"))
    expect(page.locator(".o-told.first, .o-told").first).to_contain_text("deep.toml")
    expect(page.locator(".o-place")).to_have_count(0)


# Without a browser: what the pages rely on.


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def nothing(share: float) -> None:
    """Take a share and do nothing."""


@pytest.mark.parametrize(
    "name",
    ["../x.toml", "a/b.toml", "a\\b.toml", ".hidden.toml", "x.py", "x", "", "x.toml ", "a\0.toml", "a\u202e.toml"],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert file_name(name) is None


def test_a_page_takes_what_it_announced_and_nothing_else(monkeypatch):
    monkeypatch.setattr(shelf, "shelf", Box(shelf.Shelf()))
    monkeypatch.setattr(shelf, "coming", Box(None))
    with pytest.raises(GovsimError, match="larger than"):
        shelf.announce(1, [("x.toml", most_bytes("x.toml") + 1)])
    with pytest.raises(GovsimError, match="at most"):
        shelf.announce(1, [(f"{n}.csv", 10) for n in range(40)])
    assert not shelf.take(1, 0, 0, b"abc")
    shelf.announce(2, [("x.toml", 4)])
    assert not shelf.take(1, 0, 0, b"abcd") and not shelf.take(2, 1, 0, b"abcd") and not shelf.take(2, 0, 1, b"bcd")
    assert not shelf.take(2, 0, 0, b"abcde")
    assert not shelf.take(2, 0, 0, b"ab") and shelf.take(2, 0, 2, b"cd")
    assert shelf.arrived() == ["x.toml"] and shelf.names() == ["x.toml"]
    place = shelf.folder()
    assert place.stat().st_mode & 0o077 == 0
    shelf.leave()
    assert not place.exists()


class Box:
    """Holds a value as Solara's own does, outside of a page."""

    def __init__(self, value: object) -> None:
        self.value = value

    def peek(self) -> object:
        """Return the value."""
        return self.value


def test_a_scenario_cannot_reach_out_of_its_folder(folder):
    (folder.parent / "secret.csv").write_text(TABLE, encoding="utf-8")
    (folder / "link.csv").symlink_to(folder.parent / "secret.csv")
    for number, name in enumerate(("../secret.csv", str(folder.parent / "secret.csv"), "link.csv")):
        (folder / f"{number}.toml").write_text(f"[place]\nbuildings = {json.dumps(name)}\n")
    (folder / "up.toml").write_text('extends = "../other.toml"\n')
    for found in checked(nothing, ["0.toml", "1.toml", "2.toml", "up.toml"], "en"):
        assert found.place is None and "东苑" not in " ".join(found.en)


def test_an_address_opens_no_file_of_this_machine(tmp_path):
    (tmp_path / "x.toml").write_text('extends = "demo"\n')
    for name in (str(tmp_path / "x.toml"), "/etc/passwd", "../x.toml", "own-000000000000"):
        with pytest.raises(GovsimError):
            source_of(name)
        with pytest.raises(GovsimError):
            pair_of(Wish(name))
        spec = spec_of(view_of("/compare", urlencode([("option", f"={name}")])))
        with pytest.raises(GovsimError):
            spec.which(spec.options[0])


def test_files_that_come_together_are_read_together(folder):
    (folder / "place.toml").write_text('extends = "demo"\n[place]\nbuildings = "b.csv"\nresidents = 0\n')
    (first,) = checked(nothing, ["place.toml"], "en")
    assert first.place is None and "b.csv" in " ".join(first.en)
    (folder / "b.csv").write_text(TABLE, encoding="utf-8")
    (second,) = checked(nothing, ["b.csv"], "en")  # the scenario that waited for it, and no place of the table's own
    assert second.file == "place.toml" and second.place and second.place.files == ("b.csv", "place.toml")
    assert pair_of(Wish(second.place.code, file=str(second.place.path))).whole == 398


def test_a_filled_sheet_gives_what_the_command_gives(folder):
    from openpyxl import load_workbook

    write_template(folder / "sheet.xlsx", base_of("demo", folder))
    book = load_workbook(folder / "sheet.xlsx")
    sheet = book["本地情况"]
    for row in sheet.iter_rows(min_row=1, max_col=3):
        if str(row[0].value) in ("1", "2"):
            row[2].value = {"1": 400, "2": 1000}[str(row[0].value)]
    book.save(folder / "sheet.xlsx")
    (found,) = checked(nothing, ["sheet.xlsx"], "en")
    cli(folder, "new", "own.toml", "--excel", "sheet.xlsx", "--no-runs")
    assert found.place and fingerprint_of(found.place.scenario) == fingerprint_of(load(folder / "own.toml"))


def test_a_file_of_the_users_is_never_written_over(folder):
    (folder / "mine.toml").write_text(GOOD, encoding="utf-8")
    found = made(nothing, "mine", {"residents": 900}, None, "en", False)
    assert found.file == "mine-2.toml" and (folder / "mine.toml").read_text(encoding="utf-8") == GOOD


def test_the_form_says_what_the_questions_say():
    texts = {"households": "8.6万", "hours": "周一 8-25", "non_local": "30"}
    seen = looked_at(texts, {}, "en")
    assert seen["households"]["said"] == "86,000" and seen["estates"]["default"]
    for name in ("hours", "non_local"):
        with pytest.raises(GovsimError) as refused:
            answer_of(questions()[name], texts[name])
        assert seen[name]["wrong"] == refused.value.text("en")


def test_the_code_in_a_link_is_that_of_the_content(folder):
    (folder / "a.toml").write_text(GOOD, encoding="utf-8")
    (folder / "b.toml").write_text(GOOD.replace("桥头", "河边"), encoding="utf-8")
    (folder / "c.toml").write_text(GOOD + "[[policies]]\nkind = \"training\"\non = false\n", encoding="utf-8")
    a, b, c = (code_of(load(folder / f"{name}.toml")) for name in "abc")
    assert a == b != c  # words do not count, a measure that is ready does


CHANGES = {"policies.training.on": True, "policies.training.start": "2021-03-01", "policies.staggered.on": "true",
           "parameters.contact.patience": 9, "staff[1].number": 3, "place.residents": "900"}  # fmt: skip


def test_a_shared_file_and_command_say_the_same_as_the_link(folder):
    wanted = fingerprint_of(load("demo", CHANGES))
    (folder / "shared.toml").write_text(scenario_file("demo", load("demo"), CHANGES), encoding="utf-8")
    assert fingerprint_of(load(folder / "shared.toml")) == wanted
    words = shlex.split(run_command("demo", CHANGES, 5))
    told = json.loads(cli(folder, *words[1:], "--weeks", "3", "--json"))
    run = govsim.run(load("demo", {**CHANGES, "run.weeks": 3}), seed=5)
    assert told["fingerprint"] == run.fingerprint


def test_an_errand_is_stopped_and_says_what_went_wrong(tmp_path):
    errand = Errand(checked, ["no.toml"], "en", folder=tmp_path)
    (found,) = errand.run()
    assert found.place is None and "no.toml" in found.en[0]
    stopped = Errand(checked, [], "en", folder=tmp_path)
    stopped.stop()
    with pytest.raises(GovsimError, match="Stopped"):
        stopped.run()


def test_tables_are_read_in_both_encodings(folder):
    for name, encoding in (("u.csv", "utf-8-sig"), ("g.csv", "gb18030")):
        (folder / name).write_bytes(TABLE.encode(encoding))
    rows = list(csv.DictReader(io.StringIO(TABLE)))
    for found in checked(nothing, ["u.csv", "g.csv"], "zh"):
        assert found.place and found.place.households == sum(int(row["户数"]) for row in rows)
        assert found.settled and found.settled["grids"] == 2
