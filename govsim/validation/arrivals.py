"""Matters as they arise against Poisson theory: the real handler on a real place, 32 seeds of a year.

A candidate comes in an hour with chance 1 - exp(-B r) under the bound B and own rate r, and is kept with chance
rate / bound; so a cell with many hours has nearly a Poisson count of mean M, the integral of the rates.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kstest

from govsim.engine.agenda import drain
from govsim.engine.casework.pool import ERROR, release
from govsim.engine.codes import DECIDE
from govsim.engine.compiled import shared
from govsim.engine.views import header_of
from govsim.hour import block_of, settings_of
from govsim.mechanisms import arrivals
from govsim.model.assembly import build
from govsim.scenario import load
from govsim.validation.checks import REPLICATES, Row, largest, mean, row
from govsim.world.schema import BLOCK_FIELDS, SETTINGS_FIELDS, Block, Settings

RESIDENTS, WEEKS = 6000, 52
Floats = NDArray[np.float64]


def _arisen(block_header: Any, settings_header: Any, hours: int, found: Any) -> int:
    """Note hour, person and issue of all that arises; return how many, -1 after an error."""
    block, settings = block_of(block_header), settings_of(settings_header)
    for slot in range(len(block.arrivals)):
        block.arrivals[slot] = -1
    arrivals.begin(block, settings)
    number = 0
    for hour in range(hours):
        arrivals.handle(block, settings, hour)
        for k in range(drain(block.heads, block.cases, DECIDE, hour, block.found)):
            case = block.cases[block.found[k]]
            found[number, 0], found[number, 1], found[number, 2] = hour, case.person, case.issue
            number += 1
            release(block, block.found[k])
    return -1 if block.pool[ERROR] != 0 else number


arisen = shared(_arisen)


class Place(NamedTuple):
    """A place with its expectations: (issues, 168) an hour of the week; per-hour chances by resident are small."""

    block: Block
    settings: Settings
    expected: Floats


@cache
def place() -> Place:
    """Return a place of its own kind of people and buildings, without shocks."""
    built = build(load("demo", {"place.residents": RESIDENTS, "run.warmup": 0, "run.weeks": WEEKS}))
    block, settings = built.world.block(0), built.settings[0]
    people, buildings, issues = block.residents, block.buildings, settings.issues
    condition = buildings["condition"][people["building"]]
    slope, expected = float(settings.rules["arrivals_condition_slope"][0]), []
    for number, issue in enumerate(issues):
        weights = people["rate"] * settings.who[number, people["category"]]
        if issue["condition"] >= 0:
            weights = weights * np.exp(slope * (issue["condition"] - condition))
        expected.append(issue["rate"] * weights.sum() * settings.profiles[issue["profile"]])
    return Place(block, settings, np.array(expected))


def year(seed: int, bound: float = 1.0) -> NDArray[np.int64]:
    """Return (matters, 3): hour, person, issue; `bound`: factor on the bounds of all issues."""
    settings = place().settings
    issues = settings.issues.copy()
    issues["bound"] *= bound
    issues["upto"] *= bound
    settings = settings._replace(seed=seed, issues=issues)
    found = np.zeros((4 * RESIDENTS, 3), np.int64)
    number = arisen(header_of(place().block, BLOCK_FIELDS), header_of(settings, SETTINGS_FIELDS), WEEKS * 168, found)
    if number < 0:
        raise ValueError("a rate exceeds its bound")
    return found[:number]


@cache
def years(bound: float = 1.0) -> tuple[NDArray[np.int64], ...]:
    """Return the year of each seed."""
    return tuple(year(seed, bound) for seed in range(REPLICATES))


def week_hours() -> NDArray[np.int64]:
    """Return the effective hour of the week of each hour of the year: holidays and make-up days move it."""
    return place().settings.week_hour[: WEEKS * 168].astype(np.int64)


def by_hour() -> Floats:
    """Return the expected number in each hour of the year, over all issues."""
    return np.asarray(place().expected.sum(axis=0)[week_hours()])


def totals() -> Iterator[Row]:
    """All matters of a year, with the bounds as they are and doubled: the law is the same."""
    target = float(by_hour().sum())
    for bound in (1.0, 2.0):
        yield mean(f"arrivals.year_bound_{bound:g}", [len(found) for found in years(bound)], target)


def cells() -> Iterator[Row]:
    """Counts by issue and by hour of the week, over all seeds: |N - M| in units of sqrt(M), at most 4 (of 168: 4.5)."""
    weeks = np.bincount(week_hours(), minlength=168) * REPLICATES
    for bound in (1.0, 2.0):
        found = np.concatenate(years(bound))
        expected = place().expected * weeks
        issues = np.bincount(found[:, 2], minlength=len(expected))
        hours = np.bincount(week_hours()[found[:, 0]], minlength=168)
        for name, counted, due in (("issue", issues, expected.sum(axis=1)), ("hour", hours, expected.sum(axis=0))):
            yield largest(f"arrivals.by_{name}_bound_{bound:g}", (counted - due) / np.sqrt(due), 4.5)


def people() -> Iterator[Row]:
    """Counts by own rate, in tenths of the residents: each has matters in proportion to it."""
    rates = place().block.residents["rate"].astype(float)
    settings, found = place().settings, np.concatenate(years())
    flat = settings.issues["condition"] < 0  # issues that do not depend on the building
    counted = np.bincount(found[flat[found[:, 2]], 1], minlength=len(rates))
    profile = settings.profiles[settings.issues["profile"][flat]][:, week_hours()].sum(axis=1)
    who = settings.who[flat][:, place().block.residents["category"]]
    due = rates * ((settings.issues["rate"][flat] * profile)[:, None] * who).sum(axis=0) * REPLICATES
    tenths = np.array_split(np.argsort(rates)[int((rates == 0).sum()) :], 10)
    deviations = [(counted[tenth].sum() - due[tenth].sum()) / np.sqrt(due[tenth].sum()) for tenth in tenths]
    yield largest("arrivals.by_own_rate", deviations, 4.0)
    yield row("arrivals.of_minors", float(counted[rates == 0].sum()), 0.0, 0.0, 0.0)


def dispersion() -> Iterator[Row]:
    """The variance of daily counts over their mean is 1: within 4 sqrt(2 / (n - 1))."""
    due = by_hour().reshape(-1, 24).sum(axis=1)
    ratios = []
    for found in years():
        counted = np.bincount(found[:, 0] // 24, minlength=len(due))
        ratios.append(((counted - due) ** 2 / due).mean())
    allowed = 4.0 * np.sqrt(2.0 / (REPLICATES * len(due) - 1))
    yield row("arrivals.dispersion", float(np.mean(ratios)), 1.0, 1.0 - allowed, 1.0 + allowed)


def gaps() -> Iterator[Row]:
    """On the clock of expected numbers the gaps are exponential with mean 1; matters are spread within their hour."""
    clock = np.concatenate([[0.0], np.cumsum(by_hour())])
    for bound in (1.0, 2.0):
        spread, found = np.random.default_rng(7), []
        for seed in range(4):
            hours = years(bound)[seed][:, 0]
            times = np.sort(hours + spread.random(len(hours)))
            whole = times.astype(int)
            found.append(np.diff(clock[whole] + (times - whole) * (clock[whole + 1] - clock[whole])))
        p = float(kstest(np.concatenate(found), "expon").pvalue)
        yield row(f"arrivals.gaps_bound_{bound:g}", p, 0.5, 1e-4, 1.0)


def at_least_one() -> Iterator[Row]:
    """An hour has something with chance 1 - exp(-M)."""
    target = float((1.0 - np.exp(-by_hour())).mean())
    shares = [len(np.unique(found[:, 0])) / (WEEKS * 168) for found in years()]
    yield mean("arrivals.hours_with_some", shares, target)


CHECKS = (totals, cells, people, dispersion, gaps, at_least_one)
