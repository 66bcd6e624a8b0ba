"""Responses of a sweep: one outcome as a table of points by seeds, and what makes points comparable.

The frames: `points` has the index `point` and one column a factor; `runs` is long, with the columns point, draw (-1:
the assumptions at their values), seed, outcome, value, and label where it holds groups too.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from govsim.measures import PLACE

AS_ASSUMED = -1


class Pairing(NamedTuple):
    """Two points that differ in a factor: `point` has it at `level`, `base` at `base_level`; the rest is `setting`."""

    factor: str
    base_level: Any
    level: Any
    base: int
    point: int
    setting: Mapping[str, Any]


def by_seed(runs: pd.DataFrame, outcome: str, label: str = PLACE, draw: int = AS_ASSUMED) -> pd.DataFrame:
    """Return one outcome, rows = points, columns = seeds, NaN where there is no run."""
    chosen = (runs["outcome"] == outcome) & (runs["draw"] == draw)
    if "label" in runs:
        chosen &= runs["label"] == label
    return runs[chosen].pivot(index="point", columns="seed", values="value").sort_index()


def drawn(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return the place's mean over seeds, rows = draws of the assumptions, columns = points."""
    chosen = (runs["outcome"] == outcome) & (runs["draw"] != AS_ASSUMED)
    if "label" in runs:
        chosen &= runs["label"] == PLACE
    return runs[chosen].pivot_table(index="draw", columns="point", values="value", aggfunc="mean")


def levels(points: pd.DataFrame, factor: str) -> list[Any]:
    """Return a factor's levels, numbers by size, names in the order in which they first appear."""
    found = list(dict.fromkeys(points[factor]))
    return sorted(found) if pd.api.types.is_numeric_dtype(points[factor]) else found


def contrasted(points: pd.DataFrame, factor: str, base: Any) -> list[Pairing]:
    """Return each point with another level of `factor` beside the point with `base`, all other factors being equal.

    Points without such a partner are left out. Raises ValueError if no point has the base.
    """
    rest = [name for name in points.columns if name != factor]
    held = points[points[factor] == base]
    if held.empty:
        raise ValueError(f"no point has {factor} at {base}")
    bases = {_setting(row, rest): int(number) for number, row in _rows(held)}
    rows = ((int(number), row, bases.get(_setting(row, rest))) for number, row in _rows(points[points[factor] != base]))
    return [
        Pairing(factor, base, row[factor], partner, number, dict(zip(rest, _setting(row, rest), strict=True)))
        for number, row, partner in rows
        if partner is not None
    ]


def against_first(points: pd.DataFrame) -> list[Pairing]:
    """Return every point beside the first: by the factor in which they differ, or by all such factors together."""
    rows = list(_rows(points))
    first, base = rows[0]
    found = []
    for number, row in rows[1:]:
        moved = [name for name in points.columns if row[name] != base[name]]
        low, level = (" · ".join(str(each[name]) for name in moved) for each in (base, row))
        found.append(Pairing(" · ".join(moved), low, level, int(first), int(number), {}))
    return found


def chance_share(table: pd.DataFrame) -> float:
    """Return how much of the variance of the points' means is chance that more seeds would take away, %.

    Residual of points and seeds, divided by the seeds, over the variance of the means; NaN below two complete seeds.
    """
    whole = table.dropna(axis=1).to_numpy()
    points, seeds = whole.shape
    means = whole.mean(axis=1) if seeds else np.empty(0)
    if seeds < 2 or points < 2 or np.ptp(means) == 0:
        return float("nan")
    rest = whole - means[:, None] - whole.mean(axis=0) + whole.mean()
    return float(100 * (rest**2).sum() / ((points - 1) * (seeds - 1)) / seeds / means.var(ddof=1))


def factorial(points: pd.DataFrame) -> bool:
    """Return whether the points are all combinations of the factors' levels, each once."""
    sizes = [len(levels(points, name)) for name in points.columns]
    return min(sizes, default=0) > 1 and len(points) == np.prod(sizes) and not points.duplicated().any()


def two_factors(points: pd.DataFrame) -> list[tuple[str, str]]:
    """Return all pairs of factors."""
    return list(itertools.combinations(points.columns, 2))


def _rows(points: pd.DataFrame) -> list[tuple[Any, dict[str, Any]]]:
    rows: list[Any] = points.to_dict("records")
    return list(zip(points.index, rows, strict=True))


def _setting(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
