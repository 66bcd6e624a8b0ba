"""Rosters: the fraction of each of the 168 hours of a week that a worker is on duty, Monday 0:00 first.

A set of rosters is a list of phases over which workers rotate: the worker with ordinal j keeps phase j modulo its
length, week after week. A public holiday counts as a Sunday, so Sunday's row is also the holiday's.
Errors are ValueErrors of two arguments, the sentence in Chinese and in English.
"""

import difflib
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Roster = NDArray[np.float64]
Span = tuple[Iterable[int], float, float]  # days (0 = Monday), from, to in hours of the clock

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = len(DAYS) * 24
WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
SATURDAY, SUNDAY = WEEKEND
ROTA = 4  # one worker in four has weekend duty; assumed
OFFSETS = (0, -1, 1, -2, 2)  # hours by which flexible workers move their day, in turn
SPAN = re.compile(rf"({'|'.join(DAYS)})(?:-({'|'.join(DAYS)}))? (\d\d):([0-5]\d)-(\d\d):([0-5]\d)")


def week(*spans: Span) -> Roster:
    """Return the fractions of the week that spans cover, e.g. `week((WORKDAYS, 7.5, 12))`.

    Raises ValueError where spans overlap or leave the day.
    """
    fractions, hours = np.zeros((len(DAYS), 24)), np.arange(24)
    for days, begin, end in spans:
        if not 0 <= begin < end <= 24:
            raise ValueError(
                f"值班 {begin:g} 时至 {end:g} 时不在一天之内",
                f"duty from {begin:g} to {end:g} h does not lie within a day",
            )
        fractions[list(days)] += np.clip(np.minimum(end, hours + 1) - np.maximum(begin, hours), 0, 1)
    if fractions.max() > 1 + 1e-9:
        raise ValueError("班表中的时段重叠", "spans of the roster overlap")
    return np.minimum(fractions, 1.0).ravel()


STANDARD = week((WORKDAYS, 8, 12), (WORKDAYS, 14, 18))  # 40 h
EVENING = week((WORKDAYS, 18, 21), (WEEKEND, 9, 12), (WEEKEND, 14, 17))  # 27 h outside office hours
AROUND_THE_CLOCK = np.ones(HOURS)


def from_text(spans: Iterable[str]) -> Roster:
    """Return the roster that lines such as `mon-fri 07:30-12:00` or `sat 09:00-12:00` describe.

    Raises ValueError on a line of another form, on overlaps and on times outside the day.
    """
    return week(*(_span(text) for text in spans))


def _span(text: str) -> Span:
    match = SPAN.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} 不是班表的写法；应写成 'mon-fri 08:00-12:00'",
            f"{text!r} is no line of a roster; write it like 'mon-fri 08:00-12:00'",
        )
    first, last, *clock = match.groups()
    begin, begin_minute, end, end_minute = map(int, clock)
    days = range(DAYS.index(first), DAYS.index(last or first) + 1)
    if not days:
        raise ValueError(
            f"{text!r}：星期次序颠倒，一周从星期一开始", f"{text!r}: the days run backwards; the week begins on Monday"
        )
    return days, begin + begin_minute / 60, end + end_minute / 60


def staggered(share: float = 0.25, workers: int = 12, standard: Roster = STANDARD) -> list[Roster]:
    """Move `share` of each worker's hours into evenings and weekends; every worker's total stays the same.

    With m = round(share x total) hours moved, worker j gives up the office hours number jm .. jm + m - 1 (8:00 of all
    weekdays first, then 9:00, ...) and takes as many of the hours of `EVENING`, weekdays first, both counted around,
    so that neighbouring workers are absent and present at different hours.
    Raises ValueError where so many whole hours cannot be moved. Source: 002 (错时上下班); the order is assumed.
    """
    office = _slots(standard >= 1)
    free = (standard == 0) & (EVENING == 1)
    weekday = np.arange(HOURS) < 24 * SATURDAY
    taken = np.concatenate([_slots(free & weekday), _slots(free & ~weekday)])
    moved = round(share * float(standard.sum()))
    if moved > min(len(office), len(taken)):
        raise ValueError(
            f"无法移动 {moved} 小时：可让出 {len(office)}，可移入 {len(taken)}",
            f"{moved} hours cannot be moved: {len(office)} to give up, {len(taken)} to take",
        )
    return [_exchanged(standard, office, taken, np.arange(moved) + moved * j) for j in range(workers)]


def _slots(chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the chosen hours of the week, the same hour of all days first."""
    slots = np.flatnonzero(chosen.reshape(len(DAYS), 24).T)
    return slots % len(DAYS) * 24 + slots // len(DAYS)


def _exchanged(standard: Roster, office: NDArray[np.intp], taken: NDArray[np.intp], turns: NDArray[np.intp]) -> Roster:
    roster = standard.copy()
    if len(turns):
        roster[office[turns % len(office)]] = 0.0
        roster[taken[turns % len(taken)]] = 1.0
    return roster


def flexible(standard: Roster = STANDARD) -> list[Roster]:
    """Let each worker begin and end the day up to two hours earlier or later, in turn. Source: 002 (弹性工作制)."""
    return [np.roll(standard, hours) for hours in OFFSETS]


def weekend_rota(standard: Roster = STANDARD) -> list[Roster]:
    """Give one worker in `ROTA` both weekend days for two weekdays off; which weekdays differs from turn to turn.

    Source: 002 (周末轮班); one in four and the days off are assumed.
    """
    phases = []
    for turn in range(len(WORKDAYS)):
        phases.append(_on_weekend(standard, (2 * turn % 5, (2 * turn + 1) % 5)))
        phases.extend(standard.copy() for _ in range(ROTA - 1))
    return phases


def _on_weekend(standard: Roster, off: tuple[int, int]) -> Roster:
    days = standard.reshape(len(DAYS), 24).copy()
    days[[*off, *WEEKEND]] = days[[*WEEKEND, *off]]
    return days.ravel()


def extended(standard: Roster = STANDARD) -> list[Roster]:
    """Add Monday-Friday 18-20 and Saturday 8-12 to everybody's hours: the one roster whose total grows.

    Source: 001.4 (延时制); the hours are assumed.
    """
    return [np.maximum(standard, week((WORKDAYS, 18, 20), ((SATURDAY,), 8, 12)))]


def shenyang_dadong() -> list[Roster]:
    """Dadong District, Shenyang: 07:30-08:30, 11:30-13:00, 16:30-19:00 on workdays, weekends 08:30-16:30.

    Six phases, so that at least two workers stand in each of these spans; "early in, early out" keeps everybody at
    five days of 8 h: early 07:30-13:00 and 14:00-16:30, late 09:30-11:30 and 13:00-19:00, weekend duty for a weekday
    off. Source: notice of the district (M: seen on cjgcw.com); the shifts behind the opening hours are assumed.
    """
    early, late = ((7.5, 13.0), (14.0, 16.5)), ((9.5, 11.5), (13.0, 19.0))
    weekend = ((8.5, 16.5),)
    return [
        _shift(early, weekend, duty=SATURDAY, off=0),
        _shift(late, weekend, duty=SATURDAY, off=1),
        _shift(early, weekend, duty=SUNDAY, off=2),
        _shift(late, weekend, duty=SUNDAY, off=3),
        _shift(early, weekend),
        _shift(late, weekend),
    ]


def changsha_houjiatang() -> list[Roster]:
    """Houjiatang, Changsha, 2018: shift A 08-16, shift B 09-18, weekend duty in turn; staggered, not longer.

    Shift B has an hour off at noon, so that both are 8 h; of six workers one has Saturday and one Sunday, in their own
    shift's hours, for a weekday off. Source: news of 2018-09 (M); the noon break and the number on duty are assumed.
    """
    first, second = ((8.0, 16.0),), ((9.0, 12.0), (13.0, 18.0))
    return [
        _shift(first, first, duty=SATURDAY, off=0),
        _shift(second, second),
        _shift(first, first),
        _shift(second, second, duty=SUNDAY, off=4),
        _shift(first, first),
        _shift(second, second),
    ]


def _shift(
    workday: Sequence[tuple[float, float]],
    weekend: Sequence[tuple[float, float]],
    duty: int | None = None,
    off: int | None = None,
) -> Roster:
    days = [day for day in WORKDAYS if day != off]
    spans: list[Span] = [(days, begin, end) for begin, end in workday]
    if duty is not None:
        spans += [((duty,), begin, end) for begin, end in weekend]
    return week(*spans)


VARIANTS = ("staggered", "flexible", "weekend_rota", "extended", "shenyang_dadong", "changsha_houjiatang")


def phases(variant: str, share: float = 0.25, standard: Roster = STANDARD) -> list[Roster]:
    """Return the phases of a variant; only `staggered` has a share, the two places' own keep no standard.

    Raises ValueError on an unknown variant.
    """
    match variant:
        case "staggered":
            return staggered(share, standard=standard)
        case "flexible":
            return flexible(standard)
        case "weekend_rota":
            return weekend_rota(standard)
        case "extended":
            return extended(standard)
        case "shenyang_dadong":
            return shenyang_dadong()
        case "changsha_houjiatang":
            return changsha_houjiatang()
    raise _unknown(variant, VARIANTS)


NAMES = ("standard", "evening", "around_the_clock", *VARIANTS)


def named(name: str) -> list[Roster]:
    """Return the phases of a roster by the name that staff and offices give it.

    Raises ValueError on an unknown name.
    """
    single = {"standard": STANDARD, "evening": EVENING, "around_the_clock": AROUND_THE_CLOCK}
    if name in single:
        return [single[name].copy()]
    if name in VARIANTS:
        return phases(name)
    raise _unknown(name, NAMES)


def _unknown(name: str, known: Sequence[str]) -> ValueError:
    near = difflib.get_close_matches(name, known, 1)
    chinese, english = (f"，是否为 {near[0]!r}？", f"; did you mean {near[0]!r}?") if near else ("。", ".")
    names = ", ".join(known)
    return ValueError(
        f"没有班表 {name!r}{chinese}可用：{names}", f"there is no roster {name!r}{english} Known: {names}"
    )


__all__ = [
    "AROUND_THE_CLOCK", "EVENING", "HOURS", "NAMES", "STANDARD", "VARIANTS", "Roster", "changsha_houjiatang",
    "extended", "flexible", "from_text", "named", "phases", "shenyang_dadong", "staggered", "week", "weekend_rota",
]  # fmt: skip
