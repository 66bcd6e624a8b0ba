"""Kills a sweep with `kill -9` again and again, starts it again, and compares what is left with an undisturbed one.

`python tests/faults/kills.py [--kills 100] [--runs 800] [--real] [--seed 1]`. Kills hit a worker, the sweep itself, or
the sweep in the middle of writing a run. `--real`: runs of a tiny place; otherwise a formula stands in for the model.
Exit code 0 if the bytes of all runs are the same, nothing is missing, doubled or torn, and no process is left; 1 if
not, or if the sweep was done before all kills. `--real --kills 3 --runs 8` takes a minute or two.
"""

import argparse
import importlib
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KINDS = ("worker", "sweep", "write")


def child(design: Path, out: Path, real: bool, dies_at: int) -> None:
    """Run the sweep in this process; kill it in the middle of writing the run number `dies_at`, if that is not 0."""
    sys.path[:0] = [str(ROOT), str(HERE)]
    from formula_runs import formula

    from govsim.sweep import Options, sweep
    from govsim.sweep.jobs import perform

    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(HERE), os.environ.get("PYTHONPATH", "")])
    os.setsid()
    if dies_at:
        _die_at(dies_at)
    sweep(design, out, workers=2, options=Options(work=perform if real else formula))


def _die_at(number: int) -> None:
    """Let this process end itself before it moves the run of that number to its place, half of it written."""
    replace, seen = os.replace, Counter[str]()

    def deadly(source: str, target: str) -> None:
        if str(target).endswith(".parquet") and Path(target).parent.parent.name == "runs":
            seen["runs"] += 1
            if seen["runs"] == number:
                os.truncate(source, os.path.getsize(source) // 2)
                os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)

    os.replace = deadly  # type: ignore[assignment]  # plain paths are all that a store passes


def started(design: Path, out: Path, real: bool, dies_at: int = 0) -> Any:
    """Start the sweep as a process of its own: a fork of this one, which has the slow libraries loaded."""
    process = multiprocessing.get_context("fork").Process(target=child, args=(design, out, real, dies_at))
    process.start()
    return process


def files(folder: Path) -> dict[str, bytes]:
    """Return the runs of a store, name -> content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / "runs").rglob("*.*")}


def count(folder: Path) -> int:
    """Return how many runs are there."""
    return sum(1 for _ in (folder / "runs").glob("??/*.parquet"))


def workers_of(process: Any) -> list[psutil.Process]:
    """Return the worker processes of a sweep."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
        return [one for one in children if "spawn_main" in " ".join(one.cmdline())]
    except psutil.Error:
        return []


def disturbed(design: Path, out: Path, kills: int, real: bool, seed: int) -> Counter[str]:
    """Run the sweep to its end in spite of the kills; return how many hit what."""
    chance, done, seen = random.Random(seed), Counter[str](), set[int]()
    while True:
        kind = min(KINDS, key=lambda name: (done[name], chance.random())) if done.total() < kills else ""
        process = started(design, out, real, chance.randint(1, 3) if kind == "write" else 0)
        while process.is_alive() and kind:
            kind = _kill(process, out, kind, chance, done, seen)
            if kind and done.total() >= kills:
                kind = ""
        process.join()
        if process.exitcode == 0:
            return _nothing_left(seen, done)
        if process.exitcode != -signal.SIGKILL:
            raise AssertionError(f"the sweep ended with {process.exitcode}")
        done["write"] += kind == "write"


def _kill(process: Any, out: Path, kind: str, chance: random.Random, done: Counter[str], seen: set[int]) -> str:
    """Kill something after some more runs and a moment; return what is killed next in the same sweep, if anything."""
    until, moment = count(out) + chance.randint(0, 2), time.monotonic() + chance.uniform(0, 1.5)
    while process.is_alive() and (count(out) < until or (kind != "write" and time.monotonic() < moment)):
        time.sleep(0.01)
    workers = workers_of(process)
    seen |= {one.pid for one in workers}
    if kind == "write":
        process.join()
        return kind
    if kind == "sweep" and process.is_alive():
        process.kill()
        done["sweep"] += 1
        process.join()
        return "sweep"
    if workers and process.is_alive():
        with suppress(psutil.Error):
            chance.choice(workers).kill()
            done["worker"] += 1
    return "sweep"


def _nothing_left(seen: set[int], done: Counter[str]) -> Counter[str]:
    """Check that no worker outlives its sweep."""
    until = time.monotonic() + 30
    while any(_is_worker(pid) for pid in seen):
        if time.monotonic() > until:
            raise AssertionError("a worker is left")
        time.sleep(0.1)
    return done


def _is_worker(pid: int) -> bool:
    try:
        return "spawn_main" in " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


def load() -> None:
    """Load what every sweep needs, once."""
    sys.path[:0] = [str(ROOT), str(HERE)]
    for name in ("distributed", "govsim.sweep.sweeping", "govsim.model", "formula_runs"):
        importlib.import_module(name)


def tried(folder: Path, kills: int, runs: int, real: bool, seed: int) -> Counter[str]:
    """Compare a disturbed sweep with an undisturbed one. Raises AssertionError where they differ."""
    load()
    from formula_runs import POINTS, design

    path = design(folder, seeds=-(-runs // POINTS))
    quiet = started(path, folder / "quiet", real)
    quiet.join()
    assert quiet.exitcode == 0
    done = disturbed(path, folder / "killed", kills, real, seed)
    expected, found = files(folder / "quiet"), files(folder / "killed")
    assert expected.keys() == found.keys(), "runs are missing, or there are more"
    assert expected == found, "the bytes differ"
    assert len(found) >= runs
    left = [path for path in (folder / "killed").rglob("*") if path.name.endswith(".part") or path.name == "scratch"]
    assert not left, f"left behind: {left}"
    assert not (folder / "killed" / "beside" / "failures").exists(), "runs were blamed"
    return done


def main() -> int:
    """Kill and compare."""
    os.environ.setdefault("FORMULA_SECONDS", "0.3")  # long enough that no sweep ends before it is killed
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--runs", type=int, default=800)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        begun = time.monotonic()
        done = tried(Path(name), options.kills, options.runs, options.real, options.seed)
        seconds = time.monotonic() - begun
        print(f"{done.total()} kills ({dict(done)}), {options.runs} runs, {seconds:.0f} s: the same bytes")
    if done.total() < options.kills:
        print(f"the sweep was done before all {options.kills} kills: take more --runs or fewer --kills")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
