"""Opening hours as people write them, and the shifts that keep a station open so long."""

import re
import unicodedata

from govsim.errors import InputError
from govsim.rosters import DAYS, from_text

Lines = tuple[str, ...]  # as `mon-fri 08:30-12:00`
LONGEST_WEEK = 44.0  # h a worker may be on duty in a week: the statutory average (Labour Law, article 36)
LEAST, MOST = 1.0, 168.0

_DAY = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5} | {
    name: number for number, name in enumerate(DAYS)
}
_GROUPS = {
    "每天": (0, 6), "每日": (0, 6), "天天": (0, 6), "全周": (0, 6), "daily": (0, 6), "every day": (0, 6),
    "工作日": (0, 4), "weekdays": (0, 4), "workdays": (0, 4), "周末": (5, 6), "双休日": (5, 6), "weekend": (5, 6),
    "weekends": (5, 6),
}  # fmt: skip
_CHINESE_DAY = r"(?:周|星期|礼拜)?[一二三四五六日天]"
_ENGLISH_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_DAYS = re.compile(
    rf"(?P<group>{'|'.join(_GROUPS)})|(?P<first>{_CHINESE_DAY}|{_ENGLISH_DAY})"
    rf"(?:\s*(?:-|至|到|to)\s*(?P<last>{_CHINESE_DAY}|{_ENGLISH_DAY}))?"
)
_CLOCK = r"(\d{1,2})\s*(?::\s*(\d{2})|点\s*(半)?)?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|至|到|to)\s*{_CLOCK}")
_BLANK = re.compile(r"(?:[\s,;、和及]|上午|and|am)*")
_AFTERNOON = re.compile(rf"(?:下午|晚上)\s*{_CLOCK}(?:\s*(?:-|至|到)\s*{_CLOCK})?")
_DASHES = str.maketrans({"—": "-", "–": "-", "~": "-", "−": "-", "‐": "-", "〜": "-"})


def hours_of(text: str) -> Lines:
    """Return the lines of a roster: `周一至周五 8:30-12:00 13:30-17:30；周六 9:00-12:00`; days before their hours.

    Raises InputError with what is not understood, and where hours overlap or leave the day.
    """
    said = unicodedata.normalize("NFKC", text).lower().translate(_DASHES)
    said = _AFTERNOON.sub(_on_24_hours, re.sub("-{2,}", "-", said))
    lines, position, days = list[str](), 0, list[tuple[int, int]]()
    fresh = True  # the days before the next hours begin a new list
    while position < len(said):
        day, span = _DAYS.match(said, position), _SPAN.match(said, position)
        if day:
            days = [_days(day)] if fresh else [*days, _days(day)]
            fresh, position = False, day.end()
        elif span and days:
            lines += [_line(both, span) for both in days]
            fresh, position = True, span.end()
        else:
            position = _skipped(said, position)
    if not lines:
        raise _wrong(text)
    return _checked(tuple(lines))


def _on_24_hours(found: re.Match[str]) -> str:
    """Return 14:00-17:30 for 下午2:00-5:30."""
    ends = [found.group(1, 2, 3), found.group(4, 5, 6)]
    clocks = [_clock(str(int(hour) % 12 + 12), minute, half) for hour, minute, half in ends if hour]
    return "-".join(clocks)


def _skipped(said: str, position: int) -> int:
    """Return where the next words begin; raises InputError where something else stands."""
    blank = _BLANK.match(said, position)
    if blank is None or blank.end() == position:
        raise _wrong(said[position : position + 20])
    return blank.end()


def _wrong(said: str) -> InputError:
    return InputError(
        f"看不懂“{said}”；请写成“周一至周五 8:30-12:00 13:30-17:30；周六 9:00-12:00”",
        f"{said!r} is not understood; write it like mon-fri 8:30-12:00 13:30-17:30; sat 9:00-12:00",
    )


def _days(found: re.Match[str]) -> tuple[int, int]:
    if found["group"]:
        return _GROUPS[found["group"]]
    first = _number(found["first"])
    last = _number(found["last"]) if found["last"] else first
    if last < first:
        raise InputError("一周从周一开始，例如“周六至周日”", "a week begins on Monday: write sat-sun, for example")
    return first, last


def _number(day: str) -> int:
    return _DAY[day[-1]] if day[-1] in _DAY else _DAY[day[:3]]


def _line(days: tuple[int, int], span: re.Match[str]) -> str:
    first, last = days
    one, other = (_clock(span.group(at), span.group(at + 1), span.group(at + 2)) for at in (1, 4))
    name = DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
    return f"{name} {one}-{other}"


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    minutes = 30 if half else int(minute or 0)
    if int(hour) > 24 or minutes > 59 or (int(hour) == 24 and minutes):
        zh, en = f"没有 {hour}:{minutes:02} 这个钟点", f"there is no {hour}:{minutes:02} on a clock"
        raise InputError(zh, en)
    return f"{int(hour):02}:{minutes:02}"


def _checked(lines: Lines) -> Lines:
    try:
        total = float(from_text(lines).sum())
    except ValueError as failure:
        raise InputError(str(failure.args[0]), str(failure.args[1])) from None
    if not LEAST <= total <= MOST:
        raise InputError("每周至少开放 1 小时", "open at least an hour a week")
    return lines


def open_hours(lines: Lines) -> float:
    """Return how many hours a week the lines are."""
    return float(from_text(lines).sum())


def shifts(lines: Lines) -> tuple[Lines, ...]:
    """Return the lines of each of so many shifts that none is longer than LONGEST_WEEK; together they are the lines.

    Each day's time is cut into as many pieces as there are shifts, and the pieces go around from day to day; how a
    real station splits its hours is not asked, so this is assumed.
    """
    number = int(-(-open_hours(lines) // LONGEST_WEEK))
    if number == 1:
        return (lines,)
    parts: list[list[str]] = [[] for _ in range(number)]
    for day, spans in _by_day(lines).items():
        for turn, piece in enumerate(_cut(spans, number)):
            parts[(turn + day) % number] += [f"{DAYS[day]} {_time(one)}-{_time(other)}" for one, other in piece]
    return tuple(tuple(part) for part in parts)


_SHORT = "一二三四五六日"


def in_words(lines: Lines, lang: str) -> str:
    """Return the lines as people write them, the hours of the same days together."""
    days: dict[str, list[str]] = {}
    for line in lines:
        name, clock = line.split()
        days.setdefault(name, []).append(clock)
    named = {_named(name) if lang == "zh" else name: spans for name, spans in days.items()}
    return ("；" if lang == "zh" else "; ").join(f"{name} {' '.join(spans)}" for name, spans in named.items())


def _named(days: str) -> str:
    return "至".join(f"周{_SHORT[DAYS.index(day)]}" for day in days.split("-"))


Minutes = list[tuple[int, int]]  # spans of a day, in minutes


def _by_day(lines: Lines) -> dict[int, Minutes]:
    found: dict[int, Minutes] = {}
    for line in lines:
        days, clock = line.split()
        first, last = DAYS.index(days[:3]), DAYS.index(days[-3:])
        one, other = (60 * int(text[:2]) + int(text[3:]) for text in clock.split("-"))
        for day in range(first, last + 1):
            found.setdefault(day, []).append((one, other))
    return {day: sorted(spans) for day, spans in sorted(found.items())}


def _cut(spans: Minutes, number: int) -> list[Minutes]:
    """Return the spans in pieces of about equal length, cut at whole minutes."""
    total = sum(other - one for one, other in spans)
    ends = [total * (turn + 1) // number for turn in range(number)]
    pieces: list[Minutes] = [[] for _ in ends]
    passed = turn = 0
    for one, other in spans:
        while one < other:
            room = min(other - one, ends[turn] - passed)
            if room:
                pieces[turn].append((one, one + room))
            one, passed = one + room, passed + room
            turn += passed == ends[turn] and turn < number - 1
    return pieces


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
