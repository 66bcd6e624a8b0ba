"""One yard of 49 households, with and without its group: `python experiments/yard/run.py [--seeds 100] [--draws 16]`.

The shipped scenario `baoji-49`: thirty such buildings, one of which has a group and a covenant from June 2018 on. What
is counted is of that building alone, from that day to the end (83 weeks): its disputes among neighbours. Both arms
have the same seeds. Writes `yard.csv` with the chance interval (paired, 95 %) and the assumption range (central 90 %).
"""

import argparse
import csv
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import track

from govsim.analysis import assumption_draws, assumption_range, paired
from govsim.analysis.paired import Difference
from govsim.model import Community
from govsim.scenario import load

HERE = Path(__file__).parent
YARD, FIRST_DAY, DAYS = "e15", "2018-06-01", 579  # to 31 December 2019
SEEDS_A_DRAW = 12
COUNTED = ("arisen", "settled_between", "endured", "brought", "through_group", "to_workers", "to_offices", "open_days")


def counted(seed: int, group: bool, assumed: Mapping[str, float]) -> list[float]:
    """Return what happened to the yard's disputes among neighbours, a year; `open_days`: mean of those brought up."""
    switched = {f"policies.{kind}.on": group for kind in ("self_groups", "covenant")}
    values = {f"parameters.{name}": value for name, value in assumed.items()}
    model = Community(load("baoji-49", {"run.seed": seed, **switched, **values}))
    model.run_to(model.built.clock.hours)
    place, people = model.built.place, model.table("residents")
    living = place.buildings["estate"][people["building"]] == place.names["estate"][YARD]
    cases = model.result().cases
    since = (pd.Timestamp(FIRST_DAY) - pd.Timestamp(model.scenario.run.start)).days * 24
    mine = cases[cases.person.isin(np.flatnonzero(living)) & (cases.klass == "dispute") & (cases.arose >= since)]
    brought = mine[mine.entry.notna()]
    ends = [mine.state == "settled", mine.state == "endured", mine.entry.notna(), mine.channel == "group",
            mine.channel.isin(("worker", "phone", "station")), mine.tier.isin(("town", "city"))]  # fmt: skip
    numbers = [len(mine), *(int(each.sum()) for each in ends)]
    return [*(number * 365.25 / DAYS for number in numbers), float((brought.closed - brought.arose).mean() / 24)]


def both(seed: int, assumed: Mapping[str, float]) -> np.ndarray:
    """Return (without, with its group) x what is counted."""
    return np.array([counted(seed, group, assumed) for group in (False, True)])


def main() -> int:
    """Run all pairs, write the table, return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--draws", type=int, default=16)
    chosen = parser.parse_args()
    fixed = set(load("baoji-49").parameters)
    draws = [{}, *assumption_draws(chosen.draws, 1, without=fixed)]
    jobs = [(seed, {}) for seed in range(1, chosen.seeds + 1)]
    jobs += [(seed, draw) for draw, seed in product(draws[1:], range(1, SEEDS_A_DRAW + 1))]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = pool.map(both, *zip(*jobs, strict=True), chunksize=4)
        made = list(track(found, "pairs", total=len(jobs), console=Console(stderr=True)))
    pairs, drawn = np.array(made[: chosen.seeds]), np.array(made[chosen.seeds :])
    with (HERE / "yard.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        ends = ("low", "high", "draws_low", "draws_high", "sign_share")
        rows.writerow(["counted", "without", "with", "difference", *ends])
        for place, name in enumerate(COUNTED):
            told = paired(pairs[:, 0, place], pairs[:, 1, place])
            rows.writerow([name, *(round(number, 4) for number in numbers(told, drawn[:, :, place], draws[1:]))])
    return 0


def numbers(told: Difference, drawn: np.ndarray, draws: list[Mapping[str, float]]) -> list[float]:
    """Return the row of an outcome: both arms, the difference and its two intervals."""
    differences = (drawn[:, 1] - drawn[:, 0]).reshape(len(draws), SEEDS_A_DRAW)
    within = assumption_range(list(differences), told, draws)
    ends = (within.low, within.high, within.sign_share)
    return [told.base, told.other, told.difference, told.low, told.high, *map(float, ends)]


if __name__ == "__main__":
    sys.exit(main())
