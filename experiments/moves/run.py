"""Does every parameter and every measure move something? `python experiments/moves/run.py`: about an hour on two cores.

Parameters go from the low to the high end of their range while the measures in `ON` are taken; each measure is taken
alone. A row names the outcome that moved most, in standard errors of chance over paired seeds.
"""

import csv
import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from govsim.analysis import paired
from govsim.measures import part, values
from govsim.model import run
from govsim.parameters import parameters
from govsim.policies import BUILT_IN
from govsim.scenario import load

HERE = Path(__file__).parent
SEEDS = (1, 2, 3, 4)
ON = (
    "self_groups", "covenant", "duty_list", "first_receiver", "supervision", "deadline", "resident_fund",
    "open_accounts", "experts", "emergency_mode", "training", "pay_recognition", "waste_chain", "retrofit",
    "care_rating", "volunteers", "publicity", "language_team",
)  # fmt: skip
Changes = tuple[tuple[str, object], ...]
Arms = tuple[str, Changes, Changes]


def outcomes(job: tuple[Changes, int]) -> dict[str, float]:
    """Return all outcomes of one run."""
    changes, seed = job
    return values(part(run(load(HERE / "place.toml", dict(changes)), seed)))


def arms() -> Iterator[Arms]:
    """Yield name, the changes of one arm and those of the other."""
    taken = tuple((f"policies.{kind}.on", True) for kind in ON)
    for name, each in parameters().items():
        yield name, (*taken, (f"parameters.{name}", each.low)), (*taken, (f"parameters.{name}", each.high))
    for kind in BUILT_IN:
        if kind != "nothing":
            yield kind, (), ((f"policies.{kind}.on", True),)


def moved_most(base: list[dict[str, float]], other: list[dict[str, float]]) -> tuple[float, str, float]:
    """Return standard errors, outcome and difference of what moved most."""
    found = []
    for name in base[0]:
        effect = paired([row[name] for row in base], [row[name] for row in other])
        if effect.runs == len(SEEDS) and effect.difference != 0:
            error = effect.deviation / math.sqrt(effect.runs)
            found.append((abs(effect.difference) / error if error else math.inf, name, effect.difference))
    return max(found, default=(0.0, "", 0.0))


if __name__ == "__main__":
    every = list(arms())
    jobs = list(dict.fromkeys((changes, seed) for _, *pair in every for changes in pair for seed in SEEDS))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        done = dict(zip(jobs, pool.map(outcomes, jobs, chunksize=4), strict=True))
    with (HERE / "moves.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "standard_errors", "outcome", "difference"])
        for name, one, two in every:
            errors, outcome, difference = moved_most(*([done[arm, seed] for seed in SEEDS] for arm in (one, two)))
            rows.writerow([name, f"{errors:.3g}", outcome, f"{difference:.4g}"])
