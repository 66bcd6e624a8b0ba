"""What the page tells in words: the order of the hour, who is in the model, what it cannot answer, how to cite it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from govsim import __version__

FILE = Path(__file__).with_name("telling.toml")
TITLE = "govsim: community governance simulator 社区治理仿真"
AUTHOR = "The govsim maintainers"


def hour(lang: str) -> list[dict[str, str]]:
    """Return the steps of an hour, in order."""
    return [_in(step, lang) for step in _tables()["hour"]]


def agents(lang: str) -> dict[str, list[dict[str, str]]]:
    """Return the levels of the place, and who is in the model."""
    return {key: [_in(each, lang) for each in _tables()[key]] for key in ("levels", "agents")}


def limits(lang: str) -> dict[str, list[dict[str, str]]]:
    """Return where the model misleads, and what it leaves unanswered."""
    return {key: [_in(each, lang) for each in _tables()[key]] for key in ("misleads", "unanswered")}


def citation(lang: str) -> dict[str, str]:
    """Return how to cite this version: in words and for BibTeX."""
    plain = {
        "zh": f"{AUTHOR}. {TITLE}（版本 {__version__}）[计算机软件]. MIT 许可证.",
        "en": f"{AUTHOR}. {TITLE} (version {__version__}) [Computer software]. MIT licence.",
    }
    entry = (f"@software{{govsim,\n  author = {{{{{AUTHOR}}}}},\n  title = {{{TITLE}}},\n"
             f"  version = {{{__version__}}},\n  license = {{MIT}}\n}}")  # fmt: skip
    return {"plain": plain[lang], "bibtex": entry}


def _in(row: dict[str, Any], lang: str) -> dict[str, str]:
    """Return the row's texts of a language: `zh` and `zh_more` become `name` and `more`."""
    return {"id": str(row.get("id", "")), "name": row[lang], "more": row.get(f"{lang}_more", "")}


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
