"""Which assumptions are drawn in a comparison, and a scenario under a draw of them."""

from collections.abc import Mapping, Sequence, Set

import pandas as pd

from govsim.analysis import assumption_draws
from govsim.scenario import Scenario


def compared_parameters(scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Return the parameters that the scenarios set differently."""
    names = {name for scenario in scenarios for name in scenario.parameters}
    return frozenset(name for name in names if len({scenario.parameters.get(name) for scenario in scenarios}) > 1)


def drawn(count: int, seed: int, compared: Set[str], kept: pd.DataFrame | None = None) -> list[dict[str, float]]:
    """Return the assumption draws without the parameters that are compared."""
    draws = assumption_draws(count, seed, kept) if count else []
    return [{name: value for name, value in values.items() if name not in compared} for values in draws]


def assuming(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario with these values of parameters."""
    copied = scenario.model_copy(update={"parameters": {**scenario.parameters, **values}})
    copied._folder, copied._baseline = scenario.folder, scenario.baseline
    return copied
