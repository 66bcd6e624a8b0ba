"""Texts of the pages: one file beside each page's code, a table for each language with the same keys."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """The texts of one file in one language; `Words(FILE, "zh")["title"]`."""

    file: Path
    lang: str

    def __getitem__(self, key: str) -> str:
        """Return a text. Raises KeyError for a key that does not exist."""
        found: str = _tables(self.file)[self.lang][key]
        return found

    def say(self, key: str, **values: object) -> str:
        """Return a text, filled in."""
        return self[key].format(**values)

    def all(self) -> dict[str, Any]:
        """Return all texts by key, for a page's own template."""
        return dict(_tables(self.file)[self.lang])


@cache
def _tables(file: Path) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
