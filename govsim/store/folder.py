"""A store: the folder of a sweep, one file per run, named by what the run depends on."""

import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from govsim.errors import InputError
from govsim.store.atomic import disk_errors, write_whole
from govsim.store.beside import Beside, Failure
from govsim.store.design import Design, design_text, frozen
from govsim.store.runfile import PLACE, WHOLE, is_run, key_of, read_run

DESIGN, POINTS, DRAWS, SETTINGS = "design.toml", "points.parquet", "draws.parquet", "settings.parquet"
RUNS, SCENARIOS = "runs", "scenarios"
AS_ASSUMED = -1  # the draw of a run with assumptions at their values
FORMAT = "1"


class Wanted(NamedTuple):
    """A run of a design: point, assumption draw (-1: none), seed, and the name of its file."""

    point: int
    draw: int
    seed: int
    key: str


class Contents(NamedTuple):
    """What a store is made of before any run is done.

    points: index `point`, a column for each factor; draws: index `draw`, a column for each parameter; settings: point,
    draw, scenario (hash) and source (hash); scenarios: hash -> resolved scenario as canonical JSON;
    tables: name in the store -> file of a table of buildings.
    """

    design: Design
    points: pd.DataFrame
    draws: pd.DataFrame
    settings: pd.DataFrame
    scenarios: dict[str, str]
    tables: dict[str, Path]


class Store:
    """The runs of a design, done or not yet. Opening reads no run."""

    def __init__(self, folder: str | Path) -> None:
        """Open a store. Raises InputError where the folder holds none, or one of another form."""
        self.folder = Path(folder)
        self.beside = Beside(self.folder)
        self.design = _design_in(self.folder)
        self._settings = _read(self.folder / SETTINGS)

    @staticmethod
    def make(folder: Path, contents: Contents) -> "Store":
        """Write what a store is made of, or replace it by that of an extended design; runs stay. Raises DiskError."""
        for name, text in contents.scenarios.items():
            path = folder / SCENARIOS / f"{name}.json"
            if not path.exists():
                write_whole(path, text.encode())
        for name, file in contents.tables.items():
            if not (folder / name).exists():
                write_whole(folder / name, file.read_bytes())
        for name, frame in ((DRAWS, contents.draws), (POINTS, contents.points), (SETTINGS, contents.settings)):
            _write(folder / name, frame)
        write_whole(folder / DESIGN, design_text(contents.design).encode())
        return Store(folder)

    def points(self) -> pd.DataFrame:
        """Return the points: index `point`, one column for each factor (a number, or the label of the level)."""
        return _read(self.folder / POINTS)

    def draws(self) -> pd.DataFrame:
        """Return the assumption draws: index `draw`, one column for each drawn parameter; it may be empty."""
        return _read(self.folder / DRAWS)

    def settings(self) -> pd.DataFrame:
        """Return point, draw, scenario (hash) and source (hash) of everything that is run with several seeds."""
        return self._settings

    def scenario(self, point: int) -> dict[str, Any]:
        """Return the resolved scenario of a point, as plain data. Raises KeyError for a point that is not there."""
        rows = self._settings[(self._settings["point"] == point) & (self._settings["draw"] == AS_ASSUMED)]
        if rows.empty:
            raise KeyError(point)
        found: dict[str, Any] = json.loads((self.folder / SCENARIOS / f"{rows['scenario'].iloc[0]}.json").read_text())
        return found

    def path_of(self, key: str) -> Path:
        """Return the file of a run."""
        return self.folder / RUNS / key[:2] / f"{key}.parquet"

    def wanted(self, seeds: range | None = None, drawn: bool = True) -> Iterator[Wanted]:
        """Yield the runs of the design: seed by seed all points, then the draws; `seeds`: only these, for the first."""
        first = self._rows_by(AS_ASSUMED)
        for seed in self.design.seeds_of(AS_ASSUMED) if seeds is None else seeds:
            yield from (Wanted(point, draw, seed, key_of(name, seed, source)) for point, draw, name, source in first)
        for draw in range(self._drawn if drawn else 0):
            rows = self._rows_by(draw)
            for seed in self.design.seeds_of(draw):
                yield from (Wanted(point, draw, seed, key_of(name, seed, source)) for point, draw, name, source in rows)

    def done(self, seeds: range | None = None) -> Iterator[Wanted]:
        """Yield the runs of the design whose file is there; `seeds`: these without draws."""
        return (one for one in self.wanted(seeds, seeds is None) if self.path_of(one.key).exists())

    def iterate(self, label: str | None = PLACE, seeds: range | None = None) -> Iterator[tuple[Wanted, pd.DataFrame]]:
        """Yield each run that is done and its outcomes (outcome, value, label), one at a time; `seeds`: as in done."""
        for one in self.done(seeds):
            table = _of_label(self._rows(one, label == PLACE), label)
            yield one, table.to_pandas(split_blocks=True)

    def table(self, label: str | None = PLACE) -> pd.DataFrame:
        """Return whole-run outcomes of all runs done: point, draw, seed, outcome, value; all labels for None.

        A value that is not known has no row. Raises InputError where a run's file is damaged.
        """
        kept = ["outcome", "value"] if label is not None else ["label", "outcome", "value"]
        return self._gathered(lambda table: _of_label(table, label), kept, label == PLACE)

    def weekly(self) -> pd.DataFrame:
        """Return the headline outcomes of the place week by week: point, draw, seed, week, outcome, value."""
        return self._gathered(_of_weeks, ["week", "outcome", "value"], False)

    def failures(self) -> pd.DataFrame:
        """Return the runs that failed: key, point, draw, seed, reason, trace, scenario."""
        return pd.DataFrame([vars(one) for one in self.beside.failures()], columns=list(Failure.__annotations__))

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the names and contents of all runs that are done, in the order of their names."""
        digest = hashlib.sha256()
        for key in sorted({one.key for one in self.done()}):
            content = hashlib.sha256(self.path_of(key).read_bytes()).hexdigest()
            digest.update(f"{key} {content}\n".encode())
        return digest.hexdigest()

    def has(self, key: str) -> bool:
        """Return whether the run's file is there and whole."""
        return is_run(self.path_of(key), key)

    def keep(self, key: str, content: bytes) -> None:
        """Keep a run, whole or not at all. Raises DiskError."""
        write_whole(self.path_of(key), content)

    def counts(self) -> dict[str, int]:
        """Return how many different runs are wanted, done and failed."""
        wanted = done = 0
        failed = {path.stem for path in self.beside.failed.glob("*.json")}
        bad = 0
        for key in {one.key for one in self.wanted()}:
            there = self.path_of(key).exists()
            wanted, done, bad = wanted + 1, done + there, bad + (key in failed and not there)
        return {"wanted": wanted, "done": done, "failed": bad}

    @cached_property
    def _drawn(self) -> int:
        return int(self._settings["draw"].max()) + 1

    def _rows_by(self, draw: int) -> list[tuple[int, int, str, str]]:
        chosen = self._settings[self._settings["draw"] == draw]
        return list(chosen[["point", "draw", "scenario", "source"]].itertuples(index=False, name=None))

    def _rows(self, one: Wanted, place_only: bool) -> pa.Table:
        path = self.path_of(one.key)
        try:
            return read_run(path, place_only)
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path}：结果文件已损坏（{error}）。再次运行 govsim sweep 会把它移开并重做。",
                f"{path}: the run's file is damaged ({error}). govsim sweep moves it aside and does the run again.",
            ) from error

    def _gathered(self, chosen: Any, kept: Sequence[str], place_only: bool) -> pd.DataFrame:
        tables, sizes, ones = [], [], []
        for one in self.done():
            table = chosen(self._rows(one, place_only)).select(list(kept))
            tables.append(table)
            sizes.append(len(table))
            ones.append(one[:3])
        if not tables:
            return pd.DataFrame(columns=["point", "draw", "seed", *kept])
        frame: pd.DataFrame = pa.concat_tables(tables).unify_dictionaries().to_pandas()
        numbers = np.repeat(np.array(ones, np.int64), sizes, axis=0)
        for place, name in enumerate(("point", "draw", "seed")):
            frame.insert(place, name, numbers[:, place])
        return frame


def _of_label(table: pa.Table, label: str | None) -> pa.Table:
    whole = table.filter(pa.compute.equal(table["week"], WHOLE))
    return whole if label is None else whole.filter(pa.compute.equal(whole["label"], label))


def _of_weeks(table: pa.Table) -> pa.Table:
    return table.filter(pa.compute.greater(table["week"], WHOLE))


def _design_in(folder: Path) -> Design:
    path = folder / DESIGN
    try:
        return Design.model_validate(frozen(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, ValidationError) as error:
        if not os.path.lexists(path):
            raise InputError(
                f"{folder}：不是 govsim sweep 的结果文件夹（没有 {DESIGN}）。",
                f"{folder}: not a folder of govsim sweep (there is no {DESIGN}).",
            ) from None
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path}：读不懂，可能来自另一版本的 govsim，或已损坏（{error}）。",
        f"{path}: cannot be understood: of another version of govsim, or damaged ({error}).",
    )


def _read(path: Path) -> pd.DataFrame:
    try:
        table = pq.read_table(path)
        if (table.schema.metadata or {}).get(b"format") != FORMAT.encode():
            raise ValueError(f"not of format {FORMAT}")
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    frame: pd.DataFrame = table.to_pandas()
    return frame.set_index(frame.columns[0]) if path.name != SETTINGS else frame


def _write(path: Path, frame: pd.DataFrame) -> None:
    whole = frame.reset_index() if frame.index.name else frame
    table = pa.table({str(name): pa.array(whole[name].tolist()) for name in whole.columns})
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({"format": FORMAT}), sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    with disk_errors(path):
        if path.exists() and path.read_bytes() == content:
            return
    write_whole(path, content)
