"""What a month's hotline orders say about how often matters arise."""

from collections.abc import Callable

from govsim.own_place.small import counted, small
from govsim.own_place.writing import Fit, rates
from govsim.parameters import CLASSES, parameters
from govsim.scenario import Scenario

SEEDS = 4
MONTHS = 12
Progress = Callable[[float], None]


def orders_a_month(scenario: Scenario, progress: Progress | None = None, seeds: int = SEEDS) -> float:
    """Return the model's hotline orders a month for the whole place, from runs of a small copy of it."""
    from govsim.measures import FUNCTIONS, PLACE, part
    from govsim.model import Community

    copied, total = small(scenario), 0.0
    for number in range(seeds):
        run = Community(copied, rng=scenario.run.seed + number).run()
        total += FUNCTIONS["hotline_rate"](part(run, PLACE))
        if progress:
            progress((number + 1) / seeds)
    return total / seeds / MONTHS * counted(scenario).residents


def fit(scenario: Scenario, wanted: int, progress: Progress | None = None) -> Fit:
    """Return by how much the rates must be multiplied so that the model gives the orders wanted.

    Orders grow almost in proportion to the rates: one step, and a second run to see what comes of it. A factor that
    would leave the range of a rate is not used: then something else than the rates differs from the model.
    """
    report = progress or (lambda share: None)
    before = orders_a_month(scenario, lambda share: report(share / 2))
    ratio = wanted / before if before else 0.0
    low, high = bounds(scenario)
    if not low <= ratio <= high:
        return Fit(before, before, wanted, None)
    changed = scenario.model_copy(update={"parameters": scenario.parameters | rates(scenario, ratio)})
    changed._folder = scenario.folder
    return Fit(before, orders_a_month(changed, lambda share: report(0.5 + share / 2)), wanted, ratio)


def bounds(scenario: Scenario) -> tuple[float, float]:
    """Return between which factors all rates stay in their ranges."""
    rows = [parameters()[f"{klass}.rate"] for klass in CLASSES]
    now = [scenario.parameters.get(row.name, row.value) for row in rows]
    low = max(row.low / value for row, value in zip(rows, now, strict=True) if value)
    return low, min(row.high / value for row, value in zip(rows, now, strict=True) if value)
