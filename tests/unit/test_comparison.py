"""Paired runs, assumption draws, failures; with a formula in the place of the model."""

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from govsim.analysis import assumption_draws
from govsim.comparison import Compared, compare, plan
from govsim.comparison.assumed import counted
from govsim.comparison.jobs import Done, Failure, Job, Key, perform
from govsim.comparison.options import loaded
from govsim.comparison.processes import perform_all
from govsim.errors import RunError, UsageError
from govsim.parameters import parameters
from govsim.scenario import Scenario, ScenarioError, load

ON = "+policies.staggered.on=true"
PATIENCE = "contact.patience"
WEEKS = 2


def effect_of(scenario: Scenario) -> float:
    """Return by how many points the measure lowers reach_failure: 4 at the default patience, more with more of it."""
    known = parameters()[PATIENCE]
    patience = scenario.parameters.get(PATIENCE, known.value)
    return 4.0 + patience - known.value if scenario.policies[-1].on else 0.0


def formula(job: Job) -> Done:
    """Return what a run might leave: luck is the same for every option of a seed, save a little."""
    seed, fall = job.key.seed, effect_of(job.scenario)
    luck = np.random.default_rng(seed).normal(0, 3)
    own = np.random.default_rng([seed, job.key.option]).normal(0, 0.2)
    place = {"reach_failure": 40 + luck + own - fall, "cost_hours": 1000.0 + 5 * (fall > 0), "knows_worker": math.nan}
    groups = {"schedule:home": {**place, "reach_failure": 30 + luck + own + fall / 2}}
    weekly = {"reach_failure": (40.0, 38.0 - fall)} if job.series else {}
    return Done(job.key, {"place": place, **groups}, f"{seed}", {"residents": 3500}, weekly)


@pytest.fixture
def modelled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the formula stand in for the model, in this process."""
    monkeypatch.setattr("govsim.comparison.jobs._done", formula)
    yield


def compared(*others: Any, **settings: Any) -> Compared:
    """Compare the demo community, without further processes."""
    changes = {"run.weeks": WEEKS, **settings.pop("changes", {})}
    return compare("demo", *(others or (ON,)), workers=0, changes=changes, **{"runs": 12, **settings})


@pytest.mark.usefixtures("modelled")
def test_pairs_have_the_same_seeds_and_find_the_difference() -> None:
    found = compared()
    (effect,) = [each for each in found.of(found.others[0].id) if each.outcome == "reach_failure"]
    assert found.seeds == tuple(range(1, 13)) and effect.runs == 12
    assert effect.low < -4 < effect.high and effect.high - effect.low < 0.5
    assert effect.variance_ratio > 50
    assert effect.sign_share is None and not found.failures
    (home,) = [each for each in found.of(found.others[0].id, "schedule:home") if each.outcome == "reach_failure"]
    assert home.difference == pytest.approx(2, abs=0.3)
    assert not [each for each in found.of(found.others[0].id) if each.outcome == "knows_worker"]
    assert (found.base.hours, found.others[0].hours) == (1000, 1005)


@pytest.mark.usefixtures("modelled")
def test_seeds_count_up_from_the_one_that_is_set() -> None:
    assert compared(changes={"run.seed": 7}, runs=3).seeds == (7, 8, 9)


@pytest.mark.usefixtures("modelled")
def test_weekly_means_are_kept_of_every_option() -> None:
    series = compared().series
    assert set(series["option"]) == {"demo", f"demo{ON}"}
    assert list(series[series["option"] == "demo"]["value"]) == [40, 38]
    assert list(series["date"].unique()) == ["2021-01-04", "2021-01-11"]


@pytest.mark.usefixtures("modelled")
def test_assumption_draws_change_both_options_and_give_a_range() -> None:
    found = compared(assumptions=16, assumption_seeds=3)
    (effect,) = [each for each in found.of(found.others[0].id) if each.outcome == "reach_failure"]
    drawn = [values[PATIENCE] for values in assumption_draws(16, 1)]
    expected = np.quantile([-(4 + value - parameters()[PATIENCE].value) for value in drawn], [0.05, 0.95])
    assert effect.n_assumptions == found.assumptions == 16
    assert (effect.assumption_low, effect.assumption_high) == pytest.approx(tuple(expected), abs=0.5)
    assert effect.turning[0] == PATIENCE
    assert effect.difference == pytest.approx(-4, abs=0.3)  # the draws do not touch the main pairs


@pytest.mark.usefixtures("modelled")
def test_a_parameter_that_is_compared_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Scenario] = []
    monkeypatch.setattr("govsim.comparison.jobs._done", lambda job: (seen.append(job.scenario), formula(job))[1])
    compared(f"+parameters.{PATIENCE}=5", assumptions=3, assumption_seeds=2)
    assert {scenario.parameters.get(PATIENCE) for scenario in seen} == {None, 5.0}
    assert len({tuple(scenario.parameters.items()) for scenario in seen}) == 2 * (1 + 3)


@pytest.mark.usefixtures("modelled")
def test_what_all_scenarios_state_is_not_drawn_unless_a_calibration_kept_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[Scenario] = []
    monkeypatch.setattr("govsim.comparison.jobs._done", lambda job: (seen.append(job.scenario), formula(job))[1])
    stated: dict[str, Any] = {"changes": {f"parameters.{PATIENCE}": 5}, "assumptions": 3, "assumption_seeds": 2}
    found = compared(**stated)
    assert {scenario.parameters[PATIENCE] for scenario in seen} == {5.0}
    assert found.held == {PATIENCE}
    assumed = sum(parameter.kind == "assumed" for parameter in parameters().values())
    assert counted(found.held, found.draws) == {"drawn": assumed - 1, "held": 1}
    pd.DataFrame({PATIENCE: [2.0], "weight": [1.0]}).to_parquet(tmp_path / "kept.parquet")
    seen.clear()
    assert compared(**stated, calibrated=tmp_path).held == frozenset()
    assert {scenario.parameters[PATIENCE] for scenario in seen} == {2.0, 5.0}


@pytest.mark.usefixtures("modelled")
def test_primary_outcomes_and_what_matters() -> None:
    found = compared(primary=["reach_failure"], matters={"reach_failure": 9})
    effects = {each.outcome: each for each in found.of(found.others[0].id)}
    assert effects["reach_failure"].primary and not effects["cost_hours"].primary
    assert effects["reach_failure"].small


def test_a_failed_run_is_kept_with_its_seed_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fragile(job: Job) -> Done:
        if (job.key.option, job.key.seed) == (1, 3):
            raise ZeroDivisionError("of all things")
        return formula(job)

    monkeypatch.setattr("govsim.comparison.jobs._done", fragile)
    found = compared()
    (failure,) = found.failures
    assert failure.key == Key(1, -1, 3) and "ZeroDivisionError" in failure.reason and "fragile" in failure.trace
    (effect,) = [each for each in found.of(found.others[0].id) if each.outcome == "reach_failure"]
    assert effect.runs == 11 and effect.difference == pytest.approx(-4, abs=0.3)


def test_without_any_pair_there_is_no_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsim.comparison.jobs._done", lambda job: 1 / 0)
    with pytest.raises(RunError, match="division"):
        compared()


@pytest.mark.usefixtures("modelled")
def test_the_number_of_runs_that_tells_a_difference() -> None:
    (found,) = plan("demo", ON, {"reach_failure": 0.2}, pilot=20, changes={"run.weeks": WEEKS}, workers=0)
    theory = (1.96 + 0.84) ** 2 * (2 * 0.2**2) / 0.2**2  # of the normal approximation; t needs a few more
    assert theory * 0.6 < found.runs < theory * 1.7 + 3
    assert found.pilot == 20 and found.reached >= 0.8


@pytest.mark.usefixtures("modelled")
@pytest.mark.parametrize(
    "settings",
    [{"runs": 1}, {"primary": ["reach_failur"]}, {"primary": ["endured"] * 4}, {"matters": {"reach_failure": 0}},
     {"assumptions": -1}],
)  # fmt: skip
def test_settings_that_cannot_be(settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        compared(**settings)


@pytest.mark.usefixtures("modelled")
def test_options_of_other_lengths_are_refused() -> None:
    with pytest.raises(UsageError, match=r"2 weeks from .* 3 weeks from"):
        compared({"run.weeks": 3})


def test_an_option_may_be_a_change_of_the_baseline() -> None:
    several = loaded("+policies.staggered.on=true+policies.staggered.share=0.4", "demo", {"run.weeks": 8})
    assert (several.policies[-1].on, several.run.weeks) == (True, 8)
    assert several.model_dump()["policies"][-1]["share"] == 0.4
    assert several.id.startswith("demo+") and several.word("zh").startswith("演示社区")
    assert loaded({"place.residents": 5000}, "demo", {}).place.residents == 5000
    with pytest.raises(ScenarioError):
        loaded("+policies.staggered.shre=0.4", "demo", {})


@pytest.mark.usefixtures("modelled")
def test_the_same_scenario_twice_has_two_names() -> None:
    found = compared("demo", ON, "demo")
    assert [option.id for option in (found.base, *found.others)] == [
        "demo", "demo#2", "demo+policies.staggered.on=true", "demo#3",
    ]  # fmt: skip
    (same,) = [each for each in found.of("demo#2") if each.outcome == "cost_hours"]
    assert same.difference == 0
    assert found.others[0].changes == () and "启用" in found.others[1].changes[0]["zh"]


class Deadly(Scenario):
    """A scenario that ends the process that unpacks it."""

    def __reduce__(self) -> Any:
        """Leave at once, without a word."""
        return os._exit, (9,)


def test_runs_in_processes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that fails or is killed costs its own runs only; results say which run they are of."""
    monkeypatch.setattr("govsim.comparison.processes.is_compiled", lambda: True)
    broken = load("demo").model_copy(update={"id": "broken", "place": None})
    deadly = Deadly.model_construct(id="deadly")
    jobs = [Job(Key(0, -1, 1), broken), Job(Key(0, -1, 2), deadly), Job(Key(0, -1, 3), broken)]
    found = {result.key.seed: result for result in perform_all(jobs, 2)}
    assert all(isinstance(result, Failure) for result in found.values()) and set(found) == {1, 2, 3}
    assert "ended from outside" in found[2].reason
    assert "Traceback" in found[1].trace and "Traceback" in found[3].trace


def test_a_failure_is_told_not_raised() -> None:
    failure = perform(Job(Key(0, -1, 5), load("demo").model_copy(update={"place": None})))
    assert isinstance(failure, Failure) and failure.key.seed == 5
