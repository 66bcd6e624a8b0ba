"""Texts of the page in two languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from govsim.locale import capital
from govsim.measures import labels, outcomes_known
from govsim.parameters import parameters

FILE = Path(__file__).with_name("texts.toml")
LANGUAGES = ("zh", "en")


@cache
def _tables(file: Path) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """A document's words in one language, by default the page's; `Words("zh")["headline"]`."""

    lang: str
    file: Path = FILE

    def __post_init__(self) -> None:
        """Raises ValueError for a language other than zh and en."""
        if self.lang not in LANGUAGES:
            raise ValueError(f"no texts in {self.lang!r}; there are {', '.join(LANGUAGES)}")

    def __getitem__(self, key: str) -> str:
        """Return a text."""
        return _tables(self.file)[self.lang][key]

    def of(self, file: Path) -> "Words":
        """Return the words of another file in the same language."""
        return Words(self.lang, file)

    def known(self, key: str) -> str:
        """Return a text, or what follows its first underscore where there is none."""
        return _tables(self.file)[self.lang].get(key, key.partition("_")[2])

    def spoken(self, lang: str) -> "Words":
        """Return the words of the same document in a language."""
        return Words(lang, self.file)

    def outcome(self, name: str) -> str:
        """Return an outcome's name; outcomes that only a model can see carry a ring."""
        known = outcomes_known()[name]
        return f"{capital(known.label[self.lang])}{'' if known.observable else ' ○'}"

    def unit(self, name: str) -> str:
        """Return the unit of an outcome."""
        return outcomes_known()[name].unit[self.lang]

    def titled(self, name: str) -> str:
        """Return an outcome's name with its unit."""
        left, right = "（）" if self.lang == "zh" else (" (", ")")
        return f"{self.outcome(name)}{left}{self.unit(name)}{right}"

    def points(self, name: str) -> str:
        """Return the unit of an outcome's difference."""
        return outcomes_known()[name].points[self.lang]

    def definition(self, name: str) -> str:
        """Return how an outcome is defined."""
        return outcomes_known()[name].definition[self.lang]

    def parameter(self, name: str) -> str:
        """Return what a parameter is called."""
        known = parameters()[name]
        return known.zh if self.lang == "zh" else known.en

    def label(self, label: str) -> str:
        """Return the name of a part: the whole place, a group of residents, a tier."""
        words = _tables(FILE)[self.lang]["whole"] if label == "place" else labels().get(label, {}).get(self.lang, label)
        return capital(words)
