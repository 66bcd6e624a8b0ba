"""What measures cost beside the rosters: the hours a week that each says it takes, by week and grid."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from govsim.policies import Active

DAY, DAYS = 24, 7


def policy_hours(
    actives: Sequence[Active], grids: np.ndarray, seed: int, first_hour: int, weeks: int
) -> NDArray[np.float64]:  # fmt: skip
    """Return (weeks, grids): hours of all measures in force, day by day, shared out by residents.

    A measure's `hours` hold where all the grids it means take part; those that have not joined yet cost nothing.
    """
    spent = np.zeros((weeks, len(grids)))
    for active in actives:
        if not active.policy.hours or not active.policy.on:
            continue
        people = grids["residents"] * active.mask
        share = active.policy.hours * people / max(1, people.sum())
        turns = active.turns(grids["identity"], seed)
        for day in range(weeks * DAYS):
            spent[day // DAYS] += share * (turns <= active.reach(first_hour + day * DAY)) / DAYS
    return spent
