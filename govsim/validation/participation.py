"""Taking part against what is known: who votes at which age, how many come, and that appeals alone do not last.

P2 is emergent: nothing in the model of elections looks at anybody's age. Only the intercept was fitted, to all adults.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from govsim.engine.codes import AGES, MEASURES
from govsim.measures import FUNCTIONS, part
from govsim.model import run
from govsim.records import Run
from govsim.scenario import load
from govsim.validation.patterns import Row, Settings, row

SEEDS, PAIRS = tuple(range(1, 21)), tuple(range(1, 9))
ELIGIBLE: Settings = (("parameters.elections.application", 1.0), ("parameters.elections.tenure", 0.0))
AT_HOME: Settings = (("population.schedules.home", 1.0),)
NO_INTEREST: Settings = (("parameters.elections.stay_slope", 0.0), ("parameters.elections.need_slope", 0.0))
WEEKS_TO_MARCH = 10  # from 4 January 2021 to after the election of 7 March
YOUNG, OLD = "age:18-29", "age:70+"
LOUD: Settings = (("policies", [{"kind": "publicity", "intensity": 1.0}]),)


@cache
def turnout(changes: Settings = ()) -> dict[str, float]:
    """Return the share of all adults who voted, eligible or not, by age and in all, over the seeds."""
    settings = {"run.weeks": WEEKS_TO_MARCH, "place.residents": 10_000} | dict(changes)
    totals = [_of_adults(run(load("baseline", settings), seed)) for seed in SEEDS]
    return {label: float(np.mean([each[label] for each in totals])) for label in totals[0]}


def _of_adults(finished: Run) -> dict[str, float]:
    labels = ("place", *(f"age:{age}" for age in AGES[1:]))
    return {label: FUNCTIONS["turnout_adults"](part(finished, label)) / 100 for label in labels}


def gradient(changes: Settings = ()) -> float:
    """Return turnout at 70 and more minus turnout at 18-29."""
    found = turnout(changes)
    return found[OLD] - found[YOUNG]


def ages() -> Iterator[Row]:
    """P2: 14, 56 and 78 % of people aged 18-29, 50-59 and 70-79 voted, 48 % of all (SUNS 2017); here 45-59 and 70+.

    Bands allow .05, .07, .07 and .04. Monotone: the smallest step from one age class to the next is above 0.
    """
    found = turnout()
    bands = (("young", YOUNG, 0.14, 0.05), ("middle", "age:45-59", 0.56, 0.07), ("old", OLD, 0.78, 0.07))
    for name, label, target, allowed in bands:
        yield row(f"P2-{name}", "emergent", target, found[label], target - allowed, target + allowed)
    yield row("P2-all", "calibrated", 0.48, found["place"], 0.44, 0.52)
    steps = np.diff([found[f"age:{age}"] for age in AGES[1:]])
    yield row("P2-monotone", "emergent", 0.0, float(steps.min()), 0.0, 1.0)


def explained() -> Iterator[Row]:
    """P2: how much of the difference between old and young goes if all are eligible, at home, both, or uninterested.

    Equal eligibility and equal time at home together must remove half of it; the other rows are there to be seen.
    """
    whole = gradient()
    parts = (("eligibility", ELIGIBLE, -1.0), ("home", AT_HOME, -1.0), ("both", ELIGIBLE + AT_HOME, 0.5),
             ("interest", NO_INTEREST, -1.0))  # fmt: skip
    for name, changes, least in parts:
        yield row(f"P2-without-{name}", "emergent", 0.5, 1 - gradient(changes) / whole, least, 1.5)


def attendances() -> Iterator[Row]:
    """5,000 attendances of 24 activities by 3,514 people in 2009 (Shaanxi): the mean over seeds within a tenth."""
    found = [_count(run(load("shaanxi-2009"), seed), "attendances") for seed in SEEDS]
    yield row("shaanxi-2009-attendances", "calibrated", 5000.0, float(np.mean(found)), 4500.0, 5500.0)


def appeals() -> Iterator[Row]:
    """002: publicity alone lifts attendance for weeks and does not mobilise: participation in a year's last quarter.

    Imposed by habituation; what could fail is that those who came once bring others for good. Within one point.
    """
    early, late = [], []
    for seed in PAIRS:
        quiet, loud = (run(load("demo", {"run.weeks": 52, **dict(changes)}), seed) for changes in ((), LOUD))
        early.append(_count(loud, "attendances", 4) / max(1.0, _count(quiet, "attendances", 4)))
        last = [FUNCTIONS["participation"](part(each, weeks=(39, 52))) for each in (loud, quiet)]
        late.append(last[0] - last[1])
    yield row("002-publicity-first-month", "imposed", 1.0, float(np.mean(early)), 1.0, 3.0)
    yield row("002-publicity-last-quarter", "imposed", 0.0, float(np.mean(late)), -1.0, 1.0)


def _count(finished: Run, measure: str, weeks: int | None = None) -> float:
    return float(finished.counts[:weeks, : len(finished.grids), MEASURES.index(measure)].sum())


CHECKS = (ages, explained, attendances, appeals)
