"""Who is concerned by an emergency, and through whom they can be reached: a household, a landlord or a firm."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govsim.engine.codes import CATEGORIES, SCHEDULES
from govsim.engine.draws import draws

if TYPE_CHECKING:
    from collections.abc import Mapping

EMPLOYED = [
    SCHEDULES.index(name) for name in ("government", "enterprise", "long_hours", "shift", "self_employed", "night")
]
RENTING = [CATEGORIES.index(name) for name in ("local_tenant", "non_local", "foreign")]
HOUSEHOLD, LANDLORD, FIRM = range(3)
POINT = np.dtype([("emergency", "i4"), ("grid", "i4"), ("first", "i4"), ("via", "i4"), ("reached", "i4"), ("at", "f8")])
PERSON = np.dtype([("person", "i4"), ("point", "i4")])


def points_of(
    scenario: Any, place: Any, tables: "Mapping[str, np.ndarray]", rules: "Mapping[str, float]", number: int
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return the points of contact of one emergency, and the people sought, each with the row of her point."""
    emergency, people, seed = scenario.emergencies[number], tables["residents"], scenario.run.seed
    buildings = place.buildings
    building = np.repeat(np.arange(len(buildings)), buildings["residents"])
    household = people["household"].astype(np.int64)
    chosen = draws(seed, f"sought in {emergency.name}", household) < emergency.share
    chosen &= buildings_meant(place, emergency.where)[building]
    if emergency.categories is not None:
        chosen &= np.isin(people["category"], [CATEGORIES.index(name) for name in emergency.categories])
    rows = np.flatnonzero(chosen)
    if emergency.kind == "contact_tracing":
        keys = contacts(people[rows], building[rows], buildings, _firms_a_grid(scenario, place), rules, seed)
    else:
        keys = household[rows]
    _, first, point = np.unique(keys, return_index=True, return_inverse=True)
    points = np.zeros(len(first), POINT)
    points["emergency"], points["reached"], points["first"] = number, -1, rows[first]
    points["grid"] = buildings["grid"][building[rows[first]]]
    points["via"] = keys[first] % 3 if emergency.kind == "contact_tracing" else HOUSEHOLD
    points["at"] = draws(seed, f"place on the list of {emergency.name}", points["first"])
    who = np.zeros(len(rows), PERSON)
    who["person"], who["point"] = rows, point
    return points, who


def _firms_a_grid(scenario: Any, place: Any) -> int:
    return int(-(-scenario.firms.number // len(place.grids)))


def buildings_meant(place: Any, where: tuple[str, ...] | None) -> NDArray[np.bool_]:
    """Return which buildings names of communities, grids or estates mean; all where none are given."""
    mask = np.full(len(place.buildings), where is None)
    for level in ("community", "grid", "estate"):
        numbers = [place.names[level][name] for name in where or () if name in place.names[level]]
        mask |= np.isin(place.buildings[level], numbers)
    return mask


def contacts(
    people: np.ndarray, building: np.ndarray, buildings: np.ndarray, firms: int, rules: "Mapping[str, float]", seed: int
) -> NDArray[np.int64]:  # fmt: skip
    """Return a number of each person's point of contact, the same for a whole household; modulo 3 it tells the kind.

    A household with somebody employed is reached through a firm of the grid with chance via_firm, one that rents
    through its landlord with chance via_landlord, else itself. A landlord has `households_a_landlord` of a building.
    """
    household = people["household"].astype(np.int64)
    _, where = np.unique(household, return_inverse=True)
    employed = np.bincount(where, np.isin(people["schedule"], EMPLOYED))[where] > 0
    by_firm = employed & (draws(seed, "emergency.by_firm", household) < rules["emergency.via_firm"]) & (firms > 0)
    renting = np.isin(people["category"], RENTING)
    by_landlord = renting & (draws(seed, "emergency.by_landlord", household) < rules["emergency.via_landlord"])
    number = household - buildings["first_household"][building]
    landlord = building * 10_000 + (number / rules["emergency.households_a_landlord"]).astype(np.int64)
    grid = buildings["grid"][building].astype(np.int64)
    firm = grid * (firms + 1) + (draws(seed, "emergency.firm", household) * firms).astype(np.int64)
    first = np.full(where.max(initial=-1) + 1, -1, np.int64)
    renting_household = np.bincount(where, by_landlord)[where] > 0
    first[where[::-1]] = landlord[::-1]
    keys = np.where(renting_household, first[where] * 3 + LANDLORD, household * 3 + HOUSEHOLD)
    return np.where(by_firm, firm * 3 + FIRM, keys)
