"""From a design file to a Design: everything that is wrong is listed, with its path and what is allowed."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from govsim.measures import outcomes_known
from govsim.scenario import ScenarioError
from govsim.scenario.allowed import allowed, names_at
from govsim.scenario.problems import NOTHING, Problem, meant, problem
from govsim.scenario.reading import read_table
from govsim.store.design import Design, frozen
from govsim.sweep.points import check


def read_design(path: Path) -> Design:
    """Return the design of a file. Raises ScenarioError or DesignError, which say all that is wrong."""
    table = read_table(path)
    try:
        design = Design.model_validate(frozen(table))
    except ValidationError as failure:
        raise ScenarioError([_problem(path, table, error) for error in failure.errors()[:20]]) from None
    wrong = [_outcome(path, name) for name in _outcomes(design) if name not in outcomes_known()]
    if wrong:
        raise ScenarioError(wrong)
    check(design)
    return design


def _problem(path: Path, table: Any, error: Any) -> Problem:
    steps = tuple(step for step in error["loc"] if step != "[key]")
    name = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    value = _at(table, steps)
    if error["type"] == "extra_forbidden":
        return problem(str(path), name, value, "unknown", meant=_near(steps))
    text = "missing" if error["type"] == "missing" else "wrong"
    return problem(str(path), name, value, text, allowed=allowed(Design, steps))


def _near(steps: tuple[Any, ...]) -> tuple[str, str]:
    known = names_at(Design, steps[:-1])
    zh, en = meant(steps[-1], known)
    listed = ", ".join(known)
    return zh or f"可用：{listed}。", en or f"There are: {listed}."


def _at(table: Any, steps: tuple[Any, ...]) -> Any:
    for step in steps:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return NOTHING
    return table


def _outcomes(design: Design) -> list[str]:
    stop = [design.stop.outcome] if design.stop else []
    return [*design.outcomes.primary, *design.outcomes.matters, *stop]


def _outcome(path: Path, name: str) -> Problem:
    return problem(str(path), "outcomes", name, "unknown_outcome", meant=meant(name, outcomes_known()))
