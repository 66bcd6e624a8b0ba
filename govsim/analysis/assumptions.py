"""Assumptions: draws of the parameters that nobody has measured, and what they do to a difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import qmc

from govsim.analysis.kept import drawn_from
from govsim.parameters import parameters

CENTRAL = 0.9  # share of the draws inside the assumption range
TURNING = 3  # how many assumptions are named
_COUNTS = ("count",)  # units of whole numbers


@dataclass(frozen=True)
class Range:
    """Where the mean differences of the draws lie: central 90 %, share with the same sign, what turns them."""

    low: float | None
    high: float | None
    sign_share: float | None
    draws: int
    turning: tuple[str, ...]


def assumption_draws(count: int, seed: int, kept: pd.DataFrame | None = None) -> list[dict[str, float]]:
    """Return values of all assumed parameters, full name -> value, by a Latin hypercube over their ranges.

    Each parameter's range is cut into `count` equal slices and each slice is used once; whole numbers are rounded.
    kept: the set of a calibration (`kept_set`); its parameters are drawn from it jointly, the others as without it.
    The same count and seed give the same draws. Raises ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError("at least one draw is needed")
    assumed = [parameter for parameter in parameters().values() if parameter.kind == "assumed"]
    points = qmc.LatinHypercube(len(assumed), rng=np.random.default_rng(seed)).random(count)
    low, high = (np.array([getattr(parameter, end) for parameter in assumed]) for end in ("low", "high"))
    whole = np.array([parameter.unit in _COUNTS for parameter in assumed])
    drawn = low + points * (high - low)
    drawn = np.where(whole, np.round(drawn), drawn)
    rows = [dict(zip((parameter.name for parameter in assumed), map(float, row), strict=True)) for row in drawn]
    if kept is None:
        return rows
    return [row | known for row, known in zip(rows, drawn_from(kept, count, seed), strict=True)]


def assumption_range(means: Sequence[float], difference: float, values: Sequence[Mapping[str, float]] = ()) -> Range:
    """Return the central 90 % of the draws' mean differences, and the share that has the sign of `difference`.

    `values`: the parameters of each draw, for naming those that turn the difference. Draws without a value (NaN) do
    not count; without any, the range is unknown.
    """
    array = np.asarray(means, np.float64)
    known = np.isfinite(array)
    if not known.any():
        return Range(None, None, None, 0, ())
    low, high = np.quantile(array[known], [(1 - CENTRAL) / 2, (1 + CENTRAL) / 2])
    share = float((np.sign(array[known]) == np.sign(difference)).mean())
    kept = [row for row, there in zip(values, known, strict=True) if there] if values else []
    return Range(float(low), float(high), share, int(known.sum()), turning(array[known], kept))


def turning(means: np.ndarray, values: Sequence[Mapping[str, float]], count: int = TURNING) -> tuple[str, ...]:
    """Return the parameters whose draws go along with the mean differences most (absolute rank correlation)."""
    if len(values) < 3 or np.ptp(means) == 0:
        return ()
    drawn = np.array([list(row.values()) for row in values])
    varied = np.ptp(drawn, axis=0) > 0
    names = [name for name, moves in zip(values[0], varied, strict=True) if moves]
    ranks, middle = stats.rankdata(drawn[:, varied], axis=0), (len(means) + 1) / 2
    apart, own = ranks - middle, stats.rankdata(means) - middle
    strength = np.abs(own @ apart) / np.sqrt((apart**2).sum(axis=0) * (own @ own))
    return tuple(names[place] for place in np.argsort(-strength, kind="stable")[:count])
