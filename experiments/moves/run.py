"""Does every parameter and every measure move something? `python experiments/moves/run.py`.

Parameters go from the low to the high end of their range while the measures in `ON` are taken; each measure is taken
alone. Both arms have the same seed, so what has no effect gives a difference of exactly 0.
"""

import csv
import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import track

from govsim.measures import part, values
from govsim.model import run
from govsim.parameters import parameters
from govsim.policies import BUILT_IN
from govsim.scenario import load

HERE = Path(__file__).parent
SEED = 1
Changes = tuple[tuple[str, object], ...]
Arms = tuple[str, Changes, Changes]
ON = (
    "self_groups", "covenant", "duty_list", "first_receiver", "supervision", "deadline", "resident_fund",
    "open_accounts", "experts", "emergency_mode", "training", "pay_recognition", "waste_chain", "retrofit",
    "care_rating", "volunteers", "publicity", "language_team", "platform", "roster",
)  # fmt: skip
MANY_EXPERTS = ("policies.experts.number", 200.0)
# What a row needs beside that to be of any consequence.
CIRCUMSTANCES: dict[str, Changes] = {
    "emergency.routine_share": (("policies.emergency_mode.on", False),),
    "sessions.language_penalty": (("policies.language_team.on", False),),
    "commons.duplication_loss": (("policies.committee_reform.on", False),),
    "retrofit.subsidy_slope": (("policies.retrofit.subsidy", 0.9),),
    "retrofit.rebuild_loss": (("policies.retrofit.model", "rebuild"), ("policies.retrofit.subsidy", 1.0)),
    "covenant": (("policies.self_groups.on", True),),
    "experts": (("policies.self_groups.on", True), MANY_EXPERTS, ("parameters.groups_life.expert_gain", 0.02)),
    "groups_life.skill_gain": (("parameters.dispute.rate", 0.23), ("place.households_per_building", 120)),
    "groups_life.expert_gain": (MANY_EXPERTS,),
    "groups_life.expert_lag": (MANY_EXPERTS,),
}
ENDS = {"elections.first_year": (2019.0, 2020.0)}  # any two years five apart mean the same


def outcomes(changes: Changes) -> dict[str, float]:
    """Return all outcomes of one run."""
    return values(part(run(load(HERE / "place.toml", dict(changes)), SEED)))


def arms() -> Iterator[Arms]:
    """Yield name, the changes of one arm and those of the other."""
    taken = tuple((f"policies.{kind}.on", True) for kind in ON)
    for name, each in parameters().items():
        low, high = ENDS.get(name, (each.low, each.high))
        both = tuple(dict((*taken, *CIRCUMSTANCES.get(name, ()))).items())
        yield name, (*both, (f"parameters.{name}", low)), (*both, (f"parameters.{name}", high))
    for kind in BUILT_IN:
        if kind != "nothing":
            both = CIRCUMSTANCES.get(kind, ())
            yield kind, both, (*both, (f"policies.{kind}.on", True))


def moved_most(base: dict[str, float], other: dict[str, float]) -> tuple[int, str, float, float]:
    """Return how many outcomes differ, and of the one with the largest relative difference: name and both values."""
    known = [name for name in base if math.isfinite(base[name]) and math.isfinite(other[name])]
    both = {name: (base[name], other[name]) for name in known}
    size = {name: abs(two - one) / max(abs(one), abs(two)) for name, (one, two) in both.items() if one != two}
    most = max(size, key=lambda name: size[name], default="")
    return len(size), most, *both.get(most, (0.0, 0.0))


if __name__ == "__main__":
    every = list(arms())
    jobs = list(dict.fromkeys(changes for _, *pair in every for changes in pair))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = pool.map(outcomes, jobs, chunksize=4)
        done = dict(zip(jobs, track(found, "runs", total=len(jobs), console=Console(stderr=True)), strict=True))
    with (HERE / "moves.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "outcomes_that_differ", "most", "one", "other"])
        for name, one, two in every:
            number, most, before, after = moved_most(done[one], done[two])
            rows.writerow([name, number, most, f"{before:.5g}", f"{after:.5g}"])
