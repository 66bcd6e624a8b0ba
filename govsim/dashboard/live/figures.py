"""The headline outcomes of a run under way: week by week, since the measures began, and by group of residents."""

from dataclasses import replace

import numpy as np

from govsim.measures import FUNCTIONS, PLACE, group_labels, headline, part
from govsim.model import Community
from govsim.records import Run

WEEK = 168
YOUNG_WEEKS = 12  # cases reported that long ago hardly change any more
Values = dict[str, float | None]


def plain(value: float) -> float | None:
    """Return a number that JSON can hold."""
    return round(value, 6) if np.isfinite(value) else None


class Weekly:
    """The headline outcomes of every week so far; weeks that can still have changed are computed again."""

    def __init__(self) -> None:
        self._weeks: dict[int, tuple[int, Values]] = {}  # week -> length of the run when computed, values

    def of(self, run: Run, thorough: bool = True) -> dict[str, list[float | None]]:
        """Return outcome -> a value a week; where it must be quick, weeks that were computed stay as they were."""
        reported = run.cases["reported"].to_numpy()
        for week in range(run.weeks):
            length = self._weeks[week][0] if week in self._weeks else 0
            if length == 0 or (thorough and length != run.weeks and length - week <= YOUNG_WEEKS):
                own = (reported >= week * WEEK) & (reported < (week + 1) * WEEK)
                self._weeks[week] = run.weeks, _values(replace(run, cases=run.cases[own]), PLACE, week, week + 1)
        return {each.id: [self._weeks[week][1][each.id] for week in range(run.weeks)] for each in headline()}


def _values(run: Run, label: str, first: int, last: int) -> Values:
    whole = part(run, label, (first, last))
    return {each.id: plain(FUNCTIONS[each.id](whole)) for each in headline()}


def since(run: Run, first: int) -> Values:
    """Return the headline outcomes of the weeks from `first` on; None where there is nothing to count yet."""
    if run.weeks <= first:
        return {each.id: None for each in headline()}
    return _values(run, PLACE, first, run.weeks)


def by_group(run: Run, outcome: str, first: int) -> dict[str, float | None]:
    """Return group -> an outcome over the weeks from `first` on."""
    if run.weeks <= first:
        return {}
    return {
        label: plain(FUNCTIONS[outcome](part(run, label, (first, run.weeks)))) for label in group_labels(run)
    }  # fmt: skip


def ticker(model: Community) -> dict[str, int]:
    """Return what was counted in the current week so far."""
    from govsim.engine.codes import MEASURES

    names = ("tried", "tried_in_vain", "contacts", "visits_opened", "resolved", "activities")
    return {name: round(model.counted(MEASURES.index(name))) for name in names}
