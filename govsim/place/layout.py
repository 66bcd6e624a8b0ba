"""Where buildings stand, in metres, when no table says so: rows of buildings in estates, estates in communities."""

import numpy as np

from govsim.place.households import first_of

HOUSEHOLDS_A_LANDING = 2  # on each storey of a stairwell
STAIRWELL_LENGTH = 18.0  # m
LONGEST = 10  # stairwells in a row; a larger building of a table without storeys is drawn no longer
DEPTH = 12.0  # m
STOREY_HEIGHT = 2.9  # m
SUN = 1.2  # distance to the next row over the height of the building
GAP = 10.0  # m between neighbours in a row
ROAD = 24.0  # m between estates
STREET = 48.0  # m between communities


def lay_out(buildings: np.ndarray, households_per_stairwell: int) -> None:
    """Set x and y: each estate a rectangle of rows filled to and fro, so that a grid's buildings are neighbours.

    Estates lie in the community of their first building, as near to a square as can be; so do communities in the place.
    """
    pitch = _pitch(buildings, households_per_stairwell)
    home, rank = _homes(buildings)
    counts = np.bincount(buildings["estate"])
    across = np.ceil(np.sqrt(counts * pitch[1] / pitch[0])).astype(np.int64)
    cell = np.array([across.max() * pitch[0], np.ceil(counts / across).max() * pitch[1]]) + ROAD
    columns, rows = _square(int(rank.max()) + 1, cell)
    patch = cell * (columns, rows) + STREET
    wide, _ = _square(int(home.max()) + 1, patch)
    x0 = home % wide * patch[0] + rank % columns * cell[0]
    y0 = home // wide * patch[1] + rank // columns * cell[1]
    column, row = _to_and_fro(buildings["estate"], counts, across)
    buildings["x"] = x0[buildings["estate"]] + column * pitch[0]
    buildings["y"] = y0[buildings["estate"]] + row * pitch[1]


def _pitch(buildings: np.ndarray, households_per_stairwell: int) -> tuple[float, float]:
    """Return the distance between the middles of neighbours in a row, and between rows, m."""
    stairwells = min(LONGEST, -(-int(buildings["households"].max()) // households_per_stairwell))
    landings = max(1, -(-households_per_stairwell // (HOUSEHOLDS_A_LANDING * int(buildings["storeys"].min()))))
    height = STOREY_HEIGHT * float(buildings["storeys"].max())
    return stairwells * landings * STAIRWELL_LENGTH + GAP, DEPTH + SUN * height


def _homes(buildings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each estate the place of its community among those that have estates, and its own place therein."""
    first = np.unique(buildings["estate"], return_index=True)[1]
    home = np.unique(buildings["community"][first], return_inverse=True)[1]
    order = np.argsort(home, kind="stable")
    rank = np.empty(len(home), np.int64)
    sizes = np.bincount(home)
    rank[order] = np.arange(len(home)) - np.repeat(first_of(sizes), sizes)
    return home, rank


def _square(number: int, cell: np.ndarray) -> tuple[int, int]:
    """Return columns and rows of cells that make a whole near to a square."""
    columns = max(1, round(float(np.sqrt(number * cell[1] / cell[0]))))
    return columns, -(-number // columns)


def _to_and_fro(estate: np.ndarray, counts: np.ndarray, across: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return column and row of each building within its estate."""
    order = np.argsort(estate, kind="stable")
    within = np.empty(len(estate), np.int64)
    within[order] = np.arange(len(estate)) - np.repeat(first_of(counts), counts)
    width = across[estate]
    row, column = within // width, within % width
    return np.where(row % 2 == 0, column, width - 1 - column), row
