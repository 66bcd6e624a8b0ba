"""A small sweep with a formula in the place of the model: its runs cost nothing; workers import it by name."""

import hashlib
import os
import signal
import time
from pathlib import Path

from govsim.store.runfile import Summary, encoded
from govsim.sweep.jobs import Answer, Job, here

SECONDS = float(os.environ.get("FORMULA_SECONDS", "0.02"))
POINTS = 4
DESIGN = """
scenario = "demo"
method = "grid"
seeds = {seeds}
weeks = 1
settings = {{ "place.residents" = 600, "run.warmup" = 1 }}
{more}
[[factors]]
name = "roster"
[[factors.levels]]
name = "standard"
[[factors.levels]]
name = "staggered"
changes = {{ "policies.staggered.on" = true }}
[[factors]]
path = "parameters.contact.patience"
values = [1, 3]
"""


def design(folder: Path, seeds: int = 6, more: str = "") -> Path:
    """Write a design of four points."""
    path = folder / "design.toml"
    path.write_text(DESIGN.format(seeds=seeds, more=more), encoding="utf-8")
    return path


def formula(job: Job) -> Answer:
    """Return a run whose numbers follow from its name."""
    time.sleep(SECONDS)
    return answered(job)


def answered(job: Job) -> Answer:
    """Return what a run leaves, without the wait."""
    number = int(hashlib.sha256(job.key.encode()).hexdigest()[:8], 16) / 2**32
    values = {"place": {"reach_failure": 40 + number, "cost_hours": 1000.0}, "age:young": {"reach_failure": number}}
    weekly = {"reach_failure": (number, number + 1)}
    run = Summary(job.key, job.scenario_hash, job.source, job.seed, job.key, {"residents": 600}, values, weekly)
    return Answer(job.key, encoded(run), SECONDS, here(), job.source)


def deadly(job: Job) -> Answer:
    """End the worker process at seed 3, raise at seed 2; do all others."""
    if job.seed == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return raising(job)


def failing(job: Job) -> Answer:
    """Fail at seed 2 unless the variable MENDED is set."""
    if job.seed == 2 and "MENDED" not in os.environ:
        return Answer(job.key, reason="ValueError: seed 2", trace="Traceback ...", environment=here())
    return answered(job)


def slow(job: Job) -> Answer:
    """Wait for two seconds before every run."""
    time.sleep(2)
    return answered(job)


def raising(job: Job) -> Answer:
    """Raise what nobody expects, at seed 2."""
    if job.seed == 2:
        raise RuntimeError("unexpected")
    return answered(job)
