"""Paired effects: intervals, power, assumption draws, effects by group."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.analysis import (
    assumption_draws,
    assumption_range,
    effects_of,
    hours_per_effect,
    paired,
    plain,
    power_of,
    runs_needed,
)  # fmt: skip
from govsim.analysis.assumptions import turning
from govsim.parameters import parameters

REPLICATIONS = 4000


def summaries(
    values: list[float], home: list[float] | None = None, hours: float = 500.0
) -> list[dict[str, dict[str, float]]]:
    """Summaries of runs with given values of one outcome, for the place and those at home."""
    rows = zip(values, home or values, strict=True)
    return [{"place": {"reach_failure": value, "cost_hours": hours + 0.1 * number},
             "schedule:home": {"reach_failure": other, "cost_hours": math.nan}}
            for number, (value, other) in enumerate(rows)]  # fmt: skip


def test_paired_interval_equals_one_computed_by_hand() -> None:
    found = paired([10.0, 12.0, 14.0, 16.0], [11.0, 15.0, 15.0, 19.0])
    # differences 1, 3, 1, 3: mean 2, sd 1.1547, half width t(.975, 3) = 3.18245 times .57735
    assert (found.base, found.other, found.difference, found.runs) == (13.0, 15.0, 2.0, 4)
    assert found.deviation == pytest.approx(1.1547005)
    assert (found.low, found.high) == pytest.approx((2 - 1.837386, 2 + 1.837386), abs=1e-5)
    assert found.variance_ratio == pytest.approx((20 / 3 + 32 / 3) / (4 / 3))


def test_pairs_with_a_missing_value_are_left_out() -> None:
    assert paired([1.0, math.nan, 3.0, 4.0], [2.0, 5.0, math.nan, 6.0]) == paired([1.0, 4.0], [2.0, 6.0])
    assert paired([math.nan], [1.0]).runs == 0
    single = paired([1.0], [2.0])
    assert single.difference == 1.0 and math.isnan(single.low)


def test_lists_of_different_length_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="paired"):
        paired([1.0, 2.0], [1.0])


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=20), st.floats(-1e3, 1e3))
def test_the_interval_moves_with_the_difference_and_turns_with_the_order(base: list[float], shift: float) -> None:
    other = [value + shift + (-1) ** number for number, value in enumerate(base)]
    there, back = paired(base, other), paired(other, base)
    assert there.low <= there.difference <= there.high
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


@pytest.mark.parametrize("runs", [5, 20])
def test_the_interval_covers_a_known_truth_as_often_as_it_says(runs: int) -> None:
    random, truth, covered = np.random.default_rng(20_210_104), 0.7, 0
    for _ in range(REPLICATIONS):
        luck = random.normal(0, 3, runs)
        base = luck + random.normal(0, 1, runs)
        found = paired(base, luck + truth + random.normal(0, 1, runs))
        covered += found.low <= truth <= found.high
    assert 0.93 <= covered / REPLICATIONS <= 0.97


def test_pairing_saves_the_runs_that_the_ratio_says() -> None:
    random = np.random.default_rng(7)
    luck = random.normal(0, 3, 5000)
    found = paired(luck + random.normal(0, 1, 5000), luck + random.normal(0, 1, 5000))
    assert found.variance_ratio == pytest.approx((9 + 1 + 9 + 1) / 2, rel=0.05)


@pytest.mark.parametrize(("size", "expected"), [(0.5, 34), (1.0, 10), (0.2, 199), (10.0, 4)])
def test_runs_needed_equal_the_tables_of_the_paired_t_test(size: float, expected: int) -> None:
    assert runs_needed(1.0, size) == expected  # Cohen 1988; G*Power: 34, 10, 199 pairs for power .8 at 5 %


def test_runs_needed_are_the_fewest() -> None:
    count = runs_needed(2.0, 0.9, power=0.9)
    assert power_of(count, 2.0, 0.9) >= 0.9 > power_of(count - 1, 2.0, 0.9)
    assert runs_needed(0.0, 1.0) == 4
    with pytest.raises(ValueError, match="positive"):
        runs_needed(1.0, 0.0)


def test_assumption_draws_are_a_latin_hypercube_of_what_is_assumed() -> None:
    count, known = 16, parameters()
    draws = assumption_draws(count, seed=3)
    assumed = {name for name, parameter in known.items() if parameter.kind == "assumed"}
    assert all(set(draw) == assumed for draw in draws)
    for name in assumed:
        low, high = known[name].low, known[name].high
        values = np.array([draw[name] for draw in draws])
        assert low <= values.min() <= values.max() <= high
        if known[name].unit == "count":
            assert np.all(values == np.round(values))
        else:
            slices = np.floor((values - low) / (high - low) * count).astype(int)
            assert sorted(slices) == list(range(count)), name


def test_assumption_draws_repeat_with_their_seed() -> None:
    assert assumption_draws(4, seed=1) == assumption_draws(4, seed=1) != assumption_draws(4, seed=2)
    with pytest.raises(ValueError, match="at least one"):
        assumption_draws(0, seed=1)


def test_assumption_range_is_the_central_ninety_percent() -> None:
    means = [float(value) for value in range(-10, 91)]  # quantiles of 101 even steps are the steps themselves
    found = assumption_range(means, difference=5.0)
    assert (found.low, found.high) == pytest.approx((-5.0, 85.0))
    assert found.sign_share == pytest.approx(90 / 101)
    assert assumption_range([math.nan, -1.0, 2.0], difference=-3.0).sign_share == 0.5
    assert assumption_range([math.nan], difference=1.0).low is None


def test_the_assumption_that_turns_the_result_is_named_first() -> None:
    random = np.random.default_rng(1)
    draws = [
        {"contact.patience": value, "channels.knowing": other, "x": 1.0} for value, other in random.random((40, 2))
    ]
    means = np.array([-3 * draw["contact.patience"] + 0.3 * draw["channels.knowing"] for draw in draws])
    assert turning(means, draws, count=1) == ("contact.patience",)
    assert "x" not in turning(means, draws)


def test_effects_by_group_with_both_uncertainties() -> None:
    base, other = summaries([40.0, 42, 44], [15.0, 16, 17]), summaries([35.0, 38, 39], [17.0, 17, 19], hours=520)
    turned = (summaries([40.0, 42], [15.0, 15]), summaries([43.0, 43], [14.0, 15]))
    found = effects_of(
        base, other, draws=[(base, other), turned], primary=["reach_failure"], matters={"reach_failure": 1.0}
    )
    effects = {(effect.label, effect.outcome): effect for effect in found}
    assert set(effects) == {("place", "reach_failure"), ("place", "cost_hours"), ("schedule:home", "reach_failure")}
    whole, home = effects["place", "reach_failure"], effects["schedule:home", "reach_failure"]
    assert whole.difference == pytest.approx(-14 / 3) and whole.primary and whole.matters == 1.0
    assert whole.sign_share == 0.5 and whole.n_assumptions == 2
    assert whole.assumption_low is not None and whole.assumption_low < 0 < (whole.assumption_high or 0)
    assert home.difference == pytest.approx(5 / 3)
    assert not effects["place", "cost_hours"].primary
    json.dumps([plain(effect) for effect in found], allow_nan=False)


def test_better_needs_a_direction_and_both_uncertainties() -> None:
    falls = effects_of(summaries([40.0, 42, 44]), summaries([35.0, 37, 39.1]))
    reach, cost = (effect for effect in falls if effect.label == "place")
    assert reach.better is True
    assert cost.better is None  # more or fewer hours are not better by themselves
    rises = effects_of(summaries([35.0, 37, 39.1]), summaries([40.0, 42, 44]))
    assert rises[0].better is False
    small = effects_of(summaries([40.0, 42, 44]), summaries([35.0, 37, 39.1]), matters={"reach_failure": 6.0})
    assert small[0].better is None
    turned = (summaries([40.0, 40]), summaries([41.0, 41]))
    unsure = effects_of(summaries([40.0, 42, 44]), summaries([35.0, 37, 39.1]), draws=[turned, turned])
    assert unsure[0].sign_share == 0 and unsure[0].better is None


def test_hours_for_each_unit_gained() -> None:
    base, other = summaries([40.0, 42, 44]), summaries([35.0, 37, 39.0], hours=520)
    reach, cost = (effect for effect in effects_of(base, other) if effect.label == "place")
    assert hours_per_effect(cost, reach) == pytest.approx(20 / 5)
    worse, cost = (
        effect for effect in effects_of(other, summaries([45.0, 46, 47], hours=540)) if effect.label == "place"
    )
    assert hours_per_effect(cost, worse) is None
