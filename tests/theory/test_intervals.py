"""95 % intervals of sweeps cover a known truth as often as they say: 93 to 97 of 100, over 2,000 fixed replications.

With 2,000 replications the share itself varies by .005 (one standard deviation), so .95 lies four of them inside.
"""

import itertools

import numpy as np
import pandas as pd

from govsim.analysis.contrasts import contrasts
from govsim.analysis.factorials import interactions, main_effects
from govsim.analysis.morris import morris
from govsim.analysis.responses import contrasted
from govsim.analysis.sobol import sobol

REPLICATIONS = 2000
LEAST, MOST = 0.93, 0.97
STEP = 2 / 3  # of a Morris design with four levels


def test_paired_effects_of_a_sweep() -> None:
    """2,000 settings are as many replications: seeds are shared by the two points of a setting."""
    random, seeds, truth = np.random.default_rng(11), 8, 0.7
    points = pd.DataFrame(itertools.product(["on", "off"], range(REPLICATIONS)), columns=["measure", "setting"])
    points.index.name = "point"
    luck = np.tile(random.normal(0, 3, (REPLICATIONS, seeds)), (2, 1))
    values = luck + random.normal(0, 1, luck.shape) + truth * (points["measure"] == "on").to_numpy()[:, None]
    runs = pd.DataFrame(values, points.index).stack().rename_axis(["point", "seed"]).rename("value").reset_index()
    runs = runs.assign(outcome="reach_failure", draw=-1)
    found = contrasts(contrasted(points, "measure", "off"), runs, "reach_failure")
    assert len(found) == REPLICATIONS
    assert LEAST <= np.mean([each.effect.low <= truth <= each.effect.high for each in found]) <= MOST


def test_main_effects_and_interactions() -> None:
    random, seeds = np.random.default_rng(12), 6
    points = pd.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1]})
    truth = (points["a"] + 0.5 * points["b"] + 0.8 * points["a"] * points["b"]).to_numpy()[:, None]
    of_a, of_b, both = 1 + 0.4, 0.5 + 0.4, 0.8
    hits = []
    for _ in range(REPLICATIONS // 3 + 1):
        table = pd.DataFrame(truth + random.normal(0, 2, seeds) + random.normal(0, 1, (4, seeds)))
        mains, pair = main_effects(points, table), interactions(points, table)
        hits.append([*mains["low"].le([of_a, of_b]) & mains["high"].ge([of_a, of_b]), _holds(pair, both)])
    # a third of the replications, of three intervals each
    assert LEAST <= np.mean(hits) <= MOST


def _holds(table: pd.DataFrame, truth: float) -> bool:
    return bool(table["low"].item() <= truth <= table["high"].item())


def test_sobol_indices_of_base_samples_drawn_at_random() -> None:
    """y = x0 + .7 x1 + 2 (x0 - .5)(x2 - .5): variances 1/12, .49/12 and 4/144 alone, alone and together."""
    alone, other, joint = 1 / 12, 0.49 / 12, 4 / 144
    whole = alone + other + joint
    truth = np.array([alone, alone + joint, other, other, 0, joint]) / whole
    random, hits, samples = np.random.default_rng(13), [], 64
    for _ in range(REPLICATIONS):
        x = _rows(random.random((samples, 3)), random.random((samples, 3)))
        found = sobol(x[:, 0] + 0.7 * x[:, 1] + 2 * (x[:, 0] - 0.5) * (x[:, 2] - 0.5), ["a", "b", "c"], False)
        hits.append((found["low"].to_numpy() <= truth) & (truth <= found["high"].to_numpy()))
    shares = np.mean(hits, axis=0)
    assert shares.min() >= LEAST and shares.max() <= MOST, shares


def _rows(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return A, A with one column of B each, and B, base sample by base sample."""
    mixed = [np.where(np.arange(3) == column, second, first) for column in range(3)]
    return np.stack([first, *mixed, second], axis=1).reshape(-1, 3)


def test_morris_screening() -> None:
    """Truth: all elementary effects on the grid of four levels, each as likely."""
    random, hits, trajectories = np.random.default_rng(14), [], 10
    means, sizes = _all_effects()
    names, bounds = list("abc"), dict.fromkeys("abc", (0.0, 1.0))
    for _ in range(REPLICATIONS):
        points = _trajectories(random, trajectories)
        found = morris(pd.DataFrame(points, columns=names), _model(points), bounds).set_index("factor").loc[names]
        low, high, least, most = (found[name].to_numpy() for name in ("mu_low", "mu_high", "low", "high"))
        hits.append([*(low <= means) & (means <= high), *(least <= sizes) & (sizes <= most)])
    shares = np.mean(hits, axis=0)
    assert shares.min() >= LEAST and shares.max() <= MOST, shares


def _model(x: np.ndarray) -> np.ndarray:
    return np.asarray(
        3 * x[:, 0] + 2 * x[:, 1] ** 2 + 4 * (x[:, 0] - 0.4) * (x[:, 2] - 0.3) + np.sin(5 * x[:, 2]) * x[:, 1]
    )


def _all_effects() -> tuple[np.ndarray, np.ndarray]:
    grid, effects = np.array(list(itertools.product(np.arange(4) / 3, repeat=3))), []
    for column in range(3):
        low = grid[grid[:, column] < 0.5]
        effects.append((_model(low + STEP * (np.arange(3) == column)) - _model(low)) / STEP)
    return np.mean(effects, axis=1), np.abs(effects).mean(axis=1)


def _trajectories(random: np.random.Generator, count: int) -> np.ndarray:
    """Return trajectories: a random start, then every factor moved by STEP, up or down, in random order."""
    up = random.random((count, 3)) < 0.5
    start = random.integers(0, 2, (count, 3)) / 3 + np.where(up, 0, STEP)
    rank = np.argsort(np.argsort(random.random((count, 3)), axis=1), axis=1)
    moved = np.arange(4)[None, :, None] > rank[:, None, :]
    return np.asarray(start[:, None, :] + np.where(up, STEP, -STEP)[:, None, :] * moved).reshape(-1, 3)
