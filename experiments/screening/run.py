"""Which assumptions move the headline outcomes: a Morris screening. `python experiments/screening/run.py`."""

import csv
import tomllib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

from govsim import evaluate
from govsim.measures import headline
from govsim.parameters import parameters

HERE = Path(__file__).parent
DESIGN = tomllib.loads((HERE / "design.toml").read_text(encoding="utf-8"))
ASSUMED = [each for each in parameters().values() if each.kind == "assumed"]
PLACE = {"place__residents": DESIGN["residents"], "place__communities": DESIGN["communities"]}


def outcomes(point: list[float]) -> list[float]:
    """Return the headline outcomes of one run; one seed for all, so that differences are the parameters'."""
    pairs = zip(ASSUMED, point, strict=True)
    within = ((each, min(max(x, each.low), each.high)) for each, x in pairs)  # levels may miss an end by rounding
    drawn = {f"parameters.{each.name}": round(x) if each.unit == "count" else x for each, x in within}
    settings = {**PLACE, "run__warmup": DESIGN["warmup"], **drawn}
    found = evaluate(DESIGN["scenario"], DESIGN["seed"], DESIGN["weeks"], **settings)
    return [found[each.id] for each in headline()]


if __name__ == "__main__":
    names, bounds = [each.name for each in ASSUMED], [[each.low, each.high] for each in ASSUMED]
    problem = {"num_vars": len(names), "names": names, "bounds": bounds}
    points = sampling.sample(problem, DESIGN["trajectories"], DESIGN["levels"], seed=DESIGN["seed"])
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        values = np.array(list(pool.map(outcomes, points.tolist(), chunksize=8)))
    with (HERE / "effects.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["outcome", "parameter", "mu", "mu_star", "mu_star_conf", "sigma"])
        for number, each in enumerate(headline()):
            found = analysis.analyze(problem, points, values[:, number], num_levels=DESIGN["levels"], seed=1)
            for k in np.argsort(-found["mu_star"]):
                numbers = (found[name][k] for name in ("mu", "mu_star", "mu_star_conf", "sigma"))
                rows.writerow([each.id, names[k], *(f"{x:.6g}" for x in numbers)])
