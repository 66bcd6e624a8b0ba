"""The parameters as the page shows them."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from govsim.locale import note, unit
from govsim.parameters import parameters
from govsim.shipped import scenario_folder

_DIGITS = 6


def counts() -> dict[str, int]:
    """Return how many parameters there are, in all and of each kind."""
    kinds = Counter(each.kind for each in parameters().values())
    return {"all": len(parameters()), **{kind: kinds[kind] for kind in ("sourced", "derived", "assumed", "scenario")}}


def rows(lang: str) -> list[dict[str, Any]]:
    """Return all parameters in the order of the files, with the shipped scenarios that set them otherwise."""
    changed = _changed()
    return [
        {
            "id": each.name, "name": each.zh if lang == "zh" else each.en, "value": shown(each.value),
            "unit": unit(each.name, each.unit, lang), "low": shown(each.low),
            "high": shown(each.high), "kind": each.kind,
            "source": note(each.name, each.source, lang),
            "changed": [{"scenario": name, "value": value} for name, value in changed.get(each.name, ())],
        }
        for each in parameters().values()
    ]  # fmt: skip


def shown(value: float) -> str:
    """Return a number as it is shown."""
    return f"{value:.{_DIGITS}g}".replace("-", "−")


@cache
def _changed() -> Mapping[str, list[tuple[str, str]]]:
    """Return which shipped scenarios set which parameter: name -> (scenario, value)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(scenario_folder().glob("*.toml")):
        tables = tomllib.loads(file.read_text(encoding="utf-8")).get("parameters", {})
        for name, value in _flat(tables):
            found.setdefault(name, []).append((file.stem, shown(value)))
    return found


def _flat(tables: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for table, entries in tables.items():
        if isinstance(entries, Mapping):
            yield from ((f"{table}.{key}", value) for key, value in entries.items())
        else:
            yield table, entries
