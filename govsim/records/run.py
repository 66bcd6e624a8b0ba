"""A finished run as plain arrays and tables: no model, no agents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from govsim.engine import codes

HOURS_A_WEEK = 168
Derived = TypeVar("Derived")

# Columns of the table of cases: integer codes on the way in, names afterwards.
_NAMED: Mapping[str, tuple[str, ...]] = {
    "klass": codes.CLASSES,
    "entry": codes.CHANNELS,
    "channel": codes.CHANNELS,
    "tier": codes.TIERS,
    "found_by": codes.FINDERS,
    "category": codes.CATEGORIES,
    "schedule": codes.SCHEDULES,
    "age": codes.AGES,
    "state": codes.STATES,
}
_TIMES = ("arose", "reported", "reached", "responded", "closed")
_FLAGS = ("resolved", "satisfied", "formal", "recorded", "hotline")
CASE_COLUMNS = (
    "person", "arose", "issue", "klass", "entry", "channel", "tier", "found_by", "grid", "community", "category",
    "schedule", "age", "state", "reported", "reached", "responded", "closed", "resolved", "satisfied", "sessions",
    "transfers", "avoidable", "reopened", "failures", "formal", "recorded", "hotline",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Run:
    """One simulated run: what was counted, week by week, and where it comes from.

    `counts` (weeks, rows, measures): events and hours of each week. `rows`: `grid:g1`..., then `category:...`,
    `schedule:...`, `age:...` (the same events by the resident concerned), then `issue:...` (by kind of matter).
    `communities`: the community of each grid row. `stocks`: state at each week's end, name -> (weeks, ...); those with
    as many columns as there are rows follow `rows`, those with one column a grid follow the grid rows.
    `cases`: one row a case, see `case_table`; times in hours from the first measured hour, NaN = not (yet).
    `sizes`: residents, adults, households, workers, groups, offices... `seconds`: setup, simulate.
    """

    scenario: str
    title: Mapping[str, str]
    seed: int
    start: date
    counts: np.ndarray
    rows: tuple[str, ...]
    communities: tuple[str, ...]
    stocks: Mapping[str, np.ndarray]
    cases: pd.DataFrame
    fingerprint: str
    sizes: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    state_bytes_per_resident: float = 0.0
    peak_rss_bytes: int = 0
    command: str = ""
    measures: tuple[str, ...] = codes.MEASURES

    def __post_init__(self) -> None:
        """Raises ValueError if the parts of the run do not fit together."""
        expected = (self.weeks, len(self.rows), len(self.measures))
        if self.counts.shape != expected:
            raise ValueError(f"counts have the shape {self.counts.shape}, expected {expected}")
        if len(self.communities) != len(self.grids):
            raise ValueError(f"{len(self.communities)} communities given for {len(self.grids)} grids")
        wrong = [name for name, stock in self.stocks.items() if len(stock) != self.weeks]
        if wrong:
            raise ValueError(f"stocks without one entry a week: {', '.join(wrong)}")
        missing = [column for column in CASE_COLUMNS if column not in self.cases]
        if missing:
            raise ValueError(f"the table of cases lacks: {', '.join(missing)}")

    @property
    def weeks(self) -> int:
        """Measured weeks."""
        return int(self.counts.shape[0])

    @property
    def hours(self) -> int:
        """Measured hours."""
        return self.weeks * HOURS_A_WEEK

    @cached_property
    def grids(self) -> tuple[str, ...]:
        """Labels of the grid rows, which come first."""
        return self.rows_of("grid")

    @property
    def groups(self) -> tuple[str, ...]:
        """Labels of the rows of residents by category, schedule and age."""
        return self.rows_of("category") + self.rows_of("schedule") + self.rows_of("age")

    @property
    def issues(self) -> tuple[str, ...]:
        """Labels of the rows of kinds of matters."""
        return self.rows_of("issue")

    def rows_of(self, kind: str) -> tuple[str, ...]:
        """Return the labels that begin with the kind and a colon."""
        return tuple(label for label in self.rows if label.startswith(f"{kind}:"))

    def date_of(self, week: int) -> date:
        """Return the first day of a measured week, counted from 0."""
        return self.start + timedelta(weeks=week)

    @cached_property
    def case_arrays(self) -> Mapping[str, np.ndarray]:
        """The columns of the table of cases as arrays, made once; names as their codes, -1 = none."""
        named = {column for column in self.cases if isinstance(self.cases[column].dtype, pd.CategoricalDtype)}
        return {
            str(column): (self.cases[column].cat.codes if column in named else self.cases[column]).to_numpy()
            for column in self.cases
        }

    @cached_property
    def column_of(self) -> Mapping[str, int]:
        """Measure -> its place in the last axis of `counts`."""
        return {name: column for column, name in enumerate(self.measures)}

    def derived(self, function: "Callable[[Run], Derived]") -> "Derived":
        """Return what a function makes of this run, computed once."""
        kept = self.__dict__.setdefault("_derived", {})
        if function not in kept:
            kept[function] = function(self)
        found: Derived = kept[function]
        return found

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the run by name; `tables()` lists them. Raises KeyError for another name."""
        if name not in _TABLES:
            raise KeyError(f"no table {name!r}; there are {', '.join(self.tables())}")
        return _TABLES[name](self)

    @staticmethod
    def tables() -> tuple[str, ...]:
        """Return the names of all tables."""
        return tuple(_TABLES)


_TABLES: dict[str, Callable[[Run], pd.DataFrame]] = {}


def table_named(name: str) -> Callable[[Callable[[Run], pd.DataFrame]], Callable[[Run], pd.DataFrame]]:
    """Make a function of a run one of its tables; the outcomes' tables are declared in `measures`."""

    def declare(function: Callable[[Run], pd.DataFrame]) -> Callable[[Run], pd.DataFrame]:
        _TABLES[name] = function
        return function

    return declare


@table_named("cases")
def _cases(run: Run) -> pd.DataFrame:
    return run.cases


@table_named("parameters")
def _parameters(run: Run) -> pd.DataFrame:
    return pd.DataFrame({"parameter": list(run.parameters), "value": list(run.parameters.values())})


@table_named("counts")
def _counts(run: Run) -> pd.DataFrame:
    """Everything that was counted: a row for each week and row label, a column for each measure."""
    frame = pd.DataFrame(run.counts.reshape(-1, len(run.measures)), columns=list(run.measures))
    rows = pd.Categorical(np.tile(run.rows, run.weeks), categories=list(run.rows))
    weeks = np.repeat(np.arange(run.weeks), len(run.rows))
    return pd.concat([pd.DataFrame({"week": weeks, "row": rows}), frame], axis=1)


def case_table(
    columns: Mapping[str, np.ndarray], issues: Sequence[str], grids: Sequence[str], communities: Sequence[str]
) -> pd.DataFrame:
    """Return the table of cases from arrays of equal length, one for each of CASE_COLUMNS.

    Integer codes become names: those of `engine.codes`, of the issues, the grids and the communities; -1 = none.
    Times stay hours (float, NaN = not yet). Raises KeyError for a missing column.
    """
    named = {**_NAMED, "issue": tuple(issues), "grid": tuple(grids), "community": tuple(communities)}
    frame = pd.DataFrame(index=pd.RangeIndex(len(columns["person"])))
    for column in CASE_COLUMNS:
        values = np.asarray(columns[column])
        if column in named:
            names = pd.Index(named[column])
            frame[column] = pd.Categorical.from_codes(values.astype(np.int32), categories=names)
        else:
            frame[column] = values.astype(_type_of(column))
    return frame


def _type_of(column: str) -> type[np.generic]:
    if column in _TIMES:
        return np.float64
    return np.bool_ if column in _FLAGS else np.int32
