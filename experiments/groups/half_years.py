"""Cases recorded in each half year, with and without groups: `python experiments/groups/half_years.py [--seeds 30]`.

The store of a sweep keeps headline outcomes by week, not the cases recorded; prediction 3 asks when they rise and fall.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from govsim.analysis import paired
from govsim.measures import FUNCTIONS, PLACE, part
from govsim.model import Community
from govsim.scenario import load

HERE = Path(__file__).parent
WEEKS, HALF = 104, 26
ARMS = {
    "none": {"policies.self_groups.on": False},
    "thin": {"policies.self_groups.coverage": 1.0, "policies.self_groups.depth": 0.25},
    "deep": {"policies.self_groups.coverage": 1.0, "policies.self_groups.depth": 1.0},
}


def main() -> int:
    """Run all arms with the same seeds, print the difference by half year; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=30)
    chosen = parser.parse_args()
    found = {arm: np.array([halves(seed, arm) for seed in range(1, chosen.seeds + 1)]) for arm in ARMS}
    for arm in ("thin", "deep"):
        for half in range(WEEKS // HALF):
            told = paired(found["none"][:, half], found[arm][:, half])
            change = 100 * told.difference / told.base
            print(f"{arm} groups in every yard, half year {half + 1}: {told.base:.1f} {told.difference:+.1f} "
                  f"[{told.low:+.1f}, {told.high:+.1f}] cases ({change:+.0f} %)")  # fmt: skip
    return 0


def halves(seed: int, arm: str) -> list[float]:
    """Return the cases recorded in each half year of a run."""
    model = Community(load(HERE / "place.toml", {"run.weeks": WEEKS, "run.seed": seed, **ARMS[arm]}))
    model.run_to(model.built.clock.hours)
    run = model.result()
    return [FUNCTIONS["recorded"](part(run, PLACE, (first, first + HALF))) for first in range(0, WEEKS, HALF)]


if __name__ == "__main__":
    sys.exit(main())
