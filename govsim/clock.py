"""Calendar of a run: hours, dates, weeks, public holidays with their make-up workdays, open hours."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

import chinese_calendar
import numpy as np
from numpy.typing import NDArray

HOURS_OF_DAY = 24
DAYS_OF_WEEK = 7
HOURS_OF_WEEK = HOURS_OF_DAY * DAYS_OF_WEEK
FRIDAY = 4
SUNDAY = 6

# What was agreed for an hour after the last week still has to lie on the calendar: a run plans this far ahead.
WEEKS_AHEAD = 60

Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class Clock:
    """Turns the hours of a run into dates and into hours of the week.

    Hour 0 is midnight of the first day of warm-up, `warmup_weeks` weeks before `start`. Measured weeks are 168 h
    each from `start`, whatever its weekday. Time is China's civil time without daylight saving.
    """

    start: date
    warmup_weeks: int
    weeks: int

    def __post_init__(self) -> None:
        """Raises ValueError on a negative length."""
        if self.warmup_weeks < 0 or self.weeks < 0:
            raise ValueError(f"a run cannot last {self.warmup_weeks} + {self.weeks} weeks")

    @property
    def hours(self) -> int:
        """Length of the run with its warm-up, in hours."""
        return (self.warmup_weeks + self.weeks) * HOURS_OF_WEEK

    @property
    def first_hour(self) -> int:
        """First measured hour: midnight of `start`."""
        return self.warmup_weeks * HOURS_OF_WEEK

    @cached_property
    def midnight(self) -> datetime:
        """The moment of hour 0."""
        return datetime.combine(self.start - timedelta(weeks=self.warmup_weeks), time())

    def date_of(self, hour: int) -> datetime:
        """Returns the moment at which an hour begins; hours before and after the run are allowed."""
        return self.midnight + timedelta(hours=int(hour))

    def hour_of(self, moment: date) -> int:
        """Returns the hour in which a moment lies; a date without a time means its midnight."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        return (moment - self.midnight) // timedelta(hours=1)

    def week_of(self, hour: int) -> int:
        """Returns the measured week of an hour: 0 begins at `start`, weeks of warm-up are negative."""
        return (hour - self.first_hour) // HOURS_OF_WEEK

    def week_hours(self, extra_weeks: int = WEEKS_AHEAD) -> NDArray[np.int16]:
        """Returns the effective hour of the week, 0 = Monday 0:00 to 167, of every hour of the run and beyond.

        A public holiday counts as a Sunday, a make-up workday as a Friday. Years without a published arrangement
        have plain weeks; `warnings` names them.
        """
        weekdays = effective_weekdays(self._days(extra_weeks))
        return np.add.outer(weekdays * HOURS_OF_DAY, np.arange(HOURS_OF_DAY)).ravel().astype(np.int16)

    def open_hours(self, fractions: NDArray[np.float64], extra_weeks: int = WEEKS_AHEAD) -> NDArray[np.float64]:
        """Returns the open hours that lie before each hour of the run and beyond, and before its end: n + 1 values.

        H[0] = 0, H[t + 1] = H[t] + f[w(t)], where f are the 168 fractions of an hour open and w the effective hour
        of the week. Raises ValueError unless there are 168 fractions in [0, 1].
        """
        fractions = np.asarray(fractions, dtype=np.float64)
        if fractions.shape != (HOURS_OF_WEEK,) or not np.all((fractions >= 0) & (fractions <= 1)):
            raise ValueError("open hours need 168 fractions between 0 and 1, one for each hour of the week")
        week_hours = self.week_hours(extra_weeks)
        passed = np.zeros(week_hours.size + 1)
        np.cumsum(fractions[week_hours], out=passed[1:])
        return passed

    def warnings(self) -> list[int]:
        """Returns the years of the run for which no arrangement of public holidays is known."""
        first, last = known_years()
        if self.hours == 0:
            return []
        years = range(self.midnight.year, self.date_of(self.hours - 1).year + 1)
        return [year for year in years if not first <= year <= last]

    def _days(self, extra_weeks: int) -> Days:
        """Returns the days of the run and of some weeks beyond it."""
        count = (self.warmup_weeks + self.weeks + extra_weeks) * DAYS_OF_WEEK
        return np.datetime64(self.midnight.date(), "D") + np.arange(count)


def known_years() -> tuple[int, int]:
    """Returns the first and last year whose arrangement of public holidays is known."""
    return min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year


def effective_weekdays(days: Days) -> NDArray[np.int64]:
    """Returns the weekday that each day is lived as, Monday = 0: holidays as Sunday, make-up workdays as Friday.

    Source: yearly notices of the General Office of the State Council on public holidays, as collected by the package
    chinesecalendar.
    """
    # Day 0 of datetime64 is 1 January 1970, a Thursday.
    weekdays = (days.astype(np.int64) + 3) % DAYS_OF_WEEK
    weekdays[np.isin(days, _as_days(chinese_calendar.holidays))] = SUNDAY
    weekdays[np.isin(days, _as_days(chinese_calendar.workdays))] = FRIDAY
    return weekdays


def _as_days(arranged: dict[date, str]) -> Days:
    """Returns the days of a table of arrangements."""
    return np.array(list(arranged), dtype="datetime64[D]")
