"""The folder of a paper: four tables and six figures in both languages, and what cannot be given is named."""

import csv
import io
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from lxml import etree

from govsim import shipped
from govsim.report import documents
from govsim.report.analysed import Analysed, Section
from govsim.report.page import sweep_page
from govsim.report.paper import TEXTS, drawings, write_paper
from govsim.report.paper.methods import FILE, methods
from govsim.report.paper.sheets import Sheet, csv_of, escaped, tex_of
from govsim.report.study import COMPARISON
from govsim.report.sweep_page import _short
from govsim.report.texts import Words
from govsim.report.workbook import workbook
from govsim.store.description import with_links
from tests.unit.test_brief import DAY, usual

ROOT = Path(__file__).parents[2]

BOUNDS = {"target": 1.0, "low": 0.5, "high": 1.5}
PATTERNS = [
    {"id": "P1", "kind": "pattern", "role": "calibrated", "value": 1.1, "passed": True, **BOUNDS},
    {"id": "P8", "kind": "pattern", "role": "emergent", "value": 3.0, "passed": False, **BOUNDS},
    {"id": "s1", "kind": "sign", "role": "construction", "value": 1.0, "passed": True, **BOUNDS},
    {"id": "s2", "kind": "sign", "role": "source", "value": 1.0, "passed": True, **BOUNDS},
]


def analysed() -> Analysed:
    """Return an analysis with effects by setting, Sobol indices and a trade-off."""
    words = {"zh": "词", "en": "word"}
    effects = pd.DataFrame({"level": ["a", "b"], "setting": ["x.y = 1", "x.y = 2"], "label": "place",
                            "outcome": "reach_failure", "difference": [-1.0, 2.0], "low": [-2.0, 1.0],
                            "high": [0.0, 3.0]})  # fmt: skip
    sobol = pd.DataFrame({"outcome": "reach_failure", "factor": ["p", "=cmd()"], "index": [0.6, 0.2], "low": [0.5, 0.1],
                          "high": [0.7, 0.3]})  # fmt: skip
    trade = pd.DataFrame({"option": ["a", "b"], "reach_failure": [40.0, 30.0], "overtime": [1.0, 2.0],
                          "front": [True, False]})  # fmt: skip
    about = {
        "title": {"zh": "", "en": ""}, "scenario": "demo", "points": 2, "draws": 0, "primary": ["reach_failure"],
        "runs": {"done": 4, "wanted": 4}, "fingerprint": "f" * 64, "question": words,
    }  # fmt: skip
    tables = {"effects": effects, "sobol": sobol, "trade_offs": trade}
    titles = {"zh": "标题 [1]", "en": "Title [1]"}
    sections = tuple(Section(name, titles, [words], table, {"factor": words}) for name, table in tables.items())
    return Analysed(about, sections)


def test_a_comparison_gives_what_it_can_and_names_the_rest(tmp_path: Path) -> None:
    written = {path.name for path in write_paper(usual(), None, tmp_path, DAY)}
    for lang in ("zh", "en"):
        for name in ("table1_parameters", "table2_design", "table3_effects"):
            assert {f"{name}.{lang}.csv", f"{name}.{lang}.tex"} <= written
        assert {f"fig1_mechanisms.{lang}.svg", f"fig3_effects_by_group.{lang}.svg", f"methods.{lang}.md"} <= written
        assert not {f"table4_patterns.{lang}.csv", f"fig4_sensitivity.{lang}.svg"} & written
        said = (tmp_path / f"README.{lang}.md").read_text(encoding="utf-8")
        words = Words(lang, TEXTS)
        left = said.partition("## 没有的" if lang == "zh" else "## What is not")[2]
        assert all(words[key] in left for key in ("table_4", "fig_2", "fig_4", "fig_5", "fig_6"))
        assert words["table_3"] not in left
    assert "CITATION.cff" in written


def test_a_sweep_with_patterns_gives_everything(tmp_path: Path) -> None:
    written = {path.name for path in write_paper(replace(usual(), patterns=PATTERNS), analysed(), tmp_path, DAY)}
    names = ("fig1_mechanisms", "fig2_patterns", "fig3_effects_by_group", "fig4_sensitivity", "fig5_tradeoff",
             "fig6_conditions")  # fmt: skip
    for lang in ("zh", "en"):
        assert {f"{name}.{lang}.svg" for name in names} <= written
        assert {f"table4_patterns.{lang}.csv", f"table4_patterns.{lang}.tex"} <= written
    for path in tmp_path.glob("*.svg"):
        assert etree.fromstring(path.read_bytes()).tag.endswith("svg")


def test_patterns_that_fail_are_there_and_signs_by_construction_are_last(tmp_path: Path) -> None:
    write_paper(replace(usual(), patterns=PATTERNS), None, tmp_path, DAY)
    text = (tmp_path / "table4_patterns.en.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [(row[0], row[-1]) for row in rows[1:]] == [("P1", "yes"), ("P8", "no"), ("s2", "yes"), ("s1", "yes")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_effects_table_has_both_uncertainties_and_primary_outcomes_first(tmp_path: Path, lang: str) -> None:
    write_paper(usual(), None, tmp_path, DAY)
    text = (tmp_path / f"table3_effects.{lang}.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    words = Words(lang, TEXTS)
    assert {words["chance"], words["assumptions"], words["variance_ratio"], words["runs"]} <= set(rows[0])
    assert [row[3] for row in rows[1:]] == [words["chosen"]] + [words["exploratory"]] * (len(rows) - 2)
    assert float(rows[1][6]) == -6.0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_methods_say_what_was_done_and_quote_the_model(lang: str) -> None:
    text = methods(usual(), Words(lang, TEXTS))
    folder = shipped.docs_folder()
    assert folder is not None
    for piece in ("f" * 64, "1-20", "2021-01-04", "64", "govsim compare base option1", "ODD"):
        assert piece in text
    quoted = (folder / ("model.zh.md" if lang == "zh" else "model.md")).read_text(encoding="utf-8")
    headings = re.findall(r"^## .*", quoted, re.MULTILINE)
    assert headings and all(f"#{heading}" in text for heading in headings)
    assert ("p 值" if lang == "zh" else "no p-values") in text


_NAMED = re.compile(r"(?<![\w/.:-])[\w-][\w./-]*\.(?:md|cff|csv|tex|svg|toml|py|json|parquet|xlsx|html)\b")


def test_every_file_that_is_linked_to_or_named_is_in_the_folder(tmp_path: Path) -> None:
    """What the description names besides are files of the program's source."""
    written = write_paper(replace(usual(), patterns=PATTERNS), analysed(), tmp_path, DAY)
    source = {path.name for path in (ROOT / "govsim").rglob("*.toml")}
    linked = set[str]()
    for path in (each for each in written if each.suffix in (".md", ".cff")):
        text = path.read_text(encoding="utf-8")
        links = {to.partition("#")[0] for to in re.findall(r"\]\(([^)\s]*)\)", text) if "://" not in to}
        assert all((path.parent / to).is_file() for to in links), (path.name, links)
        named = set(_NAMED.findall(re.sub(r"\[[^\]]*\]\([^)]*\)", "", text))) - source
        assert all((path.parent / name).exists() or (ROOT / name).is_file() for name in named), (path.name, named)
        linked |= links if path.name.startswith("README") else set()
    everything = {path.relative_to(tmp_path).as_posix() for path in written}
    assert linked == everything - {"README.zh.md", "README.en.md"}


def test_links_lead_to_what_is_there_and_of_others_the_words_stay() -> None:
    text = "[one](one.md#a) [two](two.md) ![three](three.svg) [four](https://x.org/two.md) [five](#five)"
    expected = "[one](odd/one.md#a) two three [four](https://x.org/two.md) [five](#five)"
    assert with_links(text, {"one.md"}, "odd/") == expected


def test_a_paper_goes_into_the_folder_that_is_named_and_else_beside_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / COMPARISON).touch()
    monkeypatch.setattr(documents, "read_study", lambda folder: usual())
    for out, expected in ((tmp_path / "paper", tmp_path / "paper"), (None, folder / "paper")):
        written = documents.write_documents(folder, "en", out, DAY, page=False, paper=True)
        assert expected / "README.en.md" in written
        assert not (expected / "paper").exists() and all(path.is_file() for path in written)


def test_the_steps_of_an_hour_are_those_of_the_description() -> None:
    assert drawings.steps("en")[0] == "duty" and drawings.steps("en")[-1] == "paperwork"
    assert len(drawings.steps("en")) == len(drawings.steps("zh"))


def test_without_the_description_the_paper_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "docs_folder", lambda: None)
    write_paper(usual(), None, tmp_path, DAY)
    said = (tmp_path / "README.en.md").read_text(encoding="utf-8")
    assert Words("en", TEXTS)["fig_1"] in said.partition("## What is not")[2]


def test_the_same_study_gives_the_same_folder(tmp_path: Path) -> None:
    first, second = (write_paper(usual(), analysed(), tmp_path / name, DAY) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_tables_are_safe_for_spreadsheets_and_for_latex() -> None:
    sheet = Sheet("50 % & more", ["a_b", "=x"], [["=cmd()", "−0.5"], ["#1", "1,200"]])
    text = csv_of(sheet)
    assert text.startswith("\ufeff") and "'=cmd()" in text and "'=x" in text
    assert "-0.5" in text and "1200" in text
    assert r"50 \% \& more" in tex_of(sheet) and r"a\_b" in tex_of(sheet) and r"\#1" in tex_of(sheet)
    assert escaped("−1 ○") == r"$-$1 $\circ$"


def test_both_languages_have_the_same_texts() -> None:
    for file in (TEXTS, FILE):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        assert set(tables["zh"]) == set(tables["en"])
        for key, words in tables["zh"].items():
            assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", tables["en"][key])), key


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_sweep_shows_findings_tables_and_figures(lang: str) -> None:
    text = sweep_page(analysed(), Words(lang))
    assert text.count("<section>") == 3 and text.count("<svg") == 2
    assert ("<li>词</li>" if lang == "zh" else "<li>word</li>") in text
    assert Words(lang)["tag"] in text and "=cmd()" in text
    assert not re.search(r'(?:src|href)="(?!#)', re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))


def test_names_of_settings_lose_their_tables_and_numbers_keep_their_points() -> None:
    assert _short("roster × parameters.contact.patience") == "roster × patience"
    assert _short("a.b.share = 0.25; c = 1") == "share = 0.25; c = 1"
    assert len(_short("x" * 90)) == 40


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(analysed().sections, "en")))
    assert len(book.sheetnames) == 3 and all("[" not in name for name in book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "'=cmd()" for cell in cells) and any(cell.value == -1.0 for cell in cells)
    assert json.dumps(book.sheetnames)
