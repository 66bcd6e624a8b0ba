"""What outcomes need of cases: arrays instead of a table, since a sweep computes a thousand outcomes of every run."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from govsim.records import Run

_DISPUTES = ("dispute", "organisation_dispute")


@dataclass(frozen=True)
class Cases:
    """Cases in the order of the run's table, an array each. Times: hours, NaN = not (yet).

    `over`: closed now; `closed` also holds hours of withdrawals and of closings before a return. `local`: the tier.
    """

    reported: np.ndarray
    responded: np.ndarray
    closed: np.ndarray
    resolved: np.ndarray
    satisfied: np.ndarray
    recorded: np.ndarray
    reopened: np.ndarray
    over: np.ndarray
    dispute: np.ndarray
    local: np.ndarray
    by_resident: np.ndarray

    def __len__(self) -> int:
        return len(self.reported)

    def __getitem__(self, chosen: np.ndarray) -> Self:
        """Return the chosen cases: flags or row numbers."""
        return type(self)(*(getattr(self, each.name)[chosen] for each in fields(self)))


def cases_of(run: Run) -> Cases:
    """Return all cases of a run."""
    arrays = run.case_arrays
    return Cases(
        reported=arrays["reported"], responded=arrays["responded"], closed=arrays["closed"],
        resolved=arrays["resolved"], satisfied=arrays["satisfied"], recorded=arrays["recorded"],
        reopened=arrays["reopened"], over=named(run, "state", ("closed",)), dispute=named(run, "klass", _DISPUTES),
        local=named(run, "tier", ("local",)), by_resident=named(run, "found_by", ("resident",)),
    )  # fmt: skip


def named(run: Run, column: str, names: tuple[str, ...]) -> np.ndarray:
    """Return which cases have one of the names in a column of names."""
    categories = run.cases[column].cat.categories
    wanted = np.array([*(name in names for name in categories), False])  # the last for -1, no name
    found: np.ndarray = wanted[run.case_arrays[column]]
    return found
