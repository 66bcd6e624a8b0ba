"""The checks that the page shows are recorded in parts, and a part leaves the rest as it was."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from govsim.dashboard.model import checks, recording
from govsim.validation.signs import signs_known

FIRST, SECOND = (sign.id for sign in signs_known()[:2])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of its own."""
    made = tmp_path / "validation.json"
    monkeypatch.setattr(recording, "FILE", made)
    monkeypatch.setattr(checks, "FILE", made)
    checks.recorded.cache_clear()
    yield made
    checks.recorded.cache_clear()


def row(name: str, kind: str, value: float = 1.0, **more: Any) -> dict[str, Any]:
    """A made-up check."""
    return {"id": name, "kind": kind, "role": "source", "target": 1.0, "value": value, "low": 0.5, "high": 1.5,
            "passed": True, "ignored": object(), **more}  # fmt: skip


def rows_of(file: Path) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in json.loads(file.read_text(encoding="utf-8"))["rows"]}


def test_a_part_is_written_beside_what_is_there(file: Path) -> None:
    recording.record([row("t1", "theory"), row("t2", "theory")], date(2030, 1, 1), whole=["theory"])
    recording.record([row(FIRST, "sign", value=2.0 / 3)], date(2030, 1, 2))
    recording.record([row(SECOND, "sign")], date(2030, 1, 3))
    recording.record([row("t2", "theory", value=5.0)], date(2030, 1, 4), whole=["theory"])
    found = rows_of(file)
    assert set(found) == {FIRST, SECOND, "t2"}, "a check that is no longer made goes"
    assert (found["t2"]["value"], found[FIRST]["value"]) == (5.0, 0.666667)
    assert [found[name]["day"] for name in (FIRST, SECOND, "t2")] == ["2030-01-02", "2030-01-03", "2030-01-04"]


def test_signs_that_are_no_longer_known_go(file: Path) -> None:
    recording.record([row("S99.gone", "sign"), row(FIRST, "sign")], date(2030, 1, 1))
    recording.record([row(SECOND, "sign")], date(2030, 1, 2))
    assert set(rows_of(file)) == {FIRST, SECOND}


def test_what_was_stopped_goes_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording.record([row(FIRST, "sign")], date(2030, 1, 1))
    everything = {sign.id for batch in recording.batches() for sign in batch}
    assert everything == {sign.id for sign in signs_known()}
    assert {sign.id for batch in recording.batches(resume=True) for sign in batch} == everything - {FIRST}
    assert {sign.id for batch in recording.batches("S02") for sign in batch} == {
        name for name in everything if name.startswith("S02")
    }
    monkeypatch.setattr(recording, "source_now", lambda: "another model")
    assert FIRST in {sign.id for batch in recording.batches(resume=True) for sign in batch}


def test_the_command_runs_what_it_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[int, int], list[str]]] = []

    def run(pairs: int, draws: int, chosen: list[str]) -> list[dict[str, Any]]:
        asked.append(((pairs, draws), chosen))
        told = {"value": float("nan"), "result": "not_told", "passed": None, "share": 0.625, "draws": draws}
        return [row(name, "sign", **told) for name in chosen]

    monkeypatch.setattr(recording, "signs", run)
    monkeypatch.setattr(recording, "rows", lambda kinds: [row("t", kinds[0])])
    recording.main(["--only", "theory"])
    assert not asked and set(rows_of(file)) == {"t"}
    recording.main(["--only", "sign", "--begin", "S02", "--pairs", "4", "--assumptions", "8"])
    assert {size for size, _ in asked} == {(4, 8)} and len(rows_of(file)) == 1 + sum(len(some) for _, some in asked)
    assert rows_of(file)[asked[0][1][0]]["value"] is None, "what is not known is no number of JSON"
    shown = next(each for group in checks.checks("en")["groups"] for each in group["rows"] if each["draws"])
    assert (shown["share"], shown["draws"]) == ("62%", 8)
    recording.main(["--only", "sign", "--begin", "S02", "--resume"])
    assert len(asked) == 1


def test_the_page_puts_what_fails_first_and_what_has_no_path_last(file: Path) -> None:
    listed = dict.fromkeys(("target", "value", "low", "high"))
    results = [("holds", True, {}), ("no_mechanism", None, {**listed, "reason_zh": "没有", "reason_en": "no path"}),
               ("contradicted", False, {}), ("not_told", None, {"pairs_needed": 50})]  # fmt: skip
    known = [sign.id for sign in signs_known()]
    made = [row(name, "sign", result=result, passed=passed, zh="升", en="up", **more)
            for name, (result, passed, more) in zip(known, results, strict=False)]  # fmt: skip
    recording.record(made, date(2030, 1, 1))
    (group,) = checks.checks("en")["groups"]
    assert [each["result"] for each in group["rows"]] == ["contradicted", "not_told", "holds", "no_mechanism"]
    assert (group["all"], group["failed"], group["open"], group["listed"]) == (4, 1, 1, 1)
    last = group["rows"][-1]
    assert (last["value"], last["at"], last["reason"]) == ("—", None, "no path")
    assert group["rows"][1]["pairs_needed"] == 50
    assert checks.checks("en")["day"] == "2030-01-01"


def test_what_ships_was_recorded_by_kind() -> None:
    kinds = {each["kind"] for each in checks.recorded()["rows"]}
    assert {"theory", "pattern"} <= kinds <= set(checks.KINDS)
    assert all(each["version"] and each["day"] for each in checks.recorded()["rows"])
