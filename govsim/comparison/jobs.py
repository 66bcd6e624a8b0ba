"""Runs in worker processes: what goes in, what comes back, and what happens when one fails."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from govsim.scenario import Scenario


class Key(NamedTuple):
    """Which run of a comparison: the option's number (0 is the baseline), the assumption draw (-1: none), the seed."""

    option: int
    draw: int
    seed: int


@dataclass(frozen=True)
class Job:
    """A run to do. `series`: the weekly values are wanted too."""

    key: Key
    scenario: Scenario
    series: bool = False


@dataclass(frozen=True)
class Done:
    """What is left of a run: label -> outcome -> value, and the headline outcomes week by week."""

    key: Key
    summary: Mapping[str, Mapping[str, float]]
    fingerprint: str
    sizes: Mapping[str, int]
    weekly: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """A run that failed: why, and where in the program."""

    key: Key
    scenario: str
    reason: str
    trace: str


def perform(job: Job) -> Done | Failure:
    """Do a run; whatever goes wrong is told, not raised, so that the other runs go on."""
    try:
        return _done(job)
    except Exception as error:
        return Failure(job.key, job.scenario.id, f"{type(error).__name__}: {error}", traceback.format_exc())


def lost(job: Job) -> Failure:
    """Return the failure of a run whose process ended without a word."""
    return Failure(job.key, job.scenario.id, "the process of this run was ended from outside (out of memory?)", "")


def _done(job: Job) -> Done:
    from govsim.measures import FUNCTIONS, PLACE, headline, part, summary
    from govsim.model import Community

    run = Community(job.scenario, rng=job.key.seed).run()
    weeks = [part(run, PLACE, (week, week + 1)) for week in range(run.weeks)] if job.series else []
    weekly = {each.id: tuple(FUNCTIONS[each.id](week) for week in weeks) for each in headline() if weeks}
    return Done(job.key, summary(run), run.fingerprint, run.sizes, weekly)
