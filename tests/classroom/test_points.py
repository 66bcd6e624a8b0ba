"""What the teams' choices come to: sides, badges, curves; in the ways that a class could be misled by."""

from dataclasses import replace

import pytest

from govsim.dashboard.classroom import points, seen
from govsim.dashboard.classroom.hall import Snapshot, _with_found, wanted
from govsim.dashboard.classroom.leading import skip
from govsim.lessons import Curve, Found, Recorded, Row, Study, lesson
from govsim.lessons.record import Matters
from tests.classroom.made_up import affordable, computed, forecasts, predict, seated, submitted, which

NO_MATTERS = Matters(1, 0, 0, 0, ())


def row(outcome, low, high):
    return Row("place", outcome, 1.0, 1.0 + (low + high) / 2, (low + high) / 2, low, high, 30)


@pytest.mark.parametrize(
    ("outcome", "low", "high", "side", "mark"),
    [
        ("reach_failure", -2.0, -1.0, "better", "▲"), ("reach_failure", 1.0, 2.0, "worse", "▼"),
        ("reach_failure", -1.0, 1.0, "untold", "≈"), ("resolved_rate", 1.0, 2.0, "better", "▲"),
        ("resolved_rate", -2.0, -1.0, "worse", "▼"), ("hotline_rate", 1.0, 2.0, "untold", "↑"),
        ("hotline_rate", -2.0, -1.0, "untold", "↓"), ("reach_failure", float("nan"), float("nan"), "untold", "≈"),
    ],
)  # fmt: skip
def test_better_needs_an_agreed_direction_and_an_interval_without_zero(outcome, low, high, side, mark):
    assert (row(outcome, low, high).side, row(outcome, low, high).mark) == (side, mark)


def record(difference, share=0.95):
    """Return made-up recorded answers to all questions of the lesson."""
    low, high, least, most = difference - 1, difference + 1, difference - 2, difference + 2
    studies = []
    for ask in which().prediction:
        numbers = (40.0, 40.0 + difference, difference, low, high, 30, least, most, share, 32)
        studies.append(Study(ask.id, "question", {}, (Found(ask.label, ask.outcome, *numbers),)))
    return Recorded(which().id, "0", "x", 30, 32, tuple(studies), (), NO_MATTERS)


def test_an_answer_that_depends_on_the_assumptions_is_neither_better_nor_worse(monkeypatch):
    ask = next(ask for ask in which().prediction if ask.outcome == "reach_failure")
    sides = {}
    for share in (0.95, 0.6):
        monkeypatch.setattr(points, "found_of", lambda _, share=share: record(-5.0, share))
        sides[share] = seen.answer_shown(points.answer_to(which(), ask), "en")["side"]
    assert sides == {0.95: "better", 0.6: "untold"}


def test_badges_go_to_the_closest_the_cheapest_and_the_smallest_gap(tmp_path, monkeypatch):
    monkeypatch.setattr(points, "found_of", lambda _: record(-5.0))
    made = skip(seated(tmp_path, 0, 1, 2), "predict", 1.0)
    for name, side, size in ((0, "up", 5.0), (1, "down", 4.5), (2, "same", None)):
        made = predict(made, made.team(name), forecasts(side, size), which())
    made = skip(made, "choose_1", 1.0)
    for name in (0, 1, 2):
        made = submitted(made, name, affordable(name))
    snapshot = _with_found(Snapshot(0, made, computed(*wanted(made))))
    given = points.badges(which(), made, snapshot.found, 1)
    costs = {name: sum(which().option(each).cost * units for each, units in made.team(name).rounds[0].choice)
             for name in (0, 1, 2)}  # fmt: skip
    assert given["closest"] == [1]
    assert given["cheapest"] == [name for name in costs if costs[name] == min(costs.values())]


def test_doing_nothing_earns_no_badge_for_few_hours(tmp_path):
    made = skip(seated(tmp_path, 0, 1), "choose_1", 1.0)
    made = submitted(submitted(made, 0, {}), 1, affordable())
    assert points.badges(which(), made, {}, 1)["cheapest"] == [1]


def test_a_badge_that_all_would_get_is_given_to_nobody(tmp_path):
    made = skip(seated(tmp_path, 0, 1, 2), "choose_1", 1.0)
    made = replace(made, teams=(*made.teams, replace(made.team(0), name=3, key="k")))
    for name in range(4):
        made = submitted(made, name, affordable())
    assert points.badges(which(), made, {}, 1)["cheapest"] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_recorded_curve_of_a_lesson_is_shown_with_its_surprise(tmp_path, monkeypatch, lang):
    with_curve = lesson("L1")
    (sweep, *_) = with_curve.curves
    key = (sweep.shown[0].label, sweep.shown[0].outcome)
    values = tuple((float(place), place - 1.0, float("nan")) for place, _ in enumerate(sweep.points))
    curve = Curve(sweep.id, tuple(point.at for point in sweep.points), {key: values})
    monkeypatch.setattr(points, "found_of", lambda _: Recorded("L1", "0", "x", 30, 32, (), (curve,), NO_MATTERS))
    made = skip(replace(seated(tmp_path), lesson="L1"), "reveal_1", 1.0)
    shown = seen.screen(Snapshot(0, replace(made, step=2), computed()), lang)
    (drawn,) = shown["curves"]
    assert drawn["at"] == list(curve.at) and len(drawn["lines"]) == 1
    assert drawn["lines"][0]["values"][1] == [1.0, 0.0, None]
