"""The same files as plain Python, without numba: every number equal to the last bit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.twins.small_places import digest_of, in_process

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("served_by", ["grid", "worker"])
def test_plain_python_finds_the_same(served_by: str) -> None:
    """Overflows and other warnings of numpy are errors there."""
    assert in_process(served_by, NUMBA_DISABLE_JIT="1") == digest_of(served_by)


def test_the_twin_is_not_compiled() -> None:
    program = "from govsim.hour import advance; print(type(advance).__name__)"
    command, variables = [sys.executable, "-c", program], os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "function"
