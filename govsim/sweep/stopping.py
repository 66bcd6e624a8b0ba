"""When enough seeds were run: the intervals of all paired differences are narrow enough."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from govsim.store import Design, Store
from govsim.store.design import label_of
from govsim.store.folder import AS_ASSUMED

LEVEL = 0.95
GROWTH = 4  # each round adds a quarter of the seeds that are there


def rounds(design: Design) -> Iterator[range]:
    """Yield the seeds of each round. The same at any number of workers, so that the same runs are done."""
    every = design.seeds_of(AS_ASSUMED)
    if design.stop is None:
        yield every
        return
    done = 0
    while done < len(every):
        more = max(2, done // GROWTH) if done else design.stop.least
        yield every[done : done + more]
        done += more


def is_enough(store: Store, seeds: range) -> bool:
    """Return whether the rule holds after these seeds: every half width, of each contrast, is small enough."""
    stop = store.design.stop
    if stop is None:
        return False
    widths = half_widths(store, seeds)
    return bool(len(widths)) and bool((widths <= stop.halfwidth).all())


def half_widths(store: Store, seeds: range) -> np.ndarray:
    """Return half of the 95 % interval of each level's mean difference to the base, at each setting of the others.

    t interval of the paired differences; infinite where fewer than two pairs are known.
    """
    design = store.design
    assert design.stop is not None and design.contrast is not None
    points, values = store.points(), _values(store, design.stop.outcome, seeds)
    others = [name for name in points.columns if name != design.contrast.factor]
    groups = points.groupby(others, sort=False) if others else [((), points)]
    found = []
    for _, group in groups:
        is_base = group[design.contrast.factor] == label_of(design.contrast.base)
        bases, compared = group.index[is_base], group.index[~is_base]
        found += [_half_width(values, int(base), int(point)) for base in bases for point in compared]
    return np.array(found)


def _half_width(values: pd.DataFrame, base: int, point: int) -> float:
    if base not in values or point not in values:
        return float("inf")
    differences = (values[point] - values[base]).dropna().to_numpy()
    if len(differences) < 2:
        return float("inf")
    return float(stats.t.ppf(0.5 + LEVEL / 2, len(differences) - 1) * stats.sem(differences))


def _values(store: Store, outcome: str, seeds: range) -> pd.DataFrame:
    """Return the outcome by seed (rows) and point (columns)."""
    found = []
    for one, table in store.iterate(seeds=seeds):
        value = table.loc[table["outcome"] == outcome, "value"]
        found.append((one.seed, one.point, float(value.iloc[0]) if len(value) else float("nan")))
    frame = pd.DataFrame(found, columns=["seed", "point", "value"])
    return frame.pivot(index="seed", columns="point", values="value")
