"""The tables of a place: communities, grids, estates and buildings in one order, with the residents counted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from govsim.place.households import first_of
from govsim.world.schema import GRID


@dataclass(frozen=True)
class PlaceTables:
    """A whole place; all indices are global, and block > community > grid > building are contiguous runs of rows.

    buildings, grids: tables of world.schema; households_of_building: int32 (buildings,); household_sizes: int32
    (households,) in the order of the buildings; block_of_community: int32 (communities,), blocks being the communities
    joined by estates; names: for each of community, grid and estate the index by name (`c1`, `g1`, `e1`, and the
    table's own names); labels: what to show, by index (for buildings only where a table names them).
    """

    buildings: np.ndarray
    grids: np.ndarray
    communities: int
    estates: int
    households_of_building: np.ndarray
    household_sizes: np.ndarray
    block_of_community: np.ndarray
    households_per_stairwell: int
    names: Mapping[str, Mapping[str, int]]
    labels: Mapping[str, tuple[str, ...]]

    @property
    def residents(self) -> int:
        """All residents of the place."""
        return int(self.buildings["residents"].sum())

    @property
    def blocks(self) -> int:
        """Groups of communities that share no estate with the others."""
        return int(self.block_of_community[-1]) + 1


def count_residents(buildings: np.ndarray, households: np.ndarray, sizes: np.ndarray) -> None:
    """Fill the residents and households of each building and where they begin."""
    buildings["households"], buildings["first_household"] = households, first_of(households)
    residents = np.add.reduceat(sizes, buildings["first_household"])
    buildings["residents"], buildings["first_resident"] = residents, first_of(residents)


def link_grids(buildings: np.ndarray) -> np.ndarray:
    """Return the grids; each begins a list of its buildings in the order of rows (-1 ends it)."""
    firsts = np.flatnonzero(np.diff(buildings["grid"], prepend=-1))
    buildings["next_in_grid"] = np.arange(1, len(buildings) + 1)
    buildings["next_in_grid"][np.append(firsts[1:], len(buildings)) - 1] = -1
    grids = np.zeros(len(firsts), GRID)
    grids["identity"] = np.arange(len(firsts))
    grids["community"] = buildings["community"][firsts]
    grids["first_building"] = grids["cursor_building"] = firsts
    grids["hidden"] = grids["first_worker"] = -1
    for column in ("residents", "households"):
        grids[column] = np.add.reduceat(buildings[column], firsts)
    return grids


def blocks_of(community: np.ndarray, estate: np.ndarray, communities: int) -> np.ndarray:
    """Return the block of each community: connected through estates, numbered by their first community.

    community, estate: of each building. Each round hands the least community along estates and on to what that one
    already knows, so the rounds grow with the logarithm of the longest chain.
    """
    least = np.arange(communities, dtype=np.int32)
    while True:
        of_estate = np.full(int(estate.max()) + 1, communities, np.int32)
        np.minimum.at(of_estate, estate, least[community])
        lower = least.copy()
        np.minimum.at(lower, least[community], of_estate[estate])
        np.minimum.at(lower, community, of_estate[estate])
        lower = lower[lower]
        if np.array_equal(lower, least):
            return np.unique(least, return_inverse=True)[1].astype(np.int32)
        least = lower
