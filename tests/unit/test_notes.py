"""Where numbers and measures come from is told in Chinese too, with the same figures."""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from govsim.cli import execute
from govsim.dashboard.live.offers import offers
from govsim.dashboard.model.checks import checks
from govsim.dashboard.model.numbers import rows
from govsim.locale import note, notes, unit
from govsim.parameters import parameters
from govsim.policies import BUILT_IN, POLICIES
from govsim.report.paper import TEXTS
from govsim.report.paper.tables import parameter_table
from govsim.report.texts import Words
from govsim.scenario import load, shipped_ids
from govsim.scenario.describe import describe

CJK = re.compile("[\u4e00-\u9fff]")
BARE = re.compile(r"[\w&., -]+ \d{4}|[\d., ]+")  # an author and a year, or keys of documents
FIGURE = re.compile(r"(?<!\w)\d[\d,.]*(?![A-Za-z])", re.ASCII)


def english() -> dict[str, str]:
    """Return every source note of parameters and of built-in measures by its full name."""
    numbers = {each.name: each.source for each in parameters().values() if each.source}
    return numbers | {f"policies.{kind}": POLICIES[kind].source for kind in BUILT_IN}


def figures(text: str) -> set[str]:
    """Return the digits of the figures of a text: .57 is 0.57, and 1,411.78 million is 141,178 of ten thousand."""
    found = FIGURE.findall(text.replace("per 1,000", ""))
    return {re.sub("[,.]", "", figure).lstrip("0") for figure in found}


def test_every_note_has_a_chinese_one_and_none_is_left_over() -> None:
    assert set(notes()) == set(english())


@pytest.mark.parametrize("name", english())
def test_a_chinese_note_is_chinese_and_keeps_all_figures(name: str) -> None:
    said = notes()[name]
    assert CJK.search(said) or BARE.fullmatch(said)
    assert figures(english()[name]) <= figures(said), said
    assert note(name, english()[name], "zh") == said and note(name, english()[name], "en") == english()[name]


def test_differences_between_shipped_scenarios_are_told_in_chinese() -> None:
    told = [line for name in shipped_ids() for line in describe(load(name), "zh")]
    assert [line for line in told if not CJK.search(line)] == []


def test_what_an_installed_package_adds_is_told_in_its_own_words() -> None:
    assert note("policies.of_a_package", "a source", "zh") == "a source"


def test_a_chinese_reader_sees_no_english_note(capsys: pytest.CaptureFixture[str]) -> None:
    known = {name: text for name, text in notes().items() if name in parameters()}
    assert execute(["parameters", "--lang", "zh"]) == 0
    listed = "".join(capsys.readouterr().out.split())  # long lines are wrapped
    assert all("".join(text.split()) in listed for text in known.values())
    assert execute(["parameters", "--csv"]) == 0
    table = csv.DictReader(io.StringIO(capsys.readouterr().out[1:]))
    assert {row["name"]: row["source_zh"] for row in table if row["source"]} == known
    assert execute(["parameters", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)["parameters"]
    assert {row["name"]: row["source_zh"] for row in plain if row["source"]} == known
    assert {row["id"]: row["source"] for row in rows("zh") if row["source"]} == known
    assert {row[0]: row[-1] for row in parameter_table(Words("zh", TEXTS)).rows if row[-1]} == known


def test_every_unit_in_words_is_told_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    for each in parameters().values():
        assert CJK.search(unit(each.name, each.unit, "zh")) or each.unit in {"1", "logit", "probit"}, each.name
        assert unit(each.name, each.unit, "en") == each.unit
    assert [row["unit"] for row in rows("zh") if row["id"] == "contact.patience"] == ["次"]
    assert execute(["parameters", "--latex", "--lang", "zh"]) == 0
    patience = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("扑空几次后放弃"))
    assert patience.split(" & ")[1:6] == ["次", "3", "1", "10", "假设"]


def test_every_check_on_the_page_has_a_name_in_both_languages() -> None:
    named = {lang: {row["id"]: row["name"] for group in checks(lang)["groups"] for row in group["rows"]}
             for lang in ("zh", "en")}  # fmt: skip
    assert {name for name, text in named["zh"].items() if not CJK.search(text)} == set()
    assert {name for name, text in named["en"].items() if CJK.search(text) or text == name} == set()
    assert all(len(set(texts.values())) == len(texts) for texts in named.values())


def test_measures_on_the_page_name_their_source_in_its_language() -> None:
    def told(lang: str) -> Mapping[str, Any]:
        return {offer["kind"]: offer["source"] for offer in offers(load("demo"), lang)}

    assert all(CJK.search(text) for text in told("zh").values())
    assert told("en") == {kind: POLICIES[kind].source for kind in told("en")}
