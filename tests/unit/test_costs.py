"""What it costs and who bears it: hours by hand, yuan only where prices are filled in."""

import math
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from govsim import measures
from govsim.engine.codes import MEASURES
from govsim.measures import FUNCTIONS, part
from govsim.model import Community
from govsim.model.costs import policy_hours
from govsim.policies import POLICIES, Active
from govsim.scenario import load
from govsim.world.schema import GRID
from tests.unit.made_up import made_up_run

DAY = 24


def run_with(parameters=None, stocks=None, **counts):
    run = made_up_run(seed=3, weeks=20, residents=2000)
    empty = np.zeros_like(run.counts)
    for name, value in counts.items():
        empty[0, 0, MEASURES.index(name)] = value
    return replace(run, counts=empty, parameters=parameters or {}, stocks={**run.stocks, **(stocks or {})})


def value(name, run, label="place"):
    return FUNCTIONS[name](part(run, label))


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("burden_finance", {"duty_hours": 80, "mediator_hours": 10, "service_hours": 6, "expert_hours": 4}, 5.0),
        ("burden_staff", {"overtime_hours": 30, "duty_hours": 99}, 1.5),
        ("burden_residents", {"volunteer_hours": 10, "group_hours": 6, "activity_hours": 4}, 1.0),
        ("burden_property", {"property_settled": 10}, 1.0),
        ("cost_hours", {"duty_hours": 80, "overtime_hours": 10, "mediator_hours": 10, "volunteer_hours": 9}, 5.0),
    ],
)
def test_hours_by_bearer(name, counts, expected):
    assert value(name, run_with({"cost.property_hours": 2.0}, **counts)) == pytest.approx(expected)


@pytest.mark.parametrize("label", ["schedule:home", "category:local", "age:70+", "issue:noise"])
def test_hours_are_not_known_by_group_or_kind_of_matter(label):
    """They are counted by grid; a 0 would say that nobody there bears anything."""
    run = run_with({"cost.property_hours": 2.0}, overtime_hours=30, volunteer_hours=10)
    label = label if label in run.rows else next(row for row in run.rows if row.startswith(label.partition(":")[0]))
    assert all(math.isnan(value(f"burden_{bearer}", run, label)) for bearer in ("finance", "staff", "residents"))
    assert math.isfinite(value("burden_property", run, label))


def test_yuan_only_at_prices_that_are_filled_in():
    counts = {"duty_hours": 200, "overtime_hours": 20, "volunteer_hours": 40}
    free = run_with(**counts)
    names = ("cost_yuan", "burden_finance_yuan", "burden_staff_yuan", "burden_residents_yuan", "burden_property_yuan")
    assert all(math.isnan(value(name, free)) for name in names)
    priced = run_with({"budget.price_hour": 30.0}, **counts)
    assert value("cost_yuan", priced) == pytest.approx(30 * 11)
    assert math.isnan(value("burden_residents_yuan", priced))
    prices = {"budget.price_hour": 30.0, "budget.price_overtime": 50.0, "budget.price_resident": 10.0}
    other = run_with(prices, **counts)
    assert value("cost_yuan", other) == pytest.approx(30 * 10 + 50)
    assert value("burden_residents_yuan", other) == pytest.approx(20)


def test_hours_of_measures_are_part_of_the_cost_and_known_by_grid():
    hours = np.zeros((20, 5))
    hours[:, 1] = 4.0
    run = run_with(stocks={"policy_hours": hours}, duty_hours=20)
    assert value("cost_hours", run) == pytest.approx(5.0)
    assert value("cost_hours", run, "grid:g2") == pytest.approx(4.0)
    assert math.isnan(value("cost_hours", run, "schedule:home"))


def grids(residents):
    rows = np.zeros(len(residents), GRID)
    rows["identity"], rows["residents"] = np.arange(len(rows)), residents
    return rows


def test_a_measure_costs_its_hours_while_and_where_it_is_in_force():
    policy = POLICIES["training"](hours=70.0)
    active = Active(policy, 10 * DAY, 17 * DAY, 0.0, np.array([True, True, False]))
    found = policy_hours([active], grids([300, 100, 500]), 1, 7 * DAY, 3)
    expected = np.outer([4 / 7, 3 / 7, 0], [0.75 * 70, 0.25 * 70, 0])
    assert found == pytest.approx(expected)
    assert not policy_hours([active], grids([300, 100, 500]), 1, 20 * DAY, 2).any()


def test_what_is_off_has_no_hours_or_has_not_joined_costs_nothing():
    everywhere, place = np.ones(200, bool), grids(np.full(200, 100))
    for policy in (POLICIES["training"](), POLICIES["training"](hours=70.0, on=False)):
        assert not policy_hours([Active(policy, 0, None, 0.0, everywhere)], place, 1, 0, 2).any()
    ramped = Active(POLICIES["training"](hours=70.0, ramp=14), 0, None, 14.0 * DAY, everywhere)
    weeks = policy_hours([ramped], place, 1, 0, 3).sum(axis=1)
    assert 0 < weeks[0] < weeks[1] < weeks[2] == pytest.approx(70.0)
    half = Active(POLICIES["training"](hours=70.0, compliance=0.5), 0, None, 0.0, everywhere)
    assert policy_hours([half], place, 1, 0, 1).sum() == pytest.approx(35, abs=4 * 70 * math.sqrt(0.25 / 200))


@cache
def run_of(**settings):
    changes = {"run.weeks": 4, "run.warmup": 0} | {name.replace("__", "."): v for name, v in settings.items()}
    return Community(load("demo", changes)).run()


def test_a_run_carries_the_users_prices_and_hours():
    policies = ({"kind": "training", "hours": 21.0, "start": date(2021, 1, 11)},)
    changes = {"run.weeks": 4, "run.warmup": 0, "policies": list(policies), "budget.price_hour": 25.0}
    run = Community(load("demo", changes)).run()
    assert run.stocks["policy_hours"].sum(axis=1) == pytest.approx([0, 21, 21, 21])
    assert run.parameters["budget.price_hour"] == 25.0 and "budget.price_overtime" not in run.parameters
    found = measures.outcomes(run)
    assert found["cost_yuan"]["value"] == pytest.approx(25.0 * found["cost_hours"]["value"])
    free = run_of()
    extra = found["burden_finance"]["value"] - measures.outcomes(free)["burden_finance"]["value"]
    assert extra == pytest.approx(21 * 3 / 4, abs=3)  # a few hours of duty differ where a post falls vacant
