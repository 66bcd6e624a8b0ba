"""What is known of self-governance groups besides the columns that the compiled hour reads, and how they begin and end.

Every building has a row among the groups, because residents may found one anywhere.
"""

import numpy as np
from numpy.typing import NDArray

from govsim.engine.columns import schema

YEAR = 52 * 168  # h
MEMBER = 8  # the bit of residents.roles

LIFE = schema(dict(
    skill="f8", covenant="f8",  # what the group has grown by itself
    share="f8",  # members per adult of the building
    expert="f8",  # hours a week of professionals, as far as they have taken effect
    seen_settled="i4", seen_tried="i4",  # of groups.settled and groups.tried, at the last week's end
    missed="i4",  # meetings in a row below the quorum
    due="i4",  # hour from which on it meets again
    asked="i4",  # 1: a policy has founded it once
    past="i4", survived="i4",  # earlier groups of the building; those of them that lived for a year
))  # fmt: skip


def living(groups: np.ndarray) -> NDArray[np.bool_]:
    """Return which groups have been founded and have not faded."""
    return np.asarray((groups["founded"] >= 0) & (groups["faded"] < 0))


def may_begin(groups: np.ndarray, hour: int) -> NDArray[np.bool_]:
    """Return where a group may be founded: none lives there, and the last one began at least a year ago."""
    return np.asarray(~living(groups) & ((groups["founded"] < 0) | (groups["founded"] <= hour - YEAR)))


def found(groups: np.ndarray, life: np.ndarray, rows: np.ndarray, hour: int) -> None:
    """Found groups; what an earlier one of the building had grown is lost, that it lived is not."""
    earlier = groups["founded"][rows] >= 0
    lived = groups["faded"][rows] - groups["founded"][rows] >= YEAR
    life["past"][rows] += earlier
    life["survived"][rows] += earlier & lived
    for column in ("skill", "covenant", "share", "missed", "expert"):
        life[column][rows] = 0
    life["seen_settled"][rows], life["seen_tried"][rows] = groups["settled"][rows], groups["tried"][rows]
    life["due"][rows] = hour + 1
    groups["founded"][rows], groups["faded"][rows], groups["used"][rows] = hour, -1, 0.0


def found_by_policy(groups: np.ndarray, life: np.ndarray, reached: np.ndarray, hour: int) -> None:
    """Found a group, once, in each of the buildings that a policy has reached and where none lives."""
    fresh = reached & (life["asked"] == 0)
    life["asked"][fresh] = 1
    found(groups, life, np.flatnonzero(fresh & ~living(groups)), hour)


def of_a_year(groups: np.ndarray, life: np.ndarray, hour: int) -> tuple[np.ndarray, np.ndarray]:
    """Return per row how many groups were founded at least a year ago, and how many of them lived for a year."""
    old = (groups["founded"] >= 0) & (groups["founded"] <= hour - YEAR)
    kept = old & ((groups["faded"] < 0) | (groups["faded"] - groups["founded"] >= YEAR))
    return life["past"] + old, life["survived"] + kept
