"""What a session asks to see, as plain data, and the scenarios that follow: the option and its baseline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from govsim.clock import Clock
from govsim.errors import GovsimError
from govsim.own_place.small import counted
from govsim.scenario import Scenario, load, shipped_ids

MOST_RESIDENTS = 50_000  # of a place that is played whole without being asked for
MOST_AT_ALL = 400_000  # of one that is; 312,000 take some 0.4 GB before a measure is on
DAY, WEEK = 24, 168
FIRST_CLOCK = 13  # of the Monday at which a page begins to play


@dataclass(frozen=True)
class Wish:
    """A shipped scenario, changes by path as `--set` takes them, and a seed (its own by default).

    `file`: the scenario's file where it is the user's own, in a folder of the page's. `full`: a large place is played
    whole, not by one of its communities.
    """

    scenario: str = "demo"
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    file: str | None = None
    full: bool = False


@dataclass(frozen=True)
class Pair:
    """What is simulated side by side, and whether it is one community of a larger place."""

    option: Scenario
    base: Scenario
    whole: int  # residents of the whole place


def pair_of(wish: Wish) -> Pair:
    """Return the option and the same place without measures. Raises GovsimError with all that is wrong.

    Only shipped scenarios, and files that were uploaded: the name comes from an address, which must not open files of
    this machine.
    """
    if wish.file is None and wish.scenario not in shipped_ids():
        raise GovsimError(f"没有情景 {wish.scenario[:60]}", f"There is no scenario {wish.scenario[:60]}")
    seed = {} if wish.seed is None else {"run.seed": wish.seed}
    asked = load(wish.file or wish.scenario, {**seed, **wish.changes})
    part, most = ({}, MOST_AT_ALL) if wish.full else (one_community(asked), MOST_RESIDENTS)
    option = load(wish.file or wish.scenario, {**seed, **part, **wish.changes})
    if counted(option).residents > most:
        raise GovsimError(
            f"这一页最多推演 {most:,} 人；更大的地方请用命令行：govsim run",
            f"This page plays at most {most:,} residents; for larger places: govsim run",
        )
    return Pair(option, without_measures(option), counted(asked).residents)


def one_community(scenario: Scenario) -> dict[str, Any]:
    """Return the changes that leave one community of a large place; offices keep the load of the others."""
    place = scenario.place
    if place.buildings is not None or place.residents <= MOST_RESIDENTS:
        return {}
    parts = place.community_count
    return {
        "place.residents": round(place.residents / parts), "place.communities": 1,
        "place.grids": max(1, round(place.grid_count / parts)),
        "place.estates": max(1, round(place.estate_count / parts)),
        "firms.number": round(scenario.firms.number / parts),
    }  # fmt: skip


def without_measures(scenario: Scenario) -> Scenario:
    """Return a scenario with all its measures switched off."""
    off = tuple(policy.model_copy(update={"on": False}) for policy in scenario.policies)
    copied = scenario.model_copy(update={"policies": off})
    copied._folder, copied._baseline = scenario.folder, scenario.baseline
    return copied


def clock_of(scenario: Scenario) -> Clock:
    """Return the clock of a scenario."""
    return Clock(scenario.run.start, scenario.run.warmup, scenario.run.weeks)


def begins(scenario: Scenario) -> date:
    """Return when the first of its measures begins, switched on or not; the first measured day where it has none."""
    starts = [policy.start or scenario.run.start for policy in scenario.policies]
    return min(starts, default=scenario.run.start)


def first_moment(scenario: Scenario) -> int:
    """Return the hour at which a page begins to play: 13:00 on a Monday, a week after its measures begin."""
    clock, day = clock_of(scenario), begins(scenario) + timedelta(days=7)
    monday = day + timedelta(days=-day.weekday() % 7)
    hour = clock.hour_of(monday) + FIRST_CLOCK
    return min(max(hour, clock.first_hour + FIRST_CLOCK), clock.hours - DAY)
