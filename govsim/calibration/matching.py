"""History matching: wave by wave, run a few points, learn from them, and rule out what cannot meet the targets."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from govsim.calibration.emulator import Array
from govsim.calibration.implausibility import Goal, Sieve, ruling, together
from govsim.calibration.space import Sampled, Score, Space, allowed_part

Simulate = Callable[[Array, int], Array]  # parameter values (rows), number of the first point -> point x run x target
_NEAR = 2.0  # cutoffs: points further away teach nothing about what is left
_CLOSING = 3  # times at most that points of the last set are run, until half as many as asked for lie in it
_LEAST = 3  # points with a value that a target needs for each parameter


@dataclass(frozen=True)
class Rules:
    """How the waves go: points of each, their number at most, when a point is out, and how sure the last set is."""

    waves: int
    points: int
    last: int
    cutoff: float
    second: bool
    level: float


@dataclass(frozen=True)
class Wave:
    """What a wave left: share of the ranges not ruled out, and for each target the variances that decided it."""

    number: int
    points: int
    share: float
    emulator: Array  # mean variance of the emulator over what is left
    others: Array  # measurement, discrepancy and chance

    @property
    def clear(self) -> bool:
        """Whether the emulators are surer than everything else: more waves would hardly rule out more."""
        return bool((self.emulator < self.others).all())


class NothingLeftError(Exception):
    """No point is left; `target`: which lies furthest off at the nearest point, `distance`: its I there.

    `alone`: whether a target rules every point out by itself; otherwise they do so together.
    """

    def __init__(self, target: str, distance: float, alone: bool) -> None:
        """Takes the target's name, its implausibility, and whether it decides alone."""
        super().__init__(target, distance, alone)
        self.target, self.distance, self.alone = target, distance, alone


class NoValueError(Exception):
    """A target that has no value in too many points for anything to be learned."""


@dataclass
class Matching:
    """The state of history matching: what was run, and what was learned from it."""

    space: Space
    goal: Goal
    rules: Rules
    points: Array = field(init=False)  # rows in [0, 1]
    values: Array = field(init=False)  # point x run x target
    wave: list[int] = field(default_factory=list)  # of each point
    sieves: list[Sieve] = field(default_factory=list)
    waves: list[Wave] = field(default_factory=list)
    last: Sieve | None = None
    left: Sampled | None = None  # what no wave has ruled out
    inside: Sampled | None = None  # the last set

    def run(self, simulate: Simulate, rng: np.random.Generator) -> None:
        """Do the waves, then run points of the last set. Raises NothingLeftError and NoValueError."""
        self._learn(self.space.hypercube(self.rules.points, rng), 1, simulate)
        for number in range(1, self.rules.waves + 1):
            self.sieves.append(self._fitted())
            self.left = self._part(self.score, rng)
            self.waves.append(self._judged(number, self.left))
            if number == self.rules.waves or self.waves[-1].clear:
                break
            self._learn(_some(self.left.points, self.rules.points, rng), number + 1, simulate)
        self.last = self.sieves[-1]
        for number in range(len(self.waves) + 1, len(self.waves) + 1 + _CLOSING):
            points = _some(self._part(self.set_score, rng).points, self.rules.last, rng)
            self._learn(points, number, simulate)
            self.last = self._fitted()
            if self.kept().sum() >= self.rules.last / 2:
                break
        self.inside = self._part(self.set_score, rng)

    def score(self, points: Array) -> Array:
        """Return how near points are to being ruled out by any wave; above 1 they are."""
        return together(self.sieves, points, self.rules.cutoff, self.rules.second)

    def set_score(self, points: Array) -> Array:
        """Return how near points are to the edge of the last set; above 1 they lie outside."""
        assert self.last is not None
        joint = np.sqrt(self.last.joint(points) / self.goal.cut(self.rules.level))
        return np.maximum(self.score(points), joint)

    def kept(self) -> Array:
        """Return which of the points that were run lie in the last set."""
        return np.asarray(self.set_score(self.points) <= 1)

    def _learn(self, points: Array, wave: int, simulate: Simulate) -> None:
        found = simulate(self.space.to_values(points), len(self.wave))
        first = not self.wave
        self.points = points if first else np.concatenate([self.points, points])
        self.values = found if first else np.concatenate([self.values, found])
        self.wave += [wave] * len(points)

    def _fitted(self) -> Sieve:
        """Return what the points near what is left teach, those of the latest wave in any case."""
        near = together(self.sieves, self.points, self.rules.cutoff, self.rules.second) <= _NEAR
        chosen = near | (np.array(self.wave) == self.wave[-1])
        counted = np.isfinite(self.values[chosen]).any(1).sum(0)
        least = _LEAST + len(self.space.names)
        for name, count in zip(self.goal.names, counted, strict=True):
            if count < least:
                raise NoValueError(name)
        return Sieve.fit(self.points[chosen], self.values[chosen], self.goal)

    def _part(self, score: Score, rng: np.random.Generator) -> Sampled:
        """Return the part of what is left that a score allows."""
        found = allowed_part(self.space, score, rng, self.left)
        if len(found.points) == 0:
            raise self._nothing(rng, score == self.score)
        return found

    def _judged(self, number: int, left: Sampled) -> Wave:
        sieve = self.sieves[-1]
        variances = sieve.predict(left.points)[1].mean(0)
        return Wave(number, self.wave.count(number), left.share, variances, np.diag(sieve.fixed))

    def _nothing(self, rng: np.random.Generator, alone: bool) -> NothingLeftError:
        """Return the error that names the target which keeps the nearest point out."""
        points = np.concatenate([self.points, self.space.hypercube(len(self.points) * 20, rng)])
        found = np.stack([sieve.implausibility(points) for sieve in self.sieves]).max(axis=0)
        nearest = int(ruling(found, self.rules.second).argmin())
        target = int(found[nearest].argmax())
        return NothingLeftError(self.goal.names[target], float(found[nearest, target]), alone)


def _some(points: Array, count: int, rng: np.random.Generator) -> Array:
    """Return some of the points, all of them different where there are enough."""
    return points[rng.permutation(len(points))[:count]]
