"""The catalogue of outcomes: names, units, definitions (outcomes.toml) and the function that computes each."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from govsim.measures.part import Part

FILE = Path(__file__).parent.with_name("outcomes.toml")
LABELS = Path(__file__).with_name("labels.toml")
Direction = Literal["up", "down", "none"]
Measure = Callable[[Part], float]

FUNCTIONS: dict[str, Measure] = {}


@dataclass(frozen=True)
class Outcome:
    """What an outcome is called and means. `direction`: which way is better; none = that is not agreed."""

    id: str
    label: Mapping[str, str]
    unit: Mapping[str, str]
    definition: Mapping[str, str]
    direction: Direction
    observable: bool
    headline: bool
    order: int

    @property
    def points(self) -> Mapping[str, str]:
        """The unit of a difference: percentages differ by points."""
        return {"zh": "百分点", "en": "points"} if self.unit["en"] == "%" else self.unit


def outcome(function: Measure) -> Measure:
    """Enter a function under its own name, which is the outcome's id."""
    FUNCTIONS[function.__name__] = function
    return function


def enter(name: str, function: Measure) -> None:
    """Enter a function under another name: one of a family of shares."""
    FUNCTIONS[name] = function


@cache
def outcomes_known() -> Mapping[str, Outcome]:
    """Return all outcomes by id, in the order in which they are shown."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    known = (_outcome(name, row) for name, row in rows.items())
    return {each.id: each for each in sorted(known, key=lambda each: each.order)}


def headline() -> tuple[Outcome, ...]:
    """Return the headline outcomes, in order."""
    return tuple(each for each in outcomes_known().values() if each.headline)


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Return names in two languages of row labels (`schedule:home`), kinds, states, tiers and channels."""
    tables = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    return {f"{kind}:{name}": words for kind, rows in tables.items() for name, words in rows.items()}


def _outcome(name: str, row: Mapping[str, Any]) -> Outcome:
    label = {"zh": row["zh"], "en": row["en"]}
    return Outcome(id=name, label=label, **{key: value for key, value in row.items() if key not in label})
