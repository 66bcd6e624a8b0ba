"""Splitting totals into whole numbers, and drawing sizes of households that add up to given totals."""

import math

import numpy as np

from govsim.engine.draws import draws


def first_of(counts: np.ndarray) -> np.ndarray:
    """Return where each run begins: [3, 1, 2] -> [0, 3, 4]."""
    firsts: np.ndarray = np.cumsum(counts) - counts
    return firsts


def even(totals: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return each total split into its number of parts, all in one array; parts differ by one at most, larger first."""
    within = np.arange(parts.sum()) - np.repeat(first_of(parts), parts)
    shares: np.ndarray = np.repeat(totals // parts, parts) + (within < np.repeat(totals % parts, parts))
    return shares


def split(total: int, parts: int) -> np.ndarray:
    """Return one total split evenly."""
    return even(np.array([total]), np.array([parts]))


def household_sizes(seed: int, households: np.ndarray, residents: np.ndarray) -> np.ndarray:
    """Return the size of every household, int32: 1 + Poisson, then the fewest changes that make totals exact.

    households, residents: of each unit (a community or a building), at least as many residents as households.
    """
    unit = np.repeat(np.arange(len(households), dtype=np.int32), households)
    more = (residents - households) / households
    sizes = 1 + _poisson(draws(seed, "place.household_size", np.arange(len(unit))), more[unit])
    occasion = 1
    while (missing := residents - np.add.reduceat(sizes, first_of(households))).any():
        for sign in (1, -1):
            _change(seed, sizes, unit, np.maximum(sign * missing, 0), sign, occasion)
        occasion += 1
    return sizes


def _poisson(uniforms: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Return the Poisson quantiles; cut at about nine standard deviations above the mean."""
    numbers = np.zeros(len(uniforms), np.int32)
    means, kind = np.unique(mean, return_inverse=True)
    chance = np.array([math.exp(-m) for m in means.tolist()])
    below = chance.copy()
    for k in range(1, 20 + int(means[-1] + 9 * math.sqrt(means[-1]))):
        above = uniforms > below[kind]
        if not above.any():
            break
        numbers += above
        chance = chance * means / k
        below += chance
    return numbers


def _change(seed: int, sizes: np.ndarray, unit: np.ndarray, wanted: np.ndarray, sign: int, occasion: int) -> None:
    """Add `sign` to `wanted` households of each unit, or to all that can change; nobody's household becomes empty."""
    able = np.flatnonzero((wanted[unit] > 0) & ((sizes > 1) | (sign > 0)))
    if not len(able):
        return
    order = able[np.lexsort((draws(seed, "place.household_change", able, occasion), unit[able]))]
    begins = np.flatnonzero(np.diff(unit[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    sizes[order[rank < wanted[unit[order]]]] += sign
