"""A run's folder: Parquet for programs, CSV for people, two manifests; written whole or not at all.

`run.json` and the tables depend on the scenario and the seed alone; what differs from machine to machine (seconds,
memory) is in `environment.json`.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.csv

from govsim.errors import GovsimError
from govsim.records.run import Run

FORMAT = 1
MANIFEST = "run.json"
ENVIRONMENT = "environment.json"
_MARK = "\ufeff".encode()  # without it Excel reads Chinese as another encoding
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # Excel would calculate cells that begin so
_CASES, _COUNTS, _STOCKS = "cases.parquet", "counts.parquet", "stocks.parquet"


class DiskError(GovsimError):
    """A file or folder that cannot be written or read: which one, why, and what to do."""

    exit_code = 5

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the path and the system's reason."""
        self.path, self.reason = path, reason
        super().__init__(
            f"{path}：无法写入或读取（{reason}）。请检查磁盘空间和权限，或换一个文件夹。",
            f"{path}: cannot be written or read ({reason}). Check space and permissions, or choose another folder.",
        )

    def __reduce__(self) -> tuple[type["DiskError"], tuple[Path, str]]:
        """An error that a worker process raises arrives whole."""
        return type(self), (self.path, self.reason)


def write(run: Run, folder: Path) -> Path:
    """Write the run into `folder`, replacing a run that lies there; return the folder.

    Raises DiskError if the disk is full, the place cannot be written, or the folder holds something else.
    """
    with _disk_errors(folder):
        _refuse_others(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".part", dir=folder.parent))
        try:
            _write_all(run, draft)
            draft.chmod(0o755)
            _swap(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return folder


def read(folder: Path) -> Run:
    """Read a run that `write` wrote. Raises DiskError if the folder holds none, or a newer or damaged one."""
    with _disk_errors(folder, ValueError, KeyError):
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise OSError(f"format {manifest['format']} of the run is not known")
        environment = json.loads((folder / ENVIRONMENT).read_text(encoding="utf-8"))
        counts = pd.read_parquet(folder / _COUNTS)
        measures = tuple(manifest.pop("measures"))
        shape = (manifest.pop("weeks"), len(manifest["rows"]), len(measures))
        manifest |= {key: tuple(manifest[key]) for key in ("rows", "communities")}
        manifest["start"] = date.fromisoformat(manifest["start"])
        stocks = _read_stocks(folder / _STOCKS, manifest.pop("stocks"))
        del manifest["format"]
        array = np.ascontiguousarray(counts[list(measures)].to_numpy(np.float64).reshape(shape))
        cases = pd.read_parquet(folder / _CASES)
        return Run(**manifest, **environment, counts=array, measures=measures, stocks=stocks, cases=cases)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table for spreadsheets: UTF-8 with a mark, no cell of text that would be calculated."""
    columns = {name: _harmless(frame[name]) for name in frame}
    with path.open("wb") as stream:
        stream.write(_MARK)
        pyarrow.csv.write_csv(pyarrow.table(columns), stream)


def _harmless(cells: "pd.Series[Any]") -> pyarrow.Array:
    """Return the cells, text with an apostrophe before what a spreadsheet would take for a formula."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        names = pyarrow.array([guarded(name) for name in cells.cat.categories], pyarrow.string())
        return names.take(pyarrow.array(cells.cat.codes, mask=cells.isna().to_numpy()))
    if pd.api.types.is_numeric_dtype(cells):
        return pyarrow.array(cells, from_pandas=True)
    return pyarrow.array([guarded(cell) for cell in cells], pyarrow.string(), from_pandas=True)


def guarded(cell: Any) -> Any:
    """Return a cell, text with an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all. Raises DiskError."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises DiskError."""
    with _disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.part")
        try:
            draft.write_bytes(content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _write_all(run: Run, folder: Path) -> None:
    run.table("counts").to_parquet(folder / _COUNTS, index=False)
    _stocks_frame(run.stocks).to_parquet(folder / _STOCKS, index=False)
    for name in run.tables():
        if name != "counts":  # all of it is in the Parquet file; as CSV it would be hundreds of columns
            frame = run.table(name)
            frame.to_parquet(folder / f"{name}.parquet", index=False)
            write_csv(frame, folder / f"{name}.csv")
    _write_json(folder / ENVIRONMENT, _environment(run))
    _write_json(folder / MANIFEST, _manifest(run))


def _manifest(run: Run) -> dict[str, Any]:
    keys = ("scenario", "title", "seed", "rows", "communities", "fingerprint", "sizes", "parameters", "measures")
    stocks = {name: list(stock.shape) for name, stock in run.stocks.items()}
    plain = {key: getattr(run, key) for key in keys}
    return {"format": FORMAT, **plain, "start": run.start.isoformat(), "weeks": run.weeks, "stocks": stocks}


def _environment(run: Run) -> dict[str, Any]:
    keys = ("versions", "seconds", "state_bytes_per_resident", "peak_rss_bytes", "command")
    return {key: getattr(run, key) for key in keys}


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def _stocks_frame(stocks: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return all stocks below each other, each flattened in the order of its axes (weeks first)."""
    names = np.repeat(list(stocks), [stock.size for stock in stocks.values()])
    values = [np.asarray(stock, np.float64).ravel() for stock in stocks.values()]
    return pd.DataFrame({"stock": pd.Categorical(names), "value": np.concatenate(values) if values else []})


def _read_stocks(path: Path, shapes: Mapping[str, list[int]]) -> dict[str, np.ndarray]:
    frame = pd.read_parquet(path)
    values, names = frame["value"].to_numpy(np.float64), frame["stock"].to_numpy()
    return {name: values[names == name].reshape(shape) for name, shape in shapes.items()}


def _refuse_others(folder: Path) -> None:
    """Raises OSError if there is something at `folder` that is neither empty nor a run."""
    if folder.exists() and not (folder / MANIFEST).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OSError("there is something else here, which is not overwritten; choose another folder")


def _swap(draft: Path, folder: Path) -> None:
    """Put the finished draft in its place; an older run disappears only after that."""
    old = draft.with_suffix(".old")
    if folder.exists():
        folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        with suppress(OSError):
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _disk_errors(path: Path, *kinds: type[Exception]) -> Iterator[None]:
    """Turn errors of the disk, and of further kinds, into DiskError, which says which path and what to do."""
    caught: tuple[type[Exception], ...] = (OSError, *kinds)
    try:
        yield
    except caught as error:
        raise DiskError(path, str(error)) from error
