"""From a merged table to a Scenario: everything that is wrong is collected, each with its file and path."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from govsim.interfaces import Policy
from govsim.parameters import parameters
from govsim.policies import POLICIES, PolicyError
from govsim.scenario.allowed import allowed, names_at
from govsim.scenario.changes import WHERE, Made, path_of_change
from govsim.scenario.layers import Layer, Steps, written
from govsim.scenario.problems import NOTHING, Problem, meant, nearest, problem, question
from govsim.scenario.reading import Table
from govsim.scenario.specification import MOST_ITEMS, Scenario

# What pydantic says -> which of our sentences; all others are `wrong`.
SENTENCES = {
    "missing": "missing",
    "finite_number": "nan",
    "value_error": "refused",
    "assertion_error": "refused",
}
MOST_PROBLEMS = 100
MOST_LISTED = 20  # names
WHOLE = ""  # stands for a setting that is wrong as a whole
# A place for checking the other settings where the scenario's own is wrong.
STAND_IN = {"residents": 10_000}
# Where a misplaced setting may belong.
SECTIONS = ("run", "place", "population", "station", "firms", "waste", "retrofit", "care", "budget", "outcomes")


@dataclass
class Findings:
    """The problems found so far in a pile of tables.

    `kept`: where a list has lost items that are wrong in themselves, the places of the others in the merged table.
    """

    layers: Sequence[Layer]
    whole: Table
    made: Made = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    kept: dict[str | int, list[int]] = field(default_factory=dict)

    def add(self, steps: Steps, text: str, value: Any = None, hint: bool = False, **names: Any) -> None:
        """Add a problem of the setting at these steps of the merged table; after a hundred, no more."""
        if self.full():
            return
        file, path = self.place(steps)
        self.problems.append(problem(file, path, self.value(steps) if value is None else value, text, hint, **names))

    def add_to_item(self, steps: Steps, text: str, value: Any = None, hint: bool = False, **names: Any) -> None:
        """Add a problem of a setting whose place in a list was counted without the items that are wrong."""
        self.add(self.merged_steps(steps), text, value, hint, **names)

    def merged_steps(self, steps: Steps) -> Steps:
        """Return steps in the merged table for steps in the scenario made of what is right in it."""
        if len(steps) > 1 and steps[0] in self.kept and isinstance(steps[1], int):
            return (steps[0], self.kept[steps[0]][steps[1]], *steps[2:])
        return steps

    def place(self, steps: Steps) -> tuple[str, str]:
        """Return the file and the path at which the setting was written."""
        path = path_of_change(self.made, steps)
        return (WHERE, path) if path is not None else written(self.layers, self.whole, steps)

    def value(self, steps: Steps) -> Any:
        """Return the value at these steps, NOTHING where none is written."""
        found: Any = self.whole
        for step in steps:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return NOTHING
        return found

    def full(self) -> bool:
        """Return whether no more problems are listed: looking for the names that were meant would take long."""
        return len(self.problems) >= MOST_PROBLEMS

    def wrong(self) -> bool:
        """Return whether the scenario cannot be run."""
        return any(found.severity == "error" for found in self.problems)


def validated(findings: Findings) -> Scenario | None:
    """Return the scenario made of what is right in the merged table, None where that is too little; the rest is found.

    What is wrong is left out, so that the measures and dates that remain can be checked against each other.
    """
    policies = dict(_policies(findings))
    findings.kept["policies"] = list(policies)
    parts = {key: _frozen(value) for key, value in findings.whole.items() if key not in ("policies", "parameters")}
    parts |= {"policies": tuple(policies.values()), "parameters": _parameters(findings)}
    try:
        return Scenario.model_validate(parts)
    except ValidationError as failure:
        _collect(findings, Scenario, (), failure)
        return _rest(findings, parts, failure)


def _rest(findings: Findings, parts: Table, failure: ValidationError) -> Scenario | None:
    """Return the scenario without what is wrong; None where that is too little, or no more problems are listed."""
    if findings.full():
        return None
    bad: dict[str, set[str | int]] = {}
    for error in failure.errors(include_url=False, include_context=False, include_input=False):
        if error["loc"]:
            bad.setdefault(str(error["loc"][0]), set()).update(error["loc"][1:2] or (WHOLE,))
    kept = {key: value for key, value in parts.items() if WHOLE not in bad.get(key, ())}
    kept = {key: _without(findings, key, value, bad.get(key, set())) for key, value in kept.items()}
    try:
        return Scenario.model_validate(kept | ({"place": STAND_IN} if "place" in bad else {}))
    except ValidationError:
        return None


def _without(findings: Findings, key: str, value: Any, wrong: set[str | int]) -> Any:
    """Return a table or list without the settings or items that are wrong."""
    if isinstance(value, tuple) and wrong:
        findings.kept[key] = [index for index in range(len(value)) if index not in wrong]
        return tuple(value[index] for index in findings.kept[key])
    if isinstance(value, dict) and wrong:
        return {name: item for name, item in value.items() if name not in wrong}
    return value


def _frozen(value: Any) -> Any:
    """Return lists as tuples, which the strict models ask for."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _policies(findings: Findings) -> Iterator[tuple[int, Policy]]:
    """Yield the policies that are right, with their places."""
    listed = findings.whole.get("policies", [])
    if not isinstance(listed, list):
        findings.add(("policies",), "policy_not_table")
        return
    if len(listed) > MOST_ITEMS:
        findings.add(("policies",), "wrong", allowed=allowed(Scenario, ("policies",)))
        return
    for index, item in enumerate(listed):
        policy = _policy(findings, ("policies", index), item)
        if policy is not None:
            yield index, policy


def _policy(findings: Findings, steps: Steps, item: Any) -> Policy | None:
    if not isinstance(item, dict):
        findings.add(steps, "policy_not_table")
        return None
    kind = item.get("kind", NOTHING)
    if kind is NOTHING:
        kinds = ", ".join(sorted(POLICIES))
        findings.add((*steps, "kind"), "missing_kind", NOTHING, kinds=kinds)
        return None
    if not isinstance(kind, str) or kind not in POLICIES:
        findings.add((*steps, "kind"), "unknown_kind", meant=meant(kind, POLICIES))
        return None
    try:
        model = POLICIES[kind]
    except PolicyError as failure:  # an installed package's, which does not work
        findings.add((*steps, "kind"), "refused", reason=(str(failure.args[0]), str(failure.args[1])))
        return None
    try:
        return model.model_validate(_frozen(item))
    except ValidationError as failure:
        _collect(findings, model, steps, failure)
        return None


def _collect(findings: Findings, model: type[BaseModel], base: Steps, failure: ValidationError) -> None:
    """Turn what pydantic found into problems."""
    for error in failure.errors(include_url=False, include_context=True)[:MOST_PROBLEMS]:
        steps = _own(model, findings, base, error["loc"])
        if error["type"] == "extra_forbidden" or "[key]" in error["loc"]:
            _unknown(findings, model, base, steps)
            continue
        names: dict[str, Any] = {"allowed": allowed(model, steps)}
        text = "refused" if "zh" in error.get("ctx", {}) else SENTENCES.get(error["type"], "wrong")
        if text == "refused":
            names["reason"] = _both(error)
        if error["type"] == "date_type":
            text = _about_date(findings.value(base + steps))
        findings.add(base + steps, text, **names)


def _own(model: type[BaseModel], findings: Findings, base: Steps, location: tuple[str | int, ...]) -> Steps:
    """Return pydantic's location without the tags of unions and of keys, which the file does not hold."""
    own: Steps = ()
    for number, step in enumerate(location):
        last = number == len(location) - 1
        if step == "[key]" or (not last and findings.value((*base, *own, step)) is NOTHING):
            continue
        if last and isinstance(findings.value(base + own), int | float | str | bool):
            continue
        own = (*own, step)
    return own


def _both(error: Any) -> tuple[str, str]:
    """Return a model's own sentence; one in two languages has `zh` and `en`, or is a ValueError of two arguments."""
    context = error.get("ctx", {})
    if "zh" in context:
        return str(context["zh"]), str(context["en"])
    raised = context.get("error")
    words: tuple[Any, ...] = getattr(raised, "args", ())
    if len(words) != 2:
        words = (raised or error["msg"], raised or error["msg"])
    return str(words[0]), str(words[1])


def _about_date(value: Any) -> str:
    if isinstance(value, str):
        return "quoted_date"
    return "date_only" if hasattr(value, "hour") and hasattr(value, "year") else "wrong"


def _unknown(findings: Findings, model: type[BaseModel], base: Steps, steps: Steps) -> None:
    """Add a setting that does not exist: the nearest right name, or the table where it belongs, or all names."""
    name, known = str(steps[-1]), names_at(model, steps[:-1])
    near = nearest(name, known)
    homes = [f"{section}.{name}" for section in SECTIONS if not base and name in names_at(Scenario, (section,))]
    if len(near) == 1:
        zh, en = allowed(model, (*steps[:-1], near[0]))
        said = (f"是不是 {near[0]}（{zh}）？", f"Did you mean {near[0]} ({en})?")
    elif near or homes:
        said = question(near or homes[:1])
    else:
        said = (f"可用：{'、'.join(known[:MOST_LISTED])}。", f"There are: {', '.join(known[:MOST_LISTED])}.")
    findings.add(base + steps, "unknown", meant=said)


def _parameters(findings: Findings) -> dict[str, float]:
    """Return the changed parameters by full name."""
    changes: dict[str, float] = {}
    for steps, value in _leaves(("parameters",), findings.whole.get("parameters", {})):
        name = ".".join(str(step) for step in steps[1:])
        if findings.full():
            break
        if name not in parameters():
            findings.add(steps, "unknown_parameter", meant=meant(name, parameters()))
            continue
        known = parameters()[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(_small(value)):
            findings.add(steps, "parameter_number", low=known.low, high=known.high)
        elif not known.low <= value <= known.high:
            words = (known.zh, known.en)
            findings.add(
                steps, "parameter_range", name=name, words=words, low=known.low, high=known.high, default=known.value
            )
        else:
            changes[name] = float(value)
    return changes


def _small(value: int | float) -> float:
    """Return a number that is finite where the value is, however many digits a whole number has."""
    return float(max(-1, min(1, value))) if isinstance(value, int) else value


def _leaves(steps: Steps, value: Any) -> Iterator[tuple[Steps, Any]]:
    if not isinstance(value, dict):
        yield steps, value
        return
    for key, item in value.items():
        yield from _leaves((*steps, key), item)
