"""The command `trace`: the story of one case, hour by hour."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from govsim.cli.arguments import CaseName, ChangedBy, Json, RunName, Seed, Settings, Weeks
from govsim.cli.session import Session
from govsim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from govsim.model import Community
    from govsim.scenario import Scenario

LONGEST = "longest"


class Case(NamedTuple):
    """A case's identity: who it concerns, and the hour it arose, counted from the beginning of the warm-up."""

    person: int
    arose: int


class Line(NamedTuple):
    """Something that happened to the case, in words."""

    moment: str
    words: str


def trace(
    ctx: typer.Context, run: RunName, case: CaseName = LONGEST, changed_by: ChangedBy = None, seed: Seed = None,
    weeks: Weeks = None, settings: Settings = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Tell the story of a case."""
    session: Session = ctx.obj
    scenario, cases = _simulated(session, run, seed, weeks, settings or [], case == LONGEST)
    versions = {True: scenario, **({} if changed_by is None else {False: _without(scenario, changed_by)})}
    chosen = _case(case, scenario) if cases is None else _telling(session, cases, versions)
    told = {with_it: _story(session, version, chosen) for with_it, version in versions.items()}
    if as_json:
        session.emit(_document(scenario, chosen, told, changed_by))
        return
    title, name = scenario.word(session.lang), _name(chosen, scenario)
    session.out(session.say("trace.head", title=title, seed=scenario.run.seed, case=name))
    if not told[True]:
        raise _unknown(case)
    session.out(*_shown(told[True], told.get(False)))
    if changed_by is not None:
        _contrast(session, told, changed_by)


def _simulated(
    session: Session, run: str, seed: int | None, weeks: int | None, settings: list[str], wants_cases: bool
) -> "tuple[Scenario, pd.DataFrame | None]":
    """Return the scenario, and its cases if they are wanted: from the run's folder, or simulated."""
    from govsim.cli.inputs import changes_of
    from govsim.cli.saved import CALL, call_of
    from govsim.records import read
    from govsim.scenario import load

    session.announce_compiling()
    if (Path(run) / CALL).exists():
        kept, call = read(Path(run)), call_of(Path(run))
        scenario = load(call.scenario, changes_of(call.settings, run_weeks=kept.weeks, run_seed=kept.seed))
        return scenario, kept.cases if wants_cases else None
    scenario = load(run, changes_of(settings, run_weeks=weeks, run_seed=seed))
    return scenario, _cases_of(session, scenario) if wants_cases else None


def _cases_of(session: Session, scenario: "Scenario") -> "pd.DataFrame":
    from govsim.model import Community

    with session.progress(session.say("run.progress")) as bar:
        return Community(scenario).run(progress=bar).cases


def _telling(session: Session, cases: "pd.DataFrame", versions: "dict[bool, Scenario]") -> Case:
    """Return the case that took longest; where a measure is taken away, the one whose end that moves most."""
    first = _first_hour(versions[True])
    longest = _longest(cases, cases["closed"] - cases["arose"], first)
    if False not in versions:
        return longest
    both = cases.merge(_cases_of(session, versions[False]), on=["person", "arose"], suffixes=("", "_without"))
    moved = (both["closed"] - both["closed_without"]).abs()
    return _longest(both, moved, first) if moved.max() > 0 else longest


def _longest(cases: "pd.DataFrame", hours: "pd.Series[float]", first_hour: int) -> Case:
    """Return the closed case with the most hours."""
    taken = hours.where(cases["state"] == "closed", -1.0).fillna(-1.0)
    if not (taken >= 0).any():
        raise UsageError("这次模拟里没有办结的事项，请增加周数。", "No case was closed in this run; take more weeks.")
    found = cases.iloc[int(taken.argmax())]
    return Case(int(found["person"]), int(found["arose"]) + first_hour)


def _case(text: str, scenario: "Scenario") -> Case:
    """Return the case `PERSON-AROSE`, as person and arose stand in cases.csv."""
    person, _, arose = text.partition("-")
    try:
        return Case(int(person), int(float(arose)) + _first_hour(scenario))
    except ValueError:
        raise _unknown(text) from None


def _story(session: Session, scenario: "Scenario", case: Case) -> list[Line]:
    """Simulate again with the case traced and return what happened, in the session's words."""
    from govsim.model import Community

    model = Community(scenario, trace=case)
    with session.progress(session.say("trace.progress")) as bar:
        model.run_to(model.built.clock.hours, bar)
    return [_line(session, model, *event) for event in model.story()]


def _line(session: Session, model: "Community", hour: int, event: str, value: float, channel: str) -> Line:
    moment = model.built.clock.date_of(hour)
    key = f"story.{event.replace(' ', '_')}"
    day = session.say(f"story.day{moment.weekday()}")
    words = session.say(key, **_details(session, model, event, value, channel))
    return Line(f"{moment:%Y-%m-%d} {day} {moment:%H}:00", words)


def _details(session: Session, model: "Community", event: str, value: float, channel: str) -> dict[str, object]:
    """Return what the sentences of events may name."""
    from govsim.engine.codes import CHANNELS, FINDERS, TIERS

    whole, issues = int(value), model.scenario.issues
    by = (_of(CHANNELS, whole) if event == "chooses" else channel) or "none"
    return {
        "n": whole + (event == "goes"), "hours": f"{value:.1f}", "channel": session.say(f"channel.{by}"),
        "issue": issues[whole].word(session.lang) if event == "arises" else "",
        "tier": session.say(f"tier.{_of(TIERS, whole) or 'local'}"),
        "finder": session.say(f"finder.{_of(FINDERS, whole) or 'resident'}"),
        "date": _date(session, model, whole) if event in ("booked", "shuttle") else "",
        "result": session.say("story.resolved" if whole else "story.unresolved"),
    }  # fmt: skip


def _of(names: tuple[str, ...], number: int) -> str:
    return names[number] if 0 <= number < len(names) else ""


def _date(session: Session, model: "Community", hour: int) -> str:
    moment = model.built.clock.midnight + timedelta(hours=hour)
    return f"{moment:%m-%d} {session.say(f'story.day{moment.weekday()}')} {moment:%H}:00"


def _without(scenario: "Scenario", name: str) -> "Scenario":
    """Return the scenario with a measure switched off. Raises UsageError for a name that it does not have."""
    names = [policy.name for policy in scenario.policies if policy.on]
    if name not in names:
        listed = ", ".join(names)
        raise UsageError(
            f"情景 {scenario.id} 没有启用措施 {name}。已启用：{listed or '无'}",
            f"No measure {name} is on in {scenario.id}. Those that are: {listed or 'none'}",
        )
    kept = tuple(policy for policy in scenario.policies if policy.name != name)
    copied = scenario.model_copy(update={"policies": kept})
    copied._folder, copied._baseline = scenario.folder, scenario.baseline
    return copied


def _shown(story: list[Line], other: list[Line] | None) -> list[str]:
    """Return the story; a bar marks what is different without the measure."""
    return [f"{' ' if other is None or line in other else '|'} {line.moment}  {line.words}" for line in story]


def _contrast(session: Session, told: dict[bool, list[Line]], policy: str) -> None:
    session.out("", session.say("trace.without", policy=policy))
    if told[False] == told[True]:
        session.out(session.say("trace.same"))
    elif not told[False]:
        session.out(session.say("trace.absent"))
    else:
        session.out(*_shown(told[False], told[True]))


def _document(scenario: "Scenario", case: Case, told: dict[bool, list[Line]], policy: str | None) -> dict[str, object]:
    rows = {key: [line._asdict() for line in story] for key, story in told.items()}
    plain = {"scenario": scenario.id, "seed": scenario.run.seed, "case": _name(case, scenario), "story": rows[True]}
    return plain if policy is None else {**plain, "without": policy, "story_without": rows[False]}


def _name(case: Case, scenario: "Scenario") -> str:
    return f"{case.person}-{case.arose - _first_hour(scenario)}"


def _first_hour(scenario: "Scenario") -> int:
    return scenario.run.warmup * 168


def _unknown(case: str) -> UsageError:
    return UsageError(
        f"没有事项 {case}。写成 居民-小时（cases.csv 的 person 和 arose 两列），或 longest。",
        f"There is no case {case}. Write person-hour (columns person and arose of cases.csv), or longest.",
    )


COMMANDS: dict[str, Callable[..., None]] = {"trace": trace}
