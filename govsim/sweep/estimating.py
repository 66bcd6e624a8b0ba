"""What a sweep will take: runs, time and disk, from runs done or from one short run."""

import pickle
import shutil
import statistics
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from govsim.errors import RunError
from govsim.store import Design, Store, Wanted, key_of
from govsim.store.folder import DESIGN
from govsim.sweep.engine import processors
from govsim.sweep.jobs import perform
from govsim.sweep.preparing import Prepared, prepared

PILOT_WEEKS = 4
BYTES_A_WEEK = 70  # eight headline outcomes
MOST_TIMINGS = 2000


@dataclass(frozen=True)
class Estimate:
    """points, seeds at most, runs in all (draws included) and done; seconds and bytes a run; workers; free bytes."""

    points: int
    seeds: int
    runs: int
    done: int
    run_seconds: float
    run_bytes: int
    workers: int
    free: int

    @property
    def seconds(self) -> float:
        """Time that is left, all workers together."""
        return (self.runs - self.done) * self.run_seconds / max(1, self.workers)

    @property
    def bytes(self) -> int:
        """Disk that the runs take which are left."""
        return (self.runs - self.done) * self.run_bytes


def estimate(design: Design | str | Path, out: Path | None = None, workers: int | None = None) -> Estimate:
    """Return what is left to do of a design. A design of any size is counted; it is checked as a sweep checks it.

    Raises what `prepared` raises, and RunError where the short run failed.
    """
    ready = prepared(design, None)
    store = Store(out) if out is not None and (out / DESIGN).exists() else None
    keys = {(name, source, seed) for name, source, seed in _runs(ready)}
    there = {path.stem for path in (store.folder / "runs").rglob("*.parquet")} if store else set()
    done = sum(key_of(name, seed, source) in there for name, source, seed in keys) if there else 0
    timings = list(islice(store.beside.seconds(), MOST_TIMINGS)) if store else []
    seconds, size = _known(timings) if timings else _pilot(ready)
    folder = next((path for path in (out or Path(), *(out or Path()).absolute().parents) if path.exists()), Path())
    number = processors() if workers is None else workers
    given = ready.design
    return Estimate(
        len(ready.points), len(given.seeds_of(-1)), len(keys), done, seconds, size, number,
        shutil.disk_usage(folder).free,
    )  # fmt: skip


def _runs(ready: Prepared) -> "set[tuple[str, str, int]]":
    return {
        (name, source, seed)
        for (_, draw), (name, source, _) in ready.settings.items() for seed in ready.design.seeds_of(draw)
    }  # fmt: skip


def _known(timings: "list[tuple[str, float, int]]") -> tuple[float, int]:
    return statistics.median(row[1] for row in timings), int(statistics.median(row[2] for row in timings))


def _pilot(ready: Prepared) -> tuple[float, int]:
    """Return seconds and bytes of a run, from one of few weeks: time goes with the weeks, the warm-up's among them."""
    scenario = ready.scenario_of(0, -1)
    run = scenario.run
    few = min(PILOT_WEEKS, run.weeks)
    job = replace(
        ready.job(Wanted(0, -1, run.seed, "pilot")), scenario=pickle.dumps(scenario.with_run(weeks=few)), warmup=""
    )
    perform(job)  # the first loads and compiles
    answer = perform(job)
    if answer.reason:
        raise RunError(f"试算失败：{answer.reason}", f"The trial run failed: {answer.reason}", answer.trace)
    longer = (run.warmup + run.weeks) / (run.warmup + few)
    return answer.seconds * longer, len(answer.content) + BYTES_A_WEEK * (run.weeks - few)
