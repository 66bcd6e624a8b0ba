"""A scenario as plain data: for manifests, for fingerprints, and for saying in what two scenarios differ."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from govsim.parameters import parameters
from govsim.scenario.specification import Scenario

WORDS = ("id", "title", "question", "source", "budget", "outcomes", "assumed")  # what no result of a run depends on
TEXTS = ("title", "question", "source", "zh", "en")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Return all settings in effect, defaults too, as plain data that JSON can hold.

    A table of buildings stands with the hash of its content, `parameters` with all their values.
    """
    plain: dict[str, Any] = scenario.model_dump(mode="json")
    plain["parameters"] = {name: known.value for name, known in parameters().items()} | scenario.parameters
    if scenario.place.buildings is not None and scenario.folder is not None:
        plain["place"]["buildings_sha256"] = _hash(scenario.folder / scenario.place.buildings)
    return plain


def dated(plain: Any) -> Any:
    """Return plain data with its days as dates again; texts stay texts."""
    if isinstance(plain, Mapping):
        return {key: value if key in TEXTS else dated(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [dated(value) for value in plain]
    return date.fromisoformat(plain) if isinstance(plain, str) and _DAY.fullmatch(plain) else plain


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def fingerprint_of(scenario: Scenario) -> str:
    """Return the SHA-256 of everything that a run depends on, its seed among it.

    Names and texts, the budget and measures that are switched off do not enter.
    """
    plain = {key: value for key, value in resolved(scenario).items() if key not in WORDS}
    plain["policies"] = [policy for policy in plain["policies"] if policy["on"]]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def difference(scenario: Scenario, base: Scenario | None = None) -> list[tuple[str, Any, Any]]:
    """Return (path, base value, own value) of every setting that differs from a base, by default its baseline.

    None stands for what one of the two does not have. Items of lists are named by id or kind. A scenario that extends
    nothing differs in nothing.
    """
    base = base or scenario.baseline
    if base is None:
        return []
    own, other = (dict(_settings("", _compared(one))) for one in (scenario, base))
    paths = [path for path in own if path not in other or own[path] != other[path]]
    paths += [path for path in other if path not in own]
    return [(path, other.get(path), own.get(path)) for path in paths if other.get(path) != own.get(path)]


def _compared(scenario: Scenario) -> dict[str, Any]:
    plain = resolved(scenario)
    return {key: value for key, value in plain.items() if key not in ("id", "title", "question", "source", "assumed")}


def settings_by_path(scenario: Scenario) -> dict[str, Any]:
    """Return every single setting by its path, items of lists named by id or kind, parameters by full name."""
    return dict(_settings("", resolved(scenario)))


def _settings(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the path and value of every single setting."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _settings(f"{path}.{key}" if path else key, item)
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        for item in value:
            yield from _settings(f"{path}.{item.get('id') or item.get('kind')}", item)
    else:
        yield path, value
