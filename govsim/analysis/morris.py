"""Morris screening: mean, mean size and spread of elementary effects, with Student's t interval over trajectories.

Morris 1991, doi:10.1080/00401706.1991.10484804; mean of absolute effects (mu*): Campolongo et al. 2007,
doi:10.1016/j.envsoft.2006.10.004.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from govsim.analysis.paired import t_bound


def elementary_effects(
    points: pd.DataFrame, values: np.ndarray, bounds: Mapping[str, tuple[float, float]]
) -> pd.DataFrame:
    """Return one effect for each trajectory and factor, in units of the outcome over the factor's whole range.

    `points`: trajectories below each other, each of D + 1 rows of which neighbours differ in one factor. A step with
    a missing response, or one that moves nothing (whole numbers), gives NaN. Raises ValueError for other designs.
    """
    names, size = list(points.columns), len(points.columns) + 1
    if len(points) == 0 or len(points) % size:
        raise ValueError(f"{len(points)} points are no whole number of trajectories of {size}")
    low, high = (np.array([bounds[name][end] for name in names]) for end in (0, 1))
    scaled = ((points.to_numpy(np.float64) - low) / (high - low)).reshape(-1, size, len(names))
    steps, changes = np.diff(scaled, axis=1), np.diff(np.asarray(values, np.float64).reshape(-1, size), axis=1)
    if (np.count_nonzero(steps, axis=2) > 1).any():
        raise ValueError("neighbouring points of a trajectory differ in more than one factor")
    sums = np.where(steps != 0, changes[:, :, None] / np.where(steps != 0, steps, 1), 0).sum(axis=1)
    return pd.DataFrame(np.where((steps != 0).any(axis=1), sums, np.nan), columns=names)


def morris(points: pd.DataFrame, values: np.ndarray, bounds: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Return factor, mu, mu_low, mu_high, mu_star, low, high (of mu_star), sigma, trajectories; largest mu* first."""
    effects = elementary_effects(points, values, bounds)
    rows = [_row(str(name), effects[name].dropna().to_numpy()) for name in effects]
    return pd.DataFrame(rows).sort_values("mu_star", ascending=False, ignore_index=True)


def _row(name: str, effects: np.ndarray) -> dict[str, object]:
    mu, mu_low, mu_high = _mean(effects)
    size, low, high = _mean(np.abs(effects))
    sigma = float(effects.std(ddof=1)) if len(effects) > 1 else float("nan")
    row = {"factor": name, "mu": mu, "mu_low": mu_low, "mu_high": mu_high, "mu_star": size, "low": max(0.0, low)}
    return {**row, "high": high, "sigma": sigma, "trajectories": len(effects)}


def _mean(effects: np.ndarray) -> tuple[float, float, float]:
    """Return the mean and its interval; NaN where there are too few effects."""
    if len(effects) < 2:
        return (float(effects.mean()) if len(effects) else float("nan"), float("nan"), float("nan"))
    mean = float(effects.mean())
    reach = t_bound(len(effects)) * float(effects.std(ddof=1)) / len(effects) ** 0.5
    return mean, mean - reach, mean + reach
