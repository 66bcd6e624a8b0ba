"""What a choice changed: paired differences of what the lesson shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from govsim.analysis import paired
from govsim.lessons.runs import Result
from govsim.lessons.specification import Lesson, Shown
from govsim.measures import outcomes_known


@dataclass(frozen=True)
class Row:
    """A value without and with a choice: means over the seeds, their difference, its interval of chance (95 %)."""

    label: str
    outcome: str
    base: float
    other: float
    difference: float
    low: float
    high: float
    runs: int

    @property
    def sign(self) -> int:
        """Return 1 or -1 where the interval excludes 0, else 0: it cannot be told."""
        return int(self.low > 0) - int(self.high < 0)

    @property
    def side(self) -> Literal["better", "worse", "untold"]:
        """Return untold where the interval holds 0, or the outcome has no agreed direction."""
        direction = outcomes_known()[self.outcome].direction
        if direction == "none" or not self.sign:
            return "untold"
        return "better" if (self.sign > 0) == (direction == "up") else "worse"

    @property
    def mark(self) -> str:
        """Return ▲ better, ▼ worse, ≈ cannot be told, or the way of a change that is neither good nor bad by itself."""
        return {"better": "▲", "worse": "▼", "untold": {0: "≈", 1: "↑", -1: "↓"}[self.sign]}[self.side]


def differences(lesson: Lesson, base: Sequence[Result], team: Sequence[Result]) -> tuple[Row, ...]:
    """Return a row for everything that the lesson shows; both results in the order of the same seeds."""
    return tuple(row(each, base, team) for each in lesson.values)


def row(shown: Shown, base: Sequence[Result], team: Sequence[Result]) -> Row:
    """Return the difference of one value. Raises ValueError where the numbers of runs differ."""
    first, second = ([each[shown.label][shown.outcome] for each in results] for results in (base, team))
    found = paired(first, second)
    return Row(
        shown.label, shown.outcome, found.base, found.other, found.difference, found.low, found.high, found.runs
    )
