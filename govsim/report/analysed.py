"""The analysis of a sweep as it lies in its folder: tables with their words, and what they found."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from govsim.analysis.studies import FOLDER, analyse_store
from govsim.errors import InputError
from govsim.store import Store

NAME = "analysis.json"
Words = Mapping[str, str]


@dataclass(frozen=True)
class Section:
    """One analysis: its title, what it found in words, its table and what the columns are called."""

    id: str
    title: Words
    findings: Sequence[Words]
    table: pd.DataFrame
    columns: Mapping[str, Words]

    def called(self, column: str, lang: str) -> str:
        """Return what a column is called."""
        return str(self.columns.get(column, {}).get(lang, column))


@dataclass(frozen=True)
class Analysed:
    """The analysis of a sweep. `about`: what analysis.json says besides the tables."""

    about: Mapping[str, Any]
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section | None:
        """Return an analysis by id, None where the design's method does not give it."""
        return next((each for each in self.sections if each.id == name), None)


def analysed(store: Store) -> Analysed:
    """Return the analysis in the store's folder; it is made where it is missing or older than the runs.

    Raises InputError where the files are damaged.
    """
    path = store.folder / FOLDER / NAME
    if not path.is_file() or _read(path).get("fingerprint") != store.fingerprint:
        analyse_store(store)
    about = _read(path)
    try:
        return Analysed(about, tuple(_section(path.parent, each) for each in about["analyses"]))
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise _damaged(path, failure) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise ValueError("not a table")
        return found
    except (OSError, ValueError) as failure:
        raise _damaged(path, failure) from None


def _section(folder: Path, row: Mapping[str, Any]) -> Section:
    name = Path(row["files"]["parquet"]).name
    table = pd.read_parquet(folder / name)
    return Section(str(row["id"]), row["title"], row["findings"], table, row["columns"])


def _damaged(path: Path, failure: Exception) -> InputError:
    return InputError(
        f"{path}：读不出分析结果（{failure}）。请重新运行 govsim analyse。",
        f"{path}: the analysis cannot be read ({failure}). Run govsim analyse again.",
    )
