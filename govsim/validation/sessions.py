"""Free time and sessions against theory: how often, how persistently and with whom residents are free.

The hours and searches are those of `contact`; what a search finds is compared with a scan of all hours by definition.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.stats import norm

from govsim.engine.availability import FAR, first_meeting, is_free, latent
from govsim.engine.codes import SCHEDULES
from govsim.engine.compiled import shared
from govsim.engine.randomness import normal, purpose, uniform
from govsim.model import free_time
from govsim.validation.checks import REPLICATES, Row, exact, largest, mean
from govsim.validation.contact import (
    BEGINS,
    LONG,
    PEOPLE,
    STANDARD,
    WEEK,
    Floats,
    Hours,
    attempts,
    average,
    cases,
    cyclic,
    independent,
    people,
    persistent,
)


def _meetings(settings: Any, open_hours: Any, residents: Any, cases: Any, found: Any) -> None:
    """Note the first hour that suits staff and both parties."""
    for row in range(len(cases)):
        found[row] = first_meeting(settings, open_hours, 0, residents, cases[row], cases[row].earliest)


def _free(settings: Any, people: int, counts: Any) -> None:
    """Count the people who are free, by schedule and hour of the first week."""
    for schedule in range(counts.shape[0]):
        for hour in range(counts.shape[1]):
            for person in range(people):
                if is_free(settings, person, schedule, hour):
                    counts[schedule, hour] += 1


def _latents(settings: Any, hours: Any, found: Any) -> None:
    """Note the latent numbers of people (rows) in some hours (columns)."""
    for person in range(found.shape[0]):
        for k in range(len(hours)):
            found[person, k] = latent(settings, person, hours[k])


def _never_free(settings: Any, schedule: int, hours: Any, people: int) -> int:
    """Count the people who are free in none of the hours."""
    count = 0
    for person in range(people):
        k = 0
        while k < len(hours) and not is_free(settings, person, schedule, hours[k]):
            k += 1
        count += 1 if k == len(hours) else 0
    return count


meetings, free = shared(_meetings), shared(_free)
latents, never_free = shared(_latents), shared(_never_free)


def marginals() -> Iterator[Row]:
    """However persistent free time is, the share of the free is the tabulated one, by schedule and hour."""
    chances, number = free_time.free_chances(), 1000
    for rho in (0.0, 0.7, 0.95):
        counts = np.zeros((len(SCHEDULES), WEEK))
        free(persistent(11, rho, chances), number, counts)
        spread = np.sqrt(np.maximum(number * chances * (1.0 - chances), 1e-9))
        deviations = (counts - number * chances) / spread
        yield largest(f"availability.marginal_{rho:g}", deviations, 5.0)  # of 1,344 numbers: beyond 5 in 1 of 1,300


def correlation(one: Floats, other: Floats) -> float:
    """Return the correlation of two samples."""
    table: Floats = np.asarray(np.corrcoef(one, other))
    return float(table[0, 1])


def persistence() -> Iterator[Row]:
    """The latent number correlates with rho between weeks in one part of the week, and not between parts."""
    hours = np.array([9, WEEK + 24 + 9, WEEK + 24 + 20, 10])  # two mornings, an evening, the first morning again
    for rho in (0.0, 0.7, 0.95):
        same, other, again = [], [], []
        for seed in range(REPLICATES):
            found = np.zeros((4000, len(hours)))
            latents(persistent(seed, rho, np.zeros((1, WEEK))), hours, found)
            same.append(correlation(found[:, 0], found[:, 1]))
            other.append(correlation(found[:, 0], found[:, 2]))
            again.append(np.abs(found[:, 0] - found[:, 3]).max())
        yield mean(f"availability.between_weeks_{rho:g}", same, rho)
        yield mean(f"availability.between_parts_{rho:g}", other, 0.0)
        yield exact(f"availability.within_stretch_{rho:g}", max(again), 0.0, 0.0)


def never() -> Iterator[Row]:
    """P(never free in ten mornings) = integral of (1 - Phi((q - sqrt(rho) x) / sqrt(1 - rho)))^10 phi(x) dx."""
    hours = np.array([week * WEEK + day * 24 + 9 for week in range(2) for day in range(5)])
    x = np.linspace(-8.0, 8.0, 20_001)
    for rho in (0.0, 0.7, 0.95):
        for chance in (0.05, 0.1, 0.3):
            busy = 1.0 - norm.cdf((norm.ppf(chance) - np.sqrt(rho) * x) / np.sqrt(1.0 - rho))
            target = float(np.trapezoid(busy ** len(hours) * norm.pdf(x), x))
            number = 8000 if target < 0.1 else 2000
            samples = [
                never_free(persistent(seed, rho, np.full((1, WEEK), chance)), 0, hours, number) / number
                for seed in range(REPLICATES)
            ]
            yield mean(f"availability.never_{rho:g}_{chance:g}", samples, target, 0.05)


def joint_hours() -> Iterator[Row]:
    """A session a day ahead with two parties, each free with chance .3, in standard hours: wait = 24 + W."""
    expected = cyclic(0.09 * STANDARD)
    for name in ("monday", "friday"):
        begins, samples = BEGINS[name] + 24, []
        table = cases(begins, LONG)
        table["person"], table["other"] = 2 * np.arange(PEOPLE), 2 * np.arange(PEOPLE) + 1
        for seed in range(REPLICATES):
            settings, found = independent(seed, np.full((1, WEEK), 0.3), STANDARD), np.zeros(PEOPLE, np.int64)
            meetings(settings, STANDARD[None], people(2 * PEOPLE), table, found)
            samples.append((found - begins + 24).mean())
        yield mean(f"sessions.wait_{name}", samples, 24.0 + average(expected, begins))


def is_free_plainly(settings: Hours, person: int, schedule: int, hour: int) -> bool:
    """Say who is free from the definition: z of the person's part of the week, e of the day's."""
    rho = float(settings.rules["availability_persistence"][0])
    habit = normal(settings.seed, purpose("availability.habit"), person, int(settings.draw_class[hour]))
    day = normal(settings.seed, purpose("availability.week"), person, int(settings.draw_block[hour]))
    limit = float(settings.free[schedule, settings.week_hour[hour]])
    return bool(limit > -8.0 and np.sqrt(rho) * habit + np.sqrt(1.0 - rho) * day < limit)


def scans() -> Iterator[Row]:
    """The hours found are those of a scan of all hours by the definition: number of differences, 0."""
    number, until = 60, 3 * WEEK
    settings = persistent(5, 0.7, free_time.free_chances())
    residents, searching = people(number), cases(np.full(number, 30), until)
    residents["schedule"] = np.arange(number) % len(SCHEDULES)
    searching["arose"], searching["aware"] = 3 * np.arange(number), np.arange(number) % 2
    found = np.zeros(number, np.int64)
    attempts(settings, STANDARD[None], residents, searching, found)
    differ = sum(int(found[k]) != _scanned_attempt(settings, residents, searching, k, 30) for k in range(number))
    yield exact("contact.scan", float(differ), 0.0, 0.0)
    searching["other"] = (np.arange(number) + 1) % number
    searching["other"][::7], searching["seeking"] = -1, 6
    meetings(settings, STANDARD[None], residents, searching, found)
    differ = sum(int(found[k]) != _scanned_meeting(settings, residents, searching, k, 30) for k in range(number))
    yield exact("sessions.scan", float(differ), 0.0, 0.0)


def _scanned_attempt(settings: Hours, residents: np.ndarray, searching: np.ndarray, k: int, begin: int) -> int:
    case, table = searching[k], settings.rules[0]
    for hour in range(begin, int(case["until"])):
        week_hour = int(settings.week_hour[hour])
        belief = float(settings.belief[week_hour])
        if case["aware"]:
            belief = 1.0 if STANDARD[week_hour] > 0 else float(table["contact_belief_aware"]) * (belief > 0)
        draw = uniform(settings.seed, purpose("contact.attempt"), k, int(case["arose"]) * 1048576 + hour)
        goes = draw < float(table["contact_attempt_rate"]) * belief
        if goes and is_free_plainly(settings, k, int(residents["schedule"][k]), hour):
            return hour
    return FAR


def _scanned_meeting(settings: Hours, residents: np.ndarray, searching: np.ndarray, k: int, begin: int) -> int:
    case, table = searching[k], settings.rules[0]
    for hour in range(begin, int(case["until"])):
        parties = [int(p) for p in (case["person"], case["other"]) if p >= 0]
        after = hour >= case["seeking"] + float(table["sessions_leave_after"])
        present = 0
        for party in parties:
            schedule = int(residents["schedule"][party])
            occasion = int(case["arose"]) * 1048576 + hour // 24
            draw = uniform(settings.seed, purpose("sessions.leave"), party, occasion)
            wakes = settings.free[schedule, settings.week_hour[hour]] > -8.0
            leaves = after and wakes and draw < float(table["sessions_leave_chance"])
            present += leaves or is_free_plainly(settings, party, schedule, hour)
        if STANDARD[settings.week_hour[hour]] >= 0.5 and present == len(parties):
            return hour
    return FAR


CHECKS = (marginals, persistence, never, joint_hours, scans)
