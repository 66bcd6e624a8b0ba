"""From the arrays of a finished model to a Run."""

import platform
from typing import TYPE_CHECKING

import numba
import numpy as np
import pandas as pd
from mesa import __version__ as mesa_version

from govsim import __version__
from govsim.engine.codes import GROUPS
from govsim.engine.survey import ASKED
from govsim.model import keeping
from govsim.model.costs import policy_hours
from govsim.parameters import periodic_rules
from govsim.records import Run
from govsim.records.run import case_table
from govsim.scenario import Scenario

if TYPE_CHECKING:
    from govsim.model.community import Community

TIMES = ("arose", "reported", "reached", "responded", "closed")
STATE_TABLES = ("residents",)


def result_of(model: "Community") -> Run:
    """Return the measured weeks of a model as a Run."""
    from govsim.model.community import peak_memory

    scenario, built, kept = model.scenario, model.built, model.kept
    grids = tuple(built.place.names["grid"])[: len(built.place.grids)]
    communities = tuple(built.place.names["community"])
    rows = (*(f"grid:{name}" for name in grids), *GROUPS, *(f"issue:{issue.id}" for issue in scenario.issues))
    return Run(
        scenario=scenario.id, title={"zh": scenario.word("zh"), "en": scenario.word("en")}, seed=scenario.run.seed,
        start=scenario.run.start, counts=_stacked(kept.counts, len(rows)), rows=rows,
        communities=tuple(communities[c] for c in built.place.grids["community"]), stocks=_stocks(model, len(rows)),
        cases=_cases(model, grids), fingerprint=built.world.fingerprint, sizes=sizes(model),
        parameters=periodic_rules(scenario.parameters) | prices(scenario),
        versions=versions(), seconds=dict(model.seconds), peak_rss_bytes=peak_memory(),
        state_bytes_per_resident=sum(built.world.tables[name].nbytes for name in STATE_TABLES) / built.place.residents,
    )  # fmt: skip


def sizes(model: "Community") -> dict[str, int]:
    """Return how many there are of everything."""
    tables, place = model.built.world.tables, model.built.place
    return {
        "residents": place.residents, "adults": int((tables["residents"]["age"] > 0).sum()),
        "households": len(place.household_sizes), "buildings": len(place.buildings), "grids": len(place.grids),
        "communities": place.communities, "estates": place.estates,
        "workers": int((tables["workers"]["active"] == 1).sum()),
        "groups": int((tables["groups"]["founded"] >= 0).sum()), "offices": len(model.days.desks.offices),
        "firms": model.scenario.firms.number,
        "cases": sum(len(rows) for rows in model.kept.cases),
    }  # fmt: skip


def prices(scenario: Scenario) -> dict[str, float]:
    """Return the user's prices, as `budget.price_hour`...; those that are not filled in are not there."""
    filled = scenario.budget.model_dump(exclude_none=True)
    return {f"budget.{name}": float(price) for name, price in filled.items() if name.startswith("price_")}


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    return {
        "govsim": __version__, "python": platform.python_version(), "numpy": np.__version__, "numba": numba.__version__,
        "mesa": mesa_version, "pandas": pd.__version__,
    }  # fmt: skip


def _stacked(weeks: list[np.ndarray], rows: int) -> np.ndarray:
    from govsim.engine.codes import MEASURES

    return np.array(weeks) if weeks else np.zeros((0, rows, len(MEASURES)))


def _stocks(model: "Community", rows: int) -> dict[str, np.ndarray]:
    """Return weekly stocks; those of residents in the layout of the rows, zero for issues."""
    kept, weeks = model.kept, len(model.kept.counts)
    asked = np.zeros((weeks, rows, len(ASKED)))
    for week, answers in enumerate(kept.answers):
        asked[week, : len(answers)] = answers
    stocks = {name: asked[:, :, number] for number, name in enumerate(ASKED)}
    stocks["open"] = np.array(kept.open_cases) if weeks else np.zeros((0, 1, 1))
    stocks["backlog_hours"] = np.array(kept.backlog)
    stocks["workers"] = np.array(kept.workers)
    stocks["waiting_offices"] = np.array(kept.waiting)
    built, run = model.built, model.scenario.run
    stocks["policy_hours"] = policy_hours(
        model.days.actives, built.place.grids, run.seed, built.clock.first_hour, weeks
    )  # fmt: skip
    for name in kept.life[0] if kept.life else ():
        of_week = np.array([week[name] for week in kept.life])
        of_groups = of_week.shape[1] == rows - len(model.scenario.issues)
        missing = ((0, 0), (0, rows - of_week.shape[1]), *((0, 0),) * (of_week.ndim - 2))
        stocks[name] = np.pad(of_week, missing) if of_groups else of_week
    return stocks


def _cases(model: "Community", grids: tuple[str, ...]) -> pd.DataFrame:
    """Return all cases that arose in the measured weeks, hours counted from their beginning."""
    built, first = model.built, model.built.clock.first_hour
    rows = np.concatenate([*model.kept.cases, keeping.still_open(built.world)])
    rows = rows[rows["arose"] >= first]
    people, place = built.world.tables["residents"], built.place
    columns = {name: rows[name] for name in rows.dtype.names or ()}
    columns["community"] = place.grids["community"][rows["grid"]]
    for name in ("category", "schedule", "age"):
        columns[name] = people[name][rows["person"]]
    for name in TIMES:
        columns[name] = np.where(rows[name] >= 0, rows[name] - float(first), np.nan)
    late = (rows["finished"] >= 0) & (rows["closed"] >= 0)
    columns["closed"] = np.where(late, rows["finished"] - first, columns["closed"])
    for name in ("resolved", "satisfied"):
        columns[name] = rows[name] == 1
    communities = tuple(place.names["community"])[: place.communities]
    return case_table(columns, [issue.id for issue in model.scenario.issues], grids, communities)
