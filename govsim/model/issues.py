"""The tables of issues: rates and their bounds, channels, who has them, and which office decides."""

from collections.abc import Sequence

import numpy as np

from govsim.engine.codes import CATEGORIES, CHANNELS, CLASSES, PARTIES
from govsim.model.free_time import PROFILES, profiles
from govsim.population.spec import SHARES
from govsim.scenario.specification import Issue, Scenario, Shock
from govsim.world.schema import ISSUE

HOURS_A_YEAR = 8766.0
IMPOSSIBLE = -1e9
REFERENCE_CONDITION = 0.6  # condition at which the rates of the classes hold
SLACK = 1.001  # bounds lie this much above what can be reached


def who_factors(issues: Sequence[Issue]) -> np.ndarray:
    """Return (issues, categories) factors on rates, of mean 1 over the default shares of categories."""
    factors = np.array([[issue.who.get(category, 1.0) for category in CATEGORIES] for issue in issues])  # type: ignore[call-overload]
    usual = np.array([SHARES["categories"][category] for category in CATEGORIES])
    return np.asarray(factors / np.maximum(1e-9, factors @ usual)[:, None])


def utilities(issues: Sequence[Issue], rules: np.ndarray) -> np.ndarray:
    """Return (issues, channels) constants; IMPOSSIBLE where a channel is not open to the matter."""
    row, table = rules[0], np.full((len(issues), len(CHANNELS)), IMPOSSIBLE)
    for number, issue in enumerate(issues):
        for name in ("worker", "phone", "hotline", "platform", "office"):
            column = f"{issue.klass}_channel_{name}"
            if column in (rules.dtype.names or ()):
                table[number, CHANNELS.index(name)] = row[column]
        worker = table[number, CHANNELS.index("worker")]
        table[number, CHANNELS.index("station")] = worker + row["channels_station_offset"]
        if issue.klass == "dispute":
            table[number, CHANNELS.index("group")] = row["channels_group_constant"]
        if issue.property:
            table[number, CHANNELS.index("property")] = row["channels_property_constant"]
    return table


def stated_waits(rules: np.ndarray) -> np.ndarray:
    """Return (channels,) hours of waiting where a parameter states them, else 0."""
    columns = [f"channels_{name}_wait" for name in CHANNELS]
    return np.array([rules[0][column] if column in (rules.dtype.names or ()) else 0.0 for column in columns])


def issue_table(scenario: Scenario, rules: np.ndarray, departments: dict[str, int]) -> np.ndarray:
    """Return one row an issue; `departments`: row of the responsible office by issue."""
    issues, row = scenario.issues, rules[0]
    table = np.zeros(len(issues), ISSUE)
    peaks, most_who = profiles().max(axis=1), who_factors(issues).max(axis=1)
    for number, issue in enumerate(issues):
        item, klass = table[number], issue.klass
        rate = row[f"{klass}_rate"] * issue.share if issue.rate is None else issue.rate
        item["klass"], item["party"] = CLASSES.index(klass), PARTIES.index(issue.party)
        item["profile"], item["department"] = PROFILES.index(issue.profile), departments[issue.id]
        for name in ("intercept", "work", "city", "town"):
            own = getattr(issue, name)
            item[name] = row[f"{klass}_{name}"] if own is None else own
        item["condition"] = REFERENCE_CONDITION if issue.condition else -1.0
        item["rate"] = rate / HOURS_A_YEAR
        worst = np.exp(row["arrivals_condition_slope"] * REFERENCE_CONDITION) if issue.condition else 1.0
        factor = strongest(scenario.disturbances, issue.id)
        item["bound"] = max(item["rate"] * peaks[item["profile"]] * most_who[number] * worst * factor, 1e-15) * SLACK
    table["upto"] = np.cumsum(table["bound"])
    return table


def strongest(shocks: Sequence[Shock], issue: str) -> float:
    """Return the largest factor that shocks can put on an issue, at least 1; overlapping ones multiply."""
    factor = 1.0
    for shock in shocks:
        if issue in shock.issues:
            factor *= max(1.0, shock.factor)
    return factor
