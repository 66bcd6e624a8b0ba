"""The calendar of a run."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.clock import Clock, known_years

# From 国办发明电〔2020〕27号, the arrangement of public holidays for 2021.
SPRING_FESTIVAL_2021 = [date(2021, 2, day) for day in range(11, 18)]
NATIONAL_DAY_2021 = [date(2021, 10, day) for day in range(1, 8)]
MADE_UP_2021 = [date(2021, 2, 7), date(2021, 2, 20), date(2021, 9, 26), date(2021, 10, 9)]

clocks = st.builds(
    Clock,
    start=st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    warmup_weeks=st.integers(0, 60),
    weeks=st.integers(1, 120),
)


@pytest.fixture
def year_2021() -> Clock:
    return Clock(start=date(2021, 1, 4), warmup_weeks=8, weeks=52)


def lived_as(clock: Clock, day: date) -> int:
    """The weekday whose hours a day has; fails if its 24 hours are not one whole day of the week."""
    hour = clock.hour_of(day)
    hours = clock.week_hours()[hour : hour + 24]
    weekday = int(hours[0]) // 24
    np.testing.assert_array_equal(hours, weekday * 24 + np.arange(24))
    return weekday


@pytest.mark.parametrize("day", SPRING_FESTIVAL_2021 + NATIONAL_DAY_2021)
def test_a_holiday_is_a_sunday(year_2021: Clock, day: date) -> None:
    assert lived_as(year_2021, day) == 6


@pytest.mark.parametrize("day", MADE_UP_2021)
def test_a_make_up_workday_is_a_friday(year_2021: Clock, day: date) -> None:
    assert day.weekday() >= 5
    assert lived_as(year_2021, day) == 4


@pytest.mark.parametrize("offset", range(7))
def test_a_week_without_holidays_is_plain(year_2021: Clock, offset: int) -> None:
    assert lived_as(year_2021, date(2021, 3, 8) + timedelta(days=offset)) == offset


def test_2021_has_the_statutory_number_of_workdays(year_2021: Clock) -> None:
    """365 days, 104 weekend days and 11 statutory holidays leave 250 workdays, wherever the days are moved to."""
    first, last = year_2021.hour_of(date(2021, 1, 1)), year_2021.hour_of(date(2022, 1, 1))
    days = year_2021.week_hours()[first:last:24]
    assert days.size == 365
    assert np.count_nonzero(days < 5 * 24) == 250


def test_the_national_day_of_2009_lasted_eight_days() -> None:
    clock = Clock(start=date(2009, 1, 1), warmup_weeks=0, weeks=52)
    assert {lived_as(clock, date(2009, 10, day)) for day in range(1, 9)} == {6}
    assert lived_as(clock, date(2009, 9, 27)) == lived_as(clock, date(2009, 10, 10)) == 4
    assert lived_as(clock, date(2009, 10, 9)) == 4
    assert clock.warnings() == []


def test_an_unknown_year_has_plain_weeks_and_is_named() -> None:
    clock = Clock(start=date(2031, 9, 1), warmup_weeks=0, weeks=30)
    assert clock.warnings() == [2031, 2032]
    assert [lived_as(clock, date(2031, 10, day)) for day in range(1, 8)] == [2, 3, 4, 5, 6, 0, 1]


def test_only_the_years_of_the_run_are_named() -> None:
    first, last = known_years()
    assert first == 2004
    assert last >= 2026
    assert Clock(start=date(last, 6, 1), warmup_weeks=4, weeks=12).warnings() == []
    assert Clock(start=date(last, 12, 1), warmup_weeks=4, weeks=12).warnings() == [last + 1]
    assert Clock(start=date(first, 1, 15), warmup_weeks=4, weeks=12).warnings() == [first - 1]


def test_a_run_may_start_on_a_wednesday() -> None:
    clock = Clock(start=date(2021, 3, 10), warmup_weeks=2, weeks=3)
    assert clock.hours == 5 * 168
    assert clock.first_hour == 2 * 168
    assert clock.date_of(clock.first_hour) == datetime(2021, 3, 10)
    assert clock.week_hours()[0] == clock.week_hours()[clock.first_hour] == 2 * 24
    assert [clock.week_of(hour) for hour in (0, 335, 336, 503, 504)] == [-2, -1, 0, 0, 1]


@given(clocks, st.integers(-1000, 40_000))
def test_hours_and_dates_go_round(clock: Clock, hour: int) -> None:
    assert clock.hour_of(clock.date_of(hour)) == hour
    assert clock.hour_of(clock.date_of(hour) + timedelta(minutes=59)) == hour


@given(clocks, st.integers(0, 60))
def test_every_hour_keeps_its_time_of_day(clock: Clock, extra_weeks: int) -> None:
    hours = clock.week_hours(extra_weeks)
    assert hours.dtype == np.int16
    assert hours.size == clock.hours + extra_weeks * 168
    np.testing.assert_array_equal(hours % 24, np.arange(hours.size) % 24)
    assert hours.min() >= 0
    assert hours.max() < 168


@given(st.dates(date(2030, 1, 1), date(2040, 12, 31)))
def test_outside_the_known_years_weekdays_are_those_of_the_date(start: date) -> None:
    clock = Clock(start, warmup_weeks=0, weeks=1)
    weekdays = [clock.date_of(hour).weekday() for hour in range(168)]
    np.testing.assert_array_equal(clock.week_hours(0) // 24, weekdays)


def test_open_hours_count_what_lies_before(year_2021: Clock) -> None:
    """Office hours 9-12 and 13:30-17:00, Monday to Friday: 6.5 h a workday, none on holidays."""
    day = np.zeros(24)
    day[[9, 10, 11, 14, 15, 16]] = 1.0
    day[13] = 0.5
    fractions = np.concatenate([np.tile(day, 5), np.zeros(48)])
    passed = year_2021.open_hours(fractions)

    def between(first: date, last: date) -> float:
        return float(passed[year_2021.hour_of(last)] - passed[year_2021.hour_of(first)])

    assert passed.size == year_2021.week_hours().size + 1
    assert passed[0] == 0
    assert between(date(2021, 3, 8), date(2021, 3, 15)) == 5 * 6.5
    assert between(date(2021, 2, 11), date(2021, 2, 18)) == 0
    assert between(date(2021, 2, 7), date(2021, 2, 8)) == 6.5
    assert between(date(2021, 1, 1), date(2022, 1, 1)) == 250 * 6.5
    assert passed[year_2021.hour_of(datetime(2021, 3, 8, 14))] - passed[year_2021.hour_of(date(2021, 3, 8))] == 3.5


def test_open_hours_are_hours_when_always_open(year_2021: Clock) -> None:
    passed = year_2021.open_hours(np.ones(168), extra_weeks=0)
    np.testing.assert_array_equal(passed, np.arange(year_2021.hours + 1))


@pytest.mark.parametrize("fractions", [np.ones(24), np.full(168, 1.5), np.full(168, -0.1), np.full(168, np.nan)])
def test_impossible_fractions_are_refused(year_2021: Clock, fractions: np.ndarray) -> None:
    with pytest.raises(ValueError, match="168 fractions"):
        year_2021.open_hours(fractions)


@pytest.mark.parametrize(("warmup_weeks", "weeks"), [(-1, 52), (0, -1)])
def test_a_run_of_negative_length_is_refused(warmup_weeks: int, weeks: int) -> None:
    with pytest.raises(ValueError, match="weeks"):
        Clock(date(2021, 1, 1), warmup_weeks, weeks)
