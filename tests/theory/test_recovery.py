"""Simulate and recover: the 90 % set of a calibration holds the values that made the data about nine times in ten."""

from pathlib import Path

import numpy as np

from govsim.calibration import Design, Range, Target, calibrate
from govsim.calibration.implausibility import Goal
from govsim.calibration.matching import Matching, NothingLeftError, Rules
from govsim.calibration.runs import changes_of
from govsim.calibration.space import Space
from govsim.measures import part, values
from govsim.model import Community
from govsim.scenario import load

TRIALS, MEASUREMENT = 100, 0.5
NOISE = np.array([1.5, 1.0, 1.0, 0.8])
NAMES = ("plane", "growth", "product", "wave")
SPACE = Space(("a", "b", "c"), np.zeros(3), np.ones(3), np.zeros(3, bool))


def stand_in(row: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return four outcomes of three parameters: curved, with products, and with noise."""
    a, b, c = row
    exact = [40 + 30 * a - 15 * b * b, 10 * np.exp(1.2 * b) + 4 * c, 20 * c * (1 - 0.4 * a) + 5 * b, 8 * np.sin(3 * a)]
    return np.array(exact) + rng.normal(0, NOISE)


def is_held(trial: int) -> bool:
    """Return whether the set of a calibration holds the values behind its targets, drawn from the ranges."""
    rng = np.random.default_rng(trial)
    truth = rng.random(3)
    measured = stand_in(truth, rng) + rng.normal(0, MEASUREMENT, 4)
    goal = Goal(NAMES, measured, np.full(4, MEASUREMENT), np.zeros(4), np.ones(4))
    matching = Matching(SPACE, goal, Rules(waves=2, points=20, last=12, cutoff=3.0, second=False, level=0.9))
    try:
        matching.run(lambda rows, first: np.array([[stand_in(row, rng) for _ in range(3)] for row in rows]), rng)
    except NothingLeftError:  # four targets that no three parameters meet: then the truth is not held
        return False
    assert matching.inside is not None and matching.inside.share < 0.25 and matching.kept().any()
    return bool(matching.set_score(truth[None])[0] <= 1)


def test_the_90_percent_set_holds_the_truth_in_84_to_96_of_100_trials() -> None:
    # with 90 % in truth, 84 to 96 are two standard errors (3) to both sides
    assert 84 <= sum(is_held(trial) for trial in range(TRIALS)) <= 96


def test_the_model_is_recovered(tmp_path: Path) -> None:
    """A tiny place: two parameters, each with an outcome that tells it; the truth is measured over four other runs."""
    design = Design(
        scenario="demo", weeks=4, seeds=2, waves=1, points=10, last=6,
        settings={"place.residents": 600, "run.warmup": 1},
        parameters=(Range(name="work.field_share"), Range(name="work.paperwork_hours")),
        targets=(Target(outcome="worker_hours_field", value=0.0, deviation=1.0, runs=4.0),
                 Target(outcome="worker_hours_paperwork", value=0.0, deviation=1.0, runs=4.0)),
    )  # fmt: skip
    truth = {"work.field_share": 0.3, "work.paperwork_hours": 15.0}
    scenario = load("demo", changes_of(design, np.array(list(truth.values()))))
    runs = [values(part(Community(scenario, rng=seed).run())) for seed in range(900, 904)]
    targets = tuple(
        each.model_copy(update={"value": float(np.mean([run[each.name] for run in runs]))}) for each in design.targets
    )
    found = calibrate(design.model_copy(update={"targets": targets}), tmp_path, workers=0)
    assert found.holds(truth)
    for row in found.document["parameters"]:
        assert row["identified"] and row["kept_low"] <= truth[row["name"]] <= row["kept_high"]
