"""The runs of a calibration: done once, kept in a file each, so that a calibration goes on where it was stopped."""

import pickle
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from govsim.calibration.design import Design
from govsim.calibration.emulator import Array
from govsim.comparison.processes import is_compiled
from govsim.errors import RunError
from govsim.scenario import Scenario, fingerprint_of, load
from govsim.store import Summary, encoded, key_of, read_run
from govsim.store.atomic import write_whole
from govsim.store.beside import Beside, Failure
from govsim.store.runfile import PLACE, head_of, is_run
from govsim.sweep.engine import Pool
from govsim.sweep.jobs import Answer, Job
from govsim.sweep.source import source_of

STATISTICS_LABEL = "statistics"
Progress = Callable[[int, int], None]


class Wanted(NamedTuple):
    """A run: its point and seed, the name of its file, and what to do."""

    point: int
    seed: int
    key: str
    job: Job


def perform(job: Job, statistics: bool) -> Answer:
    """Do a run and count the place's outcomes. A failure is told, not raised, so that the other runs go on."""
    begun = time.perf_counter()
    try:
        scenario: Scenario = pickle.loads(job.scenario)
        content = _content(job, scenario, statistics)
        return Answer(job.key, content, time.perf_counter() - begun, source=job.source)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return Answer(job.key, seconds=time.perf_counter() - begun, reason=reason, trace=traceback.format_exc())


def _content(job: Job, scenario: Scenario, statistics: bool) -> bytes:
    from govsim.measures import part, values
    from govsim.model import Community
    from govsim.validation.patterns import measured

    run = Community(scenario, rng=job.seed).run()
    found = {PLACE: values(part(run))} | ({STATISTICS_LABEL: measured(run)} if statistics else {})
    summary = Summary(job.key, job.scenario_hash, job.source, job.seed, run.fingerprint, run.sizes, found)
    return encoded(summary)


class Runs:
    """Runs of a design's scenario at parameter values, in a folder and on processes."""

    def __init__(
        self, design: Design, scenario: str | Path, folder: Path, pool: Pool, progress: Progress | None = None
    ) -> None:
        """scenario: id or path; pool: does jobs with `perform`; progress is told runs done, and known of so far."""
        self.design, self.scenario, self.folder, self.pool, self.progress = design, scenario, folder, pool, progress
        self.beside = Beside(folder)
        self.rows: list[pd.DataFrame] = []
        self.fingerprints: list[str] = []
        self.ended, self.total = 0, 0

    @property
    def failed(self) -> int:
        """How many runs have failed."""
        return len(self.beside.failures())

    def simulate(self, values: Array, first: int) -> Array:
        """Return point x run x target for rows of parameter values; NaN for what failed or was not counted.

        Every run has a seed of its own: chance then averages out between the points, and does not shift them all.
        Raises RunError where no run was done.
        """
        wanted = [one for number, row in enumerate(values) for one in self._wanted(row, first + number)]
        self._do([one for one in wanted if not is_run(self._file(one.key), one.key)])
        found = np.array([self._targets(one.key) for one in wanted])
        if np.isnan(found).all():
            raise self._nothing_done()
        self._keep(values, wanted, found)
        return found.reshape(len(values), self.design.seeds, len(self.design.targets))

    def table(self) -> pd.DataFrame:
        """Return a row for each run: point, seed, the parameters, the targets (`target:` before their names)."""
        return pd.concat(self.rows, ignore_index=True)

    def _wanted(self, row: Array, point: int) -> Iterator[Wanted]:
        design = self.design
        scenario = load(self.scenario, changes_of(design, row))
        scenario._baseline = None  # no run needs it
        source = source_of(scenario) + (STATISTICS_LABEL if design.counts_statistics else "")
        for number in range(design.seeds):
            seed = design.first_seed + point * design.seeds + number
            seeded = scenario.with_run(seed=seed)
            name = fingerprint_of(seeded)
            key = key_of(name, seed, source)
            yield Wanted(point, seed, key, Job(key, name, source, seed, pickle.dumps(seeded)))

    def _do(self, missing: list[Wanted]) -> None:
        """Do runs and keep each as soon as it is there."""
        listed = {one.key: one for one in missing}
        self.total += len(listed)
        for answer in self.pool.performed((one.job for one in listed.values()), not is_compiled()):
            one = listed[answer.key]
            if answer.content:
                write_whole(self._file(answer.key), answer.content)
                self.beside.forget_failure(answer.key)
            else:
                self.beside.keep_failure(Failure(one.key, one.point, -1, one.seed, answer.reason, answer.trace))
            self.ended += 1
            if self.progress:
                self.progress(self.ended, self.total)

    def _file(self, key: str) -> Path:
        return self.folder / "runs" / key[:2] / f"{key}.parquet"

    def _targets(self, key: str) -> list[float]:
        path = self._file(key)
        if not is_run(path, key):
            return [np.nan] * len(self.design.targets)
        rows = read_run(path).to_pylist()
        known = {(str(row["label"]), str(row["outcome"])): float(row["value"]) for row in rows if row["week"] < 0}
        self.fingerprints.append(f"{key} {head_of(path)['fingerprint']}")
        labelled = ((STATISTICS_LABEL if each.statistic else PLACE, each.name) for each in self.design.targets)
        return [known.get(name, np.nan) for name in labelled]

    def _keep(self, values: Array, wanted: list[Wanted], found: Array) -> None:
        rows = np.repeat(values, self.design.seeds, axis=0)
        frame = pd.DataFrame({"point": [one.point for one in wanted], "seed": [one.seed for one in wanted]})
        for number, each in enumerate(self.design.parameters):
            frame[each.name] = rows[:, number]
        for number, target in enumerate(self.design.targets):
            frame[f"target:{target.name}"] = found[:, number]
        self.rows.append(frame)

    def _nothing_done(self) -> RunError:
        failures = self.beside.failures()
        reasons = "; ".join(sorted({failure.reason for failure in failures})[:3]) or "NaN"
        trace = "\n".join(failure.trace for failure in failures)
        return RunError(f"没有一次模拟给出目标的数值：{reasons}", f"No run gave a value of a target: {reasons}", trace)


def changes_of(design: Design, row: Array) -> dict[str, object]:
    """Return the changes of the scenario that a row of parameter values stands for."""
    weeks = {} if design.weeks is None else {"run.weeks": design.weeks}
    settings = {path: list(value) if isinstance(value, tuple) else value for path, value in design.settings.items()}
    drawn = {f"parameters.{each.name}": float(value) for each, value in zip(design.parameters, row, strict=True)}
    return {**weeks, **settings, **drawn}


def worker(design: Design) -> Callable[[Job], Answer]:
    """Return what does a job of the design."""
    return partial(perform, statistics=design.counts_statistics)
