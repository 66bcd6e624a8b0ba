"""Signs: values and verdicts by hand, which runs they need, and a table that is whole."""

import math
import re
from collections import Counter
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from govsim.engine.codes import GROUPS
from govsim.interfaces import settings_of
from govsim.measures import part
from govsim.measures.part import UNIONS
from govsim.model import run
from govsim.parameters import parameters
from govsim.scenario import Scenario, load, shipped_ids
from govsim.validation.signs import MEASURED, Job, Sign, signs, signs_known

MODULE = "govsim.validation.signs"
SIGNS = signs_known()
# Rows of the sources whose column of outcomes has a plain arrow (or the plain statement that something stays low). Not
# each has a sign of a source that can fail: S03 names a need, S11 and S17 follow by construction.
STATED = [f"S{number:02}" for number in (*range(1, 9), 10, 11, 13, 14, 15, 17, 20, 21)]


def sign(**settings: Any) -> Sign:
    """A sign of the demo scenario."""
    usual: dict[str, Any] = dict(
        id="x", role="source", scenario="demo", outcome="reach_failure", direction="up", zh="升", en="up",
        given={"policies.staggered.on": True},
    )  # fmt: skip
    return Sign(**{**usual, **settings})


@cache
def changed(scenario: str, changes: tuple[tuple[str, object], ...]) -> Scenario:
    """A scenario with changes, made once: many signs share their runs."""
    return load(scenario, dict(changes))


def arms_of(each: Sign) -> list[Scenario]:
    """The scenarios that a sign compares."""
    plain = [
        tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in arm.items())
        for arm in each.arms
    ]
    return [changed(each.scenario, changes) for changes in plain]


def arrays(*rows: tuple[float, ...]) -> list[np.ndarray]:
    return [np.array(row) for row in rows]


def test_a_pair_has_the_base_and_the_option_on_top_of_it() -> None:
    made = sign(base={"run.weeks": 8, "place.residents": 700}, given={"place.residents": 900})
    assert made.arms == ({"run.weeks": 8, "place.residents": 700}, {"run.weeks": 8, "place.residents": 900})


def test_an_interaction_has_four_runs() -> None:
    made = sign(base={"a": 0}, given={"b": 1}, also={"c": 2})
    assert made.arms == ({"a": 0}, {"a": 0, "b": 1}, {"a": 0, "c": 2}, {"a": 0, "b": 1, "c": 2})


def test_the_value_is_the_mean_of_the_pairs_with_an_interval_of_t() -> None:
    """Differences 1, 2, 3: mean 2, deviation 1, t(2, .975) = 4.3027, so 2 -+ 4.3027 / sqrt(3)."""
    found = sign().value(arrays((10.0, 20.0, 30.0), (11.0, 22.0, 33.0)))
    assert (found.difference, found.base, found.runs) == (2.0, 20.0, 3)
    assert found.low == pytest.approx(2 - 4.3027 / math.sqrt(3), abs=1e-4)
    assert found.high == pytest.approx(2 + 4.3027 / math.sqrt(3), abs=1e-4)


def test_an_interaction_is_what_both_do_beyond_the_sum() -> None:
    """Neither 10, first 12, second 15, both 20: 20 - 12 - 15 + 10 = 3; and with the others 1, 1, 2, 7: 5."""
    made = sign(also={"place.residents": 900})
    found = made.value(arrays((10.0, 1.0), (12.0, 1.0), (15.0, 2.0), (20.0, 7.0)))
    assert (found.difference, found.runs) == (4.0, 2)


def test_pairs_without_a_value_are_left_out() -> None:
    found = sign().value(arrays((1.0, math.nan, 3.0, 5.0), (2.0, 2.0, math.nan, 8.0)))
    assert (found.difference, found.runs) == (2.0, 2)


@pytest.mark.parametrize(
    ("direction", "within", "rises", "result"),
    [
        ("up", 0.0, (1.0, 1.1, 0.9), "holds"), ("up", 0.0, (-1.0, -1.1, -0.9), "contradicted"),
        ("up", 0.0, (1.0, -1.0, 0.5), "not_told"), ("up", 0.0, (0.0, 0.0, 0.0), "contradicted"),
        ("down", 0.0, (-1.0, -1.1, -0.9), "holds"), ("down", 0.0, (1.0, 1.1, 0.9), "contradicted"),
        ("down", 0.0, (1.0, -1.0, 0.5), "not_told"),
        ("down", 0.0, (0.0, 0.0, 0.0), "contradicted"), ("none", 0.5, (0.1, -0.1, 0.0), "holds"),
        ("none", 0.5, (0.0, 0.0, 0.0), "holds"), ("none", 0.5, (1.0, 1.1, 0.9), "contradicted"),
        ("none", 0.5, (-1.0, -1.1, -0.9), "contradicted"), ("none", 0.5, (3.0, -3.0, 0.0), "not_told"),
        ("none", 0.5, (0.6, 0.4, 0.5), "not_told"),
    ],
)  # fmt: skip
def test_a_sign_holds_or_is_contradicted_if_the_whole_interval_says_so(
    direction: str, within: float, rises: tuple[float, ...], result: str
) -> None:
    made = sign(direction=direction, within=within)
    found = made.value(arrays((0.0, 0.0, 0.0), rises))
    assert made.result(found) == result
    assert result == "not_told" or made.pairs_needed(found) is None


def test_nothing_known_tells_nothing() -> None:
    for direction in ("up", "down", "none"):
        made = sign(direction=direction, within=9.0)
        for values in (((math.nan, math.nan), (1.0, 1.0)), ((1.0,), (2.0,))):
            found = made.value(arrays(*values))
            assert made.result(found) == "not_told" and made.pairs_needed(found) is None


def test_pairs_needed_are_those_of_the_paired_test() -> None:
    """Differences of mean .5 and deviation 1: 34 pairs for power .8 (Cohen's d = .5), the textbook's number."""
    half = math.sqrt(0.5)
    found = sign().value(arrays((0.0, 0.0), (0.5 - half, 0.5 + half)))
    assert found.deviation == pytest.approx(1.0)
    assert sign(direction="up").pairs_needed(found) == sign(direction="down").pairs_needed(found) == 34
    assert sign(direction="none", within=1.0).pairs_needed(found) == 34, "half a unit from the bound"
    assert sign(direction="none", within=0.5).pairs_needed(found) is None, "on the bound itself"


def test_what_was_told_by_so_many_pairs_is_told() -> None:
    """In made-up pairs: with as many as were said to be needed, about eight in ten of them tell the direction."""
    generator = np.random.default_rng(1)
    told = 0
    for _ in range(200):
        rises = generator.normal(0.5, 1.0, 34)
        told += sign().result(sign().value([np.zeros(34), rises])) == "holds"
    assert 140 <= told <= 180


def test_a_claim_without_a_path_is_listed_and_never_run(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = sign(id="b", given={"two": 1}, no_path_zh="没有", no_path_en="no path")
    jobs = planned(monkeypatch, (sign(id="a", given={"one": 1}), listed), {"one": 2.0})
    first, second = signs(pairs=3)
    assert {job[1] for job in jobs} == {(), (("one", 1),)}
    assert (first["result"], first["passed"]) == ("holds", True)
    assert (second["result"], second["passed"], second["value"]) == ("no_mechanism", None, None)
    assert (second["reason_zh"], second["reason_en"]) == ("没有", "no path")
    assert set(first) | {"reason_zh", "reason_en"} == set(second)


def test_disputes_that_arise_are_those_of_dispute_kinds() -> None:
    """As the plain count over kinds of matters, and more than are recorded: most disputes are never reported."""
    made = run(load("demo", {"run.weeks": 4, "run.warmup": 4}), 1)
    column = made.column_of["arisen"]
    kinds = ("leak", "noise", "parking", "clutter", "pets", "landlord_tenant", "property_fee", "committee_election",
             "fundraising_loss", "demolition", "housing_quality", "labour")  # fmt: skip
    arisen = sum(made.counts[:, made.rows.index(f"issue:{kind}"), column].sum() for kind in kinds)
    whole = part(made)
    assert MEASURED["disputes_arisen"](whole) == pytest.approx(1000 * arisen / whole.resident_years)
    assert arisen > whole.count("recorded_disputes")


def planned(monkeypatch: pytest.MonkeyPatch, chosen: tuple[Sign, ...], values: dict[str, float]) -> list[Job]:
    """Let runs be made up: the value of a job is that of its changed setting plus a little by seed."""
    jobs: list[Job] = []

    def performed(wanted: list[Job], progress: object) -> list[dict[tuple[str, str], float]]:
        jobs.extend(wanted)
        return [
            {key: sum(values.get(name, 0.0) for name, _ in job[1]) + 0.01 * (job[2] % 2) for key in job[3]}
            for job in wanted
        ]

    monkeypatch.setattr(import_module(MODULE), "signs_known", lambda: chosen)
    monkeypatch.setattr(import_module(MODULE), "_performed", performed)
    return jobs


def test_signs_of_the_same_runs_share_them(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = (
        sign(id="a", given={"one": 1}, direction="up"),
        sign(id="b", given={"one": 1}, outcome="overtime", part="schedule:home", direction="down"),
        sign(id="c", given={"one": 1}, also={"two": 1}, direction="none", within=0.5),
    )
    jobs = planned(monkeypatch, chosen, {"one": 2.0, "two": 3.0})
    rows = list(signs(pairs=3))
    assert Counter(job[1] for job in jobs) == {
        (): 3, (("one", 1),): 3, (("two", 1),): 3, (("one", 1), ("two", 1)): 3
    }  # fmt: skip
    assert {job[3] for job in jobs if not job[1]} == {(("overtime", "schedule:home"), ("reach_failure", "place"))}
    assert [row["passed"] for row in rows] == [True, False, True]
    assert [row["result"] for row in rows] == ["holds", "contradicted", "holds"]
    assert [row["value"] for row in rows] == pytest.approx([2.0, 2.0, 0.0])
    assert all(row["share"] is None and row["pairs"] == 3 for row in rows)
    assert [row["id"] for row in signs(pairs=3, chosen=["b"])] == ["b"]


def test_draws_of_assumptions_leave_what_the_sign_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    assumed = next(name for name, each in parameters().items() if each.kind == "assumed")
    path = f"parameters.{assumed}"
    jobs = planned(monkeypatch, (sign(id="a", given={"one": 1}), sign(id="b", given={path: 7.0})), {"one": 2.0})
    first, second = signs(pairs=2, draws=5)
    assert (first["share"], second["share"], first["draws"]) == (1.0, 0.0, 5)
    of_draws = [dict(job[1]) for job in jobs if job[2] > 2]
    assert len(of_draws) == 4 * 5
    own = [changes[path] for changes in of_draws if "one" not in changes and changes.get(path) == 7.0]
    assert len(own) == 5
    assert sum(path not in changes for changes in of_draws) == 5, "the base of the sign that sets it"


def test_ids_are_unique_and_name_their_row() -> None:
    assert len({each.id for each in SIGNS}) == len(SIGNS) >= 40
    for each in SIGNS:
        row = each.id.partition(".")[0]
        source = changed(each.scenario, ()).source
        assert re.fullmatch(r"(S\d\d|publicity)\.[a-z_]+", each.id)
        assert row in source.row or row == "publicity", each.id


@pytest.mark.parametrize("each", SIGNS, ids=lambda each: each.id)
def test_a_sign_of_the_table_can_be_run(each: Sign) -> None:
    assert each.scenario in shipped_ids() and each.outcome in MEASURED
    assert each.part == "place" or each.part in UNIONS or each.part in GROUPS
    assert each.given and (each.within > 0) is (each.direction == "none")
    for zh, en in ((each.zh, each.en), (each.no_path_zh, each.no_path_en)):
        assert bool(re.search("[一-鿿]", zh)) is bool(en) and not re.search("[一-鿿]", en)
    assert each.tested or each.role != "construction", "what follows by construction has a path"
    loaded = arms_of(each)
    assert len({scenario.model_dump_json() for scenario in loaded}) == len(loaded), "two arms are the same"
    assert len({(scenario.run.start, scenario.run.weeks) for scenario in loaded}) == 1


@pytest.mark.parametrize("each", SIGNS, ids=lambda each: each.id)
def test_measures_of_a_sign_begin_with_the_measured_weeks(each: Sign) -> None:
    """Those that differ between the arms; publicity's lasting part and the tracing of S01 are the exceptions."""
    base, *_, option = arms_of(each)
    for before, after in zip(base.policies, option.policies, strict=True):
        if (before.on, settings_of(before)) == (after.on, settings_of(after)):
            continue
        start = after.start or option.run.start
        if after.kind == "data_platform":
            assert start == option.emergencies[0].start
        elif each.id == "publicity.lasting":
            assert (option.run.start - start).days >= 22 * 7
        else:
            assert start == option.run.start, after.name


def test_every_row_that_states_a_direction_has_a_sign() -> None:
    assert set(STATED) <= {each.id[:3] for each in SIGNS}


def test_the_three_lists_are_told_apart() -> None:
    roles = Counter(each.role for each in SIGNS)
    assert set(roles) == {"source", "expectation", "construction"} and roles["construction"] >= 6
    for each in SIGNS:
        if each.role == "construction":
            assert "（" in each.zh and "(" in each.en, "why it follows is said"
