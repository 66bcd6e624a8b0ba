"""What depends on the hour of the week: free time, belief in an open counter, perceived waits, when matters arise."""

import tomllib
from pathlib import Path
from statistics import NormalDist

import govsim.model
from govsim.engine.codes import SCHEDULES
from govsim.model.free_time import WEIGHTS

WEEK, DAY = 168, 24
LONGEST_WAIT = 336.0
MORNING, MIDDAY, AFTERNOON, EVENING, SATURDAY, SUNDAY, WEEKEND_EVENING, NIGHT = range(8)
PARTS = 8
Table = list[list[float]]


def part_of_day(week_hour: int) -> int:
    """Return the class of an hour of the week; one draw of free time holds for a class on a day."""
    day, hour = divmod(week_hour, DAY)
    if hour < 7 or hour >= 22:
        return NIGHT
    if day < 5:
        return MORNING if hour < 12 else MIDDAY if hour < 14 else AFTERNOON if hour < 18 else EVENING
    return WEEKEND_EVENING if hour >= 18 else SATURDAY if day == 5 else SUNDAY


def _day(spans: list[list[float]]) -> list[float]:
    hours = [0.0] * DAY
    for begin, end, value in spans:
        for hour in range(int(begin), int(end)):
            hours[hour] = value
    return hours


def free_time() -> tuple[Table, Table]:
    """Return, by schedule and hour of the week, the chances of being free in person and of being able to phone."""
    path = Path(govsim.model.__file__).with_name("free_time.toml")
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    free, phone = [], []
    for name in SCHEDULES:
        row = entries[name]
        free.append(_day(row["weekday"]) * 5 + _day(row["saturday"]) + _day(row["sunday"]))
        phone.append(_day(row["phone"]) * 7)
    return free, phone


def quantiles(chances: Table) -> list[list[float | None]]:
    """Return the normal quantiles of chances; None where a chance is 0."""
    inverse = NormalDist().inv_cdf
    return [[inverse(chance) if chance > 0 else None for chance in row] for row in chances]


def belief_of_unaware(lunch: float, other: float) -> list[float]:
    """Return the belief that a counter is open, by hour of the week, of those who know nothing special of it."""
    believed = [0.0] * WEEK
    for week_hour in range(WEEK):
        day, hour = divmod(week_hour, DAY)
        if 8 <= hour < 20:
            believed[week_hour] = other
        if day < 5 and 12 <= hour < 14:
            believed[week_hour] = lunch
        if day < 5 and (8 <= hour < 12 or 14 <= hour < 18):
            believed[week_hour] = 1.0
    return believed


def perceived_waits(chances: list[float], belief: list[float]) -> list[float]:
    """Return W, the expected hours to the next success: W_w = (1 - s_w)(1 + W_{w+1}), going round until it settles."""
    waits = [LONGEST_WAIT] * WEEK
    following = LONGEST_WAIT
    for _ in range(200):
        before = following
        for week_hour in reversed(range(WEEK)):
            following = (1 - chances[week_hour] * belief[week_hour]) * (1 + following)
            waits[week_hour] = following
        if abs(following - before) < 1e-9 or following > 1e6:
            break
    return [min(LONGEST_WAIT, wait) for wait in waits]


def profiles() -> dict[str, list[float]]:
    """Return the factor on rates by hour of the week, mean 1, of each profile."""
    found = {}
    for name, spans in WEIGHTS.items():
        week = _day([list(span) for span in spans]) * 7
        found[name] = [weight * WEEK / sum(week) for weight in week]
    return found
