"""Who knows whom: kin in the household, neighbours of the stairwell, the building and the grid.

Every resident proposes ties to people drawn from the neighbourhood. Their number does not depend on how many people
live there, so density alone changes nothing; a tie between different categories comes about less often, so the more
pairs differ, the fewer ties there are (Fu & Yuan 2013; Cai & He 2014: signs).
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from govsim.engine.draws import draws
from govsim.place.tables import PlaceTables
from govsim.population.spec import Population

LEVELS = (0.4, 0.3, 0.3)  # share of proposals within stairwell, building and grid; assumed
REFERENCE = 0.5  # share of pairs of different category at which the mean degree is `ties`
CHUNK = 60_000  # residents whose ties are built at once: the tables of a few communities stay in the cache
ROUNDS = 3  # proposals to people already known are made again to others


def build_network(
    residents: np.ndarray, place: PlaceTables, population: Population, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return where each resident's neighbours begin, int32 (residents + 1,), and their rows, int32, ascending.

    Ties are mutual and stay within a grid. Draws are keyed by the proposer and the number of the proposal.
    """
    degrees, edges = [], []
    for first, end in _chunks(place):
        degree, neighbours = _ties(residents[first:end], first, place, population, seed)
        degrees.append(degree)
        edges.append(neighbours)
    starts = np.zeros(len(residents) + 1, np.int32)
    np.cumsum(np.concatenate(degrees), out=starts[1:])
    return starts, np.concatenate(edges)


def _chunks(place: PlaceTables) -> list[tuple[int, int]]:
    """Return ranges of residents that are whole grids."""
    ends = np.cumsum(place.grids["residents"])
    firsts = ends - place.grids["residents"]
    opening = np.flatnonzero(np.diff(firsts // CHUNK, prepend=-1))
    borders = [*firsts[opening].tolist(), int(ends[-1])]
    return list(pairwise(borders))


def _ties(
    residents: np.ndarray, offset: int, place: PlaceTables, population: Population, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the degrees of residents who begin at row `offset`, and their neighbours."""
    number = len(residents)
    ranges = _ranges(residents, place)
    category = np.ascontiguousarray(residents["category"])
    known = _kin(*ranges[0])
    proposer = np.repeat(np.arange(number, dtype=np.int32), _proposals(ranges[0], population, offset, seed))
    ordinal = np.arange(len(proposer)) - np.searchsorted(proposer, proposer)
    for again in range(ROUNDS):
        draw = _keyed(seed, proposer + np.int64(offset), ordinal, again)
        partner = _partners(proposer, ranges, draw)
        differs = category[proposer] != category[np.maximum(partner, 0)]
        made = (partner >= 0) & ~(differs & (draw("network.aloof") < population.aloofness))
        known, doubled = _joined(known, proposer, partner, made, number)
        proposer, ordinal = proposer[doubled], ordinal[doubled]
    both = np.concatenate((known, known % number * number + known // number))
    both.sort()
    return np.bincount(both // number, minlength=number), (both % number + offset).astype(np.int32)


Range = tuple[np.ndarray, np.ndarray]


def _ranges(residents: np.ndarray, place: PlaceTables) -> tuple[Range, Range, Range, Range]:
    """Return first row and end of each resident's household, stairwell, building and grid, within the chunk."""
    household, building = residents["household"], residents["building"]
    landing = (household - place.buildings["first_household"][building]) // place.households_per_stairwell
    stairwell = np.flatnonzero((np.diff(building, prepend=-1) != 0) | (np.diff(landing, prepend=-1) != 0))
    others = (np.flatnonzero(np.diff(ids, prepend=-1)) for ids in (building, residents["grid"]))
    home = np.flatnonzero(np.diff(household, prepend=-1))
    a, b, c, d = (_range(first, len(residents)) for first in (home, stairwell, *others))
    return a, b, c, d


def _range(first: np.ndarray, number: int) -> Range:
    sizes = np.diff(np.append(first, number))
    return np.repeat(first, sizes).astype(np.int32), np.repeat(first + sizes, sizes).astype(np.int32)


def _kin(first: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return all pairs within households as sorted keys: lower row x residents + higher row."""
    number = len(first)
    rows = np.arange(number, dtype=np.int64)
    pairs = []
    for apart in range(1, int((end - first).max())):
        lower = rows[rows + apart < end]
        pairs.append(lower * number + lower + apart)
    return np.sort(np.concatenate([np.empty(0, np.int64), *pairs]))


def _proposals(home: Range, population: Population, offset: int, seed: int) -> np.ndarray:
    """Return how many ties each resident proposes: half of those that kin leave open, rounded at random.

    Half, because others propose as well; more by what REFERENCE lets fail.
    """
    kin: np.ndarray = home[1] - home[0] - 1
    wanted = np.maximum(population.ties - kin, 0) / 2 / (1 - population.aloofness * REFERENCE)
    rounding = draws(seed, "network.number", np.arange(offset, offset + len(kin)))
    number: np.ndarray = (wanted + rounding).astype(np.int64)
    return number


def _keyed(seed: int, proposer: np.ndarray, ordinal: np.ndarray, again: int) -> Callable[[str], np.ndarray]:
    """Return draws for each proposal by what is drawn."""
    proposals = proposer * 256 + ordinal
    return lambda why: draws(seed, why, proposals, again)


def _partners(proposer: np.ndarray, ranges: tuple[Range, ...], draw: Callable[[str], np.ndarray]) -> np.ndarray:
    """Return whom each proposal goes to: anyone of the level but the household; -1 if nobody else lives in the grid.

    Where a level holds one household only, the next wider one takes its place.
    """
    home, end = ranges[0][0][proposer], ranges[0][1][proposer]
    level = np.searchsorted(np.cumsum(LEVELS)[:-1], draw("network.level"))
    low, high = home, end
    for number, (first, last) in enumerate(ranges[1:]):
        wider = (level <= number) & (high - low == end - home)
        low, high = np.where(wider, first[proposer], low), np.where(wider, last[proposer], high)
    others: np.ndarray = high - low - (end - home)
    partner: np.ndarray = low + (draw("network.partner") * others).astype(np.int32)
    partner += np.where(partner >= home, end - home, 0)
    partner[others == 0] = -1
    return partner


def _joined(
    known: np.ndarray, proposer: np.ndarray, partner: np.ndarray, made: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs with the new ones, sorted, and the numbers of proposals to somebody already known."""
    maker, taker = proposer[made], partner[made]
    pairs = np.minimum(maker, taker).astype(np.int64) * number + np.maximum(maker, taker)
    order = np.argsort(pairs, kind="stable")
    new = pairs[order]
    double = np.zeros(len(new), bool)
    double[1:] = new[1:] == new[:-1]
    if len(known):
        double |= known[np.minimum(np.searchsorted(known, new), len(known) - 1)] == new
    merged = np.concatenate((known, new[~double]))
    merged.sort(kind="stable")
    return merged, np.sort(np.flatnonzero(made)[order[double]])
