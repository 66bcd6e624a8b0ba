"""A sweep as its analyses see it, and what an analysis gives back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from govsim.analysis.contrasts import Asked
from govsim.analysis.responses import Pairing, against_first, by_seed, contrasted, drawn, levels
from govsim.measures import PLACE, outcomes_known
from govsim.measures.catalogue import Direction

SAMPLED = ("latin-hypercube", "sobol", "morris")
GRID, ONE_AT_A_TIME = "grid", "one-at-a-time"


class Finding(NamedTuple):
    """A sentence in both languages, and the outcome it is about ("": several)."""

    outcome: str
    zh: str
    en: str


class Analysis(NamedTuple):
    """A table and what it says. `id`: the name of the table's files."""

    id: str
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Study:
    """The frames of a sweep and what its design says about them.

    `points`: index point, a column for each factor; `runs`: point, draw, seed, label, outcome, value; `draws`: index
    draw, a column for each assumed parameter. `outcomes`: those to analyse, in order. `contrast`: factor and base.
    `bounds`: of the factors of a sampled design. `second_order`: whether a Sobol design has the points for pairs.
    """

    points: pd.DataFrame
    runs: pd.DataFrame
    method: str
    outcomes: tuple[str, ...]
    draws: pd.DataFrame = field(default_factory=pd.DataFrame)
    asked: Asked = field(default_factory=Asked)
    contrast: tuple[str, Any] | None = None
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    second_order: bool = False

    @cached_property
    def pairings(self) -> list[Pairing]:
        """Which points are compared: levels of the contrast with its base; without one, those with the first."""
        compared = contrasted(self.points, *self.contrast) if self.contrast else []
        if self.method in SAMPLED or len(self.points) < 2:
            return []
        if self.method == ONE_AT_A_TIME:
            told = self.contrast[0] if self.contrast else None
            return [*compared, *(each for each in against_first(self.points) if each.factor != told)]
        single = self.method == GRID and len(self.points.columns) == 1
        if compared or (self.method == GRID and not single):
            return compared
        return self._from_first() if single else against_first(self.points)

    @cached_property
    def labels(self) -> list[str]:
        """The groups of residents that the runs hold."""
        return [label for label in dict.fromkeys(self.runs["label"]) if label != PLACE]

    @cached_property
    def has_draws(self) -> bool:
        """Whether assumptions were varied at some points."""
        return bool((self.runs["draw"] >= 0).any())

    def table(self, outcome: str, label: str = PLACE) -> pd.DataFrame:
        """Return an outcome as points x seeds; points without a run are rows of NaN."""
        return by_seed(self.runs, outcome, label).reindex(self.points.index)

    def drawn(self, outcome: str) -> pd.DataFrame:
        """Return the means of an outcome as draws x points."""
        return drawn(self.runs, outcome)

    def settings(self, points: Iterable[Any]) -> list[dict[str, Any]]:
        """Return the levels of those factors in which the points differ, for each point."""
        chosen = self.points.loc[list(points)]
        rows: list[Any] = chosen[[name for name in chosen.columns if chosen[name].nunique() > 1]].to_dict("records")
        return rows

    def direction(self, outcome: str) -> Direction:
        """Return which way of an outcome is better."""
        return outcomes_known()[outcome].direction

    def _from_first(self) -> list[Pairing]:
        factor = str(self.points.columns[0])
        return contrasted(self.points, factor, levels(self.points, factor)[0])
