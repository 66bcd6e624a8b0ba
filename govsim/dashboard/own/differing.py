"""A scenario with changes as a file, as a command and as Python, so that what a page shows can be done elsewhere."""

import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from govsim.own_place.page import toml
from govsim.policies import POLICIES
from govsim.scenario import Scenario
from govsim.scenario.reading import value_of

_PLACE_IN_LIST = re.compile(r"\[(\d{1,6})\]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NAME = ("id", "kind")  # keys that name an item of a list
Changes = Mapping[str, object]


def scenario_file(extends: str, base: Scenario, changes: Changes) -> str:
    """Return a scenario file that says the same as the changes of a base: `extends` and the difference."""
    tree: dict[str, Any] = {}
    plain = base.model_dump(mode="python")
    for path, value in changes.items():
        _put(tree, plain, _steps(path), _typed(value))
    return "\n".join([f"extends = {toml(extends)}", *_lines(tree, ""), ""])


def run_command(name: str, changes: Changes, seed: int | None) -> str:
    """Return the command that runs a scenario with changes."""
    words = ["govsim", "run", _file(name), *([] if seed is None else ["--seed", str(seed)])]
    return shlex.join([*words, *(word for each in _texts(changes) for word in ("--set", each))])


def run_python(name: str, changes: Changes, seed: int | None) -> str:
    """Return the lines of Python that run a scenario with changes."""
    given = f", {_plain(changes)}" if changes else ""
    return (f"import govsim\n\nscenario = govsim.load({_file(name)!r}{given})\n"
            f"run = govsim.run(scenario{'' if seed is None else f', seed={seed}'})\n"
            "print(run.table('counts'))\n")  # fmt: skip


def compare_python(base: str, options: Sequence[str | Changes], settings: Mapping[str, Any]) -> str:
    """Return the lines of Python that compare options with a base; settings: other arguments of `govsim.compare`."""
    which = [repr(_file(each)) if isinstance(each, str) else _plain(each) for each in options]
    named = [f"{name}={_plain(value) if isinstance(value, Mapping) else repr(value)}"
             for name, value in settings.items() if value not in ({}, (), None, 0)]  # fmt: skip
    inside = ",\n    ".join([repr(_file(base)), *which, *named])
    return f"import govsim\n\nfound = govsim.compare(\n    {inside},\n)\n"


def _file(name: str) -> str:
    """Return a name as it can stand in a command: a file that begins with a hyphen is no option."""
    return f"./{name}" if name.startswith("-") else name


def _texts(changes: Changes) -> list[str]:
    return [f"{path}={str(value).lower() if isinstance(value, bool) else value}" for path, value in changes.items()]


def _plain(changes: Changes) -> str:
    return repr({path: value.isoformat() if isinstance(value, date) else value
                 for path, value in ((path, _typed(value)) for path, value in changes.items())})  # fmt: skip


def _typed(value: object) -> Any:
    return value_of(value) if isinstance(value, str) else value


def _steps(path: str) -> list[str]:
    return [name for name in _PLACE_IN_LIST.sub(r".\1", path).split(".") if name]


def _put(tree: dict[Any, Any], plain: Any, steps: Sequence[str], value: Any) -> None:
    """Put a value into the tree of tables; items of lists, found in the base, have the pairs of key and name as key."""
    *above, last = steps
    policies = above[:1] == ["policies"]
    for step in above:
        if isinstance(plain, list | tuple):
            name = _named(plain, step, policies)
            tree = tree.setdefault(tuple(name.items()), {})
            plain = next((item for item in plain if _has(item, name)), {})
        else:
            tree = tree.setdefault(step, {})
            plain = plain.get(step, [] if step == "policies" else {}) if isinstance(plain, Mapping) else {}
    tree[last] = value


def _named(items: Sequence[Any], step: str, policies: bool) -> dict[str, str]:
    """Return the key and the name of an item: of its id, else of its kind; of a kind of measure that is new."""
    for item in items:
        name = next(((key, item[key]) for key in _NAME if item.get(key)), None)
        if name and name[1] == step:
            return dict([name])
    if policies and step in POLICIES:
        return {"kind": step}
    item = items[int(step) - 1]
    return dict([next((key, item[key]) for key in _NAME if item.get(key))])


def _has(item: Mapping[str, Any], name: Mapping[str, str]) -> bool:
    return all(item.get(key) == value for key, value in name.items())


def _lines(tree: Mapping[Any, Any], above: str) -> list[str]:
    """Return a table as TOML: its values, its tables, its lists of tables."""
    lines = [f"{_key(key)} = {toml(value)}" for key, value in tree.items() if not isinstance(value, dict)]
    for key, value in tree.items():
        if not isinstance(value, dict):
            continue
        path = f"{above}.{_key(key)}" if above else _key(key)
        for name, item in value.items():
            if isinstance(name, tuple):
                lines += ["", f"[[{path}]]", *(f"{part} = {toml(text)}" for part, text in name), *_lines(item, path)]
        rest = {name: item for name, item in value.items() if not isinstance(name, tuple)}
        header = ["", f"[{path}]"] if any(not isinstance(item, dict) for item in rest.values()) else []
        lines += [*header, *_lines(rest, path)]
    return lines


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml(name)
