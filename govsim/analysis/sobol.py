"""Sobol indices with intervals that hold on small samples: SALib's estimators, a studentised bootstrap.

Estimators: Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018 (first and total order); Saltelli 2002,
doi:10.1016/S0010-4655(02)00280-1 (second order). Interval: symmetric bootstrap t, Hall 1988, J. R. Stat. Soc. B 50:35.
"""

from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from govsim.analysis.extras import needed
from govsim.analysis.paired import LEVEL

RESAMPLES = 500


class _Blocks(NamedTuple):
    """Standardised responses of the base samples: A, B (N), A with B's column j, B with A's column j (N x D)."""

    first: np.ndarray
    second: np.ndarray
    mixed: np.ndarray
    back: np.ndarray | None


def sobol(values: np.ndarray, names: list[str], second_order: bool, seed: int = 1) -> pd.DataFrame:
    """Return indices of each factor, and of each pair where the design has them.

    `values`: responses in the order of SALib's Sobol sample: for every base sample A, D times A with one column of B,
    (D times B with one column of A,) B. Base samples with a missing response are left out. Columns: order (first,
    total, second), factor, second, index, low, high, samples. The interval is of drawing the base samples at random;
    on a low-discrepancy sequence it is wider than need be. Raises ValueError if the number of responses does not fit.
    """
    step = _step(len(names), second_order)
    if len(values) == 0 or len(values) % step:
        raise ValueError(f"{len(values)} responses are no whole number of base samples of {step}")
    samples = np.asarray(values, np.float64).reshape(-1, step)
    samples = samples[np.isfinite(samples).all(axis=1)]
    if len(samples) < 2 or np.ptp(samples) == 0:
        return pd.DataFrame(columns=["order", "factor", "second", "index", "low", "high", "samples"])
    blocks = _blocks(samples, len(names))
    heads, indices, parts = _estimated(blocks, names)
    reach = _reach(parts, _spread(blocks), indices, seed)
    table = pd.DataFrame(heads, columns=["order", "factor", "second"])
    return table.assign(index=indices, low=indices - reach, high=indices + reach, samples=len(samples))


def base_samples(points: int, factors: int, second_order: bool) -> np.ndarray:
    """Return which points of a design are base samples, A and B; all others are made of columns of these."""
    step = _step(factors, second_order)
    return np.flatnonzero(np.isin(np.arange(points) % step, (0, step - 1)))


def _step(factors: int, second_order: bool) -> int:
    return factors * (2 if second_order else 1) + 2


def _blocks(samples: np.ndarray, factors: int) -> _Blocks:
    scaled = (samples - samples.mean()) / samples.std()
    mixed, back = scaled[:, 1 : factors + 1], scaled[:, factors + 1 : -1]
    return _Blocks(scaled[:, 0], scaled[:, -1], mixed, back if back.shape[1] else None)


def _spread(blocks: _Blocks) -> np.ndarray:
    """Return what each base sample adds to the variance of the response."""
    middle = np.concatenate([blocks.first, blocks.second]).mean()
    return np.asarray(((blocks.first - middle) ** 2 + (blocks.second - middle) ** 2) / 2)


def _estimated(blocks: _Blocks, names: list[str]) -> tuple[list[tuple[str, str, str]], np.ndarray, np.ndarray]:
    """Return the heads of the rows, their indices, and what each base sample adds to each index times variance."""
    of: Any = needed("SALib.analyze.sobol", "SALib")
    a, b, mixed, back = blocks
    heads, indices, parts = [], [], []
    for j, name in enumerate(names):
        heads += [("first", name, ""), ("total", name, "")]
        indices += [of.first_order(a, mixed[:, j], b), of.total_order(a, mixed[:, j], b)]
        parts += [b * (mixed[:, j] - a), 0.5 * (a - mixed[:, j]) ** 2]
    if back is None:
        return heads, np.array(indices, np.float64), np.stack(parts, axis=1)
    for j, k in combinations(range(len(names)), 2):
        heads.append(("second", names[j], names[k]))
        indices.append(of.second_order(a, mixed[:, j], mixed[:, k], back[:, j], b))
        parts.append(back[:, j] * mixed[:, k] - a * b - b * (mixed[:, j] + mixed[:, k] - 2 * a))
    return heads, np.array(indices, np.float64), np.stack(parts, axis=1)


def _reach(parts: np.ndarray, spread: np.ndarray, indices: np.ndarray, seed: int) -> np.ndarray:
    """Return half the width of the interval of ratios of sums, index = sum(part) / sum(spread).

    se * quantile of |resampled index - index| / resampled se; se: standard deviation of (part - index spread) /
    mean(spread), over root N (linearised ratio).
    """
    count = len(spread)
    means, errors = _ratios(_weights(count, seed), parts, spread)
    _, own = _ratios(np.full((1, count), 1 / count), parts, spread)
    with np.errstate(invalid="ignore", divide="ignore"):
        scores = np.where(errors > 0, np.abs(means - indices) / errors, 0.0)
    return np.asarray(own[0] * np.quantile(scores, LEVEL, axis=0))


@lru_cache(maxsize=1)
def _weights(count: int, seed: int) -> np.ndarray:
    """Return the share that each base sample has in each resample; the same resamples for all outcomes."""
    random = np.random.default_rng(seed)
    return np.asarray(random.multinomial(count, np.full(count, 1 / count), size=RESAMPLES) / count)


def _ratios(weights: np.ndarray, parts: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ratios and their standard errors under each row of weights."""
    column = spread[:, None]
    sums = weights @ np.hstack([parts, parts**2, parts * column, column, column**2])
    top, squares, products = np.split(sums[:, :-2], 3, axis=1)
    bottom, square = sums[:, -2:-1], sums[:, -1:]
    ratio = top / bottom
    rest = squares - 2 * ratio * products + ratio**2 * square
    return ratio, np.sqrt(np.maximum(rest, 0) / (len(spread) - 1)) / bottom
