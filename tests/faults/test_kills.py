"""The short form of kills.py: a sweep survives kill -9 of its workers, of itself, and of itself as it writes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import kills


def test_a_sweep_survives_kills(tmp_path: Path) -> None:
    done = kills.tried(tmp_path, kills=9, runs=60, real=False, seed=1)
    assert done.total() >= 9 and set(done) == set(kills.KINDS)
