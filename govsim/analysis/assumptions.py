"""Assumptions: draws of the parameters that nobody has measured, and what they do to a difference."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import qmc

from govsim.analysis.kept import drawn_from
from govsim.analysis.paired import Numbers
from govsim.analysis.spread import Pairs, spread_of
from govsim.parameters import parameters

CENTRAL = 0.9  # share of the draws inside the assumption range
TURNING = 3  # how many assumptions are named
_COUNTS = ("count",)  # units of whole numbers


@dataclass(frozen=True)
class Range:
    """Where the true mean differences of the draws lie: central 90 %, share with the same sign, what turns them."""

    low: float | None
    high: float | None
    sign_share: float | None
    draws: int
    turning: tuple[str, ...]


def held(stated: Set[str], compared: Set[str] = frozenset(), kept: pd.DataFrame | None = None) -> frozenset[str]:
    """Return the parameters that are not drawn: what a scenario states is no assumption of it.

    `stated`: set by a scenario; they are drawn only where a calibration's `kept` set names them. `compared`: differing
    between the scenarios; never drawn.
    """
    return frozenset(stated).difference(() if kept is None else kept.columns) | compared


def assumption_draws(
    count: int, seed: int, kept: pd.DataFrame | None = None, without: Set[str] = frozenset()
) -> list[dict[str, float]]:
    """Return values of all assumed parameters, full name -> value, by a Latin hypercube over their ranges.

    Each parameter's range is cut into `count` equal slices and each slice is used once; whole numbers are rounded.
    kept: the set of a calibration (`kept_set`); its parameters are drawn from it jointly, the others as without it.
    without: parameters that are left out; the others get the same values. The same count and seed give the same draws.
    Raises ValueError for a count below 1.
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
    if kept is not None:
        rows = [row | known for row, known in zip(rows, drawn_from(kept, count, seed), strict=True)]
    return [{name: value for name, value in row.items() if name not in without} for row in rows]


def assumption_range(
    draws: Sequence[Numbers], default: Pairs, values: Sequence[Mapping[str, float]] = ()
) -> Range:
    """Return where the true mean differences of the draws lie, and the share that has the sign of the default's.

    `draws`: of each draw the differences of its pairs, in the order of the seeds, which all draws share. `default`: the
    difference at the default assumptions. `values`: the parameters of each draw, for naming those that turn the
    difference. What few seeds add to the spread is taken off (`spread_of`); where the draws do not differ by more than
    chance, the range is a point, and nothing turns it. Draws without a value (NaN) do not count; without any, the
    range is unknown.
    """
    table = _table(draws)
    known = np.isfinite(table).any(axis=1)
    if not known.any():
        return Range(None, None, None, 0, ())
    found = spread_of(table[known], default)
    low, high = np.quantile(found.means, [(1 - CENTRAL) / 2, (1 + CENTRAL) / 2])
    share = float((np.sign(found.means) == np.sign(default.difference)).mean())
    kept = [row for row, there in zip(values, known, strict=True) if there] if found.told and values else []
    return Range(float(low), float(high), share, int(known.sum()), turning(found.means, kept))


def _table(draws: Sequence[Numbers]) -> np.ndarray:
    """Return draws x seeds, NaN where a draw has fewer; seeds that no draw has are left out."""
    table = np.full((len(draws), max((len(row) for row in draws), default=0)), np.nan)
    for place, row in enumerate(draws):
        table[place, : len(row)] = row
    return table[:, np.isfinite(table).any(axis=0)]


def turning(means: np.ndarray, values: Sequence[Mapping[str, float]], count: int = TURNING) -> tuple[str, ...]:
    """Return the parameters whose draws go along with the mean differences most (absolute rank correlation)."""
    if len(values) < 3 or np.ptp(means) == 0:
        return ()
    names, apart = _ranked(tuple(values[0]), tuple(tuple(row.values()) for row in values))
    own = stats.rankdata(means) - (len(means) + 1) / 2
    strength = np.abs(own @ apart) / np.sqrt((apart**2).sum(axis=0) * (own @ own))
    return tuple(names[place] for place in np.argsort(-strength, kind="stable")[:count])


@lru_cache(maxsize=4)  # hundreds of effects share their draws
def _ranked(names: tuple[str, ...], rows: tuple[tuple[float, ...], ...]) -> tuple[list[str], np.ndarray]:
    """Return the parameters that vary, and their ranks in each draw, less the middle rank."""
    drawn = np.array(rows)
    varied = np.ptp(drawn, axis=0) > 0
    kept = [name for name, moves in zip(names, varied, strict=True) if moves]
    return kept, stats.rankdata(drawn[:, varied], axis=0) - (len(rows) + 1) / 2
