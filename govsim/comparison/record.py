"""What it takes to do a comparison again: its scenarios with all settings, its seeds, the fingerprint of every run."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govsim.comparison.assumed import assuming, drawn
from govsim.comparison.comparing import Compared
from govsim.comparison.jobs import Job, Key
from govsim.errors import InputError
from govsim.records import write_text
from govsim.scenario import Scenario, resolved
from govsim.store.beside import environment
from govsim.store.tables import brought_back, table_of

FORMAT = 1
FOLDER = "record"
NAME = "record.json"
_KEYS = ("option", "draw", "seed", "fingerprint")


@dataclass(frozen=True)
class Record:
    """A comparison that can be done again: every run of it and the fingerprint that it had."""

    jobs: tuple[Job, ...]
    fingerprints: Mapping[Key, str]
    version: str
    environment: Mapping[str, str]


def write_record(found: Compared, folder: Path) -> Path:
    """Write the record of a comparison into a folder, with its tables of buildings; return its file."""
    document = {
        "format": FORMAT, "version": found.version, "environment": environment(),
        "scenarios": [_plain(each, number, folder) for number, each in enumerate(found.scenarios)],
        "draws": _draws(found),
        "runs": [dict(zip(_KEYS, (*key, print_), strict=True)) for key, print_ in found.fingerprints.items()],
    }  # fmt: skip
    path = folder / FOLDER / NAME
    write_text(path, json.dumps(document, ensure_ascii=False, allow_nan=False, indent=0) + "\n")
    return path


def _draws(found: Compared) -> dict[str, Any]:
    """Return what it takes to draw the assumptions again, and the values where they come from a calibration."""
    known: dict[str, Any] = {"number": found.assumptions, "seed": found.scenarios[0].run.seed}
    known["without"] = sorted(found.held)
    return known if list(found.draws) == _drawn_again(known) else known | {"values": [dict(row) for row in found.draws]}


def _drawn_again(known: Mapping[str, Any]) -> list[dict[str, float]]:
    if "values" in known:
        return [{str(name): float(value) for name, value in row.items()} for row in known["values"]]
    return drawn(int(known["number"]), int(known["seed"]), {*known["without"]})


def read_record(folder: Path) -> Record:
    """Return the record that lies in a folder. Raises InputError where it is damaged or of another kind."""
    path = folder / FOLDER / NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(f"format {document['format']}")
        scenarios = [brought_back(plain, folder / FOLDER) for plain in document["scenarios"]]
        draws = _drawn_again(document["draws"])
        prints = {Key(int(row["option"]), int(row["draw"]), int(row["seed"])): str(row["fingerprint"])
                  for row in document["runs"]}  # fmt: skip
        jobs = tuple(Job(key, _scenario(scenarios, draws, key)) for key in prints)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as failure:
        raise InputError(
            f"{path}：不是 govsim 写的复现记录，或已损坏（{failure}）。",
            f"{path}: not a record that govsim wrote, or damaged ({failure}).",
        ) from None
    return Record(jobs, prints, str(document.get("version", "")), dict(document.get("environment") or {}))


def _scenario(scenarios: list[Scenario], draws: list[dict[str, float]], key: Key) -> Scenario:
    if key.option < 0 or key.draw < -1:
        raise ValueError(f"run {tuple(key)}")
    scenario = scenarios[key.option]
    return assuming(scenario, draws[key.draw]) if key.draw >= 0 else scenario


def _plain(scenario: Scenario, number: int, folder: Path) -> dict[str, Any]:
    """Return the scenario as plain data and put its table of buildings into the folder.

    Its id may be made up of changes, which no scenario's id may be; no result depends on it.
    """
    plain = resolved(scenario) | {"id": f"option-{number}"}
    for name, source in table_of(scenario).items():
        target = folder / FOLDER / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return plain
