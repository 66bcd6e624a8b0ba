"""Words of the printed lesson: its texts, and how values are named and shown."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from govsim.analysis import signed
from govsim.locale import capital
from govsim.measures import PLACE, labels, outcomes_known

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
        """Return what a value is called, where a line begins with it."""
        return capital(value_name(outcome, label, self.lang))

    def unit(self, outcome: str) -> str:
        """Return the unit of an outcome's difference."""
        return outcomes_known()[outcome].points[self.lang]


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def value_name(outcome: str, label: str, lang: str) -> str:
    """Return what a value is called: the outcome, and of whom if not of all."""
    name = outcomes_known()[outcome].label[lang]
    if label == PLACE:
        return name
    whose = labels().get(label, {}).get(lang, label)
    return f"{name}（{whose}）" if lang == "zh" else f"{name} ({whose})"


def interval(low: float | None, high: float | None) -> str:
    """Return an interval as it is shown."""
    return "—" if low is None or high is None or low != low else f"{signed(low)} … {signed(high)}"
