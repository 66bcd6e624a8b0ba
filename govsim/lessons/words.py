"""Words of the printed lesson: its texts, and how values are named and shown."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from govsim.analysis import number
from govsim.lessons.results import Row
from govsim.measures import labels, outcomes_known

FILE = Path(__file__).with_name("texts.toml")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """The texts in one language; `Words("zh")["question"]`."""

    lang: str

    def __post_init__(self) -> None:
        """Raises ValueError for a language other than zh and en."""
        if self.lang not in LANGUAGES:
            raise ValueError(f"no texts in {self.lang!r}; there are {', '.join(LANGUAGES)}")

    def __getitem__(self, key: str) -> str:
        """Return a text."""
        return str(_texts()[self.lang][key])

    def list(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(map(str, _texts()[self.lang][key]))

    def say(self, key: str, **values: object) -> str:
        """Return a text, filled in."""
        return self[key].format(**values)

    def value(self, outcome: str, label: str) -> str:
        """Return what a value is called: the outcome, and of whom if not of all."""
        name = outcomes_known()[outcome].label[self.lang]
        whose = "" if label == "place" else labels().get(label, {}).get(self.lang, label)
        left, right = "（）" if self.lang == "zh" else (" (", ")")
        return f"{name[:1].upper()}{name[1:]}{left}{whose}{right}" if whose else f"{name[:1].upper()}{name[1:]}"

    def unit(self, outcome: str) -> str:
        """Return the unit of an outcome's difference."""
        return outcomes_known()[outcome].points[self.lang]


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def side_of(row: Row) -> str:
    """Return better, worse, or an empty text: the interval holds 0, or the outcome has no agreed direction."""
    direction = outcomes_known()[row.outcome].direction
    if direction == "none" or not row.sign:
        return ""
    return "better" if (row.sign > 0) == (direction == "up") else "worse"


def mark_of(row: Row) -> str:
    """Return ▲ better, ▼ worse, ≈ cannot be told, or the way of a change that is neither good nor bad by itself."""
    side = side_of(row)
    return {"better": "▲", "worse": "▼"}.get(side) or {0: "≈", 1: "↑", -1: "↓"}[row.sign]


def signed(value: float) -> str:
    """Return a difference as it is shown, with its sign; a dash where there is none."""
    if value != value:
        return "—"
    return f"+{number(value)}" if value > 0 else number(value)


def shown(value: float | None) -> str:
    """Return a number as it is shown; a dash where there is none."""
    return "—" if value is None or value != value else number(value)


def interval(low: float | None, high: float | None) -> str:
    """Return an interval as it is shown."""
    return "—" if low is None or high is None or low != low else f"{signed(low)} … {signed(high)}"
