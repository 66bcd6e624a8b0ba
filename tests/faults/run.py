"""Puts deliberate faults into a copy of the package, one at a time, and counts how many the tests catch.

`python tests/faults/run.py [--only ID ...] [--seconds 180] [--unproved] [--out faults.json]`. Tests run as plain
Python, so nothing is compiled. First they run without a fault, once, and must pass (`--unproved` leaves that out). A
fault that no test has shown within its time counts as not caught. Exit code 0 if at least 80 % are caught, 1 if not,
2 if the tests fail without any fault.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import queue
import shutil
import sys
import tempfile
import time
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SEEDED = Path(__file__).with_name("seeded.toml")
COPIED = ("govsim", "scenarios", "tests", "pyproject.toml")
ENOUGH = 0.8
SLOW = ("numpy", "numba", "pandas", "scipy.stats", "mesa", "pydantic", "hypothesis", "openpyxl", "pyarrow")


def seeded() -> tuple[list[dict[str, str]], dict[str, list[str]]]:
    """Return the faults, and the tests by the beginning of a file's path."""
    table = tomllib.loads(SEEDED.read_text(encoding="utf-8"))
    return table["fault"], table["suites"]


def suite_of(file: str, suites: dict[str, list[str]]) -> list[str]:
    """Return the tests for a file. Raises KeyError where none are named."""
    for beginning, tests in suites.items():
        if file.startswith(beginning):
            return tests
    raise KeyError(file)


def copied(folder: Path) -> None:
    """Copy what the tests need, without what was compiled."""
    ignored = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)


class First:
    """A plugin of pytest that notes the first test that failed."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = f"{report.nodeid} (not loaded)"


def in_child(folder: Path, tests: list[str], answer: Any) -> None:
    """Run the tests in this process and send what came of it."""
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    first = First()
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        code = pytest.main([*tests, "-x", "-q", "--tb=no", "-p", "no:cacheprovider"], plugins=[first])
    answer.put(("passed" if code == 0 else "failed", first.failed or f"exit code {int(code)}" if code else ""))


def outcome(folder: Path, tests: list[str], seconds: float) -> tuple[str, str]:
    """Return "passed", "failed" or "too long", and the first test that failed.

    The tests run in a fork of this process, which has the slow libraries loaded but nothing of govsim.
    """
    fork = multiprocessing.get_context("fork")
    answer = fork.Queue()
    child = fork.Process(target=in_child, args=(folder, tests, answer))
    child.start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty:
        found = ("too long", "")
        child.terminate()
    child.join()
    return found[0], found[1]


def tried(folder: Path, fault: dict[str, str], tests: list[str], seconds: float) -> dict[str, Any]:
    """Put a fault in, run the tests, take it out again."""
    file, begun = folder / fault["file"], time.monotonic()
    sound = file.read_text(encoding="utf-8")
    if sound.count(fault["old"]) != 1:
        raise ValueError(f"{fault['id']}: the text to change stands {sound.count(fault['old'])} times in the file")
    file.write_text(sound.replace(fault["old"], fault["new"]), encoding="utf-8")
    try:
        result, test = outcome(folder, tests, seconds)
    finally:
        file.write_text(sound, encoding="utf-8")
    spent = round(time.monotonic() - begun, 1)
    return fault | {"caught": result == "failed", "result": result, "by": test, "seconds": spent}


def main() -> int:
    """Try all faults, print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--unproved", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("faults.json"))
    options = parser.parse_args()
    os.environ |= {"NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    for library in SLOW:
        importlib.import_module(library)
    faults, suites = seeded()
    faults = [fault for fault in faults if not options.only or fault["id"] in options.only]
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copied(folder)
        used = sorted({test for fault in faults for test in suite_of(fault["file"], suites)})
        if not options.unproved and (sound := outcome(folder, used, 10 * options.seconds)) != ("passed", ""):
            print(f"without any fault: {sound[0]} {sound[1]}")
            return 2
        for fault in faults:
            results.append(tried(folder, fault, suite_of(fault["file"], suites), options.seconds))
            row = results[-1]
            print(f"{'caught' if row['caught'] else 'MISSED':7} {row['id']:26} {row['seconds']:6.1f} s  {row['by']}",
                  flush=True)  # fmt: skip
            options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    caught = sum(row["caught"] for row in results)
    print(f"{caught} of {len(results)} caught, {caught / max(1, len(results)):.0%}")
    return 0 if caught >= ENOUGH * len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
