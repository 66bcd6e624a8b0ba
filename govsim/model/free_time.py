"""Tables over the hours of a week: who is free, who can phone, what is believed open, when matters arise."""

import math
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
from scipy.stats import norm

from govsim.clock import Clock
from govsim.engine.codes import DAY_PARTS, SCHEDULES

WEEK, DAY = 168, 24
FILE = Path(__file__).with_name("free_time.toml")
NEVER_FREE = -9.0  # quantile of hours in which nobody of the schedule is free
PROFILES = ("flat", "day", "evening", "night")
# weight of an hour of the day, for matters that arise at any hour, by day, in the evening, at night (assumed)
WEIGHTS = {
    "flat": ((0, 7, 0.2), (7, 23, 1.0), (23, 24, 0.2)),
    "day": ((0, 7, 0.05), (7, 8, 0.5), (8, 18, 1.6), (18, 23, 0.5), (23, 24, 0.05)),
    "evening": ((0, 7, 0.15), (7, 18, 0.7), (18, 23, 2.2), (23, 24, 0.6)),
    "night": ((0, 6, 1.6), (6, 21, 0.6), (21, 24, 1.6)),
}
PARTS = {name: number for number, name in enumerate(DAY_PARTS)}


@cache
def _entries() -> dict[str, dict[str, list[tuple[int, int, float]]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _hours(spans: list[tuple[int, int, float]]) -> np.ndarray:
    day = np.zeros(DAY)
    for begin, end, value in spans:
        day[begin:end] = value
    return day


def free_chances(shift: float = 0.0) -> np.ndarray:
    """Return (schedules, 168) probabilities of being free in person; `shift` moves all of them in logit."""
    rows = []
    for name in SCHEDULES:
        days = _entries()[name]
        rows.append(np.concatenate([*[_hours(days["weekday"])] * 5, _hours(days["saturday"]), _hours(days["sunday"])]))
    chances = np.array(rows)
    odds = chances / (1 - chances) * np.exp(shift)
    return np.asarray(odds / (1 + odds))


def quantiles(chances: np.ndarray) -> np.ndarray:
    """Return the normal quantiles of probabilities; NEVER_FREE where the probability is 0."""
    return np.where(chances > 0, norm.ppf(np.clip(chances, 1e-12, 1 - 1e-12)), NEVER_FREE)


def phone_chances() -> np.ndarray:
    """Return (schedules, 168) probabilities of being able to phone; the same on every day."""
    return np.array([np.tile(_hours(_entries()[name]["phone"]), 7) for name in SCHEDULES])


def standard_belief(standard: np.ndarray, lunch: float, other: float) -> np.ndarray:
    """Return (168,) what residents believe of a counter they know nothing special of.

    standard: fractions on duty; these hours are believed open, weekday noon partly, other hours from 8 to 20 a little.
    """
    hours, days = np.arange(WEEK) % DAY, np.arange(WEEK) // DAY
    belief = np.where((hours >= 8) & (hours < 20), other, 0.0)
    belief[(days < 5) & (hours >= 12) & (hours < 14)] = lunch
    belief[standard > 0] = 1.0
    return belief


def expected_waits(chances: np.ndarray, belief: np.ndarray) -> np.ndarray:
    """Return (schedules, 168): expected hours to the next hour free and believed open, W_h = (1 - s_h)(1 + W_{h+1})."""
    success = chances * belief
    misses = 1 - success
    kept, constant = np.ones(len(chances)), np.zeros(len(chances))
    for h in range(WEEK):
        constant += kept * misses[:, h]
        kept *= misses[:, h]
    never = kept > 1 - 1e-9
    following = np.where(never, 2.0 * WEEK, constant / np.where(never, 1.0, 1 - kept))
    waits = np.empty(chances.shape)
    for h in range(WEEK - 1, -1, -1):
        following = misses[:, h] * (1 + following)
        waits[:, h] = np.minimum(2.0 * WEEK, following)
    return waits


def taken_by(waits: np.ndarray, slope: float) -> np.ndarray:
    """Return what perceived waits take from the value of a channel: slope ln(1 + W / 24), W in hours.

    By the C library, as compiled code does: numpy's logarithm may differ in the last bit.
    """
    return np.array([slope * math.log(1.0 + wait / 24.0) for wait in waits.ravel().tolist()]).reshape(waits.shape)


def profiles() -> np.ndarray:
    """Return (profiles, 168) factors on rates over the week, each of mean 1."""
    rows = np.array([np.tile(_hours(list(WEIGHTS[name])), 7) for name in PROFILES])
    return np.asarray(rows / rows.mean(axis=1, keepdims=True))


def part_of_day(week_hour: np.ndarray) -> np.ndarray:
    """Return the class of each effective hour of the week: morning 7-12, midday 12-14, afternoon 14-18, evening."""
    hour, day = week_hour % DAY, week_hour // DAY
    weekday = np.select(
        [hour < 7, hour < 12, hour < 14, hour < 18, hour < 22],
        [PARTS["night"], PARTS["weekday_morning"], PARTS["weekday_midday"], PARTS["weekday_afternoon"],
         PARTS["weekday_evening"]],
        PARTS["night"],
    )  # fmt: skip
    whole_day = np.where(day == 5, PARTS["saturday_day"], PARTS["sunday_day"])
    weekend = np.select(
        [hour < 7, hour < 18, hour < 22],
        [PARTS["night"], whole_day, PARTS["weekend_evening"]],
        PARTS["night"],
    )  # fmt: skip
    return np.asarray(np.where(day < 5, weekday, weekend), np.int32)


def draw_stretches(clock: Clock, extra_weeks: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return per hour of the run: effective hour of the week, id and class of the stretch in which one draw holds.

    A stretch is a part of one day; ids number days and parts, so they do not depend on the length of the run.
    """
    week_hour = clock.week_hours(extra_weeks).astype(np.int32)
    classes = part_of_day(week_hour)
    day = np.arange(len(week_hour), dtype=np.int32) // DAY
    return week_hour, (day * len(DAY_PARTS) + classes).astype(np.int32), classes
