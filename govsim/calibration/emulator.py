"""A Gaussian process in the place of the model: what an outcome would be at values that nobody has run."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.optimize import minimize

Array = np.ndarray[Any, np.dtype[np.float64]]
PLANE = 100.0  # prior variance of level and slopes in units of the values' own: as good as unknown
_LENGTH, _SPREAD = 0.0, 1.0  # prior of a log length (1 = the whole range) and of the log variance: weak
_FURTHEST = 8.0  # no log is tried beyond, so that nothing overflows
_STEEP = 1e-2  # slope of the log likelihood at which a search ends
_SMALLEST = 1e-6  # share of the values' variance that always counts as noise, so that equal points can be solved


@dataclass(frozen=True)
class Emulator:
    """A fitted process: its training points, lengths, and what solving it once leaves for predictions.

    f(x) = plane(x) + g(x), cov(g(x), g(y)) = s^2 exp(-sum_k ((x_k - y_k) / l_k)^2 / 2); a value is f(x) plus noise of
    the variance that replicates show. Lengths and s are those of the largest likelihood. Kennedy & O'Hagan 2001;
    Rasmussen & Williams 2006, sections 2.2, 2.7 (plane) and 5.4.2 (leaving one out).
    """

    points: Array
    lengths: Array
    variance: float
    inverse: Array  # of the covariance of the training values
    solved: Array  # inverse times values
    level: float
    scale: float
    errors: Array  # of each training value, predicted without it, in standard deviations
    misses: Array  # the same in units of the values
    swelling: float  # factor of the variance: 1, or more where leaving one out shows that errors are larger than told

    @classmethod
    def fit(cls, points: Array, values: Array, noise: Array) -> Self:
        """Fit to values at points (rows in [0, 1]); noise: variance of each value. Needs at least two points."""
        level, scale = float(values.mean()), float(values.std()) or 1.0
        plain, nugget = (values - level) / scale, noise / scale**2 + _SMALLEST
        lengths, variance = _likeliest(points, plain, nugget)
        covariance = _shared(points, points, lengths, variance) + np.diag(nugget)
        inverse = np.asarray(np.linalg.inv(covariance), np.float64)
        solved = inverse @ plain
        precision = np.diag(inverse)
        errors = solved / np.sqrt(precision)
        return cls(
            points=points, lengths=lengths, variance=variance, inverse=inverse, solved=solved, level=level,
            scale=scale, errors=errors, misses=scale * solved / precision, swelling=max(1.0, float((errors**2).mean())),
        )  # fmt: skip

    def predict(self, points: Array) -> tuple[Array, Array]:
        """Return mean and variance of f at points (rows in [0, 1]); noise of a run is not in it."""
        shared = _shared(points, self.points, self.lengths, self.variance)
        mean = self.level + self.scale * shared @ self.solved
        own = self.variance + PLANE * (1 + ((points - 0.5) ** 2).sum(1))
        variance = np.maximum(own - (shared @ self.inverse * shared).sum(1), 0.0)
        return mean, self.swelling * self.scale**2 * variance

    @property
    def explained(self) -> float:
        """Share of the training values' variance that predictions without each value explain; at most 1."""
        return float(1 - (self.misses**2).mean() / self.scale**2)


def _shared(one: Array, other: Array, lengths: Array, variance: float) -> Array:
    """Return the covariance of f between two sets of points: the process and the plane."""
    plane = 1 + (one - 0.5) @ (other - 0.5).T
    return variance * np.exp(-0.5 * _squares(one / lengths, other / lengths)) + PLANE * plane


def _squares(one: Array, other: Array) -> Array:
    distances: Array = (one**2).sum(1)[:, None] + (other**2).sum(1)[None, :] - 2 * one @ other.T
    return np.maximum(distances, 0.0)


def _likeliest(points: Array, values: Array, nugget: Array) -> tuple[Array, float]:
    """Return lengths and variance of the largest likelihood, the better of two searches."""
    count = points.shape[1]
    apart = np.array([_squares(column[:, None], column[:, None]) for column in points.T])
    plane = PLANE * (1 + (points - 0.5) @ (points - 0.5).T) + np.diag(nugget)
    starts = (np.append(np.zeros(count), -1.0), np.append(np.full(count, -0.7), 0.0))
    settings: Any = {"jac": True, "method": "BFGS", "options": {"gtol": _STEEP}}
    found = [minimize(_cost, start, (apart, plane, values), **settings) for start in starts]
    best = min(found, key=lambda each: float(each.fun))
    return np.exp(best.x[:-1]), float(np.exp(best.x[-1]))


def _cost(logs: Array, apart: Array, plane: Array, values: Array) -> tuple[float, Array]:
    """Return minus the log likelihood with the weak prior of the logs, and its slope in them."""
    if np.abs(logs).max() > _FURTHEST:
        return 1e10, np.zeros_like(logs)
    shrunk = apart / np.exp(2 * logs[:-1])[:, None, None]
    process = np.exp(logs[-1] - 0.5 * shrunk.sum(0))
    try:
        root = np.linalg.cholesky(process + plane)
    except np.linalg.LinAlgError:
        return 1e10, np.zeros_like(logs)
    inverse = np.linalg.inv(process + plane)
    solved = inverse @ values
    pull = (inverse - np.outer(solved, solved)) * process
    slopes = np.append([0.5 * (pull * each).sum() for each in shrunk], 0.5 * pull.sum())
    cost = 0.5 * values @ solved + np.log(np.diag(root)).sum() + 0.5 * (((logs - _LENGTH) / _SPREAD) ** 2).sum()
    return float(cost), slopes + (logs - _LENGTH) / _SPREAD**2
