"""A part of a run: the whole place, a community, a grid, a group of residents or a kind of matter, in some weeks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from govsim.measures.cases import Cases, cases_of, named
from govsim.records import Run

PLACE = "place"
DAYS_A_YEAR = 365.25
# Groups that several rows make up; `labels` of other kinds stand for one row each.
UNIONS: Mapping[str, tuple[str, ...]] = {
    "category:local": ("category:local_owner", "category:local_tenant", "category:resettled"),
    "schedule:employed": (
        "schedule:government", "schedule:enterprise", "schedule:long_hours", "schedule:shift",
        "schedule:self_employed", "schedule:night",
    ),
}  # fmt: skip
MATURE_HOURS = 60 * 24  # cases younger than that have had no time to be closed
_GROUPS = ("category", "schedule", "age")


@dataclass(frozen=True)
class Part:
    """The rows and weeks of a run that an outcome is computed over.

    `label`: "place", "community:c1", "grid:g1", "schedule:home", "schedule:employed" (a union), "issue:noise"...
    `first`, `last`: measured weeks from 0, the last one excluded.
    """

    run: Run
    label: str
    first: int
    last: int

    @property
    def kind(self) -> str:
        """What the label is of: place, community, grid, category, schedule, age or issue."""
        return self.label.partition(":")[0]

    @property
    def years(self) -> float:
        """Length in years of 365.25 days."""
        return (self.last - self.first) * 7 / DAYS_A_YEAR

    @cached_property
    def rows(self) -> np.ndarray:
        """Row numbers in the run's counts. Raises KeyError for a label that the run has not."""
        return rows_of(self.run, self.label)

    @cached_property
    def totals(self) -> np.ndarray:
        """Every count, summed over the part's rows and weeks."""
        sums: np.ndarray = self.run.counts[self.first : self.last][:, self.rows].sum(axis=(0, 1))
        return sums

    def count(self, *names: str) -> float:
        """Return the sum of the named counts over the part."""
        return float(sum(self.totals[self.run.column_of[name]] for name in names))

    def stock(self, name: str) -> float:
        """Return a stock at week ends, summed over the part's rows and weeks; NaN where it is not known.

        Stocks with one column a grid are known for places made of grids only, and none for kinds of matters.
        """
        stock = self.run.stocks.get(name)
        if stock is None or self.kind == "issue":
            return float("nan")
        by_grid = stock.shape[1] == len(self.run.grids) != len(self.run.rows)
        if by_grid and self.kind in _GROUPS:
            return float("nan")
        return float(stock[self.first : self.last][:, self.rows].sum())

    @property
    def resident_years(self) -> float:
        """Time that the residents lived in the part; of the whole place for a kind of matter."""
        part = Part(self.run, PLACE, self.first, self.last) if self.kind == "issue" else self
        return part.stock("residents") * 7 / DAYS_A_YEAR

    @cached_property
    def own(self) -> np.ndarray:
        """Which cases of the run are the part's, of all weeks."""
        if self.kind == PLACE:
            return np.ones(len(self.run.cases), np.bool_)
        members = UNIONS.get(self.label, (self.label,))
        return named(self.run, self.kind, tuple(label.partition(":")[2] for label in members))

    @cached_property
    def reported(self) -> Cases:
        """The part's cases that were reported (or found) in its weeks."""
        times = self.run.case_arrays["reported"]
        chosen = self.own & (times >= self.first * 168) & (times < self.last * 168)
        return self.run.derived(cases_of)[np.flatnonzero(chosen)]

    @cached_property
    def mature(self) -> Cases:
        """The part's cases reported at least 60 days before the end of the run."""
        return self.reported[self.reported.reported < self.run.hours - MATURE_HOURS]


def part(run: Run, label: str = PLACE, weeks: tuple[int, int] | None = None) -> Part:
    """Return a part of a run, over all measured weeks unless some are given (last one excluded)."""
    first, last = weeks or (0, run.weeks)
    return Part(run, label, first, last)


def rows_of(run: Run, label: str) -> np.ndarray:
    """Return the row numbers that a label stands for. Raises KeyError if there are none."""
    if label == PLACE:
        return np.arange(len(run.grids))
    if label.startswith("community:"):
        rows = np.flatnonzero(np.array(run.communities) == label.partition(":")[2])
    else:
        members = UNIONS.get(label, (label,))
        rows = np.flatnonzero(np.isin(np.array(run.rows), members))
    if len(rows) == 0:
        raise KeyError(f"the run has no part {label!r}")
    return rows


def ratio(numerator: float, denominator: float) -> float:
    """Return numerator / denominator, NaN where nothing was there to be counted."""
    return numerator / denominator if denominator > 0 else float("nan")
