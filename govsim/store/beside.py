"""What lies beside the result files, because it differs from one computation to the next: who, where, how long."""

import csv
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from govsim.store.atomic import PART, disk_errors, write_whole

PACKAGES = ("numpy", "scipy", "pandas", "numba", "llvmlite", "mesa", "pyarrow", "chinesecalendar")
TIMINGS = ("key", "seconds", "bytes", "environment")


@dataclass(frozen=True)
class Failure:
    """A run that failed: which one, why, and where in the program."""

    key: str
    point: int
    draw: int
    seed: int
    reason: str
    trace: str
    scenario: str = ""


def environment() -> dict[str, str]:
    """Return what the bytes of a result may depend on besides scenario, seed and program."""
    versions = {name: _version(name) for name in PACKAGES}
    machine = {"python": platform.python_version(), "system": sys.platform, "machine": platform.machine()}
    return machine | versions


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def environment_hash(found: Mapping[str, str]) -> str:
    """Return a short name of an environment."""
    return hashlib.sha256(json.dumps(dict(found), sort_keys=True).encode()).hexdigest()[:12]


class Beside:
    """The folder `beside` of a store."""

    def __init__(self, folder: Path) -> None:
        """Takes the store's folder."""
        self.folder = folder / "beside"
        self.timings, self.failed = self.folder / "timings.csv", self.folder / "failures"
        self.aside = self.folder / "aside"

    def environments(self) -> dict[str, dict[str, str]]:
        """Return the environments in which runs of this store were done, by hash."""
        files = sorted((self.folder / "environments").glob("*.json"))
        return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}

    def keep_environment(self, found: Mapping[str, str]) -> None:
        """Note an environment."""
        path = self.folder / "environments" / f"{environment_hash(found)}.json"
        if not path.exists():
            write_whole(path, _json(dict(found)))

    def keep_timing(self, key: str, seconds: float, size: int, where: str) -> None:
        """Note how long a run took; a line that a kill cuts off is passed over when it is read."""
        with disk_errors(self.timings):
            self.timings.parent.mkdir(parents=True, exist_ok=True)
            with self.timings.open("a", encoding="utf-8") as file:
                file.write(f"\n{key},{seconds:.4f},{size},{where}")

    def seconds(self) -> Iterator[tuple[str, float, int]]:
        """Yield key, seconds and bytes of the runs done."""
        if not self.timings.exists():
            return
        with self.timings.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                if len(row) == len(TIMINGS) and len(row[0]) == 64:
                    yield row[0], float(row[1]), int(row[2])

    def keep_failure(self, failure: Failure) -> None:
        """Keep a failed run, with its seed and where in the program it failed."""
        write_whole(self.failed / f"{failure.key}.json", _json(asdict(failure)))

    def forget_failure(self, key: str) -> None:
        """Forget a failure: the run was done, or is to be tried again."""
        with disk_errors(self.failed):
            (self.failed / f"{key}.json").unlink(missing_ok=True)

    def failures(self) -> list[Failure]:
        """Return the failed runs, in order of point, draw and seed."""
        found = [Failure(**json.loads(path.read_text(encoding="utf-8"))) for path in self.failed.glob("*.json")]
        return sorted(found, key=lambda one: (one.draw, one.point, one.seed))

    def put_aside(self, path: Path) -> Path:
        """Move a file that does not belong in the store out of the way, and return where it is now."""
        with disk_errors(path):
            self.aside.mkdir(parents=True, exist_ok=True)
            number = sum(1 for _ in self.aside.iterdir())
            target = self.aside / f"{number:04d}-{path.name}"
            os.replace(path, target)
        return target


def leftovers(folder: Path) -> list[Path]:
    """Return the files that a killed process was just writing."""
    return [path for path in folder.rglob(f".*{PART}") if path.is_file()]


def _json(plain: dict[str, Any]) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
