"""Texts of the commands, one file a language; both hold the same keys and the same {places to fill in}."""

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
    content = Path(__file__).with_name(f"{lang}.toml").read_text(encoding="utf-8")
    return {f"{table}.{key}": text for table, rows in tomllib.loads(content).items() for key, text in rows.items()}
