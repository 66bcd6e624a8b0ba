"""PAWN: how much the whole distribution of an outcome shifts while one factor is held.

Pianosi & Wagener 2015, doi:10.1016/j.envsoft.2015.01.004; from any sample: 2018, doi:10.1016/j.envsoft.2018.07.019.
"""

import numpy as np
import pandas as pd

SLICES = 10
FEWEST = 5  # points in a slice
RESAMPLES = 200


def pawn(points: pd.DataFrame, values: np.ndarray, slices: int = SLICES, seed: int = 1) -> pd.DataFrame:
    """Return each factor's index, 0 (nothing moves) to 1: the median over slices of the largest distance of

    the distribution of the values in the slice from that of all values (Kolmogorov-Smirnov). `low`, `high`: central
    95 % of resampled points. `idle`: what a factor without any influence gets in 95 of 100 cases; an index below it
    says nothing; it is that of independent points. Fewer slices are taken where they would hold fewer than FEWEST
    points. Largest index first.
    """
    known = np.isfinite(values)
    x, y = points.to_numpy(np.float64)[known], np.asarray(values, np.float64)[known]
    count = min(slices, len(y) // FEWEST)
    if count < 2:
        return pd.DataFrame(columns=["factor", "index", "low", "high", "idle", "points"])
    random = np.random.default_rng(seed)
    index = _indices(x, y, count)
    drawn = np.array([_indices(x[rows], y[rows], count) for rows in random.integers(len(y), size=(RESAMPLES, len(y)))])
    idle = np.quantile(_idle(y, count, random), 0.95)
    # Resampling adds to a distance what it adds to any: the difference between resampled and own centre is taken off.
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0) - (np.median(drawn, axis=0) - index)
    columns = {
        "factor": list(points.columns),
        "index": index,
        "low": low.clip(0),
        "high": high.clip(max=1),
        "idle": idle,
    }
    return pd.DataFrame(columns).assign(points=len(y)).sort_values("index", ascending=False, ignore_index=True)


def _indices(x: np.ndarray, y: np.ndarray, slices: int) -> np.ndarray:
    return np.array([_index(x[:, column], y, slices) for column in range(x.shape[1])])


def _index(x: np.ndarray, y: np.ndarray, slices: int) -> float:
    """Return the median over slices of the factor, each with the same number of points, of the largest distance."""
    order = np.argsort(y, kind="stable")
    ranks = np.argsort(np.argsort(x, kind="stable"), kind="stable")[order] * slices // len(y)
    last = np.append(np.diff(y[order]) > 0, True)  # equal values count together
    held = np.arange(slices)[:, None] == ranks[None, :]
    inside = np.cumsum(held, axis=1) / held.sum(axis=1, keepdims=True)
    whole = np.arange(1, len(y) + 1) / len(y)
    return float(np.median(np.abs(inside - whole)[:, last].max(axis=1)))


def _idle(y: np.ndarray, slices: int, random: np.random.Generator) -> np.ndarray:
    return np.array([_index(random.random(len(y)), y, slices) for _ in range(RESAMPLES)])
