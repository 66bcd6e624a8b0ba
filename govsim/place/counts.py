"""A place made from counts: everything as even as whole numbers allow."""

import numpy as np

from govsim.engine.draws import draws
from govsim.place.households import even, first_of, split
from govsim.place.spec import Place
from govsim.world.schema import BUILDING


def buildings_from_counts(place: Place, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return buildings, households of each building, and the buildings' number in each community."""
    communities, grids_total = place.community_count, place.grid_count
    households, grids = split(place.household_count, communities), split(grids_total, communities)
    wanted = np.round(households / place.households_per_building).astype(np.int64)
    number = np.clip(wanted, np.maximum(grids, -(-place.estate_count // communities)), households)
    buildings = np.zeros(int(number.sum()), BUILDING)
    buildings["storeys"], buildings["year"], buildings["condition"] = place.storeys, place.year, np.nan
    buildings["community"] = np.repeat(np.arange(communities), number)
    buildings["grid"] = np.repeat(np.arange(grids_total), even(number, grids))
    buildings["estate"] = _estates(place, number, seed)
    return buildings, even(households, number), number


def _estates(place: Place, number: np.ndarray, seed: int) -> np.ndarray:
    """Return the estate of each building: runs within a community, or several communities in one estate."""
    communities, estates = len(number), place.estate_count
    if estates < communities:
        estate_of_community = np.repeat(np.arange(estates), split(communities, estates))
        return np.repeat(estate_of_community, number)
    sizes = even(number, split(estates, communities))
    _cross(place, sizes, seed)
    return np.repeat(np.arange(estates), sizes)


def _cross(place: Place, sizes: np.ndarray, seed: int) -> None:
    """Let the last estate of some communities take the first quarter of the next community's first estate."""
    firsts = first_of(split(len(sizes), place.community_count))[1:]
    possible = firsts[sizes[firsts] > 1]
    order = np.argsort(draws(seed, "place.crossing", possible), kind="stable")
    chosen = possible[order[: round(place.cross_communities * len(sizes))]]
    taken = np.maximum(1, sizes[chosen] // 4)
    sizes[chosen] -= taken
    sizes[chosen - 1] += taken
