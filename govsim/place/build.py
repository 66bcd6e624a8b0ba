"""The tables of a place, built from counts or from a table of buildings."""

from pathlib import Path

import numpy as np
from scipy.special import ndtri

from govsim.engine.draws import draws
from govsim.place.counts import buildings_from_counts
from govsim.place.households import household_sizes, split
from govsim.place.layout import lay_out
from govsim.place.real import RealPlace, read_place
from govsim.place.spec import Place
from govsim.place.tables import PlaceTables, blocks_of, count_residents, link_grids

LEVELS = {"community": ("c", "社区"), "grid": ("g", "网格"), "estate": ("e", "小区")}


def build_place(place: Place, seed: int, folder: Path | None) -> PlaceTables:
    """Build the tables of a place; `folder` is the scenario's, where the table of buildings lies.

    Raises InputError with everything that is wrong with the table.
    """
    if place.buildings is None:
        return _from_counts(place, seed)
    return _from_table(place, read_place(place, folder), seed)


def _from_counts(place: Place, seed: int) -> PlaceTables:
    buildings, households, number = buildings_from_counts(place, seed)
    communities = len(number)
    sizes = household_sizes(seed, split(place.household_count, communities), split(place.residents, communities))
    return _finished(place, seed, buildings, households, sizes, None)


def _from_table(place: Place, real: RealPlace, seed: int) -> PlaceTables:
    if real.residents is None:
        total = place.residents or max(1, round(int(real.households.sum()) * place.household_size))
        sizes = household_sizes(seed, np.array([real.households.sum()]), np.array([total]))
    else:
        sizes = household_sizes(seed, real.households, real.residents)
    return _finished(place, seed, real.buildings, real.households, sizes, real)


def _finished(
    place: Place, seed: int, buildings: np.ndarray, households: np.ndarray, sizes: np.ndarray, real: RealPlace | None
) -> PlaceTables:
    """Fill what both kinds of places share."""
    buildings["group"] = -1
    count_residents(buildings, households, sizes)
    if real is None or not real.located:
        lay_out(buildings, place.households_per_stairwell)
    _set_condition(place, seed, buildings)
    communities, estates = int(buildings["community"].max()) + 1, int(buildings["estate"].max()) + 1
    grids = link_grids(buildings)
    counts = {"community": communities, "grid": len(grids), "estate": estates}
    names, labels = _generated(counts)
    blocks = blocks_of(buildings["community"], buildings["estate"], communities)
    return PlaceTables(
        buildings=buildings, grids=grids, communities=communities, estates=estates,
        households_of_building=households.astype(np.int32), household_sizes=sizes, block_of_community=blocks,
        households_per_stairwell=place.households_per_stairwell,
        names={level: {**names[level], **(real.names[level] if real else {})} for level in names},
        labels=dict(real.labels) if real else labels,
    )  # fmt: skip


def _set_condition(place: Place, seed: int, buildings: np.ndarray) -> None:
    """Draw the state of repair where the table is silent (NaN): normal, cut to 0 to 1."""
    spread = ndtri(draws(seed, "place.condition", np.arange(len(buildings)))) * place.condition_spread
    drawn = np.clip(place.condition + spread, 0, 1)
    given = buildings["condition"] >= 0
    buildings["condition"] = np.where(given, buildings["condition"], drawn)


def _generated(counts: dict[str, int]) -> tuple[dict[str, dict[str, int]], dict[str, tuple[str, ...]]]:
    """Return names (`c1` ...) and labels of places without names of their own."""
    names = {level: {f"{LEVELS[level][0]}{i + 1}": i for i in range(count)} for level, count in counts.items()}
    labels = {level: tuple(f"{LEVELS[level][1]} {i + 1}" for i in range(count)) for level, count in counts.items()}
    return names, labels | {"building": ()}

