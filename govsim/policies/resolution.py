"""Which policies hold for which grids at an hour, and the levers that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govsim.engine.draws import draws
from govsim.interfaces import Context, Policy

OUT_OF_FORCE = -1.0


@dataclass(frozen=True)
class Active:
    """A policy with its dates as hours of the run and its `where` as chosen grids.

    end_hour: exclusive, None = never; ramp_hours: 0 = all grids at once; mask: (grids,) which grids are meant.
    """

    policy: Policy
    start_hour: int
    end_hour: int | None
    ramp_hours: float
    mask: NDArray[np.bool_]

    def reach(self, hour: int) -> float:
        """Return the share of the ramp that is over, 0 to 1, or OUT_OF_FORCE."""
        ended = self.end_hour is not None and hour >= self.end_hour
        if hour < self.start_hour or ended or not self.policy.on:
            return OUT_OF_FORCE
        return min(1.0, (hour - self.start_hour) / self.ramp_hours) if self.ramp_hours > 0 else 1.0

    def turns(self, identities: NDArray[np.int32], seed: int) -> NDArray[np.float64]:
        """Return the reach from which on each grid takes part; infinity for those that never do.

        Keyed by the policy's name and the grid's identity: nothing depends on the other policies or grids.
        """
        name = self.policy.name
        complies = draws(seed, f"compliance with {name}", identities) < self.policy.compliance
        turn = draws(seed, f"turn in {name}", identities) if self.ramp_hours > 0 else np.zeros(len(identities))
        return np.where(self.mask & complies, turn, np.inf)


class Resolution:
    """The levers of every grid as a pure function of the hour.

    base: the levers without policies (world.schema.LEVERS, one row a grid); place: the grids, with the columns
    identity, community, residents, households; roster_sets: policy name -> row of the set of rosters.
    The last answer is kept, so that a day on which nothing changes costs a few comparisons.
    """

    def __init__(
        self,
        actives: Sequence[Active],
        base: np.ndarray,
        place: np.ndarray,
        roster_sets: Mapping[str, int],
        seed: int,
    ) -> None:
        self._actives = tuple(actives)
        self._turns = [active.turns(place["identity"], seed) for active in actives]
        self._base, self._place, self._roster_sets = base.copy(), place, roster_sets
        self._reaches = (OUT_OF_FORCE,) * len(self._actives)
        self._levers = _locked(base.copy())

    def at(self, hour: int) -> np.ndarray:
        """Return the levers that hold at an hour, read-only; the same array as long as nothing changes."""
        reaches = tuple(active.reach(hour) for active in self._actives)
        if reaches != self._reaches:
            self._levers, self._reaches = _locked(self._resolved(reaches)), reaches
        return self._levers

    def reached(self, hour: int) -> list[NDArray[np.bool_]]:
        """Return for each policy, in order, which grids take part at an hour."""
        return [turns <= active.reach(hour) for active, turns in zip(self._actives, self._turns, strict=True)]

    def _resolved(self, reaches: tuple[float, ...]) -> np.ndarray:
        levers = self._base.copy()
        for active, turns, reach in zip(self._actives, self._turns, reaches, strict=True):
            grids = np.flatnonzero(turns <= reach)
            if len(grids):
                rows = _rows(levers, grids)
                context = Context(_rows(self._place, grids), self._roster_sets, _rows(self._base, grids), reach)
                active.policy.adjust(rows, context)
                _whole(levers)[grids] = _whole(rows)
        return levers


def _whole(table: np.ndarray) -> np.ndarray:
    """Return the same rows as single pieces of memory, which numpy copies faster than column by column."""
    return table.view(np.dtype((np.void, table.dtype.itemsize)))


def _rows(table: np.ndarray, chosen: NDArray[np.intp]) -> np.ndarray:
    return _whole(table)[chosen].view(table.dtype)


def _locked(levers: np.ndarray) -> np.ndarray:
    levers.setflags(write=False)
    return levers


def resolve(
    actives: Sequence[Active],
    base: np.ndarray,
    place: np.ndarray,
    roster_sets: Mapping[str, int],
    hour: int,
    seed: int,
) -> np.ndarray:
    """Return the levers of every grid at one hour: start from `base`, apply the policies in order.

    For many hours make a `Resolution` once.
    """
    return Resolution(actives, base, place, roster_sets, seed).at(hour)
