"""A name that does not exist is answered alike everywhere: the nearest right one, and those that there are."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from govsim.analysis.names import MOST_LISTED, no_such
from govsim.analysis.studies.folder import outcomes_of
from govsim.cli import execute
from govsim.errors import GovsimError
from govsim.lessons import lesson
from govsim.measures import outcomes_known
from govsim.store.design import Design
from govsim.sweep.points import check
from govsim.sweep.reading import read_design

KIND = ("水果", "fruit")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVSIM_LANG", "en")


def test_few_names_are_all_listed_and_many_are_shortened() -> None:
    zh, en = no_such(KIND, "aple", ["apple", "pear"])
    assert en == "There is no fruit aple. Did you mean apple? Allowed: apple, pear."
    assert zh == "没有水果 aple。是不是 apple？可选：apple、pear。"
    many = [f"n{number}" for number in range(MOST_LISTED + 5)]
    en = no_such(KIND, "x" * 200, many, ("看那里", "look there"))[1]
    assert f"n{MOST_LISTED - 1} … ({MOST_LISTED + 5}; look there)." in en and f"n{MOST_LISTED}," not in en
    assert len(en) < 300 and "Did you mean" not in en


def test_capitals_are_forgiven_and_nothing_to_choose_from_is_said() -> None:
    assert "Did you mean L2?" in no_such(KIND, "l2", ["L1", "L2"])[1]
    assert no_such(KIND, "x", []) == ("没有水果 x。可选：无。", "There is no fruit x. Allowed: none.")


@pytest.mark.parametrize(
    ("arguments", "near", "allowed"),
    [
        (["validate", "--only", "theorie"], "theory", "theory, pattern, sign."),
        (["trace", "staggered-hours", "--changed-by", "staggerd"], "staggered", "staggered."),
        (["compare", "demo", "demo", "--primary", "reach_failur"], "reach_failure", f"({len(outcomes_known())};"),
        (["compare", "demo", "demo", "--matters", "reach_failur=1"], "reach_failure", f"({len(outcomes_known())};"),
        (["plan", "demo", "demo", "--detect", "reach_failur=1"], "reach_failure", f"({len(outcomes_known())};"),
        (["class", "print", "l3"], "L3", "L1, L2, L3, L4."),
        (["class", "check", "--lesson", "l3"], "L3", "L1, L2, L3, L4."),
    ],
)
def test_every_option_that_takes_a_name(
    arguments: list[str], near: str, allowed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert execute(arguments) in (2, 3)
    printed = capsys.readouterr()
    assert printed.out == "" and f"Did you mean {near}?" in printed.err
    assert "Allowed: " in printed.err and allowed in printed.err
    assert execute([*arguments, "--lang", "zh"]) in (2, 3)
    printed = capsys.readouterr()
    assert f"是不是 {near}？可选：" in printed.err


def test_a_wrong_measure_of_a_story_is_refused_before_anything_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    def simulated(*_: object) -> Any:
        raise AssertionError("simulated")

    monkeypatch.setattr("govsim.cli.tracing._cases_of", simulated)
    assert execute(["trace", "demo", "--changed-by", "nothing"]) == 2


def test_outcomes_of_an_analysis_and_of_a_design(tmp_path: Path) -> None:
    design = SimpleNamespace(outcomes=SimpleNamespace(primary=()))
    with pytest.raises(GovsimError, match=r"no outcome reach_failur\. Did you mean reach_failure\? Allowed: "):
        outcomes_of(design, ["reach_failur"])
    file = tmp_path / "design.toml"
    file.write_text('scenario = "demo"\nmethod = "grid"\nseeds = 2\n[outcomes]\nprimary = ["reach_failur"]\n')
    with pytest.raises(GovsimError, match=r"Did you mean reach_failure\? Allowed: "):
        read_design(file)


def test_factors_and_values_of_a_design() -> None:
    factor = {"path": "parameters.contact.patience", "values": (1, 3)}
    plain = {"scenario": "demo", "method": "grid", "seeds": 2, "factors": (factor,)}
    with pytest.raises(GovsimError, match=r"contrast: There is no factor patience\. .*Allowed: parameters\.contact"):
        check(Design.model_validate({**plain, "contrast": {"factor": "patience", "base": "1"}}))
    with pytest.raises(GovsimError, match=r"There is no value of parameters\.contact\.patience: 2\. Allowed: 1, 3\."):
        check(Design.model_validate({**plain, "contrast": {"factor": factor["path"], "base": 2}}))


def test_a_lesson_of_ones_own_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(GovsimError, match=r"name the folder that holds lesson\.toml"):
        lesson(str(tmp_path))
    (tmp_path / "lesson.toml").write_bytes(b"\xff")
    with pytest.raises(GovsimError, match="cannot be read"):
        lesson(str(tmp_path / "."))
