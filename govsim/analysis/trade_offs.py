"""Trade-offs: the options that no other option beats in every respect."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from govsim.measures.catalogue import Direction

RESAMPLES = 200
_WORK = 50_000_000  # comparisons of two options


def front(values: pd.DataFrame, directions: Mapping[str, Direction]) -> np.ndarray:
    """Return which rows are not dominated, true or false for each.

    A row is dominated by another that is at least as good in every column and better in one. `values`: a column for
    each outcome of `directions`. Rows with a missing value are never on the front. Raises ValueError for an outcome
    without a direction.
    """
    if "none" in directions.values():
        raise ValueError("which way is better must be agreed")
    signs = np.array([1.0 if direction == "up" else -1.0 for direction in directions.values()])
    good = values[list(directions)].to_numpy(np.float64) * signs
    known = np.isfinite(good).all(axis=1)
    kept = [known[row] and not _dominated(good[row], good[known]) for row in range(len(good))]
    return np.array(kept, dtype=bool)


def trade_offs(tables: Mapping[str, pd.DataFrame], directions: Mapping[str, Direction], seed: int = 1) -> pd.DataFrame:
    """Return every option's mean of each outcome, whether it is on the front, and how surely.

    `tables`: outcome -> options x seeds; only seeds that all have are used. `front_share`: % of resamples of the seeds
    in which the option is on the front, NaN where no seed has all options; thousands of options are resampled less
    often. Options on the front come first.
    """
    arrays = _aligned({name: tables[name] for name in directions})
    means = _means(arrays)
    found = means.assign(front=front(means, directions), front_share=_shares(arrays, directions, seed))
    found.insert(0, "point", means.index)
    return found.sort_values(["front", next(iter(directions))], ascending=[False, True], ignore_index=True)


def _shares(arrays: Mapping[str, pd.DataFrame], directions: Mapping[str, Direction], seed: int) -> np.ndarray:
    """Return in which share of resamples of the seeds each option is on the front, %."""
    options, seeds = next(iter(arrays.values())).shape
    if not seeds:
        return np.full(options, np.nan)
    random, resamples = np.random.default_rng(seed), max(1, min(RESAMPLES, _WORK // options**2))
    share = np.zeros(options)
    for drawn in random.integers(seeds, size=(resamples, seeds)):
        share += front(_means({name: table.iloc[:, drawn] for name, table in arrays.items()}), directions)
    return 100 * share / resamples


def _means(arrays: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.DataFrame({name: table.mean(axis=1) for name, table in arrays.items()})


def _aligned(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the options that have every outcome, with the seeds of which nothing is missing."""
    rows = sorted(set.intersection(*(set(table.dropna(how="all").index) for table in tables.values())))
    chosen = {name: table.loc[rows] for name, table in tables.items()}
    seeds = sorted(set.intersection(*(set(table.dropna(axis=1).columns) for table in chosen.values())))
    return {name: table[seeds] for name, table in chosen.items()}


def _dominated(row: np.ndarray, others: np.ndarray) -> bool:
    return bool(((others >= row).all(axis=1) & (others > row).any(axis=1)).any())
