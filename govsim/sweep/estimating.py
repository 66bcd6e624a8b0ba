"""What a sweep will take: runs, time and disk, from runs done or from one short run."""

import pickle
import shutil
import statistics
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from govsim.errors import RunError
from govsim.scenario import Scenario
from govsim.store import Design, Store, Wanted, key_of
from govsim.store.folder import AS_ASSUMED, DESIGN
from govsim.sweep.engine import processors
from govsim.sweep.jobs import Answer, Job, perform
from govsim.sweep.preparing import Prepared, prepared

PILOT_WEEKS = (4, 12)
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
        len(ready.points), len(given.seeds_of(AS_ASSUMED)), len(keys), done, seconds, size, number,
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
    """Return seconds and bytes of a run, by a line through two runs of few weeks; a shared warm-up makes it less."""
    scenario = ready.scenario_of(0, AS_ASSUMED)
    job, weeks = replace(ready.job(Wanted(0, AS_ASSUMED, scenario.run.seed, "pilot")), warmup=""), scenario.run.weeks
    few, more = (min(number, weeks) for number in PILOT_WEEKS)
    perform(_lasting(job, scenario, 1))  # the first loads and compiles
    short, long = (_answered(_lasting(job, scenario, number)) for number in (few, more))
    if more == few:
        return long.seconds, len(long.content)
    share = (weeks - few) / (more - few)
    seconds = short.seconds + max(0.0, long.seconds - short.seconds) * share
    return seconds, int(len(short.content) + (len(long.content) - len(short.content)) * share)


def _lasting(job: Job, scenario: Scenario, weeks: int) -> Job:
    return replace(job, scenario=pickle.dumps(scenario.with_run(weeks=weeks)))


def _answered(job: Job) -> Answer:
    answer = perform(job)
    if answer.reason:
        raise RunError(f"试算失败：{answer.reason}", f"The trial run failed: {answer.reason}", answer.trace)
    return answer
