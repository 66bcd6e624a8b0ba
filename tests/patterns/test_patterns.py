"""The patterns that the model reproduces at its defaults, ten fixed seeds; those it misses stand in docs/model.md."""

import numpy as np
import pytest

from govsim.validation import patterns

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
