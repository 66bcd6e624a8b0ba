"""Texts of the page in two languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from govsim.locale import capital
from govsim.measures import headline

FILE = Path(__file__).with_name("texts.toml")


@cache
def words(lang: str) -> Mapping[str, str]:
    """Return the texts of a language by name."""
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tables[lang]


@cache
def outcomes(lang: str) -> list[dict[str, str]]:
    """Return the headline outcomes as the page shows them."""
    return [
        {"id": each.id, "label": capital(each.label[lang]), "unit": each.unit[lang],
         "definition": each.definition[lang]}
        for each in headline()
    ]  # fmt: skip
