"""The sections of the benchmark: each measures one thing and returns lines for the table."""

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numba
import numpy as np
from mesa_twin import Twin, docking

from bench import measuring
from bench.measuring import ROOT, WEEK, demo, in_process, in_turn, median_ratio, simulating
from govsim.model import Community
from govsim.scenario import Scenario, load

RESIDENTS, WEEKS, REPEATS = 12_000, 52, 5


@dataclass(frozen=True)
class Line:
    """A measured number, and the bound it is held to where there is one."""

    what: str
    value: float
    unit: str
    bound: str = ""
    holds: bool | None = None


def at_least(what: str, value: float, bound: float, unit: str = "x") -> Line:
    """Return a line whose number should not be smaller."""
    return Line(what, value, unit, f">= {bound:,g}", value >= bound)


def at_most(what: str, value: float, bound: float, unit: str) -> Line:
    """Return a line whose number should not be larger."""
    return Line(what, value, unit, f"<= {bound:,g}", value <= bound)


def core() -> Iterator[Line]:
    """The compiled hourly loop against its plain Mesa twin, which keeps less; processor time, the two sides in turn."""
    scenario, twin = demo(RESIDENTS, WEEKS), Twin(demo(RESIDENTS, WEEKS))

    def a_week() -> None:
        for _ in range(WEEK):
            twin.step()

    simulating(demo(RESIDENTS, 1))
    a_week()  # the first week has few open cases yet
    compiled, mesa, whole = in_turn(
        REPEATS, lambda: simulating(scenario, whole=False), lambda: measuring.processor_time(a_week),
        lambda: simulating(scenario),
    )  # fmt: skip
    yield Line(f"compiled, {WEEKS} weeks", median(compiled), "s")
    yield Line(f"plain Mesa, one week (median of weeks 2-{REPEATS + 1})", median(mesa), "s")
    yield Line("compiled, million resident-hours a second", RESIDENTS * WEEKS * WEEK / median(compiled) / 1e6, "M/s")
    yield Line("plain Mesa, the same", RESIDENTS * WEEK / median(mesa) / 1e6, "M/s")
    yield at_least("plain Mesa / compiled, per week", WEEKS * median_ratio(mesa, compiled), 1000)
    yield Line("the same for the whole model, which the twin is a part of", WEEKS * median_ratio(mesa, whole), "x")


def plain() -> Iterator[Line]:
    """The compiled handlers against the same handlers as plain Python: the same weeks, equal to the last bit."""
    pairs = []
    for _ in range(3):
        one = in_process("weeks", str(RESIDENTS), "3", NUMBA_DISABLE_JIT="1")
        pairs.append((one, in_process("weeks", str(RESIDENTS), "3")))
    same = all(one["fingerprint"] == other["fingerprint"] for one, other in pairs)
    slow, fast = ([sum(pair[side]["seconds"]) for pair in pairs] for side in (0, 1))
    yield Line("plain Python handlers, weeks 2-3", median(slow), "s")
    yield Line("compiled, the same weeks", median(fast), "s")
    yield at_least("plain Python / compiled", median_ratio(slow, fast), 40)
    yield Line("equal fingerprints", float(same), "", "= 1", same)


def agreement() -> Iterator[Line]:
    """Docking in its long form: 100 compiled runs and 16 of the twin, 10 + 12 weeks of 2,800 residents."""
    compiled = [docking.compiled_totals(docking.scenario(seed, 12, 10)) for seed in range(1, 101)]
    twin = [docking.twin_totals(docking.scenario(seed, 12, 10)) for seed in range(201, 217)]
    found = docking.compare(compiled, twin)
    print(f"{'':38s} {'compiled':>10s} {'twin':>10s}", *found, sep="\n")
    differing = sum(not one.holds for one in found)
    yield at_most(f"statistics of {len(found)} that differ", differing, 0, "")
    yield Line("largest difference", max(abs(one.errors) for one in found), "s.e.")


def setup() -> Iterator[Line]:
    """Set-up of both, and what a resident takes."""
    scenario = demo(RESIDENTS, WEEKS)
    compiled = median(measuring.processor_time(lambda: Community(scenario)) for _ in range(REPEATS))
    yield Line("set-up, compiled", compiled, "s")
    yield Line("set-up, plain Mesa", measuring.processor_time(lambda: Twin(scenario)), "s")
    bytes_each = Community(scenario).built.world.tables["residents"].itemsize
    yield at_most("resident table", bytes_each, 100, "B per resident")


def compiling() -> Iterator[Line]:
    """Compiling everything anew, in a copy of the package without stored compilations."""
    with tempfile.TemporaryDirectory() as folder:
        unstored = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
        for name in ("govsim", "scenarios", "bench"):
            shutil.copytree(ROOT / name, Path(folder, name), ignore=unstored)
        cold, warm = (in_process("first_hours", root=Path(folder))["seconds"] for _ in range(2))
    yield at_most("cold compile: to the end of the first week of the demo", cold - warm, 40, "s")
    yield at_most("the same with stored compilations", warm, 1.5, "s")


def start() -> Iterator[Line]:
    """How long the command line takes to answer."""
    command = [sys.executable, "-m", "govsim", "--help"]
    times = [
        measuring.wall_time(lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True))
        for _ in range(2 * REPEATS)
    ]
    yield at_most("govsim --help", median(times), 0.3, "s")


def policy() -> Iterator[Line]:
    """What one more measure costs; it changes nothing, so both runs do the same."""
    scenario = demo(RESIDENTS, WEEKS)
    more = _with_nothing(scenario.run.weeks)
    without, with_it = in_turn(3 * REPEATS, lambda: simulating(scenario), lambda: simulating(more))
    yield at_most("cost of one more measure", 100 * (median_ratio(with_it, without) - 1), 2, "%")
    same = _fingerprint(scenario) == _fingerprint(more)
    yield Line("equal fingerprints with one that does nothing", float(same), "", "= 1", same)


def _with_nothing(weeks: int) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "more.toml")
        path.write_text(
            'id = "more"\nextends = "demo"\n[[policies]]\nid = "more"\nkind = "nothing"\n', encoding="utf-8"
        )
        return load(path, {"place.residents": RESIDENTS, "run.weeks": weeks, "run.warmup": 0})


def _fingerprint(scenario: Scenario) -> str:
    model = Community(scenario)
    model.run_to(4 * WEEK)
    return model.built.world.fingerprint


@numba.njit(nogil=True)
def _loop(times: int, bits: np.ndarray) -> None:
    value = bits[0]
    for _ in range(times):
        value = value * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
    bits[0] = value


def threads() -> Iterator[Line]:
    """Two threads against one, beside two pure loops against two in a row, at the same moment."""
    place = demo(160_000, 8)
    times = 400_000_000
    _loop(1, np.ones(1, np.uint64))

    def loops(parallel: bool) -> Callable[[], float]:
        return lambda: measuring.wall_time(lambda: two_loops(times, parallel))

    def model(threads: int) -> float:
        community = Community(place, threads=threads)
        return measuring.wall_time(lambda: community.run_to(8 * WEEK))

    model(2)
    one, two, row, side = in_turn(
        REPEATS, lambda: model(1), lambda: model(2), loops(parallel=False), loops(parallel=True)
    )
    yield Line("one thread / two threads, 160,000 residents", median_ratio(one, two), "x")
    yield Line("two pure loops in a row / side by side", median_ratio(row, side), "x")
    yield at_least("gain of the model / gain of pure loops", median_ratio(one, two) / median_ratio(row, side), 0.9)


def two_loops(times: int, parallel: bool) -> None:
    """Run two pure loops in threads, one after the other or side by side."""
    workers = [threading.Thread(target=_loop, args=(times, np.ones(1, np.uint64))) for _ in range(2)]
    for worker in workers:
        worker.start()
        if not parallel:
            worker.join()
    for worker in workers:
        worker.join()


def qiaosi() -> Iterator[Line]:
    """A subdistrict of 312,000 residents, 52 weeks, one thread: medians of three runs."""
    runs = [in_process("place", "qiaosi") for _ in range(3)]
    middle = {name: median(run[name] for run in runs) for name in runs[0]}
    yield at_most("qiaosi, 52 weeks", middle["simulate"], 5, "s")
    yield at_most("qiaosi, set-up", middle["setup"], 5, "s")
    yield at_most("qiaosi, largest memory", middle["megabytes"], 600, "MiB")
    yield at_most("qiaosi, resident table", middle["bytes"], 100, "B per resident")


SECTIONS: dict[str, Callable[[], Iterator[Line]]] = {
    "core": core, "plain": plain, "docking": agreement, "setup": setup, "compiling": compiling, "start": start,
    "policy": policy, "threads": threads, "qiaosi": qiaosi,
}  # fmt: skip
ON_DEMAND = ("qiaosi",)
