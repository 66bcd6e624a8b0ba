"""Texts of the commands, one file a language; both hold the same keys and the same {places to fill in}.

`notes.zh.toml` says in Chinese where a number or a measure comes from, `units.zh.toml` the units of parameters; the
English stands beside the number itself.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Texts:
    """The texts of one language; `Texts("zh").say("run.page", path=...)`."""

    lang: str

    def say(self, key: str, **values: object) -> str:
        """Return the text under a key, filled in. Raises KeyError for a key that does not exist."""
        return texts(self.lang)[key].format(**values)


@cache
def texts(lang: str) -> Mapping[str, str]:
    """Return all texts of a language by `table.key`."""
    return _read(f"{lang}.toml")


def note(name: str, english: str, lang: str) -> str:
    """Return the source note of a parameter (`contact.patience`) or a measure (`policies.roster`) in a language.

    English stands in where no Chinese is known: that is so for measures of installed packages only.
    """
    return notes().get(name, english) if lang == "zh" else english


@cache
def notes() -> Mapping[str, str]:
    """Return all Chinese source notes by full name."""
    return _read("notes.zh.toml")


def capital(text: str) -> str:
    """Return a text as a line or a sentence begins."""
    return f"{text[:1].upper()}{text[1:]}"


def unit(name: str, english: str, lang: str) -> str:
    """Return the unit of a parameter (`h/week`) in a language; what has no Chinese (`logit`) is the same in both.

    What is counted has a word of its own in Chinese, so the parameter's full name is asked for.
    """
    known = _units().get(f"{english}.{name}") or _units().get(f"unit.{english}", english)
    return known if lang == "zh" else english


@cache
def _units() -> Mapping[str, str]:
    return _read("units.zh.toml")


def _read(name: str) -> Mapping[str, str]:
    content = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return {f"{table}.{key}": text for table, rows in tomllib.loads(content).items() for key, text in rows.items()}
