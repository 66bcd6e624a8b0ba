"""The hash of the program that a run depends on: the model's files, and those of the plug-ins that a scenario uses."""

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from govsim.policies import BUILT_IN, POLICIES
from govsim.scenario import Scenario

PACKAGE = Path(__file__).parents[1]
# What no result of a run depends on: what stands above the model, and texts.
ABOVE = (
    "_docs", "_scenarios", "analysis", "archive", "calibration", "cli", "comparison", "dashboard", "lessons", "locale",
    "own_place", "report", "store", "stories", "sweep", "validation",
)  # fmt: skip
TEXTS = ("measures/labels.toml", "scenario/describe.py", "scenario/labels.toml", "scenario/messages.py")
KEPT = ("store/runfile.py", "sweep/jobs.py")  # they decide what is in a run's file
ENDINGS = (".py", ".toml", ".csv")


def source_of(scenario: Scenario) -> str:
    """Return the hash of the model's source and of the installed policies that the scenario has switched on."""
    added = sorted({policy.kind for policy in scenario.policies if policy.on} - set(BUILT_IN))
    return _together(tuple(added))


@cache
def _together(added: tuple[str, ...]) -> str:
    digest = hashlib.sha256(_hash(PACKAGE, _model_files()).encode())
    for kind in added:
        folder, files = _files_of(POLICIES[kind].__module__)
        digest.update(f"{kind} {_hash(folder, files)}\n".encode())
    return digest.hexdigest()


def _model_files() -> list[Path]:
    inside = (path for ending in ENDINGS for path in PACKAGE.rglob(f"*{ending}"))
    named = ((path.relative_to(PACKAGE), path) for path in inside)
    chosen = [path for name, path in named if name.parts[0] not in ABOVE and name.as_posix() not in TEXTS]
    return sorted([*chosen, *(PACKAGE / name for name in KEPT)])


def _files_of(module: str) -> tuple[Path, list[Path]]:
    """Return the folder and the files of a plug-in: its whole package, or the single module that it is."""
    top = sys.modules[module.partition(".")[0]]
    file = Path(top.__file__ or sys.modules[module].__file__ or "")
    if file.name != "__init__.py":
        return file.parent, [file]
    return file.parent, sorted(path for ending in ENDINGS for path in file.parent.rglob(f"*{ending}"))


def _hash(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        name, content = path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()
