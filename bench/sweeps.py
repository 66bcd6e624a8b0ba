"""How sweeps keep two processors busy, and what a run costs beside the model: `python bench/sweeps.py [--runs 5000]`.

First, runs of more than a second with one worker and with two, each beside two pure loops in a row and side by side at
that moment. Then many runs that a formula stands in for, with one worker: time a run, and memory of the processes
while they pass. Loopback only.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
FAULTS = ROOT / "tests" / "faults"
sys.path[:0] = [str(ROOT), str(FAULTS)]

from formula_runs import POINTS, answered, design  # noqa: E402 (found only through the path set above)

from bench.measuring import in_turn, median_ratio, wall_time  # noqa: E402 (as above)
from bench.run import text  # noqa: E402 (as above)
from bench.sections import Line, at_least, at_most, two_loops  # noqa: E402 (as above)
from govsim.sweep import Options, sweep  # noqa: E402 (as above)

LONG = """
scenario = "demo"
method = "grid"
seeds = {seeds}
weeks = 104
settings = {{ "place.residents" = 14000, "run.warmup" = 4 }}
[[factors]]
path = "parameters.contact.patience"
values = [3]
"""
REPEATS, RUNS = 3, 8
LOOPS = 1_500_000_000


def main() -> int:
    """Measure, print; return 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5000, help="runs of the formula")
    chosen = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(FAULTS), os.environ.get("PYTHONPATH", "")])
    lines = []
    for part in (two_workers(), short_runs(chosen.runs)):
        for line in part:
            lines.append(line)
            print(text(line), flush=True)
    return int(any(line.holds is False for line in lines))


def two_workers() -> list[Line]:
    """Compare the rate of two workers with that of one, beside pure loops."""
    wall_time(lambda: two_loops(1, parallel=False))
    one, two, row, side = in_turn(
        REPEATS, lambda: _seconds_a_run(1, RUNS), lambda: _seconds_a_run(2, 2 * RUNS),
        lambda: wall_time(lambda: two_loops(LOOPS, parallel=False)),
        lambda: wall_time(lambda: two_loops(LOOPS, parallel=True)),
    )  # fmt: skip
    model, pure = median_ratio(one, two), median_ratio(row, side)
    return [
        Line("a run with one worker", sorted(one)[len(one) // 2], "s"),
        Line("rate of two workers / of one", model, "x"),
        Line("two pure loops in a row / side by side", pure, "x"),
        at_least("gain of two workers / gain of pure loops", model / pure, 0.9),
    ]


def _seconds_a_run(workers: int, runs: int) -> float:
    """Return the mean time between two runs that come back, from the first of each worker on."""
    moments: list[float] = []

    def note(done: int, total: int) -> None:
        moments.extend([time.perf_counter()] * (done - len(moments)))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "design.toml")
        path.write_text(LONG.format(seeds=runs), encoding="utf-8")
        sweep(path, Path(folder, "out"), workers, progress=note)
    return (moments[-1] - moments[workers - 1]) / (runs - workers)


def short_runs(number: int) -> list[Line]:
    """Run a formula many times; return what each took and how memory grew."""
    sizes: list[tuple[int, float, float, float]] = []  # runs done, processor time, memory here, memory of the worker

    def note(done: int, total: int) -> None:
        if done and done % 100 == 0 and (not sizes or done > sizes[-1][0]):
            here, workers = psutil.Process(), _workers()
            times = [sum(one.cpu_times()[:2]) for one in (here, *workers)]
            sizes.append((done, sum(times), _megabytes(here), sum(_megabytes(one) for one in workers)))

    with tempfile.TemporaryDirectory() as folder:
        options = Options(work=answered, most=None)
        path = design(Path(folder), seeds=number // POINTS)
        sweep(path, Path(folder, "out"), 1, progress=note, options=options)
    early, last = sizes[len(sizes) // 10], sizes[-1]
    a_run = 1000 * (last[1] - early[1]) / (last[0] - early[0])
    return [
        at_most(f"processor time a run beside the model, runs {early[0]:,} to {last[0]:,}", a_run, 20, "ms"),
        Line(f"memory here at {early[0]:,} runs", early[2], "MiB"),
        Line(f"memory here at {last[0]:,} runs", last[2], "MiB"),
        Line(f"memory of the worker at {early[0]:,} runs", early[3], "MiB"),
        Line(f"memory of the worker at {last[0]:,} runs", last[3], "MiB"),
        at_most("growth of both together", 100 * ((last[2] + last[3]) / (early[2] + early[3]) - 1), 2, "%"),
    ]


def _workers() -> list[psutil.Process]:
    children = psutil.Process().children(recursive=True)
    return [one for one in children if "spawn_main" in " ".join(one.cmdline())]


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 2**20)


if __name__ == "__main__":
    sys.exit(main())
