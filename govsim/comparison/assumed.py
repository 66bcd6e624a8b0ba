"""Which assumptions are drawn in a comparison, and a scenario under a draw of them."""

from collections.abc import Mapping, Sequence, Set

import pandas as pd

from govsim.analysis import assumption_draws, held
from govsim.parameters import parameters
from govsim.scenario import Scenario


def held_parameters(scenarios: Sequence[Scenario], kept: pd.DataFrame | None = None) -> frozenset[str]:
    """Return the parameters that are not drawn: those that a scenario sets, unless all alike and in the `kept` set."""
    stated = {name for scenario in scenarios for name in scenario.parameters}
    compared = {name for name in stated if len({scenario.parameters.get(name) for scenario in scenarios}) > 1}
    return held(stated, compared, kept)


def drawn(count: int, seed: int, without: Set[str], kept: pd.DataFrame | None = None) -> list[dict[str, float]]:
    """Return the assumption draws without the parameters that are held."""
    return assumption_draws(count, seed, kept, without) if count else []


def counted(without: Set[str], draws: Sequence[Mapping[str, float]]) -> dict[str, int]:
    """Return how many parameters are drawn, and how many assumed ones are not since a scenario sets them."""
    known = parameters()
    held_ones = [name for name in without if name in known and known[name].kind == "assumed"]
    return {"drawn": len(draws[0]) if draws else 0, "held": len(held_ones)}


def assuming(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario with these values of parameters."""
    copied = scenario.model_copy(update={"parameters": {**scenario.parameters, **values}})
    copied._folder, copied._baseline = scenario.folder, scenario.baseline
    return copied
