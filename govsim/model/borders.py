"""Moving the borders of grids: buildings, residents, hidden hazards and waiting matters go to their new grid."""

import numpy as np

from govsim.engine.codes import BY_GRID, CONTACT, HIDDEN, QUEUE, STAFF, VIA_GROUP, VIA_STATION
from govsim.place.tables import PlaceTables
from govsim.world.state import World


def move_borders(world: World, place: PlaceTables, mapping: np.ndarray, served_by: int = BY_GRID) -> None:
    """Give every building (global rows) its new grid; nothing happens where a building stays."""
    place.buildings["grid"] = mapping
    _count(place, mapping)
    for number, part in enumerate(world.parts):
        buildings = world.tables["buildings"][slice(*part.buildings)]
        buildings["grid"] = mapping[slice(*part.buildings)] - part.grids[0]
        residents = world.tables["residents"][slice(*part.residents)]
        residents["grid"] = buildings["grid"][residents["building"]]
        grids = world.tables["grids"][slice(*part.grids)]
        for column in ("residents", "households"):
            grids[column] = place.grids[column][slice(*part.grids)]
        _link(buildings, grids)
        cases = world.own[number]["cases"]
        _hide_again(cases, grids, residents)
        if served_by == BY_GRID:
            _queue_again(cases, world.tables["desks"][slice(*part.desks)][: len(grids)], residents)


def _count(place: PlaceTables, mapping: np.ndarray) -> None:
    for column in ("residents", "households"):
        counted = np.bincount(mapping, weights=place.buildings[column], minlength=len(place.grids))
        place.grids[column] = counted.astype(np.int32)


def _link(buildings: np.ndarray, grids: np.ndarray) -> None:
    """Link each grid's buildings in the order of rows."""
    grids["first_building"] = -1
    for row in range(len(buildings) - 1, -1, -1):
        grid = grids[buildings["grid"][row]]
        buildings["next_in_grid"][row] = grid["first_building"]
        grid["first_building"] = row
    grids["cursor_building"], grids["cursor_resident"] = grids["first_building"], 0


def _hide_again(cases: np.ndarray, grids: np.ndarray, residents: np.ndarray) -> None:
    grids["hidden"] = -1
    for row in _by_identity(cases, cases["task"] == HIDDEN):
        grid = grids[residents["grid"][cases["person"][row]]]
        cases["previous"][row], cases["next"][row] = -1, grid["hidden"]
        if grid["hidden"] >= 0:
            cases["previous"][grid["hidden"]] = row
        grid["hidden"] = row


def _queue_again(cases: np.ndarray, desks: np.ndarray, residents: np.ndarray) -> None:
    """Matters of a grid's desk, waiting or booked, go to the desk of the new grid; queues keep their order.

    desks: those of the block's grids, in their order.
    """
    of_grid = ((cases["state"] >= STAFF) | (cases["state"] == CONTACT)) & (cases["desk"] >= 0)
    of_grid &= (cases["channel"] != VIA_GROUP) & (cases["channel"] != VIA_STATION)
    waiting = of_grid & (cases["task"] == QUEUE)
    cases["desk"][of_grid] = residents["grid"][cases["person"][of_grid]]
    desks["first_case"], desks["last_case"], desks["waiting"] = -1, -1, 0
    rows = _by_identity(cases, waiting)
    for row in rows[np.argsort(cases["rank"][rows], kind="stable")]:
        desk = desks[cases["desk"][row]]
        cases["previous"][row], cases["next"][row] = desk["last_case"], -1
        if desk["last_case"] >= 0:
            cases["next"][desk["last_case"]] = row
        else:
            desk["first_case"] = row
        desk["last_case"] = row
        desk["waiting"] += 1


def _by_identity(cases: np.ndarray, mask: np.ndarray) -> np.ndarray:
    rows = np.flatnonzero(mask)
    return np.asarray(rows[np.lexsort((cases["arose"][rows], cases["person"][rows]))])
