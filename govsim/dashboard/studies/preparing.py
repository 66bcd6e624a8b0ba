"""The analysis of a study in a process of its own: what `govsim analyse` writes, and a table of all its runs."""

import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from govsim.analysis.studies import FOLDER, analyse_store
from govsim.dashboard.studies.content import RUNS
from govsim.errors import GovsimError
from govsim.measures import PLACE
from govsim.store import Store
from govsim.store.atomic import write_whole

Told = Callable[[int, int], None]
EVERY = 20  # runs between two words on progress


class Counted:
    """A store that tells how many of its runs were read, and keeps what the place came to in each."""

    def __init__(self, store: Store, told: Told) -> None:
        """Takes the store and whom to tell runs read and runs done."""
        self.store, self.told, self.kept = store, told, list[pd.DataFrame]()
        self.folder, self.design = store.folder, store.design
        self.number = store.counts()["done"]

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the runs."""
        return self.store.fingerprint

    def points(self) -> pd.DataFrame:
        """Return the points."""
        return self.store.points()

    def draws(self) -> pd.DataFrame:
        """Return the assumption draws."""
        return self.store.draws()

    def counts(self) -> dict[str, int]:
        """Return how many runs are wanted, done and failed."""
        return self.store.counts()

    def iterate(self, label: str | None = PLACE) -> Iterator[tuple[Any, pd.DataFrame]]:
        """Yield the runs, one at a time."""
        for place, (run, table) in enumerate(self.store.iterate(label)):
            own = table[table["label"] == PLACE][["outcome", "value"]]
            self.kept.append(own.assign(point=run.point, draw=run.draw, seed=run.seed))
            if place % EVERY == 0:
                self.told(place, self.number)
            yield run, table
        self.told(self.number, self.number)


def prepare(folder: Path, told: Told) -> None:
    """Analyse a study and write the table of its runs beside the analysis. Raises GovsimError."""
    counted = Counted(Store(folder), told)
    about = analyse_store(counted)
    runs = pd.concat(counted.kept, ignore_index=True)
    chosen = runs[runs["outcome"].isin(list(about["names"]))]
    write_runs(folder / FOLDER / RUNS, chosen, str(about["fingerprint"]))


def write_runs(path: Path, runs: pd.DataFrame, fingerprint: str) -> None:
    """Write the table of runs with the fingerprint of the runs that it holds. Raises DiskError."""
    columns = {
        "point": pa.array(runs["point"], pa.int32()), "draw": pa.array(runs["draw"], pa.int32()),
        "seed": pa.array(runs["seed"], pa.int64()), "outcome": pa.array(runs["outcome"].astype(str)),
        "value": pa.array(runs["value"], pa.float64()),
    }  # fmt: skip
    table = pa.table(columns).replace_schema_metadata({"fingerprint": fingerprint})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    write_whole(path, sink.getvalue().to_pybytes())


def serve(pipe: Connection, folder: str) -> None:
    """Prepare a study and tell how it goes: ("read", done, all), ("done",) or ("wrong", zh, en)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is left to the process that started this one
    try:
        prepare(Path(folder), lambda done, number: pipe.send(("read", done, number)))
        pipe.send(("done",))
    except GovsimError as error:
        pipe.send(("wrong", error.text("zh"), error.text("en")))
    except (BrokenPipeError, EOFError):
        return
    except Exception as error:  # whatever a damaged folder brings up is told, not lost
        words = f"{type(error).__name__}: {error}"
        pipe.send(("wrong", words, words))
