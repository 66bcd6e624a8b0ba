"""Whose buildings gain where money is dealt by residents: `python experiments/money/apart.py [--seeds 10]`.

The sweep's `gap_registration` is about who knows a worker; prediction 2 is about buildings. Here the condition of grids
is read from the runs, in the place as it is (both groups in the same houses) and where they live apart (mixing 0).
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from govsim.analysis import paired
from govsim.measures import part
from govsim.model import Community
from govsim.scenario import load

HERE = Path(__file__).parent
LAST = (100, 104)  # weeks in which the buildings are looked at
FUNDS, MIXED, SHARE = (0.1, 0.3, 0.6, 1.0), (0.9, 0.0), 0.5


def main() -> int:
    """Run each pair, print how the gap between grids of many and of few registered people changes; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    chosen = parser.parse_args()
    for mixing in MIXED:
        for fund in FUNDS:
            sides = [[gap(seed, mixing, fund, on) for seed in range(1, chosen.seeds + 1)] for on in (False, True)]
            told = paired(*(np.array(side) for side in sides))
            print(f"mixing {mixing}, fund {fund}: gap {told.base:+.3f} points, dealt by residents "
                  f"{told.difference:+.4f} [{told.low:+.4f}, {told.high:+.4f}]", flush=True)  # fmt: skip
    return 0


def gap(seed: int, mixing: float, fund: float, by_residents: bool) -> float:
    """Return the condition of buildings, of 100, in the half of grids with more registered people minus the other."""
    changes = {
        "run.seed": seed, "population.mixing": mixing, "population.categories": {"non_local": SHARE},
        "policies.resident_fund.amount": fund, "policies.allocation_base.on": by_residents,
    }  # fmt: skip
    model = Community(load(HERE / "place.toml", changes))
    model.run_to(model.built.clock.hours)
    run, heads = model.result(), model.table("accounts")
    parts = [part(run, label, LAST) for label in run.grids]
    condition = np.array([100 * each.stock("condition") / each.stock("housed") for each in parts])
    order = np.argsort(heads["registered"] / heads["residents"], kind="stable")
    half = len(order) // 2
    return float(condition[order[-half:]].mean() - condition[order[:half]].mean())


if __name__ == "__main__":
    sys.exit(main())
