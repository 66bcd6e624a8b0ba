"""Main effects and interactions of a full factorial, each seed giving one value of each, with Student's t interval."""

from dataclasses import asdict
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from govsim.analysis.paired import Difference, paired
from govsim.analysis.responses import levels, two_factors


def main_effects(points: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return each level's effect against the factor's first level, averaged over all settings of the other factors.

    `table`: one outcome, points x seeds; seeds that miss a point are left out. Columns: factor, base_level, level and
    those of a paired difference.
    """
    whole, rows = _complete(points, table), []
    for factor in points.columns:
        base, *others = levels(points, factor)
        first = _averages(points, whole, {factor: base})
        for level in others:
            found = paired(first, _averages(points, whole, {factor: level}))
            rows.append({"factor": factor, "base_level": base, "level": level, **asdict(found)})
    return pd.DataFrame(rows)


def interactions(points: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return by how much a level of one factor changes the effect of a level of another, over the other factors.

    `base`: effect of `level` while the second factor is at its first level; `other`: while it is at `second_level`;
    `difference` = other - base = Y(a,b) - Y(a0,b) - Y(a,b0) + Y(a0,b0).
    """
    whole = _complete(points, table)
    rows = []
    for factor, second in two_factors(points):
        bases, ours, theirs = levels(points, factor)[0], levels(points, factor)[1:], levels(points, second)[1:]
        for level, second_level in product(ours, theirs):
            found = _interaction(
                points, whole, (factor, bases, level), (second, levels(points, second)[0], second_level)
            )
            names = {"factor": factor, "level": level, "second": second, "second_level": second_level}
            rows.append({**names, **asdict(found)})
    return pd.DataFrame(rows)


def shares(points: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return which share of the variance between points goes with each factor alone, each pair, and with more, %.

    Sums of squares of the full factorial's means over seeds: they add up to 100 %.
    """
    means = table.loc[points.index].mean(axis=1).to_numpy()
    total, alone = float(((means - means.mean()) ** 2).sum()), {}
    for factor in points.columns:
        alone[factor] = _between(points, means, [factor])
    pairs = {
        (one, two): _between(points, means, [one, two]) - alone[one] - alone[two] for one, two in two_factors(points)
    }
    rows: list[tuple[str, float]] = [
        *alone.items(),
        *((f"{one} × {two}", value) for (one, two), value in pairs.items()),
    ]
    if len(points.columns) > 2:
        rows.append(("…", total - sum(value for _, value in rows)))
    return pd.DataFrame([{"factor": name, "share": 100 * value / total if total else 0.0} for name, value in rows])


def _interaction(
    points: pd.DataFrame, table: pd.DataFrame, first: tuple[str, Any, Any], second: tuple[str, Any, Any]
) -> Difference:
    (factor, base, level), (other, low, high) = first, second
    at = {(a, b): _averages(points, table, {factor: a, other: b}) for a in (base, level) for b in (low, high)}
    return paired(at[level, low] - at[base, low], at[level, high] - at[base, high])


def _complete(points: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    return table.reindex(points.index).dropna(axis=1)


def _averages(points: pd.DataFrame, table: pd.DataFrame, at: dict[str, Any]) -> Any:
    """Return the mean over the points with these levels, one value a seed."""
    chosen = np.logical_and.reduce([points[name].to_numpy() == level for name, level in at.items()])
    return table.to_numpy()[chosen].mean(axis=0)


def _between(points: pd.DataFrame, means: np.ndarray, factors: list[str]) -> float:
    """Return the sum of squares between the cells of some factors."""
    cells = pd.Series(means, points.index).groupby([points[name] for name in factors]).transform("mean")
    return float(((cells - means.mean()) ** 2).sum())
