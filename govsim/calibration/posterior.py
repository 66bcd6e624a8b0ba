"""Approximate Bayesian computation inside what history matching left, by pyabc (Schälte et al. 2022)."""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from govsim.analysis.extras import needed
from govsim.calibration.design import Abc, Design
from govsim.calibration.emulator import Array
from govsim.calibration.matching import Matching
from govsim.calibration.runs import changes_of
from govsim.store.atomic import write_whole

_STEPS = 3  # of a point of the prior, from one of the sample
_STEP = 0.1  # their size in parts of the range


@dataclass(frozen=True)
class Outcomes:
    """One run at parameter values: the targets, with a draw of measurement error and discrepancy on each.

    With that error in the simulated values the accepted ones follow the posterior of a model that has it
    (Wilkinson 2013). The seed is made of the values, so a run can be done again.
    """

    design: Design
    scenario: str | Path

    def __call__(self, values: Mapping[str, float]) -> dict[str, float]:
        """Return target -> value."""
        from govsim.measures import part
        from govsim.measures import values as counted
        from govsim.model import Community
        from govsim.scenario import load
        from govsim.validation.patterns import measured

        row = np.array([values[each.name] for each in self.design.parameters])
        seed = int.from_bytes(hashlib.sha256(row.tobytes()).digest()[:4], "big") >> 2
        changes = changes_of(self.design, self.design.space.snapped_values(row))
        run = Community(load(self.scenario, changes), rng=seed).run()
        found = counted(part(run))
        statistics = measured(run) if self.design.counts_statistics else {}
        goal = self.design.goal
        error = np.random.default_rng(seed).normal(0, np.sqrt(goal.deviations**2 + goal.discrepancies**2))
        pairs = zip(self.design.targets, error, strict=True)
        return {each.name: float((statistics if each.statistic else found)[each.name] + more) for each, more in pairs}


@dataclass(frozen=True)
class Distance:
    """Distance of simulated targets from those measured: the root of g' V^-1 g; endless where one was not counted."""

    names: tuple[str, ...]
    inverse: Array

    def __call__(self, simulated: Mapping[str, float], measured: Mapping[str, float]) -> float:
        """Return the distance."""
        gap = np.array([simulated[name] - measured[name] for name in self.names])
        return float(np.sqrt(gap @ self.inverse @ gap)) if np.isfinite(gap).all() else float("inf")


def posterior(
    design: Design, asked: Abc, matching: Matching, scenario: str | Path, folder: Path, workers: int | None
) -> tuple[pd.DataFrame, list[dict[str, float]]]:
    """Return the last population (a column for each parameter, and `weight`), and what each population took.

    The prior is even over what the waves left; half of a population is nearer than all of the one before. Its
    populations lie in abc.db, so that it goes on where it was stopped. Raises MissingExtraError without pyabc.
    """
    pyabc = _pyabc()
    names = tuple(each.name for each in design.parameters)
    sieve = matching.last
    assert sieve is not None
    distance = Distance(design.goal.names, np.asarray(np.linalg.inv(sieve.fixed), np.float64))
    np.random.seed(design.first_seed)  # what pyabc draws from
    with _sampler(pyabc, workers) as sampler:
        smc = pyabc.ABCSMC(
            Outcomes(design, scenario), _prior(pyabc, names, matching), distance,
            population_size=asked.size, eps=pyabc.MedianEpsilon(), sampler=sampler,
        )  # fmt: skip
        left = asked.populations - _opened(smc, design, matching, folder)
        if left > 0:
            nearest = float(np.sqrt(len(design.targets)))
            history = smc.run(
                minimum_epsilon=nearest, max_nr_populations=left, min_acceptance_rate=asked.least_acceptance
            )
        else:
            history = smc.history
    return _population(history, design), _steps(history)


def _pyabc() -> Any:
    pyabc = needed("pyabc", "pyabc")
    logging.getLogger("ABC").setLevel(logging.ERROR)
    return pyabc


@contextmanager
def _sampler(pyabc: Any, workers: int | None) -> Iterator[Any]:
    from concurrent.futures import ProcessPoolExecutor

    from govsim.comparison.processes import processors

    number = processors() if workers is None else workers
    if number <= 1:
        yield pyabc.SingleCoreSampler()
        return
    with ProcessPoolExecutor(number, get_context("spawn")) as pool:
        yield pyabc.sampler.ConcurrentFutureSampler(pool, client_max_jobs=number)


def _prior(pyabc: Any, names: tuple[str, ...], matching: Matching) -> Any:
    """Return the even distribution over what the waves left, as pyabc takes one.

    It draws from numpy's common state, as pyabc does: a state of its own would go with it to every worker, and each
    would draw the same.
    """
    space = matching.space
    assert matching.left is not None
    start = matching.left.points

    class Remaining(pyabc.Distribution):  # type: ignore[misc]  # pyabc has no types
        """Points of the sample, each moved a little within what is left, which keeps them even."""

        def rvs(self, *_: Any, **__: Any) -> Any:
            """Return parameter values."""
            point = start[np.random.randint(len(start))][None]
            for _step in range(_STEPS):
                tried = point + np.random.normal(0, _STEP, point.shape)
                if _inside(matching, tried):
                    point = tried
            return pyabc.Parameter(dict(zip(names, space.low + point[0] * (space.high - space.low), strict=True)))

        def pdf(self, x: Mapping[str, float]) -> float:
            """Return 1 inside, 0 outside."""
            return float(_inside(matching, space.to_unit(np.array([x[name] for name in names]))[None]))

    return Remaining({name: pyabc.RV("uniform", low, high - low) for name, low, high in
                      zip(names, space.low, space.high, strict=True)})  # fmt: skip


def _inside(matching: Matching, points: Array) -> bool:
    if not ((points >= 0) & (points <= 1)).all():
        return False
    return bool(matching.score(matching.space.snapped(points))[0] <= 1)


def _opened(smc: Any, design: Design, matching: Matching, folder: Path) -> int:
    """Open the populations of the folder where they are of the same design and waves, and return their number."""
    database, note = folder / "abc.db", folder / "abc.json"
    state = hashlib.sha256((design.model_dump_json() + matching.values.tobytes().hex()).encode()).hexdigest()
    if database.exists() and note.exists():
        known = json.loads(note.read_text(encoding="utf-8"))
        if known["state"] == state:
            smc.load(f"sqlite:///{database}", known["id"])
            return int(smc.history.n_populations)
    database.unlink(missing_ok=True)
    measured = dict(zip(design.goal.names, map(float, design.goal.values), strict=True))
    history = smc.new(f"sqlite:///{database}", measured)
    write_whole(note, (json.dumps({"state": state, "id": history.id}) + "\n").encode())
    return 0


def _population(history: Any, design: Design) -> pd.DataFrame:
    found, weights = history.get_distribution(m=0)
    names = [each.name for each in design.parameters]
    values = design.space.snapped_values(found[names].to_numpy(float))
    frame = pd.DataFrame(values, columns=names)
    return frame.assign(weight=np.asarray(weights, float) / np.sum(weights))


def _steps(history: Any) -> list[dict[str, float]]:
    """Return distance and runs of every population."""
    rows = history.get_all_populations()
    rows = rows[rows["t"] >= 0]
    pairs = zip(rows["epsilon"], rows["samples"], strict=True)
    return [{"distance": float(epsilon), "runs": int(samples)} for epsilon, samples in pairs]
