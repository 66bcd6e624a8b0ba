"""The list of deliberate faults is alive: each can still be put in, and tests are named for it."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("faults_run", Path(__file__).with_name("run.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RUNNER = _runner()
FAULTS, SUITES = RUNNER.seeded()


def test_there_are_enough_of_them_and_their_names_differ() -> None:
    assert len({fault["id"] for fault in FAULTS}) == len(FAULTS) >= 24
    assert len({fault["file"] for fault in FAULTS}) >= 15


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["id"])
def test_a_fault_can_be_put_in_at_one_place(fault: dict[str, str]) -> None:
    text = (ROOT / fault["file"]).read_text(encoding="utf-8")
    assert text.count(fault["old"]) == 1
    changed = text.replace(fault["old"], fault["new"])
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(text))
    assert fault["what"] and all((ROOT / test).exists() for test in RUNNER.suite_of(fault["file"], SUITES))
