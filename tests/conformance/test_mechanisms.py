"""What every mechanism must keep: its declaration says what it is, and what it changes is what it declares."""

import ast
import importlib
import inspect
import json
import os
import pkgutil
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from govsim import hour as hours
from govsim import mechanisms
from govsim.interfaces import Mechanism
from govsim.parameters import parameters
from govsim.world.schema import BLOCK_FIELDS

ROOT = Path(__file__).parents[2]
MODULES = sorted(module.name for module in pkgutil.iter_modules(mechanisms.__path__))
CHINESE = re.compile("[一-鿿]")
MINUTES = 3
# `touch` brings these to the hour together: whoever changes one may change all; what is at its baseline stays there.
SLOW = {
    f"residents.{name}"
    for name in ("touched", "belonging", "efficacy", "ties", "trust_workers", "trust_offices", "trust_group")
}


def declaration(name: str) -> Mechanism:
    found = importlib.import_module(f"govsim.mechanisms.{name}").DECLARATION
    assert isinstance(found, Mechanism)
    return found


def exists(name: str) -> bool:
    """Whether `table` or `table.column` is in the state."""
    table, _, column = name.partition(".")
    if table not in BLOCK_FIELDS:
        return False
    names = getattr(BLOCK_FIELDS[table][1], "names", None) or ()
    return not column or column in names


@cache
def changed_columns() -> dict[str, list[str]]:
    """Which columns each mechanism changed in a week of a lively place, found in plain Python."""
    command = [sys.executable, "-W", "error", str(Path(__file__).with_name("written.py"))]
    variables = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60 * MINUTES)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_the_order_is_that_of_the_calls() -> None:
    """ORDER, which documents quote, equals the calls in the source of `advance`; and no mechanism is left out."""
    function = getattr(hours.advance, "py_func", hours.advance)
    calls = [node.func for node in ast.walk(ast.parse(inspect.getsource(function))) if isinstance(node, ast.Call)]
    handles = [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "handle"]
    handles.sort(key=lambda call: call.lineno)
    assert tuple(call.value.id for call in handles if isinstance(call.value, ast.Name)) == hours.ORDER
    assert sorted(hours.ORDER) == MODULES


@pytest.mark.parametrize("name", MODULES)
def test_a_declaration_is_complete(name: str) -> None:
    declared = declaration(name)
    assert declared.name == name
    assert CHINESE.search(declared.zh) and declared.en and not CHINESE.search(declared.en)
    assert declared.formula and declared.source and declared.every in ("hour", "day", "week", "month")
    assert declared.writes and len(set(declared.writes)) == len(declared.writes)


@pytest.mark.parametrize("name", MODULES)
def test_a_declaration_names_what_exists(name: str) -> None:
    declared = declaration(name)
    assert [path for path in (*declared.reads, *declared.writes) if not exists(path)] == []
    assert [path for path in declared.parameters if path not in parameters()] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_handler_changes_only_what_it_declares(name: str) -> None:
    """A table's name alone stands for all its columns."""
    writes = set(declaration(name).writes)
    writes |= SLOW if "residents.touched" in writes else set()
    undeclared = [path for path in changed_columns()[name] if path not in writes and path.split(".")[0] not in writes]
    assert undeclared == []


@pytest.mark.parametrize("name", MODULES)
def test_a_handler_changes_what_it_declares(name: str) -> None:
    """Nothing is declared that does not happen in a week of a lively place."""
    changed = set(changed_columns()[name])
    changed |= SLOW if "residents.touched" in changed else set()
    tables = {path.split(".")[0] for path in changed}
    assert [path for path in declaration(name).writes if path not in changed and path not in tables] == []
