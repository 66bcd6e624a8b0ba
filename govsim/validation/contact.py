"""Contacts against theory: the real searches, with hours of the week made by hand.

Hours are independent where the persistence is 0 and every hour has a draw of its own: then from hour h of a cyclic week
with chance s of success, the wait is W = sum over j of S(j) / (1 - Q), S(j) the product of the j first (1 - s), Q that
of the whole week.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govsim.clock import Clock
from govsim.engine.availability import FAR, first_attempt
from govsim.engine.casework.staffing import expected_wait
from govsim.engine.compiled import shared
from govsim.model import free_time
from govsim.parameters import rules
from govsim.rosters import named
from govsim.scenario.specification import Run
from govsim.validation.checks import REPLICATES, Row, exact, mean
from govsim.world.schema import CASE, RESIDENT

WEEK = 168
FRIDAY_18 = 4 * 24 + 18
PEOPLE, LONG = 2500, 80 * WEEK
STANDARD = named("standard")[0]
ALWAYS = 9.0  # normal quantile of certainty

Floats = NDArray[np.float64]


class Hours(NamedTuple):
    """The settings that searches read; see govsim.world.schema.Settings."""

    seed: int
    offset: int
    rules: np.ndarray
    free: Floats
    belief: Floats
    week_hour: np.ndarray
    draw_block: np.ndarray
    draw_class: np.ndarray


def quantiles(chances: Floats) -> Floats:
    """Return the limits of free time; certainty has one that no draw exceeds."""
    return np.where(chances >= 1.0, ALWAYS, free_time.quantiles(chances))


def independent(seed: int, free: Floats, belief: Floats) -> Hours:
    """Return settings in which every hour is a draw of its own; free: (schedules, 168) chances."""
    hours = np.arange(LONG, dtype=np.int32)
    table = rules({"availability.persistence": 0.0, "contact.attempt_rate": 1.0, "sessions.leave_chance": 0.0})
    return Hours(seed, 0, table, quantiles(free), belief, hours % WEEK, hours, np.zeros_like(hours))


def persistent(seed: int, rho: float, free: Floats, weeks: int = 4) -> Hours:
    """Return settings with the parts of the week of a run, and a persistence."""
    run = Run()
    week_hour, block, kind = free_time.draw_stretches(Clock(run.start, 0, weeks), 0)
    table = rules({"availability.persistence": rho})
    belief = free_time.standard_belief(STANDARD, 0.6, 0.12)
    return Hours(seed, 0, table, quantiles(free), belief, week_hour, block, kind)


def _attempts(settings: Any, duty: Any, residents: Any, cases: Any, found: Any) -> None:
    """Note the hour in which each resident first goes to the desk."""
    for row in range(len(residents)):
        found[row] = first_attempt(settings, duty, residents[row], row, cases[row], cases[row].earliest)


def _failures(settings: Any, duty: Any, residents: Any, cases: Any, found: Any) -> None:
    """Note how often each resident finds nobody before the first time that somebody is there."""
    for row in range(len(residents)):
        hour = first_attempt(settings, duty, residents[row], row, cases[row], cases[row].earliest)
        found[row] = 0
        while hour < FAR and duty[0, settings.week_hour[hour]] == 0.0:
            found[row] += 1
            hour = first_attempt(settings, duty, residents[row], row, cases[row], hour + 1)


attempts, failures = shared(_attempts), shared(_failures)


def _tabulated(chances: Any, waits: Any) -> None:
    expected_wait(chances, 0, waits, 0, 0)


tabulated = shared(_tabulated)


def people(number: int) -> np.ndarray:
    """Return residents of schedule 0."""
    return np.zeros(number, RESIDENT)


def cases(begins: NDArray[np.int64], until: int) -> np.ndarray:
    """Return a case of each resident, searching from an hour on until another."""
    table = np.zeros(len(begins), CASE)
    table["person"], table["other"], table["earliest"], table["until"] = np.arange(len(begins)), -1, begins, until
    return table


def cyclic(success: Floats, of_failure: Floats | None = None) -> Floats:
    """Return by start hour the expected wait, or the expected sum of another number over the hours of failure."""
    value = np.ones(WEEK) if of_failure is None else of_failure
    result = np.zeros(WEEK)
    for start in range(WEEK):
        order = (start + np.arange(WEEK)) % WEEK
        kept = np.concatenate([[1.0], np.cumprod(1.0 - success[order])])
        weights = kept[1:] if of_failure is None else kept[:-1]
        result[start] = (weights * value[order]).sum() / (1.0 - kept[-1])
    return result


# From when each resident searches: Monday midnight, Friday evening, all hours of the week alike.
BEGINS = {
    "monday": np.zeros(PEOPLE, np.int64),
    "friday": np.full(PEOPLE, FRIDAY_18),
    "any_hour": np.arange(PEOPLE // WEEK * WEEK) % WEEK,
}


def average(by_hour: Floats, begins: NDArray[np.int64]) -> float:
    """Return the mean of an expectation by start hour over the searches."""
    return float(by_hour[begins % WEEK].mean())


def contacts() -> Iterator[Row]:
    """The wait to the first free office hour."""
    for chance in (0.1, 1.0):
        expected = cyclic(chance * STANDARD)
        for name, begins in BEGINS.items():
            samples = []
            for seed in range(REPLICATES):
                found = np.zeros(len(begins), np.int64)
                settings = independent(seed, np.full((1, WEEK), chance), STANDARD)
                attempts(settings, STANDARD[None], people(len(begins)), cases(begins, LONG), found)
                samples.append((found - begins).mean())
            yield mean(f"contact.wait_{chance:g}_{name}", samples, average(expected, begins))


def none_in_a_week() -> Iterator[Row]:
    """(1 - a)^40 find no hour in a week of 40 office hours."""
    number, shares = 10_000, []
    for seed in range(REPLICATES):
        settings, found = independent(seed, np.full((1, WEEK), 0.1), STANDARD), np.zeros(number, np.int64)
        attempts(settings, STANDARD[None], people(number), cases(np.zeros(number, np.int64), WEEK), found)
        shares.append((found == FAR).mean())
    yield mean("contact.none_in_a_week", shares, 0.9**40, 0.05)


def in_vain() -> Iterator[Row]:
    """Tries in every hour from 8 to 20 with chance .2: how often in vain before the first success."""
    day = ((np.arange(WEEK) % 24 >= 8) & (np.arange(WEEK) % 24 < 20)).astype(float)
    tries = 0.2 * day
    expected = cyclic(tries * STANDARD, tries * (1.0 - STANDARD))
    for name in ("monday", "any_hour"):
        begins, samples = np.tile(BEGINS[name], 3), []
        for seed in range(REPLICATES):
            settings, found = independent(seed, tries[None], day), np.zeros(len(begins), np.int64)
            failures(settings, STANDARD[None], people(len(begins)), cases(begins, LONG), found)
            samples.append(found.mean())
        yield mean(f"contact.in_vain_{name}", samples, average(expected, begins))


def tables() -> Iterator[Row]:
    """The tables of perceived waits, compiled and not, are the closed form."""
    chances = free_time.free_chances()[2] * free_time.standard_belief(STANDARD, 0.6, 0.12)
    filled = np.zeros((1, WEEK))
    tabulated(chances[None].copy(), filled)
    expected = cyclic(chances)
    yield exact("contact.wait_table", float(np.abs(filled[0] - np.minimum(336.0, expected)).max()), 0.0)
    plain = free_time.expected_waits(free_time.free_chances()[2:3], free_time.standard_belief(STANDARD, 0.6, 0.12))
    yield exact("contact.believed_wait_table", float(np.abs(plain[0] - np.minimum(336.0, expected)).max()), 0.0)
    tabulated(np.zeros((1, WEEK)), filled)
    yield exact("contact.wait_table_never", float(filled.min()), 336.0)


CHECKS = (contacts, none_in_a_week, in_vain, tables)
