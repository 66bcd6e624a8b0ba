"""What a calibration is asked to do: a scenario, the parameters, the targets, and how many runs to spend."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from govsim.calibration.implausibility import Goal
from govsim.calibration.matching import Rules
from govsim.calibration.space import Space
from govsim.parameters import parameters
from govsim.store.design import Changes, Label, Text, Words
from govsim.strict import Strict

Amount = Annotated[float, Field(ge=0)]
BAND = 4.0  # standard deviations that a band is wide: it holds about 95 %
POINTS = 10  # of a wave for each parameter (Loeppky, Sacks & Welch 2009)


class Range(Strict):
    """A parameter to be calibrated; without bounds its whole range in the table of parameters."""

    name: Label
    low: float | None = None
    high: float | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """The range, narrowed or not."""
        known = parameters()[self.name]
        return (known.low if self.low is None else self.low, known.high if self.high is None else self.high)


class Target(Strict):
    """What was measured: an outcome, or a statistic of the pattern checks; its value with a deviation or a band.

    discrepancy: standard deviation of what the model leaves out. runs: how many runs' worth (places of this size times
    weeks of this number) the number was measured over.
    """

    outcome: Label | None = None
    statistic: Label | None = None
    value: float | None = None
    deviation: Amount | None = None
    band: tuple[float, float] | None = None
    discrepancy: Amount = 0.0
    runs: Annotated[float, Field(gt=0, le=1e9)] = 1.0
    source: Words = ""

    @property
    def name(self) -> str:
        """The outcome's or statistic's id."""
        return self.outcome or self.statistic or ""

    @property
    def measured(self) -> tuple[float, float]:
        """Value and standard deviation; a band counts as two deviations to both sides of its middle."""
        if self.band is None:
            return self.value or 0.0, self.deviation or 0.0
        middle = sum(self.band) / 2
        return middle if self.value is None else self.value, (self.band[1] - self.band[0]) / BAND


class Abc(Strict):
    """Approximate Bayesian computation inside what history matching left: populations of this size."""

    populations: Annotated[int, Field(ge=1, le=50)] = 4
    size: Annotated[int, Field(ge=10, le=100_000)] = 100
    least_acceptance: Annotated[float, Field(ge=0, lt=1)] = 0.02


class Design(Strict):
    """A calibration.

    settings: changes of the scenario, by path. seeds: runs of each point, each with a seed of its own. waves: at most;
    points: of each wave (10 for each parameter by default); last: of the set that is left. cutoff: a point is out where
    its implausibility is larger, judged by the largest one or the second. level: chance that the last set holds the
    values behind the targets.
    """

    scenario: Annotated[str, Field(min_length=1, max_length=1000)]
    title: Text = Text()
    question: Text = Text()
    settings: Changes = Field(default_factory=dict)
    weeks: Annotated[int, Field(ge=1, le=2600)] | None = None
    first_seed: Annotated[int, Field(ge=0, le=2**30)] = 1
    seeds: Annotated[int, Field(ge=2, le=1000)] = 3
    waves: Annotated[int, Field(ge=1, le=20)] = 3
    points: Annotated[int, Field(ge=8, le=2000)] | None = None
    last: Annotated[int, Field(ge=2, le=2000)] = 30
    cutoff: Annotated[float, Field(ge=1, le=10)] = 3.0
    ruling: Literal["largest", "second"] = "largest"
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    parameters: tuple[Range, ...] = Field(min_length=1, max_length=30)
    targets: tuple[Target, ...] = Field(min_length=1, max_length=50)
    abc: Abc | None = None

    @property
    def space(self) -> Space:
        """The parameters' ranges."""
        low, high = np.array([each.bounds for each in self.parameters], float).T
        whole = np.array([parameters()[each.name].unit == "count" for each in self.parameters])
        return Space(tuple(each.name for each in self.parameters), low, high, whole)

    @property
    def goal(self) -> Goal:
        """The targets as arrays."""
        values, deviations = np.array([each.measured for each in self.targets], float).T
        discrepancies, runs = np.array([(each.discrepancy, each.runs) for each in self.targets], float).T
        return Goal(tuple(each.name for each in self.targets), values, deviations, discrepancies, runs)

    @property
    def rules(self) -> Rules:
        """How the waves go."""
        points = self.points or max(16, POINTS * len(self.parameters))
        return Rules(self.waves, points, self.last, self.cutoff, self.ruling == "second", self.level)

    @property
    def counts_statistics(self) -> bool:
        """Whether the runs must be counted for the pattern checks too."""
        return any(target.statistic for target in self.targets)
