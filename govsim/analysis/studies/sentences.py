"""Sentences of the analyses, in both languages at once."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import isfinite
from pathlib import Path

from govsim.analysis.studies.study import Finding
from govsim.measures import outcomes_known
from govsim.parameters import parameters

FILE = Path(__file__).with_name("sentences.toml")
TITLES = Path(__file__).with_name("titles.toml")
LANGUAGES = ("zh", "en")
_PARAMETER = "parameters."


@cache
def titles() -> Mapping[str, Mapping[str, str]]:
    """Return the title of each analysis, zh and en."""
    return _rows("titles")


@cache
def columns() -> Mapping[str, Mapping[str, str]]:
    """Return what the columns of the tables are called, zh and en."""
    return _rows("columns")


def _rows(name: str) -> Mapping[str, Mapping[str, str]]:
    known: Mapping[str, Mapping[str, str]] = tomllib.loads(TITLES.read_text(encoding="utf-8"))[name]
    return known


@cache
def words(lang: str) -> Mapping[str, str]:
    """Return the sentences of a language."""
    known: Mapping[str, Mapping[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return known[lang]


def say(lang: str, key: str, **values: object) -> str:
    """Return a sentence, filled in."""
    return words(lang)[key].format(**values)


def finding(outcome: str, told: Callable[[str], str]) -> Finding:
    """Return what `told` says in each language, as a finding about an outcome."""
    return Finding(outcome, *(told(lang) for lang in LANGUAGES))


def named(factor: str, lang: str) -> str:
    """Return a factor in words: an assumed parameter by its name in the language, others as the design calls them."""
    known = parameters().get(factor.removeprefix(_PARAMETER))
    return str(getattr(known, lang)) if known is not None else factor


def outcome_name(outcome: str, lang: str) -> str:
    """Return an outcome's name."""
    return outcomes_known()[outcome].label[lang]


def unit(outcome: str, lang: str) -> str:
    """Return the unit of a difference of an outcome."""
    return outcomes_known()[outcome].points[lang]


def in_words(setting: Mapping[str, object], lang: str) -> str:
    """Return factors and their levels in words."""
    return words(lang)["join"].join(f"{named(factor, lang)} = {level}" for factor, level in setting.items())


def listed(factors: Sequence[str], lang: str) -> str:
    """Return factors as a list in words."""
    return words(lang)["join"].join(named(each, lang) for each in factors)


def of_chance(lang: str, share: float) -> str:
    """Return the words for how much of the differences between points is chance, %; "" where that is not known."""
    if not isfinite(share):
        return ""
    return say(lang, "chance", share="<1" if share < 1 else f"{min(share, 100):.0f}")
