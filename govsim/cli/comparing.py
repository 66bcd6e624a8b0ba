"""The commands `compare` and `plan`: paired runs, their sentences, their page."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from govsim.cli.arguments import (
    Assumptions,
    AssumptionSeeds,
    Base,
    CalibratedFolder,
    ComparisonOut,
    Detect,
    FirstSeed,
    Json,
    Matters,
    NoPage,
    Other,
    Others,
    Pilot,
    Power,
    Primary,
    Runs,
    SettingsOfAll,
    Weeks,
    Workers,
)
from govsim.cli.session import Session
from govsim.errors import UsageError

if TYPE_CHECKING:
    from govsim.comparison import Compared, Plan


def compare(
    ctx: typer.Context, base: Base, others: Others, runs: Runs = 20, assumptions: Assumptions = 0,
    assumption_seeds: AssumptionSeeds = 10, primary: Primary = None, matters: Matters = None, weeks: Weeks = None,
    seed: FirstSeed = None, settings: SettingsOfAll = None, workers: Workers = None, out: ComparisonOut = None,
    calibrated: CalibratedFolder = None, no_page: NoPage = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Compare options with a baseline."""
    from dataclasses import replace

    from govsim.cli.inputs import amounts, changes_of, check_folder
    from govsim.cli.results import document, lines
    from govsim.comparison import compare as compared

    session: Session = ctx.obj
    if calibrated is not None and not assumptions:
        raise UsageError(
            "--calibrated 用于假设抽样，请加 --assumptions 64。",
            "--calibrated is for assumption draws: add --assumptions 64.",
        )
    smallest, changes = amounts(matters, "--matters"), changes_of(settings, run_weeks=weeks, run_seed=seed)
    if out is not None:
        check_folder(out)
    _hints(session, base, others, changes)
    session.announce_compiling()
    with session.progress(session.say("compare.progress")) as bar:
        found = compared(
            base, *others, runs=runs, assumptions=assumptions, assumption_seeds=assumption_seeds, primary=primary or (),
            matters=smallest, changes=changes, workers=workers, progress=lambda done, whole: bar(done / whole),
            calibrated=calibrated,
        )  # fmt: skip
    found = replace(found, command=_command(ctx))
    page = _written(session, found, out, no_page or (as_json and out is None))
    if as_json:
        session.emit(document(found, session.lang))
    else:
        session.out(*lines(session, found), *([session.say("run.page", path=page)] if page else []))
    _finish(session, found)


def plan(
    ctx: typer.Context, base: Base, other: Other, detect: Detect, power: Power = 0.8, pilot: Pilot = 10,
    weeks: Weeks = None, seed: FirstSeed = None, settings: SettingsOfAll = None, workers: Workers = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say how many pairs it takes to tell a difference."""
    from dataclasses import asdict

    from govsim.cli.inputs import amounts, changes_of
    from govsim.comparison import plan as planned

    session: Session = ctx.obj
    sizes, changes = amounts(detect, "--detect"), changes_of(settings, run_weeks=weeks, run_seed=seed)
    _hints(session, base, [other], changes)
    session.announce_compiling()
    with session.progress(session.say("compare.progress")) as bar:
        found = planned(base, other, sizes, power, pilot, changes, workers, lambda done, whole: bar(done / whole))
    if as_json:
        session.emit({"base": base, "other": other, "plans": [asdict(each) for each in found]})
        return
    session.out(*(_planned(session, each) for each in found))
    most = max(each.runs for each in found)
    session.out(session.say("plan.next", command=f"govsim compare {base} {other} --runs {most}"))


def _hints(session: Session, base: str, others: Sequence[str], changes: Mapping[str, object]) -> None:
    """Show what is doubtful about the scenarios but can be run, such as a measure that begins after the last week."""
    from govsim.comparison import as_changes
    from govsim.scenario import check

    asked: list[tuple[str, Mapping[str, object]]] = [(base, changes)]
    for each in others:
        own = as_changes(each)
        asked.append((base, {**changes, **own}) if own else (each, changes))
    hints = (found for which, changed in asked for found in check(which, changed) if found.severity == "hint")
    session.note(*dict.fromkeys(hint.line(session.lang) for hint in hints))


def _planned(session: Session, found: "Plan") -> str:
    from govsim.analysis import number
    from govsim.measures import outcomes_known

    known = outcomes_known()[found.outcome]
    return session.say(
        "plan.row", name=known.label[session.lang], delta=number(found.delta), unit=known.points[session.lang],
        runs=found.runs, power=f"{found.power:.0%}", deviation=number(found.deviation), pilot=found.pilot,
    )  # fmt: skip


def _written(session: Session, found: "Compared", out: Path | None, no_page: bool) -> Path | None:
    """Write the page and return its path, and in a folder that was asked for the document too."""
    import json

    from govsim.cli.results import document
    from govsim.comparison import write_record
    from govsim.records import write_text
    from govsim.report import write_page

    folder = out or Path("govsim-runs") / "-vs-".join(_safe(each.id) for each in (found.base, *found.others))[:100]
    if out is not None:
        text = json.dumps(document(found, session.lang), ensure_ascii=False, indent=1, allow_nan=False)
        write_text(folder / "comparison.json", text + "\n")
        write_record(found, folder)
    return None if no_page else write_page(found, session.lang, folder / "report.html")


def _finish(session: Session, found: "Compared") -> None:
    """Name the runs that failed and the log with their tracebacks."""
    if not found.failures:
        return
    from govsim.cli.failures import SOME_FAILED, log

    for each in found.failures:
        session.note(session.say("compare.failed", scenario=each.scenario, seed=each.key.seed, reason=each.reason))
    heads = (f"{each.scenario} seed {each.key.seed} draw {each.key.draw}" for each in found.failures)
    traces = "\n".join(f"{head}\n{each.trace}" for head, each in zip(heads, found.failures, strict=True))
    session.note(session.say("compare.failures", n=len(found.failures), log=log(traces)))
    raise typer.Exit(SOME_FAILED)


def _command(ctx: typer.Context) -> str:
    """Return the command line that does the comparison again."""
    import shlex

    given = [(f"--{name.replace('_', '-')}", ctx.params[name]) for name in ("runs", "assumptions", "weeks", "seed")]
    if ctx.params["assumptions"]:
        given += [(f"--{name.replace('_', '-')}", ctx.params[name]) for name in ("assumption_seeds", "calibrated")]
    listed = [(f"--{name}", each) for name in ("primary", "matters") for each in ctx.params[name] or ()]
    listed += [("--set", each) for each in ctx.params["settings"] or ()]
    words = [text for name, value in (*given, *listed) if value is not None for text in (name, str(value))]
    return shlex.join(["govsim", "compare", ctx.params["base"], *ctx.params["others"], *words])


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)


COMMANDS: dict[str, Callable[..., None]] = {"compare": compare, "plan": plan}
