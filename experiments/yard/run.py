"""One yard of 49 households, with and without its group: `python experiments/yard/run.py [--seeds 100] [--draws 16]`.

The shipped scenario `baoji-49`: thirty such buildings, one of which has a group and a covenant from June 2018 on. What
is counted is of that building alone, from that day to the end (83 weeks): its disputes among neighbours. Both arms
have the same seeds. Writes `yard.csv`: one = without, other = with its group.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from govsim.model import Community
from govsim.scenario import load

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from pairs import write_table  # noqa: E402 (found only through the path set above)

YARD, FIRST_DAY, DAYS = "e15", "2018-06-01", 579  # to 31 December 2019
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


if __name__ == "__main__":
    sys.exit(write_table(HERE / "yard.csv", COUNTED, both, "baoji-49", str(__doc__)))
