"""Pairs of runs told with both uncertainties: for questions that no shipped outcome of `govsim compare` answers."""

import argparse
import csv
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from govsim.analysis import assumption_draws, assumption_range, paired
from govsim.analysis.paired import Difference
from govsim.scenario import load

SEEDS_A_DRAW = 12
HEAD = ("counted", "one", "other", "difference", "low", "high", "draws_low", "draws_high", "sign_share")
Both = Callable[[int, Mapping[str, float]], np.ndarray]


def write_table(file: Path, names: Sequence[str], both: Both, scenario: str, what: str) -> int:
    """Run all pairs and write a row a name: both arms, difference, chance interval (95 %), assumption range (90 %).

    both: values of a seed under assumptions (full name -> value), (2, names); what the scenario sets is not drawn.
    """
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--draws", type=int, default=16)
    chosen = parser.parse_args()
    draws = assumption_draws(chosen.draws, 1, without=set(load(scenario).parameters))
    jobs = [(seed, {}) for seed in range(1, chosen.seeds + 1)]
    jobs += [(seed, draw) for draw, seed in product(draws, range(1, SEEDS_A_DRAW + 1))]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = pool.map(both, *zip(*jobs, strict=True), chunksize=4)
        made = list(track(found, "pairs", total=len(jobs), console=Console(stderr=True)))
    pairs, drawn = np.array(made[: chosen.seeds]), np.array(made[chosen.seeds :])
    with file.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened)
        rows.writerow(HEAD)
        for place, name in enumerate(names):
            told = paired(pairs[:, 0, place], pairs[:, 1, place])
            rows.writerow([name, *(round(number, 4) for number in _numbers(told, drawn[:, :, place], draws))])
    return 0


def _numbers(told: Difference, drawn: np.ndarray, draws: Sequence[Mapping[str, float]]) -> list[float]:
    differences = (drawn[:, 1] - drawn[:, 0]).reshape(len(draws), SEEDS_A_DRAW)
    within = assumption_range(list(differences), told, draws)
    ends = (within.low, within.high, within.sign_share)
    return [told.base, told.other, told.difference, told.low, told.high, *map(float, ends)]
