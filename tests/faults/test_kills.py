"""The short form of kills.py: a sweep survives kill -9 of its workers, of itself, and of itself as it writes."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import kills


def test_a_sweep_survives_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMULA_SECONDS", "0.3")  # long enough that no sweep ends before it is killed
    done = kills.tried(tmp_path, kills=9, runs=120, real=False, seed=1)
    assert done.total() >= 9 and set(done) == set(kills.KINDS)
