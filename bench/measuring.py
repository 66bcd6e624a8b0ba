"""How times are taken: processor time of this process, repeated, the two sides of a ratio in turn."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from govsim.model import Community
from govsim.scenario import Scenario, load

ROOT = Path(__file__).parent.parent
WEEK = 168


def processor_time(action: Callable[[], object]) -> float:
    """Return the seconds of processor time that an action takes."""
    begun = time.process_time()
    action()
    return time.process_time() - begun


def wall_time(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes by the clock on the wall."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def in_turn(repeats: int, *timed: Callable[[], float]) -> list[list[float]]:
    """Return the times of several sides, one of each in turn, so that a busy minute hits all of them."""
    rounds = [[side() for side in timed] for _ in range(repeats)]
    return [list(times) for times in zip(*rounds, strict=True)]


def median_ratio(above: list[float], below: list[float]) -> float:
    """Return the median of the ratios of pairs taken in turn."""
    return median(one / other for one, other in zip(above, below, strict=True))


def demo(residents: int, weeks: int, **changes: object) -> Scenario:
    """Return the demo community with so many residents, without warm-up: the same weeks from the first hour on."""
    return load("demo", {"place.residents": residents, "run.weeks": weeks, "run.warmup": 0, **changes})


def simulating(scenario: Scenario, threads: int = 1, whole: bool = True) -> float:
    """Return the processor time of all weeks of a scenario, its set-up not counted.

    whole: with what happens daily to yearly (activities, groups, funds, workforce, ...); else the hourly loop alone.
    """
    model = Community(scenario, threads=threads)
    if not whole:
        model.built = model.days.built = replace(model.built, periodic=())
    return processor_time(lambda: model.run_to(model.built.clock.hours))


def in_process(*arguments: str, root: Path = ROOT, **environment: str) -> Any:
    """Return what bench/inner.py prints in a process of its own."""
    changed = os.environ | {"PYTHONPATH": str(root)} | environment
    command = [sys.executable, str(root / "bench" / "inner.py"), *arguments]
    return json.loads(subprocess.run(command, env=changed, cwd=root, capture_output=True, check=True, text=True).stdout)
