"""Changes of single settings by path, as in `--set policies.evening.share=0.3` or in a design."""

import re
from collections.abc import Mapping
from typing import Any

from govsim.policies import POLICIES
from govsim.scenario.layers import OWN, Steps, name_of, replaced
from govsim.scenario.problems import Problem, meant, problem
from govsim.scenario.reading import DEEPEST, Table, value_of

WHERE = "--set"
_PLACE_IN_LIST = re.compile(r"\[(\d{1,6})\]")

Made = dict[Steps, str]  # where a change was made -> the path as the user wrote it


def change_of(text: str) -> tuple[str, Any]:
    """Return path and value of a text `path=value`; a path without a value is reported when it is applied."""
    path, sign, value = text.partition("=")
    return (path.strip(), value_of(value.strip())) if sign else ("", text)


def changed(whole: Table, changes: Mapping[str, object]) -> tuple[Table, Made, list[Problem]]:
    """Return the table with the changes made, where they were made, and what is wrong with their paths.

    Items of lists are named by id or kind, or by their place, counted from 1. Texts are read as TOML where they are it.
    A measure that the scenario does not have is added when the path names its kind.
    """
    made: Made = {}
    problems: list[Problem] = []
    for path, value in changes.items():
        value = value_of(value) if isinstance(value, str) else _plain(value)
        try:
            steps = _steps(whole, path)
        except _NoSuchPathError as failure:
            problems.append(problem(WHERE, path, value, failure.text, meant=meant(failure.step, failure.names)))
        else:
            whole = _with(whole, steps, path, value)
            made[steps] = path
    return whole, made, problems


class _NoSuchPathError(Exception):
    """A path that leads nowhere, and the names that would lead somewhere."""

    def __init__(self, text: str, step: str = "", names: tuple[str, ...] = ()) -> None:
        self.text, self.step, self.names = text, step, names


def _plain(value: Any) -> Any:
    """Return numbers of numpy as Python's own, tuples as lists."""
    if isinstance(value, tuple):
        return list(value)
    return value.item() if type(value).__module__ == "numpy" else value


def _steps(whole: Any, path: str) -> Steps:
    names = [name for name in _PLACE_IN_LIST.sub(r".\1", path).split(".") if name]
    if not names or len(names) > DEEPEST:
        raise _NoSuchPathError("empty_path")
    if names[0] in OWN:
        raise _NoSuchPathError("extends_changed")
    steps: Steps = ()
    for name in names:
        step = _place(whole, name, steps == ("policies",)) if isinstance(whole, list) else name
        if not isinstance(whole, dict | list):
            raise _NoSuchPathError("not_a_table")
        steps = (*steps, step)
        whole = _below(whole, step, [] if steps == ("policies",) else {})
    return steps


def _below(whole: Any, step: str | int, absent: Any) -> Any:
    if isinstance(step, int):
        return whole[step] if step < len(whole) else absent
    return whole.get(step, absent)


def _place(items: list[Any], name: str, policies: bool) -> int:
    """Return the place of the item of that name; the place behind the last for a kind of policy not yet there."""
    names = [name_of(item) or "" for item in items]
    if name in names:
        return names.index(name)
    if name.isdecimal() and len(name) <= 6 and 1 <= int(name) <= len(items):
        return int(name) - 1
    if policies and name in POLICIES:
        return len(items)
    raise _NoSuchPathError("unknown_item", name, (*names, *POLICIES) if policies else tuple(names))


def _with(table: Any, steps: Steps, path: str, value: Any) -> Any:
    """Return a copy of the table in which the steps lead to the value."""
    if not steps:
        return value
    step = steps[0]
    if isinstance(step, int):
        item = table[step] if step < len(table) else {"kind": path.split(".")[1]}
        return [*table[:step], _with(item, steps[1:], path, value), *table[step + 1 :]]
    below = table.get(step, [] if steps[1:] and isinstance(steps[1], int) else {})
    return replaced(table, {step: _with(below, steps[1:], path, value)})


def path_of_change(made: Made, steps: Steps) -> str | None:
    """Return the path of the change that made the setting at these steps or something in it; None where none did."""
    for own, path in made.items():
        if own == steps[: len(own)] or steps == own[: len(steps)]:
            return path
    return None
