"""What was computed for a class, kept beside the room: a restarted server does not compute it again."""

import contextlib
import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from govsim.dashboard.classroom.computing import Computed, Values
from govsim.dashboard.classroom.keeping import write
from govsim.dashboard.classroom.room import Choice

_FOLDER = "runs"
_LARGEST = 4 << 20


def keep(folder: Path, computed: Computed, choice: Choice) -> None:
    """Keep the runs of a choice; where they cannot be written, they are computed again after a restart."""
    rows = {str(seed): _plain(values) for seed, values in computed.of(choice).items()}
    with contextlib.suppress(OSError):
        write(folder / _FOLDER, _name(computed.lesson, choice), {"govsim_runs": 1, "runs": rows})


def kept(
    folder: Path, lesson: str, seeds: Sequence[int], choices: Iterable[Choice]
) -> Mapping[Choice, Mapping[int, Values]]:
    """Return the runs that are kept, by choice and seed; a file that is torn or foreign counts as none."""
    found = {choice: _read(folder / _FOLDER / _name(lesson, choice), seeds) for choice in dict.fromkeys(choices)}
    return MappingProxyType({choice: runs for choice, runs in found.items() if runs})


def _read(path: Path, seeds: Sequence[int]) -> Mapping[int, Values]:
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        rows = json.loads(path.read_text(encoding="utf-8"))["runs"]
        return MappingProxyType({seed: _values(rows[str(seed)]) for seed in seeds if str(seed) in rows})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _values(row: Any) -> Values:
    return {str(label): {str(outcome): math.nan if value is None else float(value) for outcome, value in each.items()}
            for label, each in row.items()}  # fmt: skip


def _plain(values: Values) -> dict[str, dict[str, float | None]]:
    return {label: {outcome: value if math.isfinite(value) else None for outcome, value in each.items()}
            for label, each in values.items()}  # fmt: skip


def _name(lesson: str, choice: Choice) -> str:
    """Return a name that holds everything the runs depend on: the model's source, the lesson's files, the choice."""
    digest = hashlib.sha256(f"{_source(lesson)} {lesson} {json.dumps(choice)}".encode())
    return f"{digest.hexdigest()[:24]}.json"


def _source(name: str) -> str:
    from govsim import lessons
    from govsim.sweep.source import source_of

    found = lessons.lesson(name)
    files = b"".join(path.read_bytes() for path in sorted(found.folder.glob("*.toml")))
    return source_of(lessons.scenario_for(found, {})) + hashlib.sha256(files).hexdigest()
