"""Free time, contacts and sessions against theory: the real searches, with hours of the week made by hand.

Hours are independent where the persistence is 0 and every hour has a draw of its own: then from hour h of a cyclic week
with chance s of success, the wait is W = sum over j of S(j) / (1 - Q), S(j) the product of the j first (1 - s), Q that
of the whole week.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from govsim.clock import Clock
from govsim.engine.availability import FAR, first_attempt, first_meeting, is_free, latent
from govsim.engine.codes import SCHEDULES
from govsim.engine.compiled import shared
from govsim.engine.randomness import normal, purpose, uniform
from govsim.hour import expected_wait
from govsim.model import free_time
from govsim.parameters import rules
from govsim.rosters import named
from govsim.scenario.specification import Run
from govsim.validation.checks import REPLICATES, Row, exact, largest, mean
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


attempts, failures, meetings = shared(_attempts), shared(_failures), shared(_meetings)
free, latents, never_free = shared(_free), shared(_latents), shared(_never_free)


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


CHECKS = (marginals, persistence, never, contacts, none_in_a_week, in_vain, tables, joint_hours, scans)
