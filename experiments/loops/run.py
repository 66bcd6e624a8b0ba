"""Do two loops bring more than the sum of each? `python experiments/loops/run.py [--seeds 100] [--draws 16]`.

The shipped scenario `two-loops` in 2022: the loop of residents (empowerment, groups, bought services), that of offices
(duty lists, convening, platform), both, and neither, with the same seeds. Writes `loops.csv`: one = neither + what each
loop changes alone, other = both; the difference is their interaction.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from govsim.measures import part, values
from govsim.model import run
from govsim.scenario import load

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from pairs import write_table  # noqa: E402 (found only through the path set above)

RESIDENTS, OFFICES = ("empower", "self_groups", "buy_services"), ("duty_list", "convening", "platform")
COUNTED = ("participation", "satisfied_rate", "settled_locally", "reach_failure", "time_to_resolve")


def outcomes(seed: int, on: tuple[str, ...], assumed: Mapping[str, float]) -> np.ndarray:
    """Return the outcomes of a run with these measures."""
    drawn = {f"parameters.{name}": value for name, value in assumed.items()}
    switched = {f"policies.{kind}.on": True for kind in on}
    found = values(part(run(load("two-loops", {"run.start": "2022-01-03", **drawn, **switched}), seed)))
    return np.array([found[name] for name in COUNTED])


def both(seed: int, assumed: Mapping[str, float]) -> np.ndarray:
    """Return (neither + each alone, both) x outcomes."""
    neither, residents, offices, together = (
        outcomes(seed, on, assumed) for on in ((), RESIDENTS, OFFICES, RESIDENTS + OFFICES)
    )
    return np.array([residents + offices - neither, together])


if __name__ == "__main__":
    sys.exit(write_table(HERE / "loops.csv", COUNTED, both, "two-loops", str(__doc__)))
