"""A study, read: design, tables, and what every run came to. Read in threads, never changed, shared by pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from govsim.analysis.studies import FOLDER
from govsim.analysis.studies.folder import study_of
from govsim.analysis.studies.study import Study
from govsim.dashboard.studies.shelf import Entry, damaged, document_of
from govsim.store import Store

RUNS = "runs.parquet"
_MOST_OPEN = 4


@dataclass(frozen=True, eq=False)
class Content:
    """A study that can be drawn. `about`: analysis.json; `runs`: point, draw, seed, outcome, value of the place."""

    entry: Entry
    store: Store
    about: Mapping[str, Any]
    runs: pd.DataFrame

    @cached_property
    def study(self) -> Study:
        """The study as its analyses see it."""
        return study_of(self.store, self.runs, self.outcomes)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that were analysed, primary ones first."""
        return tuple(str(name) for name in self.about["names"])

    @cached_property
    def draws(self) -> int:
        """How many assumption draws there are."""
        return len(self.store.draws())

    def table(self, name: str) -> pd.DataFrame | None:
        """Return a table of the analysis, None where the design does not give it. Raises InputError if damaged."""
        if all(each["id"] != name for each in self.about["analyses"]):
            return None
        return _table(self.entry.folder / FOLDER / f"{name}.parquet", str(self.about["fingerprint"]))


def is_ready(entry: Entry) -> bool:
    """Whether a study can be drawn as it is: its analysis and the table of its runs are there and go together."""
    return entry.state == "analysed" and _mark(entry) == document_of(entry.folder)["fingerprint"]


def _mark(entry: Entry) -> str:
    """Return the fingerprint that the table of runs was written for, "" where there is none."""
    try:
        found = pq.read_schema(entry.folder / FOLDER / RUNS).metadata or {}
    except (OSError, ValueError):
        return ""
    return bytes(found.get(b"fingerprint", b"")).decode()


def content_of(entry: Entry) -> Content:
    """Return a study that is ready. Raises InputError where a file is damaged."""
    return _read(entry, _mark(entry))


@lru_cache(_MOST_OPEN)
def _read(entry: Entry, mark: str) -> Content:
    path = entry.folder / FOLDER / RUNS
    try:
        table: pa.Table = pq.read_table(path)
        runs: pd.DataFrame = table.to_pandas()
        runs = runs.astype({"outcome": "category"})[["point", "draw", "seed", "outcome", "value"]]
    except (OSError, ValueError, KeyError) as failure:
        raise damaged(path, failure) from None
    return Content(entry, Store(entry.folder), document_of(entry.folder), runs)


@lru_cache(4 * _MOST_OPEN)
def _table(path: Path, fingerprint: str) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as failure:
        raise damaged(path, failure) from None
