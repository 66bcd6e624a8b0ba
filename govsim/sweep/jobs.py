"""A run in a worker: what goes in, and what comes back, whatever happens."""

import pickle
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from govsim.store.runfile import Summary, encoded

if TYPE_CHECKING:
    from govsim.records import Run
    from govsim.scenario import Scenario


@dataclass(frozen=True)
class Job:
    """A run to do. `scenario`: the pickled Scenario; `warmup`: the hash of a warm-up that others share, or nothing."""

    key: str
    scenario_hash: str
    source: str
    seed: int
    scenario: bytes
    warmup: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of a run: the content of its file, or the reason for which there is none; and who did it."""

    key: str
    content: bytes = b""
    seconds: float = 0.0
    environment: str = ""
    source: str = ""
    reason: str = ""
    trace: str = ""


def perform(job: Job) -> Answer:
    """Do a run. A failure is told, not raised, so that the other runs go on."""
    from govsim.sweep.source import source_of

    begun, source = time.perf_counter(), ""
    try:
        scenario: Scenario = pickle.loads(job.scenario)
        source = source_of(scenario)
        content = _content(job, scenario) if source == job.source else b""
        return Answer(job.key, content, time.perf_counter() - begun, here(), source)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return Answer(job.key, b"", time.perf_counter() - begun, here(), source, reason, traceback.format_exc())


@cache
def here() -> str:
    """Return the hash of this process's environment."""
    from govsim.store.beside import environment, environment_hash

    return environment_hash(environment())


def _content(job: Job, scenario: "Scenario") -> bytes:
    from govsim.measures import summary

    run = _run(job, scenario)
    return encoded(
        Summary(
            key=job.key, scenario=job.scenario_hash, source=job.source, seed=job.seed, fingerprint=run.fingerprint,
            sizes=run.sizes, values=summary(run), weekly=_weekly(run),
        )
    )  # fmt: skip


def _run(job: Job, scenario: "Scenario") -> "Run":
    from govsim.model import Community
    from govsim.sweep.branching import branched

    if job.warmup:
        return branched(scenario, job.seed, job.warmup)
    return Community(scenario, rng=job.seed).run()


def _weekly(run: "Run") -> Mapping[str, tuple[float, ...]]:
    """Return the headline outcomes of the place, week by week."""
    from govsim.measures import FUNCTIONS, PLACE, headline, part

    weeks = [part(run, PLACE, (week, week + 1)) for week in range(run.weeks)]
    return {each.id: tuple(FUNCTIONS[each.id](week) for week in weeks) for each in headline()}
