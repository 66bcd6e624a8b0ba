"""A case is told by simulating its run again with the case traced."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pandas as pd

from govsim.analysis.names import no_such
from govsim.engine.codes import CHANNELS, FINDERS, TIERS
from govsim.errors import UsageError
from govsim.locale import Texts
from govsim.model import Community
from govsim.scenario import Scenario

Progress = Callable[[float], None]


class Case(NamedTuple):
    """A case's identity: who it concerns, and the hour it arose, counted from the beginning of the warm-up."""

    person: int
    arose: int


class Line(NamedTuple):
    """Something that happened to the case, in words."""

    moment: str
    words: str


def story(
    scenario: Scenario, case: Case, lang: str, until: int | None = None, progress: Progress | None = None
) -> list[Line]:
    """Simulate again with the case traced, to an hour or the end, and return what happened; empty: no such case."""
    model = Community(scenario, trace=case)
    model.run_to(model.built.clock.hours if until is None else until, progress)
    return [_line(Texts(lang), model, *event) for event in model.story()]


def _line(texts: Texts, model: Community, hour: int, event: str, value: float, channel: str) -> Line:
    moment = model.built.clock.date_of(hour)
    words = texts.say(f"story.{event.replace(' ', '_')}", **_details(texts, model, event, value, channel))
    return Line(f"{moment:%Y-%m-%d} {texts.say(f'story.day{moment.weekday()}')} {moment:%H}:00", words)


def _details(texts: Texts, model: Community, event: str, value: float, channel: str) -> dict[str, object]:
    """Return what the sentences of events may name."""
    whole, issues = int(value), model.scenario.issues
    by = (_of(CHANNELS, whole) if event == "chooses" else channel) or "none"
    return {
        "n": whole + (event == "goes"), "hours": f"{value:.1f}", "channel": texts.say(f"channel.{by}"),
        "issue": issues[whole].word(texts.lang) if event == "arises" else "",
        "tier": texts.say(f"tier.{_of(TIERS, whole) or 'local'}"),
        "finder": texts.say(f"finder.{_of(FINDERS, whole) or 'resident'}"),
        "date": _date(texts, model, whole) if event in ("booked", "shuttle") else "",
        "result": texts.say("story.resolved" if whole else "story.unresolved"),
    }  # fmt: skip


def _of(names: tuple[str, ...], number: int) -> str:
    return names[number] if 0 <= number < len(names) else ""


def _date(texts: Texts, model: Community, hour: int) -> str:
    moment = model.built.clock.midnight + timedelta(hours=hour)
    return f"{moment:%m-%d} {texts.say(f'story.day{moment.weekday()}')} {moment:%H}:00"


def without(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario with a measure switched off. Raises UsageError for a name that it does not have."""
    names = [policy.name for policy in scenario.policies if policy.on]
    if name not in names:
        zh, en = no_such(("启用的措施", "measure switched on under the name"), name, names)
        raise UsageError(f"情景 {scenario.id}：{zh}", f"{scenario.id}: {en}")
    kept = tuple(policy for policy in scenario.policies if policy.name != name)
    copied = scenario.model_copy(update={"policies": kept})
    copied._folder, copied._baseline = scenario.folder, scenario.baseline
    return copied


def first_hour(scenario: Scenario) -> int:
    """Return the first measured hour."""
    return scenario.run.warmup * 168


def longest(cases: pd.DataFrame, first: int) -> Case:
    """Return the closed case that took longest. Raises UsageError where none was closed."""
    return _most(cases, cases["closed"] - cases["arose"], first)


def unlike(cases: pd.DataFrame, others: pd.DataFrame, first: int) -> Case | None:
    """Return the closed case whose end differs most between two runs; None where all ends are the same."""
    both = cases.merge(others, on=["person", "arose"], suffixes=("", "_without"))
    moved = (both["closed"] - both["closed_without"]).abs()
    return _most(both, moved, first) if moved.max() > 0 else None


def _most(cases: pd.DataFrame, hours: "pd.Series[float]", first: int) -> Case:
    """Return the closed case with the most hours."""
    taken = hours.where(cases["state"] == "closed", -1.0).fillna(-1.0)
    if not (taken >= 0).any():
        raise UsageError("这次模拟里没有办结的事项，请增加周数。", "No case was closed in this run; take more weeks.")
    found = cases.iloc[int(taken.argmax())]
    return Case(int(found["person"]), int(found["arose"]) + first)
