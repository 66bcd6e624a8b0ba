"""How far from the targets the model is at a point, measured in what may explain the distance: two rules.

One target: I_j = |E_j - z_j| / sqrt(V_jj); a point is ruled out where the largest I exceeds the cutoff (3: Pukelsheim's
bound, at most 5 % of any unimodal law lies further; Craig et al. 1997, Vernon et al. 2010).
All targets: Q = (E - z)' V^-1 (E - z), a chi-square of as many degrees as targets at the values behind z. The 90 % set
holds the points with Q up to its 90 % quantile: whatever the values are, it holds them nine times in ten.
V = emulator's variance + measurement + discrepancy + chance of the world, which happened only once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from govsim.calibration.emulator import Array, Emulator


@dataclass(frozen=True)
class Goal:
    """The targets as arrays, one entry each. deviations: of measurement; runs: how many runs' worth was measured."""

    names: tuple[str, ...]
    values: Array
    deviations: Array
    discrepancies: Array
    runs: Array

    def cut(self, level: float) -> float:
        """Return the largest Q of the set that holds the right values with this chance."""
        return float(chi2.ppf(level, len(self.names)))


@dataclass(frozen=True)
class Sieve:
    """What a wave has learned: an emulator for each target, and how the runs of a point scatter together."""

    emulators: tuple[Emulator, ...]
    chance: Array  # covariance of the targets over runs at one point
    goal: Goal

    @classmethod
    def fit(cls, points: Array, values: Array, goal: Goal) -> "Sieve":
        """Fit to runs; points: rows in [0, 1]; values: point x run x target, NaN where nothing was counted."""
        chance = scatter(values)
        emulators = []
        for number in range(values.shape[2]):
            counted = np.isfinite(values[:, :, number])
            there = counted.any(1)
            means = np.nanmean(values[there, :, number], axis=1)
            emulators.append(Emulator.fit(points[there], means, chance[number, number] / counted[there].sum(1)))
        return cls(tuple(emulators), chance, goal)

    def predict(self, points: Array) -> tuple[Array, Array]:
        """Return means and variances, point x target."""
        found = [emulator.predict(points) for emulator in self.emulators]
        return np.stack([mean for mean, _ in found], 1), np.stack([variance for _, variance in found], 1)

    @property
    def fixed(self) -> Array:
        """Covariance of what no run can lessen: measurement, discrepancy and the world's own chance."""
        goal = self.goal
        once = self.chance / np.sqrt(np.outer(goal.runs, goal.runs))
        return np.asarray(once + np.diag(goal.deviations**2 + goal.discrepancies**2))

    def implausibility(self, points: Array) -> Array:
        """Return I, point x target."""
        means, variances = self.predict(points)
        return np.asarray(np.abs(means - self.goal.values) / np.sqrt(variances + np.diag(self.fixed)))

    def joint(self, points: Array) -> Array:
        """Return Q of each point."""
        means, variances = self.predict(points)
        return distances(means - self.goal.values, variances, self.fixed)


def distances(gaps: Array, variances: Array, fixed: Array) -> Array:
    """Return gap' (diag(variances) + fixed)^-1 gap of each row."""
    whole = fixed + variances[:, :, None] * np.eye(len(fixed))
    return np.asarray((gaps * np.linalg.solve(whole, gaps[:, :, None])[:, :, 0]).sum(1))


def scatter(values: Array) -> Array:
    """Return the covariance of the targets over runs at one point, pooled over points: point x run x target.

    A target that never varies counts as varying by a millionth of its size, so that distances stay finite.
    """
    counted = np.isfinite(values)
    number = np.maximum(counted.sum(1, keepdims=True), 1)
    means = np.where(counted, values, 0.0).sum(1, keepdims=True) / number
    rest = np.where(counted, values - means, 0.0).reshape(-1, values.shape[2])
    degrees = np.maximum((counted.sum(1) - 1).clip(0).sum(0), 1)
    pooled = rest.T @ rest / np.sqrt(np.outer(degrees, degrees))
    size = np.abs(np.where(counted, values, 0.0)).reshape(-1, values.shape[2]).max(0)
    return np.asarray(pooled + np.diag((1e-6 * np.maximum(size, 1e-6)) ** 2))


def ruling(implausibilities: Array, second: bool) -> Array:
    """Return what decides of each point: the largest over the targets, or the second largest."""
    ordered: Array = np.sort(implausibilities, axis=1)
    return np.asarray(ordered[:, -2] if second and ordered.shape[1] > 1 else ordered[:, -1])


def together(sieves: Sequence[Sieve], points: Array, cutoff: float, second: bool = False) -> Array:
    """Return how near each point is to being ruled out by any of the waves: above 1 it is."""
    found = [ruling(sieve.implausibility(points), second) / cutoff for sieve in sieves]
    return np.asarray(np.max(found, axis=0)) if found else np.zeros(len(points))
