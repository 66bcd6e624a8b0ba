"""The space of parameter values: its unit cube, Latin hypercubes, and even samples of the part that a score allows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import qmc

from govsim.calibration.emulator import Array

SAMPLE = 1000  # points that a sample is sought with
ENOUGH = 300  # of them, for a sample to stand
MOVES = 5  # moves of each point at every level
_SHARE = 0.25  # of the points that a level keeps
_LEVELS = 30
Score = Callable[[Array], Array]


@dataclass(frozen=True)
class Space:
    """Named parameters with their ranges; whole: those that take whole numbers only."""

    names: tuple[str, ...]
    low: Array
    high: Array
    whole: Array

    def snapped(self, unit: Array) -> Array:
        """Return points of the unit cube, moved to where whole parameters are whole."""
        if not self.whole.any():
            return unit
        return np.where(self.whole, self.to_unit(np.round(self.to_values(unit))), unit)

    def to_values(self, unit: Array) -> Array:
        """Return parameter values of points of the unit cube."""
        return self.snapped_values(self.low + unit * (self.high - self.low))

    def snapped_values(self, values: Array) -> Array:
        """Return parameter values, whole where they must be."""
        return np.where(self.whole, np.round(values), values)

    def to_unit(self, values: Array) -> Array:
        """Return points of the unit cube of parameter values."""
        return np.asarray((values - self.low) / (self.high - self.low))

    def hypercube(self, count: int, rng: np.random.Generator) -> Array:
        """Return a Latin hypercube: each of `count` equal slices of every range is used once."""
        return self.snapped(qmc.LatinHypercube(len(self.names), rng=rng).random(count))


class Sampled(NamedTuple):
    """An even sample of the allowed part of the unit cube, its share of the cube, and the lowest score seen."""

    points: Array
    share: float
    lowest: float


def allowed_part(space: Space, score: Score, rng: np.random.Generator, within: Sampled | None = None) -> Sampled:
    """Return an even sample of the points whose score is at most 1; no points where there are none.

    within: an even sample of a part that holds them all; the whole cube where none is given. Where few of its points
    are allowed, the bound is lowered level by level; at each, points are doubled up and spread by steps that stay below
    it (subset simulation, Au & Beck 2001).
    """
    points, share = (space.hypercube(SAMPLE, rng), 1.0) if within is None else (within.points, within.share)
    scores = score(points)
    for _ in range(_LEVELS):
        bound = 1.0 if (scores <= 1.0).sum() >= ENOUGH else max(1.0, float(np.quantile(scores, _SHARE)))
        kept = scores <= bound
        share *= float(kept.mean())
        if bound <= 1.0:
            return Sampled(points[kept], share, float(scores.min()))
        points, scores = _spread(space, score, points[kept], bound, rng)
    found = scores <= 1.0
    return Sampled(points[found], share * float(found.mean()), float(scores.min()))


def _spread(space: Space, score: Score, kept: Array, bound: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return as many points as a sample has, spread evenly over where the score is within the bound."""
    points = kept[rng.integers(len(kept), size=SAMPLE)]
    scores = score(points)
    count = kept.shape[1]
    shape = np.linalg.cholesky(np.atleast_2d(np.cov(kept.T)) + 1e-6 * np.eye(count))
    for _ in range(MOVES):
        step = rng.normal(size=points.shape) @ shape.T * (2.4 / np.sqrt(count)) * rng.choice([0.2, 1.0], (SAMPLE, 1))
        tried = points + step
        inside = ((tried >= 0) & (tried <= 1)).all(1)
        tried = np.where(inside[:, None], space.snapped(tried), points)
        found = score(tried)
        taken = inside & (found <= bound)
        points, scores = np.where(taken[:, None], tried, points), np.where(taken, found, scores)
    return points, scores
