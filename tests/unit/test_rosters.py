"""Rosters: totals, real half hours, and the covered counter hours of small and large teams."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from govsim import rosters
from govsim.clock import Clock
from govsim.engine.casework.staffing import ROTATION
from govsim.rosters import EVENING, HOURS, STANDARD, WEEKEND, WORKDAYS

OFFICE = STANDARD > 0


def covered(team, field_share):
    """Hours with somebody at the counter: sum over hours of 1 - product over the team of (1 - duty (1 - field))."""
    return 1 - np.prod([1 - roster * (1 - field_share) for roster in team], axis=0)


@pytest.mark.parametrize(
    ("workers", "before", "after", "in_office_hours"),
    [(1, 24.0, 24.0, 18.0), (2, 33.6, 40.8, 28.8), (3, 37.4, 51.5, 34.6), (12, 40.0, 66.5, 40.0)],
)
def test_staggering_a_quarter_covers_more_hours_the_larger_the_team(workers, before, after, in_office_hours):
    team = rosters.staggered(0.25)[:workers]
    hours = covered(team, 0.4)
    assert covered([STANDARD] * workers, 0.4).sum() == pytest.approx(before, abs=0.05)
    assert hours.sum() == pytest.approx(after, abs=0.05)
    assert hours[OFFICE].sum() == pytest.approx(in_office_hours, abs=0.05)


def test_standard_and_evening_hours_do_not_meet():
    assert STANDARD.sum() == 40
    assert EVENING.sum() == 27
    assert not (STANDARD * EVENING).any()
    assert STANDARD[8] == 1 and STANDARD[12] == 0 and STANDARD[14] == 1 and STANDARD[5 * 24 + 9] == 0


@pytest.mark.parametrize("variant", [name for name in rosters.VARIANTS if name != "extended"])
def test_total_hours_stay(variant):
    for roster in rosters.phases(variant):
        assert roster.shape == (HOURS,)
        assert roster.min() >= 0 and roster.max() <= 1
        assert roster.sum() == pytest.approx(40)


@pytest.mark.parametrize(
    ("variant", "more"),
    [("staggered", 1.4), ("weekend_rota", 1.4), ("shenyang_dadong", 2.3), ("changsha_houjiatang", 0.7),
     ("flexible", 0.0)],
)  # fmt: skip
def test_holidays_take_fewer_hours_from_weekend_duty(variant, more):
    """As docs/assumptions.md (W23) says: 52 weeks from 4 January 2021, in % of the standard roster's 2,000 h."""
    lived = np.asarray(Clock(date(2021, 1, 4), 0, 52).week_hours())[: 52 * 168]
    hours = np.mean([roster[lived].sum() for roster in rosters.phases(variant)])
    assert rosters.STANDARD[lived].sum() == 2000
    assert round(100 * (hours / 2000 - 1), 1) == more


def test_extended_hours_alone_add_up_to_more():
    (roster,) = rosters.extended()
    assert roster.sum() == 54
    assert (roster >= STANDARD).all()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4, 0.675])
def test_any_share_keeps_the_total(share):
    for roster in rosters.staggered(share):
        assert roster.sum() == 40
        assert roster[~OFFICE].sum() == round(share * 40)


def test_more_than_there_is_cannot_be_moved():
    with pytest.raises(ValueError, match="cannot be moved"):
        rosters.staggered(0.7)


def test_a_place_with_other_standard_hours_is_staggered_too():
    standard = rosters.week((WORKDAYS, 8.5, 12), (WORKDAYS, 13, 19))
    for roster in rosters.staggered(0.2, standard=standard):
        assert roster.sum() == pytest.approx(standard.sum())
        assert roster.max() == 1.0


def test_neighbours_in_the_team_are_absent_at_different_hours():
    team = rosters.staggered(0.25)
    for one, next_one in pairwise(team):
        assert not ((one[OFFICE] == 0) & (next_one[OFFICE] == 0)).any()
        assert not ((one[~OFFICE] == 1) & (next_one[~OFFICE] == 1)).any()


def test_flexible_days_begin_at_five_different_hours():
    begins = {int(np.flatnonzero(roster[:24])[0]) for roster in rosters.flexible()}
    assert begins == {6, 7, 8, 9, 10}


def test_weekend_rota_has_one_in_four_on_duty_and_gives_two_weekdays_off():
    team = rosters.weekend_rota()
    on_weekend = [roster for roster in team if roster[24 * 5 :].any()]
    assert len(team) == 4 * len(on_weekend)
    for roster in on_weekend:
        days = roster.reshape(7, 24).sum(axis=1)
        assert (days[list(WEEKEND)] == 8).all()
        assert (days[list(WORKDAYS)] == 0).sum() == 2


def test_dadong_has_two_workers_in_every_extra_span():
    team = np.sum(rosters.shenyang_dadong(), axis=0).reshape(7, 24)
    spans = rosters.week((WORKDAYS, 7.5, 8.5), (WORKDAYS, 11.5, 13), (WORKDAYS, 16.5, 19), (WEEKEND, 8.5, 16.5))
    assert (team.ravel() >= 2 * spans - 1e-9).all()
    assert (team[0, 8:19] >= 1).all(), "open without a gap from half past seven to seven"
    assert not team[:, 19:].any() and not team[:, :7].any()
    assert all(roster[7] in (0.0, 0.5) for roster in rosters.shenyang_dadong())


def test_houjiatang_keeps_its_two_shifts_and_somebody_on_each_weekend_day():
    team = rosters.changsha_houjiatang()
    tuesday = {tuple(np.flatnonzero(roster[24:48])) for roster in team}
    assert tuesday == {tuple(range(8, 16)), (9, 10, 11, 13, 14, 15, 16, 17)}
    total = np.sum(team, axis=0).reshape(7, 24).sum(axis=1)
    assert total[5] == total[6] == 8


@pytest.mark.parametrize("shifts", [2, 5, 7, 14, 21, 60])
def test_every_shift_of_a_table_is_worked(shifts):
    """One worker a grid, as many grids as shifts: each shift has its worker, whatever the number of shifts."""
    assert len({grid * ROTATION % shifts for grid in range(shifts)}) == shifts


def test_rosters_from_text_keep_half_hours():
    roster = rosters.from_text(["mon-fri 07:30-12:00", "sat 09:15-10:00"])
    assert roster[7] == 0.5 and roster[11] == 1 and roster[12] == 0
    assert roster[5 * 24 + 9] == 0.75
    assert roster.sum() == 5 * 4.5 + 0.75


@pytest.mark.parametrize(
    "lines",
    [["monday 8-12"], ["fri-mon 08:00-12:00"], ["mon 12:00-08:00"], ["mon 08:00-25:00"],
     ["mon 08:00-10:00", "mon-fri 09:00-11:00"]],
)  # fmt: skip
def test_wrong_text_is_refused(lines):
    with pytest.raises(ValueError):
        rosters.from_text(lines)


@pytest.mark.parametrize("name", rosters.NAMES)
def test_every_name_gives_weeks_of_fractions(name):
    for roster in rosters.named(name):
        assert roster.shape == (HOURS,) and roster.max() <= 1 and roster.sum() > 0


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'staggered'"):
        rosters.named("stagered")
    with pytest.raises(ValueError, match="there is no roster"):
        rosters.phases("night")


def test_named_rosters_can_be_changed_without_changing_the_name():
    rosters.named("standard")[0][:] = 0
    assert STANDARD.sum() == 40
