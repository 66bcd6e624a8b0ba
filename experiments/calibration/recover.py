"""Is a truth that made the data found again? `python experiments/calibration/recover.py [FOLDER]`."""

import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from govsim.calibration import Design, calibrate, read_design
from govsim.calibration.runs import changes_of
from govsim.measures import part, values
from govsim.model import Community
from govsim.scenario import load

HERE = Path(__file__).parent
TRIALS, FIRST_SEED = 8, 900_000  # seeds of the truths, which no run of a calibration has


def measured(design: Design, truth: np.ndarray, trial: int) -> Design:
    """Return the design with targets measured at the truth: means over runs, with a draw of measurement error."""
    count, scenario = int(design.targets[0].runs), load(design.scenario, changes_of(design, truth))
    seeds = range(FIRST_SEED + trial * count, FIRST_SEED + (trial + 1) * count)
    runs = pd.DataFrame([values(part(Community(scenario, rng=seed).run())) for seed in seeds]).mean()
    error = np.random.default_rng(trial)
    pairs = ((each, runs[each.name] + error.normal(0, each.deviation)) for each in design.targets)
    targets = tuple(each.model_copy(update={"value": float(value)}) for each, value in pairs)
    return design.model_copy(update={"targets": targets})


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    design, held = read_design(HERE / "design.toml"), []
    truths = design.space.to_values(np.random.default_rng(2021).random((TRIALS, len(design.parameters))))
    for trial, truth in enumerate(truths):
        found = calibrate(measured(design, truth, trial), folder, workers=0)  # the first wave's runs serve all trials
        held.append(found.holds(dict(zip(design.space.names, truth, strict=True))))
        shares = ", ".join(f"{row['name']} {row['share']:.0%}" for row in found.document["parameters"])
        print(f"{trial + 1}: held {held[-1]}; set {found.document['share']:.2%} of the ranges; left of each: {shares}")
    print(f"The 90 % set holds the truth in {sum(held)} of {len(held)} trials.")
