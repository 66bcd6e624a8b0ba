"""A formula in the place of the model, for tests of calibration: three outcomes of three parameters, and noise."""

import pickle
from pathlib import Path

import numpy as np

from govsim.scenario import Scenario
from govsim.store import Summary, encoded
from govsim.store.runfile import PLACE
from govsim.sweep.jobs import Job

PARAMETERS = ("work.field_share", "field.talk_hours", "contact.patience")
TRUTH = {"work.field_share": 0.35, "field.talk_hours": 0.4, "contact.patience": 4.0}
NOISE = {"worker_hours_field": 1.0, "contact_rate": 0.3, "recorded": 2.0}


def exact(values: dict[str, float]) -> dict[str, float]:
    """Return the outcomes without noise; patience enters none of them."""
    field, talk = values["work.field_share"], values["field.talk_hours"]
    return {"worker_hours_field": 100 * field, "contact_rate": 10 * field / (0.2 + talk), "recorded": 50 - 20 * talk}


def formula(job: Job, scenario: Scenario, statistics: bool) -> bytes:
    """Return the file of a run."""
    luck, values = np.random.default_rng(job.seed), exact({**TRUTH, **scenario.parameters})
    found = {PLACE: {name: value + luck.normal(0, NOISE[name]) for name, value in values.items()}}
    return encoded(Summary(job.key, job.scenario_hash, job.source, job.seed, f"{job.seed}", {}, found))


def design_text(**targets: float) -> str:
    """Return a design with these targets, each known to within .2."""
    lines = ['scenario = "demo"', "weeks = 2", "seeds = 2", "waves = 2", "points = 16", "last = 10"]
    lines += [f'[[parameters]]\nname = "{name}"' for name in PARAMETERS]
    lines += [f'[[targets]]\noutcome = "{name}"\nvalue = {value}\ndeviation = 0.2' for name, value in targets.items()]
    return "\n".join(lines) + "\n"


def written(folder: Path, text: str = "") -> Path:
    """Write a design and return its path."""
    path = folder / "design.toml"
    path.write_text(text or design_text(**exact(TRUTH)), encoding="utf-8")
    return path


def unpickled(job: Job) -> Scenario:
    """Return the scenario of a job."""
    scenario: Scenario = pickle.loads(job.scenario)
    return scenario
