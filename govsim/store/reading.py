"""From a design file to a design: everything that is wrong is listed, with its path and what is allowed."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from govsim.scenario import ScenarioError
from govsim.scenario.allowed import allowed, names_at
from govsim.scenario.problems import NOTHING, Problem, meant, problem
from govsim.scenario.reading import read_table
from govsim.store.design import frozen
from govsim.strict import Strict

MOST = 20  # problems that are listed
Form = TypeVar("Form", bound=Strict)


def read_form(path: Path, form: type[Form]) -> Form:
    """Return what a TOML file says, in the given form. Raises ScenarioError, which says all that is wrong."""
    table = read_table(path)
    try:
        return form.model_validate(frozen(table))
    except ValidationError as failure:
        raise ScenarioError([_problem(path, form, table, error) for error in failure.errors()[:MOST]]) from None


def _problem(path: Path, form: type[Strict], table: Any, error: Any) -> Problem:
    steps = tuple(step for step in error["loc"] if step != "[key]")
    name = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    value = _at(table, steps)
    if error["type"] == "extra_forbidden":
        return problem(str(path), name, value, "unknown", meant=_near(form, steps))
    text = "missing" if error["type"] == "missing" else "wrong"
    return problem(str(path), name, value, text, allowed=allowed(form, steps))


def _at(table: Any, steps: tuple[Any, ...]) -> Any:
    for step in steps:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return NOTHING
    return table


def _near(form: type[Strict], steps: tuple[Any, ...]) -> tuple[str, str]:
    known = names_at(form, steps[:-1])
    zh, en = meant(steps[-1], known)
    listed = ", ".join(known)
    return zh or f"可用：{listed}。", en or f"There are: {listed}."
