"""What is compared: scenarios by id, by path, or as changes of the baseline."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govsim.analysis import Option
from govsim.errors import UsageError
from govsim.scenario import Scenario, Text, change_of, describe, load

Which = Scenario | str | Path | Mapping[str, object]
_CHANGE = re.compile(r"\+(?=[a-z_]+[.\[])")


def loaded(which: Which, base: Which, changes: Mapping[str, object]) -> Scenario:
    """Return a scenario: given, shipped, from a file, or the baseline with changes (`+policies.evening.on=true`).

    Raises ScenarioError, or UsageError for changes of a scenario that is already loaded.
    """
    if isinstance(which, str):
        which = as_changes(which) or which
    if not isinstance(which, Mapping):
        return _with(which, changes)
    changed = _with(base, {**changes, **which})
    words = " ".join(f"{path}={_text(value)}" for path, value in which.items())
    title = {lang: f"{changed.word(lang)} + {words}" for lang in ("zh", "en")}
    return _renamed(changed, f"{changed.id}+{words}", title)


def as_changes(text: str) -> dict[str, object]:
    """Return the changes that `+path=value` asks for, none for the name of a scenario."""
    return dict(change_of(each) for each in _CHANGE.split(text) if each) if text.startswith("+") else {}


def check_alike(base: Scenario, others: Sequence[Scenario]) -> None:
    """Raises UsageError where the options do not run over the same dates."""
    for other in others:
        if (other.run.start, other.run.weeks) != (base.run.start, base.run.weeks):
            spans = [(each.id, each.run.start, each.run.weeks) for each in (base, other)]
            zh = "，".join(f"{name} 从 {start} 起 {weeks} 周" for name, start, weeks in spans)
            en = ", ".join(f"{name} {weeks} weeks from {start}" for name, start, weeks in spans)
            raise UsageError(
                f"起始日期或周数不同，不能比较：{zh}。可用 --weeks 统一周数，--set run.start=日期 统一起始日期。",
                f"Dates or weeks differ: {en}. Give both the same --weeks, or --set run.start=DATE.",
            )


def distinct(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the ids of the scenarios, the second of a name with a number."""
    names: list[str] = []
    for scenario in scenarios:
        same = sum(name.partition("#")[0] == scenario.id for name in names)
        names.append(f"{scenario.id}#{same + 1}" if same else scenario.id)
    return names


def option_of(name: str, scenario: Scenario, base: Scenario, hours: float) -> Option:
    """Return what a page and a table say about an option; its changes are those against the comparison's baseline."""
    chinese, english = (_changes(scenario, base, lang) for lang in ("zh", "en"))
    changes = tuple({"zh": zh, "en": en} for zh, en in zip(chinese, english, strict=True))
    return Option(id=name, title={"zh": scenario.word("zh"), "en": scenario.word("en")}, changes=changes, hours=hours)


def measures_of(scenario: Scenario, base: Scenario) -> list[dict[str, Any]]:
    """Return the measures that an option takes and the baseline does not: words, dates, places, own hours a week."""
    had = {policy.name: policy for policy in base.policies if policy.on}
    taken = [policy for policy in scenario.policies if policy.on and had.get(policy.name) != policy]
    return [
        {
            "id": policy.name, "zh": policy.words("zh"), "en": policy.words("en"), "hours": policy.hours,
            "start": (policy.start or scenario.run.start).isoformat(),
            "end": policy.end.isoformat() if policy.end else None, "where": list(policy.where or ()),
        }
        for policy in taken
    ]  # fmt: skip


def about(scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Return what a document says about a comparison: the question, the sources, the user's prices."""
    asked = next((each.question for each in reversed(scenarios) if each.question.word("zh")), Text())
    sources = {each.source.word("zh"): each.source.model_dump(mode="json") for each in scenarios}
    return {
        "question": {lang: asked.word(lang) for lang in ("zh", "en")},
        "sources": [source for words, source in sources.items() if words],
        "prices": scenarios[0].budget.model_dump(mode="json"),
        "description": {lang: describe(scenarios[0], lang) for lang in ("zh", "en")},
    }


def _changes(scenario: Scenario, base: Scenario, lang: str) -> list[str]:
    if scenario is base:
        return []
    against = scenario.model_copy()
    against._baseline = base
    return [line.strip() for line in describe(against, lang) if line.startswith("  ")]


def _with(which: Scenario | str | Path | Mapping[str, object], changes: Mapping[str, object]) -> Scenario:
    if isinstance(which, Scenario):
        if changes:
            raise UsageError(
                "已载入的情景不能再改，请给出名称或路径。", "A loaded scenario is not changed: give its id or path."
            )
        return which
    assert not isinstance(which, Mapping)
    return load(which, changes)


def _renamed(scenario: Scenario, name: str, title: Mapping[str, str]) -> Scenario:
    copied = scenario.model_copy(update={"id": name, "title": scenario.title.model_copy(update=dict(title))})
    copied._folder, copied._baseline = scenario.folder, scenario.baseline
    return copied


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
