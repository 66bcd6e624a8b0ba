"""The set that a calibration has kept: read from its folder, and drawn from jointly."""

from pathlib import Path

import numpy as np
import pandas as pd

from govsim.errors import InputError
from govsim.parameters import parameters

KEPT = "kept.parquet"
WEIGHT = "weight"


def kept_set(folder: str | Path) -> pd.DataFrame:
    """Return the set of a folder that `govsim calibrate` wrote: a row for each set of values, with its `weight`.

    Raises InputError where there is none, or where it names a parameter that there is not.
    """
    path = Path(folder) / KEPT
    try:
        frame = pd.read_parquet(path)
        names = [name for name in frame.columns if name in parameters()]
        weights = frame[WEIGHT].to_numpy(float)
    except (OSError, ValueError, KeyError) as error:
        raise _unreadable(path, str(error)) from None
    unknown = [name for name in frame.columns if name not in (*names, WEIGHT) and not name.startswith("target:")]
    if unknown or not names or not len(frame) or not (np.isfinite(weights).all() and weights.sum() > 0):
        raise _unreadable(path, ", ".join(unknown) or "empty")
    return frame[[*names, WEIGHT]]


def _unreadable(path: Path, reason: str) -> InputError:
    return InputError(
        f"{path}：不是 govsim calibrate 的结果，或已损坏（{reason}）。",
        f"{path}: is no result of govsim calibrate, or is damaged ({reason}).",
    )


def drawn_from(kept: pd.DataFrame, count: int, seed: int) -> list[dict[str, float]]:
    """Return draws of whole rows, so that values that belong together stay together.

    Systematic resampling: a row of weight w is taken count * w times, rounded up or down; the order is random.
    """
    rng = np.random.default_rng([seed, count])
    order = rng.permutation(len(kept))
    edges = np.cumsum(kept[WEIGHT].to_numpy(float)[order])
    marks = (np.arange(count) + rng.random()) / count * edges[-1]
    rows = order[np.minimum(np.searchsorted(edges, marks, side="right"), len(kept) - 1)]
    names = [name for name in kept.columns if name != WEIGHT]
    taken = kept[names].to_numpy(float)[rng.permutation(rows)]
    return [dict(zip(names, map(float, row), strict=True)) for row in taken]
