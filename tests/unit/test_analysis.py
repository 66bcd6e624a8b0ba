"""Paired effects: intervals, power, assumption draws, effects by group."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from govsim.analysis import (
    Difference,
    Range,
    assumption_draws,
    assumption_range,
    effects_of,
    held,
    hours_per_effect,
    paired,
    plain,
    power_of,
    runs_needed,
)  # fmt: skip
from govsim.analysis.assumptions import turning
from govsim.analysis.effects import MOST
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


def at_default(difference: float, deviation: float = 0.0, runs: int = 20) -> Difference:
    """The difference at the default assumptions."""
    return Difference(0.0, difference, difference, difference, difference, deviation, 1.0, runs)


def test_assumption_range_is_the_central_ninety_percent() -> None:
    draws = [[float(value)] * 2 for value in range(-10, 91)]  # quantiles of 101 even steps are the steps themselves
    found = assumption_range(draws, at_default(5.0))
    assert (found.low, found.high) == pytest.approx((-5.0, 85.0))
    assert found.sign_share == pytest.approx(90 / 101)
    assert assumption_range([[math.nan], [-1.0], [2.0]], at_default(-3.0)).sign_share == 0.5
    assert assumption_range([[math.nan], []], at_default(1.0)).low is None


def drawn_ranges(
    effect: float, spread: float, shape: tuple[int, int] = (64, 10), runs: int = 1000, shared: float = 0.1,
    shift: float = 0.0, unequal: float = 0.0, repeats: int = 200,
) -> list[Range]:  # fmt: skip
    """Ranges of simulated comparisons. `effect`, `spread` of the true effects: in deviations of one pair's difference.

    `shape`: draws, seeds of each; `shared`: share of the variance that a seed brings to all draws; `shift`: of all
    draws from the default; `unequal`: log deviation of the draws' own standard deviations.
    """
    random, found = np.random.default_rng(20_210_104), []
    for _ in range(repeats):
        luck = random.normal(0, shared**0.5, max(shape[1], runs))
        scale = (1 - shared) ** 0.5 * np.exp(random.normal(0, unequal, shape[0]) - unequal**2)[:, None]
        truth = effect + shift + random.normal(0, spread, shape[0])[:, None]
        main = paired([0.0] * runs, (effect + luck[:runs] + random.normal(0, (1 - shared) ** 0.5, runs)).tolist())
        values = truth + luck[: shape[1]] + scale * random.normal(size=shape)
        found.append(assumption_range(values.tolist(), main, [{"contact.patience": row[0]} for row in truth]))
    return found


@pytest.mark.parametrize(
    "settings",
    [{}, {"shared": 0.6}, {"unequal": 0.6}, {"shape": (48, 4)}, {"shape": (64, 1)}, {"shape": (8, 2)}],
)  # fmt: skip
def test_chance_alone_does_not_make_an_effect_depend_on_the_assumptions(settings: dict[str, Any]) -> None:
    found = drawn_ranges(0.1, 0.0, **settings)
    assert np.mean([each.sign_share < MOST for each in found if each.sign_share is not None]) <= 0.05
    points = [each for each in found if each.low == each.high]
    assert len(points) >= 0.93 * len(found) and not any(each.turning for each in points)


@pytest.mark.parametrize(("spread", "shape"), [(0.5, (64, 10)), (1.0, (48, 4)), (1.5, (64, 1))])
def test_a_spread_between_draws_is_found_in_its_size(spread: float, shape: tuple[int, int]) -> None:
    found = drawn_ranges(0.4, spread, shape, shared=0.0 if shape[1] == 1 else 0.1)
    low, high, share = (np.mean([getattr(each, name) for each in found]) for name in ("low", "high", "sign_share"))
    assert high - low == pytest.approx(2 * 1.645 * spread, rel=0.08)  # the plain means: 18, 10 and 19 % too wide
    assert (low + high) / 2 == pytest.approx(0.4, abs=0.1)
    assert share == pytest.approx(stats.norm.cdf(0.4 / spread), abs=0.02)
    assert np.mean([each.turning == ("contact.patience",) for each in found]) > 0.95


def test_luck_that_all_draws_share_does_not_hide_what_differs_between_them() -> None:
    found = drawn_ranges(0.0, 0.4, (48, 4), shared=0.9)
    assert np.mean([each.low < each.high for each in found if each.low is not None and each.high is not None]) > 0.95


def test_draws_that_all_lie_elsewhere_than_the_default_are_said_to_lie_there() -> None:
    found = drawn_ranges(0.1, 0.0, shift=-0.8)
    assert np.mean([each.sign_share == 0 for each in found]) > 0.95
    assert np.mean([each.low for each in found]) == pytest.approx(-0.7, abs=0.05)


def test_ranges_of_few_draws_and_of_draws_with_different_numbers_of_seeds() -> None:
    single = assumption_range([[3.0, 5.0, 4.5]], at_default(4.0, 1.0))
    assert (single.low, single.high, single.sign_share, single.draws) == (4.0, 4.0, 1.0, 1)
    apart = assumption_range([[3.0, 3.1], [-5.0, -5.1, -5.2, -4.9], [9.0], [math.nan, 6.1, 6.0]], at_default(4.0, 1.0))
    assert apart.draws == 4 and apart.sign_share == 0.75
    assert apart.low is not None and apart.high is not None and -5.1 < apart.low < -3 and 8 < apart.high < 9
    unknown = assumption_range([[3.0], [5.0]], at_default(4.0, math.nan, 1))  # nothing tells chance
    assert (unknown.low, unknown.high) == (4.0, 4.0)


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
    turned = (summaries([40.0, 42, 44], [15.0, 15, 16]), summaries([43.0, 45, 47.1], [14.0, 15, 15]))
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


def test_primary_outcomes_stand_first_in_the_order_in_which_they_were_chosen() -> None:
    base, other = summaries([40.0, 42, 44]), summaries([35.0, 38, 39], hours=520)
    for chosen in (["reach_failure", "cost_hours"], ["cost_hours", "reach_failure"], ["cost_hours"]):
        found = [effect.outcome for effect in effects_of(base, other, primary=chosen)]
        assert list(dict.fromkeys(found))[: len(chosen)] == chosen
    assert {effect.outcome for effect in effects_of(base, other)} == {"reach_failure", "cost_hours"}


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


def test_hours_that_may_have_risen_by_chance_buy_nothing() -> None:
    base, other = summaries([40.0, 42, 44]), summaries([35.0, 37, 39.0], hours=520)
    reach, cost = (effect for effect in effects_of(base, other) if effect.label == "place")
    assert hours_per_effect(replace(cost, low=-1.0, high=41.0), reach) is None


def test_what_is_stated_is_not_drawn_unless_a_calibration_kept_it() -> None:
    stated, compared = {"contact.patience", "work.field_share"}, {"work.field_share"}
    assert held(stated, compared) == stated
    kept = pd.DataFrame({"contact.patience": [2.0], "work.field_share": [0.4], "weight": [1.0]})
    assert held(stated, compared, kept) == compared
    whole, (without,) = assumption_draws(1, 5), assumption_draws(1, 5, without=stated)
    assert without == {name: value for name, value in whole[0].items() if name not in stated}
    assert assumption_draws(1, 5, kept, held(stated, compared, kept))[0]["contact.patience"] == 2.0
