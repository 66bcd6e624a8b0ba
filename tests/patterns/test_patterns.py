"""The patterns that the model reproduces at its defaults, ten fixed seeds; those it misses stand in docs/model.md."""

import numpy as np
import pytest

from govsim.validation import cooperation, participation, patterns

HELD = (patterns.escalation, patterns.acquaintance, patterns.few_reporters)


@pytest.mark.parametrize("check", HELD, ids=lambda check: check.__name__)
def test_the_town_of_the_facts_is_reproduced(check):
    missed = {row["id"]: row["value"] for row in check() if not row["passed"]}
    assert not missed


def test_mediated_disputes_of_a_small_community():
    (row,) = patterns.mediated_disputes()
    assert row["passed"], row


def test_staggered_hours_are_used_modestly():
    staggered = patterns.means(patterns.STAGGERED, seeds=patterns.SEEDS[:4])
    assert 0.007 < staggered["off_hours"].mean() < 0.05
    assert (patterns.means(seeds=patterns.SEEDS[:4])["off_hours"] == 0).all()


def test_paired_seeds_cut_the_variance_of_differences():
    base, other = (patterns.means(changes)["hotline"].to_numpy() for changes in ((), patterns.STAGGERED))
    unpaired = base.var(ddof=1) + other.var(ddof=1)
    assert unpaired / np.var(other - base, ddof=1) > 3


@pytest.mark.parametrize("check", cooperation.CHECKS, ids=lambda check: check.__name__)
def test_cooperation_and_ties(check):
    """The interval of the effect of density misses 0 narrowly; docs/model.md says why, and it is not hidden here."""
    missed = {row["id"] for row in check() if not row["passed"]}
    assert missed <= {"P10-density-interval"}


def test_ages_differ_in_turnout_without_being_looked_at():
    """The young vote too often and the middle-aged hardly too seldom: docs/model.md."""
    missed = {row["id"] for check in (participation.ages, participation.explained) for row in check()
              if not row["passed"]}  # fmt: skip
    assert missed <= {"P2-young", "P2-middle"}


@pytest.mark.parametrize("check", (participation.attendances, participation.appeals), ids=lambda check: check.__name__)
def test_activities_are_attended_and_appeals_do_not_last(check):
    missed = {row["id"]: row["value"] for row in check() if not row["passed"]}
    assert not missed
