"""The command `run`: one run, its headline outcomes, its page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from govsim.cli.arguments import (
    Json,
    NoPage,
    Out,
    Save,
    Saved,
    ScenarioName,
    Seed,
    Settings,
    Threads,
    Until,
    Weeks,
)
from govsim.cli.session import Session

if TYPE_CHECKING:
    from govsim.model import Community
    from govsim.records import Run
    from govsim.scenario import Scenario


def run(
    ctx: typer.Context, scenario: ScenarioName, weeks: Weeks = None, seed: Seed = None, threads: Threads = 1,
    settings: Settings = None, out: Out = None, until: Until = None, save: Save = None, saved: Saved = None,
    no_page: NoPage = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Run a scenario once."""
    session: Session = ctx.obj
    seed, settings = _seed(seed, saved), settings or []
    found = _loaded(scenario, settings, weeks, seed)
    _hints(session, scenario, settings, weeks)
    if (until is None) != (save is None):
        raise _fault("--until 和 --save 要一起用。", "--until and --save go together.")
    _check_before(found, until, save, out)
    session.announce_compiling()
    with session.progress(session.say("run.building")):
        model = _started(found, threads, saved)
    if save is not None and until is not None:
        _save(session, model, until, save)
        again = f"{_command(scenario, weeks, None, settings)} --from {save}"
        session.note(session.say("run.saved", path=save, date=until, command=again))
        return
    finished = _finished(session, model, _command(scenario, weeks, seed, settings))
    if out is not None:
        _write(finished, out, scenario, settings)
    page = None if no_page or (as_json and out is None) else _page(session, finished, out)
    if as_json:
        from govsim.measures import document

        session.emit(document(finished))
        return
    _report(session, finished, found, scenario, page)


def _loaded(name: str, settings: Sequence[str], weeks: int | None, seed: int | None) -> "Scenario":
    from govsim.cli.inputs import changes_of
    from govsim.scenario import load

    return load(name, changes_of(settings, run_weeks=weeks, run_seed=seed))


def _hints(session: Session, name: str, settings: Sequence[str], weeks: int | None) -> None:
    """Show what is doubtful about the scenario but can be run."""
    from govsim.cli.inputs import changes_of
    from govsim.scenario import check

    session.note(*(each.line(session.lang) for each in check(name, changes_of(settings, run_weeks=weeks))))


def _check_before(scenario: "Scenario", until: str | None, save: Path | None, out: Path | None) -> None:
    """Refuse before the run what could not be done after it. Raises UsageError, DiskError."""
    from datetime import timedelta

    from govsim.cli.inputs import check_file, check_folder, day

    if out is not None:
        check_folder(out)
    if save is not None:
        check_file(save)
    if until is not None:
        run = scenario.run
        first, last = run.start - timedelta(weeks=run.warmup), run.start + timedelta(weeks=run.weeks)
        if not first < day(until, "--until") <= last:
            raise _fault(
                f"--until {until} 不行：要在 {first} 之后，最晚 {last}。",
                f"--until {until} is out of range: after {first}, and {last} at the latest.",
            )


def _seed(seed: int | None, saved: Path | None) -> int | None:
    """Return the seed of a saved state. Raises UsageError where another one is asked for."""
    if saved is None:
        return seed
    from govsim.cli.saved import seed_of

    kept = seed_of(saved)
    if seed not in (None, kept):
        raise _fault(
            f"{saved} 的随机编号是 {kept}，与 --seed {seed} 不符。", f"{saved} was made with seed {kept}, not {seed}."
        )
    return kept


def _started(scenario: "Scenario", threads: int, saved: Path | None) -> "Community":
    from govsim.model import Community

    model = Community(scenario, threads=threads)
    return model if saved is None else model.load(saved)


def _save(session: Session, model: "Community", until: str, save: Path) -> None:
    from govsim.cli.inputs import day

    clock = model.built.clock
    hour = clock.hour_of(day(until, "--until"))
    if not model.hour < hour <= clock.hours:
        first, last = (f"{clock.date_of(each):%Y-%m-%d}" for each in (model.hour + 24, clock.hours))
        raise _fault(
            f"--until {until} 不行：要在 {first} 到 {last} 之间。",
            f"--until {until} is out of range: {first} to {last}.",
        )
    with session.progress(session.say("run.progress")) as bar:
        model.run_to(hour, bar)
    model.save(save)


def _finished(session: Session, model: "Community", command: str) -> "Run":
    from dataclasses import replace

    with session.progress(session.say("run.progress")) as bar:
        return replace(model.run(progress=bar), command=command)


def _write(finished: "Run", out: Path, scenario: str, settings: Sequence[str]) -> None:
    from govsim.cli.saved import keep_call
    from govsim.records import write

    write(finished, out)
    keep_call(out, scenario, settings)


def _page(session: Session, finished: "Run", out: Path | None) -> Path:
    from govsim.report import write_page

    folder = out or Path("govsim-runs") / f"{finished.scenario}-seed{finished.seed}"
    return write_page(finished, session.lang, folder / "report.html")


def _report(session: Session, finished: "Run", scenario: "Scenario", name: str, page: Path | None) -> None:
    from govsim.cli.shipping import suggestion

    title, size = finished.title[session.lang], f"{finished.sizes['residents']:,}"
    numbers = {"start": finished.start, "weeks": finished.weeks, "seed": finished.seed}
    session.out(session.say("run.head", title=title, residents=size, **numbers), *headlines(session, finished), "")
    session.out(session.say("run.once", compare=f"govsim compare {suggestion(name, scenario)}"))
    if page is not None:
        session.out(session.say("run.page", path=page))


def headlines(session: Session, finished: "Run") -> list[str]:
    """Return the headline outcomes with their units, a line each."""
    from govsim.analysis import number
    from govsim.cli.layout import padded, wide
    from govsim.measures import headline, outcomes

    values, shown = outcomes(finished), headline()
    room = max(wide(each.label[session.lang]) for each in shown)
    rows = []
    for each in shown:
        value: Any = values[each.id]["value"]
        text = "—" if value is None else f"{number(value)} {each.unit[session.lang]}"
        rows.append(f"  {padded(each.label[session.lang], room)}  {text}")
    return rows


def _command(scenario: str, weeks: int | None, seed: int | None, settings: Sequence[str]) -> str:
    """Return the command line that does the run again."""
    import shlex

    given = (("--weeks", weeks), ("--seed", seed))
    own = [text for name, value in given if value is not None for text in (name, str(value))]
    return shlex.join(["govsim", "run", scenario, *own, *(text for each in settings for text in ("--set", each))])


def _fault(zh: str, en: str) -> Exception:
    from govsim.errors import UsageError

    return UsageError(zh, en)


COMMANDS: dict[str, Callable[..., None]] = {"run": run}
