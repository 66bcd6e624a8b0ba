"""Scenario files: TOML in, a `Scenario` out, or everything that is wrong with the file at once.

`extends` names a shipped scenario or a file in the same folder; the rules of merging stand in layers.py. Every message
gives the file, the path, the value, what is allowed and the nearest right name, in Chinese and in English.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from govsim.scenario.canonical import dated, difference, fingerprint_of, resolved
from govsim.scenario.changes import change_of, changed
from govsim.scenario.describe import describe
from govsim.scenario.layers import Layer, located, pile, shipped_ids, united
from govsim.scenario.places import check_places
from govsim.scenario.problems import Problem, ScenarioError, problem
from govsim.scenario.reading import Table
from govsim.scenario.rules import check_names, check_scenario
from govsim.scenario.specification import Budget, Firms, Issue, Outcomes, Run, Scenario, Shock, Source, Text
from govsim.scenario.validation import Findings, validated

UNNAMED = "scenario"
PLAIN = "scenario.json"


def load(scenario: str | Path, changes: Mapping[str, object] | None = None) -> Scenario:
    """Return the scenario of a shipped id or a file, with single settings changed by path.

    Raises ScenarioError, which lists everything that is wrong.
    """
    loaded, problems = _loaded(scenario, changes or {})
    if loaded is None:
        raise ScenarioError(problems)
    return loaded


def restored(plain: Table, folder: Path) -> Scenario:
    """Return the scenario that `resolved` made plain, its table of buildings read from a folder.

    Everything is checked as if a user had written it. Raises ScenarioError.
    """
    table = dated(plain)
    own = dict(table.get("place") or {})
    content = own.pop("buildings_sha256", None)
    findings = Findings([Layer(folder / PLAIN, table | {"place": own})], table | {"place": own})
    found = _found(findings)
    if found is None:
        raise ScenarioError(findings.problems)
    found._folder = folder
    if content is not None and resolved(found)["place"]["buildings_sha256"] != content:
        file = str(folder / str(found.place.buildings))
        raise ScenarioError([problem(file, "place.buildings_sha256", content, "other_content")])
    return found


def check(scenario: str | Path, changes: Mapping[str, object] | None = None) -> list[Problem]:
    """Return everything that is wrong with a scenario, errors and hints; an empty list where all is well."""
    try:
        return _loaded(scenario, changes or {})[1]
    except ScenarioError as failure:
        return failure.problems


def _loaded(scenario: str | Path, changes: Mapping[str, object]) -> tuple[Scenario | None, list[Problem]]:
    layers = pile(located(scenario))
    whole, made, problems = changed(_with_id(layers), changes)
    findings = Findings(layers, whole, made, problems)
    found = _found(findings)
    if found is not None and len(layers) > 1:
        found._baseline = _found(Findings(layers[-1:], _with_id(layers[-1:])))
    return found, findings.problems


def _found(findings: Findings) -> Scenario | None:
    check_names(findings)
    scenario = validated(findings)
    if scenario is None:
        return None
    check_scenario(findings, scenario)
    check_places(findings, scenario)
    return None if findings.wrong() else scenario


def _with_id(layers: Sequence[Layer]) -> Table:
    """Return the merged table; a file without an id is called by its name."""
    whole = united(layers)
    if "id" in whole:
        return whole
    stem = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in layers[0].file.stem.lower())
    return whole | {"id": stem.strip("-")[:60] if stem[:1].isalpha() and stem.isascii() else UNNAMED}


__all__ = [
    "Budget", "Firms", "Issue", "Outcomes", "Problem", "Run", "Scenario", "ScenarioError", "Shock", "Source", "Text",
    "change_of", "check", "describe", "difference", "fingerprint_of", "load", "resolved", "restored", "shipped_ids",
]  # fmt: skip
