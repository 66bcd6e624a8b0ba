"""Emergencies: the list, the calls and the people behind them, by hand; hours are those that duty gave."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from govsim import measures
from govsim.engine.codes import MEASURES
from govsim.model import Community
from govsim.parameters import parameters
from govsim.periodic import emergencies
from govsim.periodic.contact_points import HOUSEHOLD, POINT
from govsim.periodic.emergencies import LIST
from govsim.scenario import ScenarioError, load

START = date(2021, 1, 11)
TRACING = {"kind": "contact_tracing", "start": START, "end": date(2021, 2, 22), "share": 0.3}
SUPPLIES = {"kind": "lockdown_supplies", "start": START, "end": date(2021, 2, 1), "share": 0.3}
FAILURE = {"kind": "heating_failure", "start": START, "end": date(2021, 1, 25), "share": 0.5}
MODE = {"kind": "emergency_mode", "share": 0.8, "start": START}
NAMES = [name for name in parameters() if name.startswith("emergency.")]


def model_of(*listed, policies=(), weeks=8, **changes):
    settings = {"run.weeks": weeks, "run.warmup": 0, "emergencies": list(listed), "policies": list(policies),
                "firms.number": 60}  # fmt: skip
    return Community(load("demo", settings | {name.replace("__", "."): value for name, value in changes.items()}))


@cache
def run_of(kind="tracing", mode=True, seed=1, **changes):
    listed = {"tracing": TRACING, "supplies": SUPPLIES, "failure": FAILURE}[kind]
    model = model_of(listed, policies=[MODE] if mode else [], run__seed=seed, **changes)
    return model, model.run()


def counted(run, name):
    return run.counts[:, : len(run.grids), MEASURES.index(name)].sum()


def outcome(run, name):
    return measures.values(measures.part(run))[name]


def test_the_hours_used_are_those_that_duty_counted():
    model = model_of(TRACING, policies=[MODE], weeks=3)
    scene, day = model.days.scene, emergencies.DAY
    model.run_to(168 + 3 * day)  # Thursday of the second week, before the morning
    column = MEASURES.index("emergency_hours")
    scene.hour = model.hour
    total = sum(own["counts"][:3, column].sum() for own in model.built.world.own)
    taken = 0.0
    for passed in range(3):
        scene.hour = model.hour - passed * day
        taken += emergencies.hours_taken(scene).sum()
    assert taken == pytest.approx(total) and total > 0


def test_a_list_has_as_many_entries_as_its_precision_says():
    model = model_of({**TRACING, "list_precision": 1.0})
    scene = model.days.scene
    model.table("residents")["registered"] = 0
    right = np.array([30, 0, 5])
    emergency = model.scenario.emergencies[0]
    assert emergencies.precision(scene, emergency, right) == pytest.approx(1.0)
    half = emergency.model_copy(update={"list_precision": 0.5})
    assert emergencies.precision(scene, half, right) == pytest.approx(0.5)
    model.table("residents")["registered"] = -1
    households = model.table("grids")["households"]
    assert emergencies.precision(scene, half, right) == pytest.approx(np.maximum(right, 1) / households)
    scene.levers["list_precision"] = 0.7
    assert emergencies.precision(scene, half, right) == pytest.approx(0.7)


def test_a_pass_that_is_over_begins_again_with_who_did_not_answer():
    lists, points = np.zeros(2, LIST), np.zeros(5, POINT)
    lists["wrong"], lists["length"], lists["at"] = 10, 13, [1.0, 0.4]
    points["grid"] = [0, 0, 0, 1, 1]
    emergencies._next_pass(lists, points, np.array([1, 2]), 0.8)
    assert lists["wrong"] == pytest.approx([2, 10]) and lists["length"] == pytest.approx([4, 13])
    assert lists["at"].tolist() == [0, 0.4] and lists["passes"].tolist() == [1, 0]


def test_people_a_call_are_answer_times_precision_times_people_a_point():
    """Worked to the end, a list costs entries / answer calls."""
    changes = {"parameters__emergency__answer_unregistered": 0.8, "parameters__emergency__answer": 0.8}
    model = model_of({**TRACING, "list_precision": 0.4}, policies=[MODE], **changes)
    model.run_to(168)
    model.table("residents")["registered"] = 0
    run = model.run()
    assert counted(run, "emergency_reached") == counted(run, "emergency_sought") == len(model.table("sought"))
    a_point = len(model.table("sought")) / len(model.table("points"))
    found = counted(run, "emergency_reached") / counted(run, "emergency_calls")
    assert found == pytest.approx(0.8 * 0.4 * a_point, rel=0.05)


def test_a_household_is_reached_through_one_point():
    model = model_of(TRACING)
    people, sought, points = (model.table(name) for name in ("residents", "sought", "points"))
    household = people["household"][sought["person"]]
    for home in np.unique(household)[:200]:
        assert len(np.unique(sought["point"][household == home])) == 1
    assert len(np.unique(sought["person"])) == len(sought)
    assert np.bincount(sought["point"], minlength=len(points)).min() >= 1
    assert set(points["via"]) == {0, 1, 2}
    assert {"via": set(model_of(SUPPLIES).table("points")["via"])} == {"via": {HOUSEHOLD}}


def test_categories_and_places_are_meant():
    model = model_of({**TRACING, "categories": ["non_local"], "where": ["g2"], "share": 1.0})
    people, sought = model.table("residents"), model.table("sought")["person"]
    meant = (people["category"] == 3) & (model.days.scene.grid_of_resident == 1)
    assert np.array_equal(np.sort(sought), np.flatnonzero(meant))


def test_reached_are_never_more_than_sought_and_the_stock_agrees():
    for kind in ("tracing", "supplies", "failure"):
        _, run = run_of(kind)
        assert 0 < counted(run, "emergency_reached") <= counted(run, "emergency_sought")
        grids = run.stocks["found_after"][-1][: len(run.grids)].sum(axis=0)
        assert grids[-1] == counted(run, "emergency_sought")
        assert grids[:-1].sum() <= counted(run, "emergency_reached")


def test_supplies_begin_anew_every_week():
    model, run = run_of("supplies")
    assert counted(run, "emergency_sought") == 3 * len(model.table("sought"))


def test_a_failure_brings_matters_of_heating_and_calls():
    heating = next(row for row, label in enumerate(run_of("failure")[1].rows) if label == "issue:heating")
    failed, quiet = run_of("failure")[1], model_of(weeks=8).run()
    arisen = [run.counts[1:3, heating, MEASURES.index("arisen")].sum() for run in (failed, quiet)]
    assert arisen[0] > 2 * arisen[1] and counted(quiet, "emergency_calls") == 0


def test_the_mode_finds_people_sooner_and_routine_waits():
    with_mode, without = run_of("tracing")[1], run_of("tracing", mode=False)[1]
    assert outcome(with_mode, "find_time") < outcome(without, "find_time")
    assert counted(with_mode, "idle_hours") < counted(without, "idle_hours")
    times = [outcome(with_mode, name) for name in ("find_time_50", "find_time", "find_time_95")]
    assert times == sorted(times) and times[0] > 0


def test_a_better_list_finds_people_with_fewer_calls():
    few, many = (model_of({**TRACING, "list_precision": p}, policies=[MODE]).run() for p in (0.9, 0.2))
    assert outcome(few, "found_per_call") > outcome(many, "found_per_call")
    assert outcome(few, "find_time") < outcome(many, "find_time")


def test_levers_are_as_decided_when_it_is_over():
    model, _ = run_of("tracing")
    assert (model.table("levers")["emergency"] == 0.8).all()  # the mode goes on
    assert not run_of("tracing", mode=False)[0].table("levers")["emergency"].any()


def test_nothing_differs_before_the_first_day():
    quiet, tracing = (model_of(*listed, weeks=2).run() for listed in ((), (TRACING,)))
    assert np.array_equal(quiet.counts[0], tracing.counts[0])
    assert not np.array_equal(quiet.counts[1], tracing.counts[1])


def test_no_emergency_no_outcome():
    found = measures.outcomes(model_of(weeks=1).run())
    assert found["find_time"]["value"] is None and found["found_per_call"]["value"] is None


@pytest.mark.parametrize("changed", [{"share": 1.2}, {"kind": "flood"}, {"where": ["g99"]}, {"end": date(2021, 1, 1)}])
def test_wrong_settings_are_refused(changed):
    with pytest.raises(ScenarioError):
        load("demo", {"emergencies": [{**TRACING, **changed}]})


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_moves_an_outcome(name):
    kind, known = ("supplies" if "deliveries" in name else "tracing"), parameters()[name]
    mode = name != "emergency.routine_share"
    changes = [{f"parameters__{name.replace('.', '__')}": value} for value in (known.low, known.high)]
    low, high = (run_of(kind, mode, **changed)[1] for changed in changes)
    moved = [outcome(run, "find_time") for run in (low, high)], [outcome(run, "found_per_call") for run in (low, high)]
    assert moved[0][0] != moved[0][1] or moved[1][0] != moved[1][1]
