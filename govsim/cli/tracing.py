"""The command `trace`: the story of one case, hour by hour."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from govsim.cli.arguments import CaseName, ChangedBy, Json, RunName, Seed, Settings, Weeks
from govsim.cli.session import Session
from govsim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from govsim.scenario import Scenario
    from govsim.stories import Case, Line

LONGEST = "longest"


def trace(
    ctx: typer.Context, run: RunName, case: CaseName = LONGEST, changed_by: ChangedBy = None, seed: Seed = None,
    weeks: Weeks = None, settings: Settings = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Tell the story of a case."""
    session: Session = ctx.obj
    from govsim.stories import without

    scenario = _scenario(run, seed, weeks, settings or [])
    versions = {True: scenario, **({} if changed_by is None else {False: without(scenario, changed_by)})}
    session.announce_compiling()
    cases = _cases(session, run, scenario) if case == LONGEST else None
    chosen = _case(case, scenario) if cases is None else _telling(session, cases, versions)
    told = {with_it: _story(session, version, chosen) for with_it, version in versions.items()}
    if not told[True]:
        raise _unknown(case)
    if as_json:
        session.emit(_document(scenario, chosen, told, changed_by))
        return
    title, name = scenario.word(session.lang), _name(chosen, scenario)
    session.out(session.say("trace.head", title=title, seed=scenario.run.seed, case=name))
    session.out(*_shown(told[True], told.get(False)))
    if changed_by is not None:
        _contrast(session, told, changed_by)


def _scenario(run: str, seed: int | None, weeks: int | None, settings: list[str]) -> "Scenario":
    """Return the scenario, with the settings that made the run's folder where it is one."""
    from govsim.cli.inputs import changes_of
    from govsim.cli.saved import CALL, call_of
    from govsim.records import read
    from govsim.scenario import load

    if (Path(run) / CALL).exists():
        kept, call = read(Path(run)), call_of(Path(run))
        return load(call.scenario, changes_of(call.settings, run_weeks=kept.weeks, run_seed=kept.seed))
    return load(run, changes_of(settings, run_weeks=weeks, run_seed=seed))


def _cases(session: Session, run: str, scenario: "Scenario") -> "pd.DataFrame":
    """Return the cases of a run: from its folder, or simulated."""
    from govsim.cli.saved import CALL
    from govsim.records import read

    return read(Path(run)).cases if (Path(run) / CALL).exists() else _cases_of(session, scenario)


def _cases_of(session: Session, scenario: "Scenario") -> "pd.DataFrame":
    from govsim.model import Community

    with session.progress(session.say("run.progress")) as bar:
        return Community(scenario).run(progress=bar).cases


def _telling(session: Session, cases: "pd.DataFrame", versions: "dict[bool, Scenario]") -> "Case":
    """Return the case that took longest; where a measure is taken away, the one whose end that moves most."""
    from govsim.stories import first_hour, longest, unlike

    first = first_hour(versions[True])
    if False not in versions:
        return longest(cases, first)
    return unlike(cases, _cases_of(session, versions[False]), first) or longest(cases, first)


def _case(text: str, scenario: "Scenario") -> "Case":
    """Return the case `PERSON-AROSE`, as person and arose stand in cases.csv."""
    from govsim.stories import Case, first_hour

    person, _, arose = text.partition("-")
    try:
        return Case(int(person), int(float(arose)) + first_hour(scenario))
    except ValueError:
        raise _unknown(text) from None


def _story(session: Session, scenario: "Scenario", case: "Case") -> "list[Line]":
    """Simulate again with the case traced and return what happened, in the session's words."""
    from govsim.stories import story

    with session.progress(session.say("trace.progress")) as bar:
        return story(scenario, case, session.lang, progress=bar)


def _shown(story: "list[Line]", other: "list[Line] | None") -> list[str]:
    """Return the story; a bar marks what is different without the measure."""
    return [f"{' ' if other is None or line in other else '|'} {line.moment}  {line.words}" for line in story]


def _contrast(session: Session, told: "dict[bool, list[Line]]", policy: str) -> None:
    session.out("", session.say("trace.without", policy=policy))
    if told[False] == told[True]:
        session.out(session.say("trace.same"))
    elif not told[False]:
        session.out(session.say("trace.absent"))
    else:
        session.out(*_shown(told[False], told[True]))


def _document(
    scenario: "Scenario", case: "Case", told: "dict[bool, list[Line]]", policy: str | None
) -> dict[str, object]:
    rows = {key: [line._asdict() for line in story] for key, story in told.items()}
    plain = {"scenario": scenario.id, "seed": scenario.run.seed, "case": _name(case, scenario), "story": rows[True]}
    return plain if policy is None else {**plain, "without": policy, "story_without": rows[False]}


def _name(case: "Case", scenario: "Scenario") -> str:
    from govsim.stories import first_hour

    return f"{case.person}-{case.arose - first_hour(scenario)}"


def _unknown(case: str) -> UsageError:
    return UsageError(
        f"没有事项 {case}。写成 居民-小时（cases.csv 的 person 和 arose 两列），或 longest。",
        f"There is no case {case}. Write person-hour (columns person and arose of cases.csv), or longest.",
    )


COMMANDS: dict[str, Callable[..., None]] = {"trace": trace}
