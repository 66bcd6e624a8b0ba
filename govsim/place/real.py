"""A real place from its table of buildings: checked as a whole, put in order, indexed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from govsim.place.columns import FULLEST, Cells, read_cells
from govsim.place.sheets import Sheet, read_sheet
from govsim.place.spec import MOST_RESIDENTS, Place
from govsim.place.tables import blocks_of
from govsim.world.schema import BUILDING

EARTH = 6_371_000.0  # m, mean radius
HOUSE_NUMBER = re.compile(r"[0-9]+\s*(号楼?|栋|幢|座|楼|#)?|[A-Za-z]\s*(栋|幢|座|楼)?")


@dataclass(frozen=True)
class RealPlace:
    """What a table of buildings says, its buildings in the order of the place.

    residents: of each building, None if the table does not say; located: whether x and y come from the table.
    """

    buildings: np.ndarray
    households: np.ndarray
    residents: np.ndarray | None
    located: bool
    names: dict[str, dict[str, int]]
    labels: dict[str, tuple[str, ...]]


def read_place(place: Place, folder: Path | None) -> RealPlace:
    """Read and check the table of a file; raises InputError with all its problems at once."""
    assert place.buildings is not None
    return checked(read_sheet(place.buildings, folder), place)


def checked(sheet: Sheet, place: Place) -> RealPlace:
    """Check a table of buildings; raises InputError with all its problems at once."""
    cells = read_cells(sheet)
    for check in (_ids_are_unique, _columns_are_whole, _households_fit, _total_fits):
        check(cells, place)
    cells.finish()
    return _ordered(cells, place)


def _ids_are_unique(cells: Cells, place: Place) -> None:
    """A bare house number (12, 3号楼, A座) must be unique within its estate, any other name in the whole table."""
    seen: dict[tuple[Any, ...], int] = {}
    empty = [None] * len(cells.sheet.rows)
    within = (cells.values.get(name, empty) for name in ("community", "estate"))
    for row, (name, *home) in enumerate(zip(cells.values.get("building", empty), *within, strict=True)):
        if name is None:
            continue
        key = (name, *home) if HOUSE_NUMBER.fullmatch(name) else (name,)
        first = seen.setdefault(key, row)
        if first != row:
            number = cells.sheet.numbers[first]
            cells.wrong(row, "building", name, f"与第 {number} 行重复", f"the same building as in row {number}")


def _columns_are_whole(cells: Cells, place: Place) -> None:
    """Where one building has coordinates or residents, all must have them."""
    for name in ("x", "y", "lon", "lat", "residents"):
        column = cells.values.get(name, [])
        if not any(value is not None for value in column):
            cells.values.pop(name, None)
            continue
        bad = {problem.path for _, problem in cells.problems}
        for row, value in enumerate(column):
            path = f"row {cells.sheet.numbers[row]}, column {cells.header[name]}"
            if value is None and path not in bad:
                cells.wrong(row, name, None, "其他楼栋有此值，此处为空", "empty, though other buildings have it")


def _households_fit(cells: Cells, place: Place) -> None:
    """At least one resident a household, and at most FULLEST."""
    if "residents" not in cells.values or "households" not in cells.values:
        return
    for row, (homes, people) in enumerate(zip(cells.values["households"], cells.values["residents"], strict=True)):
        if homes is None or people is None or homes <= people <= FULLEST * homes:
            continue
        zh = f"应在户数（{homes:g}，只计有人居住的）与其 {FULLEST} 倍之间"
        en = f"must lie between its {homes:g} lived-in households and {FULLEST} times as many"
        cells.wrong(row, "residents", f"{people:g}", zh, en)


def _total_fits(cells: Cells, place: Place) -> None:
    """The scenario's number of residents agrees with the table's, or can be spread over its households."""
    homes = sum(value or 0 for value in cells.values.get("households", []))
    people = sum(value or 0 for value in cells.values.get("residents", []))
    if cells.problems:
        return
    if max(people, homes) > MOST_RESIDENTS:
        cells.wrong_header("residents", "超过 2500 万人", "more than 25 million residents")
    if people and place.residents and people != place.residents:
        zh = f"各楼栋人口之和为 {people:g}，情景写的 place.residents 是 {place.residents}；写 0 即以表为准"
        en = f"the table's residents are {people:g}, place.residents is {place.residents}; 0 means as the table says"
        cells.wrong_header(cells.header["residents"], zh, en)
    if not people and place.residents and not homes <= place.residents <= FULLEST * homes:
        zh = f"{place.residents} 人无法住进 {homes:g} 户"
        en = f"{place.residents} residents do not fit {homes:g} households"
        cells.wrong_header(cells.header["households"], zh, en)


def _ordered(cells: Cells, place: Place) -> RealPlace:
    """Number blocks, communities, grids and estates by their first row, and sort the buildings by them."""
    values = cells.values
    rows = len(cells.sheet.rows)
    community, communities = _numbered(values["community"])
    estate, estates = _numbered(values["estate"] if "estate" in values else values["community"])
    block = blocks_of(community, estate, len(communities))
    grid, grids = _numbered(list(zip(values["community"], values["grid"], strict=True)))
    order = np.lexsort((np.arange(rows), grid, community, block[community]))
    buildings = np.zeros(rows, BUILDING)
    for name, column in (("community", community), ("grid", grid), ("estate", estate)):
        buildings[name] = _renumbered(column[order])
    for name, default in (("storeys", place.storeys), ("year", place.year), ("condition", np.nan)):
        buildings[name] = [default if value is None else value for value in values.get(name, [None] * rows)]
        buildings[name] = buildings[name][order]
    located = _locate(buildings, values, order)
    labels = {
        "community": _sorted_labels(communities, community[order]),
        "grid": _sorted_labels([f"{home} {name}" for home, name in grids], grid[order]),
        "estate": _sorted_labels(estates, estate[order]),
        "building": tuple(values["building"][row] for row in order),
    }
    households, residents = (_whole(values.get(name), order) for name in ("households", "residents"))
    assert households is not None
    return RealPlace(buildings, households, residents, located, _names(labels, grids, grid[order]), labels)


def _numbered(values: Sequence[Any]) -> tuple[np.ndarray, list[Any]]:
    """Return numbers by first appearance, and what they stand for."""
    index: dict[Any, int] = {}
    numbers = np.array([index.setdefault(value, len(index)) for value in values], np.int32)
    return numbers, list(index)


def _renumbered(numbers: np.ndarray) -> np.ndarray:
    """Return the same grouping, numbered by first appearance in the new order."""
    _, first, group = np.unique(numbers, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first), dtype=np.int32)
    return rank[group]


def _sorted_labels(labels: Sequence[str], numbers: np.ndarray) -> tuple[str, ...]:
    return tuple(labels[number] for number in dict.fromkeys(numbers.tolist()))


def _names(
    labels: dict[str, tuple[str, ...]], grids: list[tuple[str, str]], order: np.ndarray
) -> dict[str, dict[str, int]]:
    """Return the index by name; a grid also by its short name, where no other community has a grid of that name."""
    names = {level: {label: i for i, label in enumerate(labels[level])} for level in ("community", "grid", "estate")}
    short = [grids[number][1] for number in dict.fromkeys(order.tolist())]
    times = Counter(short)
    names["grid"] |= {name: i for i, name in enumerate(short) if times[name] == 1}
    return names


def _whole(values: list[Any] | None, order: np.ndarray) -> np.ndarray | None:
    return None if values is None else np.array(values, np.int64)[order]


def _locate(buildings: np.ndarray, values: dict[str, list[Any]], order: np.ndarray) -> bool:
    """Set x and y in metres; degrees are projected around the middle of the place (equirectangular)."""
    if "x" in values and "y" in values:
        buildings["x"], buildings["y"] = np.array(values["x"])[order], np.array(values["y"])[order]
        return True
    if "lon" not in values or "lat" not in values:
        return False
    lon, lat = np.radians(np.array(values["lon"]))[order], np.radians(np.array(values["lat"]))[order]
    buildings["x"] = EARTH * np.cos((lat.min() + lat.max()) / 2) * (lon - lon.min())
    buildings["y"] = EARTH * (lat - lat.min())
    return True
