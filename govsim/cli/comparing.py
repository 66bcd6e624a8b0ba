"""The commands `compare` and `plan`: paired runs, their sentences, their page."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from govsim.cli.session import Session

if TYPE_CHECKING:
    from govsim.analysis import Effect, Option
    from govsim.comparison import Compared

_SET = typer.Option([], "--set", metavar="PATH=VALUE", help="option.set_all")
_BASE = typer.Argument(metavar="BASE", help="argument.base")
_WEEKS = typer.Option(None, min=1, help="option.weeks")
_SEED = typer.Option(None, min=0, help="option.seed_first")
_WORKERS = typer.Option(None, min=0, help="option.workers")
_JSON = typer.Option(False, "--json", help="option.json")


def compare(
    ctx: typer.Context, base: str = _BASE, others: list[str] = typer.Argument(metavar="OTHER...", help="argument.others"),
    runs: int = typer.Option(20, min=2, help="option.runs"), assumptions: int = typer.Option(0, min=0, help="option.assumptions"),
    assumption_seeds: int = typer.Option(10, min=2, help="option.assumption_seeds"),
    primary: list[str] = typer.Option([], metavar="OUTCOME", help="option.primary"),
    matters: list[str] = typer.Option([], metavar="OUTCOME=DELTA", help="option.matters"),
    weeks: int | None = _WEEKS, seed: int | None = _SEED, settings: list[str] = _SET, workers: int | None = _WORKERS,
    out: Path | None = typer.Option(None, metavar="DIR", help="option.out_compare"),
    no_page: bool = typer.Option(False, "--no-page", help="option.no_page"), as_json: bool = _JSON,
) -> None:  # fmt: skip
    """Compare options with a baseline."""
    from dataclasses import replace

    from govsim.cli.inputs import amounts, changes_of
    from govsim.comparison import compare as compared

    session: Session = ctx.obj
    smallest, changes = amounts(matters, "--matters"), changes_of(settings, run_weeks=weeks, run_seed=seed)
    session.announce_compiling()
    with session.progress(session.say("compare.progress")) as bar:
        found = compared(
            base, *others, runs=runs, assumptions=assumptions, assumption_seeds=assumption_seeds, primary=primary,
            matters=smallest, changes=changes, workers=workers, progress=lambda done, whole: bar(done / whole),
        )  # fmt: skip
    found = replace(found, command=_command(ctx))
    _written(session, found, out, no_page or (as_json and out is None))
    if as_json:
        session.emit(document(found, session.lang))
    else:
        session.out(*_lines(session, found))
    _finish(session, found)


def plan(
    ctx: typer.Context, base: str = _BASE, other: str = typer.Argument(metavar="OTHER", help="argument.other"),
    detect: list[str] = typer.Option(..., metavar="OUTCOME=DELTA", help="option.detect"),
    power: float = typer.Option(0.8, min=0.01, max=0.999, help="option.power"),
    pilot: int = typer.Option(10, min=3, help="option.pilot"), weeks: int | None = _WEEKS, seed: int | None = _SEED,
    settings: list[str] = _SET, workers: int | None = _WORKERS, as_json: bool = _JSON,
) -> None:  # fmt: skip
    """Say how many pairs it takes to tell a difference."""
    from dataclasses import asdict

    from govsim.analysis import number
    from govsim.cli.inputs import amounts, changes_of
    from govsim.comparison import plan as planned
    from govsim.measures import outcomes_known

    session: Session = ctx.obj
    sizes, changes = amounts(detect, "--detect"), changes_of(settings, run_weeks=weeks, run_seed=seed)
    session.announce_compiling()
    with session.progress(session.say("compare.progress")) as bar:
        found = planned(base, other, sizes, power, pilot, changes, workers, lambda done, whole: bar(done / whole))
    if as_json:
        session.emit({"base": base, "other": other, "plans": [asdict(each) for each in found]})
        return
    for each in found:
        known = outcomes_known()[each.outcome]
        unit, name = known.points[session.lang], known.label[session.lang]
        session.out(
            session.say("plan.row", name=name, delta=number(each.delta), unit=unit, runs=each.runs, power=f"{power:.0%}",
                        deviation=number(each.deviation), pilot=each.pilot)
        )  # fmt: skip
    session.out(session.say("plan.next", command=f"govsim compare {base} {other} --runs {max(each.runs for each in found)}"))


def document(found: "Compared", lang: str) -> dict[str, Any]:
    """Return a comparison as a JSON object; `outcomes` and `by_group` on top are those of the first option."""
    options = [_option(found, option, lang) for option in found.others]
    return {
        "base": found.base.id, "base_hours": _plain(found.base.hours), "runs": len(found.seeds), "seeds": list(found.seeds),
        "start": found.start.isoformat(), "weeks": found.weeks, "assumptions": found.assumptions, "sizes": dict(found.sizes),
        "fingerprint": found.fingerprint, "version": found.version, "command": found.command,
        "outcomes": options[0]["outcomes"], "by_group": options[0]["by_group"], "options": options,
        "failures": [{"scenario": each.scenario, "seed": each.key.seed, "draw": each.key.draw, "reason": each.reason}
                     for each in found.failures],
    }  # fmt: skip


def _option(found: "Compared", option: "Option", lang: str) -> dict[str, Any]:
    effects = found.effects[option.id]
    cost = next((each for each in found.of(option.id) if each.outcome == "cost_hours"), None)
    groups = [label for label in found.labels(option.id) if label != "place"]
    return {
        "id": option.id, "title": dict(option.title), "hours": _plain(option.hours), "changes": [dict(each) for each in option.changes],
        "outcomes": {each.outcome: _row(each, cost, effects, lang) for each in found.of(option.id)},
        "by_group": {label: {each.outcome: _row(each, None, (), lang) for each in found.of(option.id, label)} for label in groups},
    }  # fmt: skip


def _row(effect: "Effect", cost: "Effect | None", effects: "tuple[Effect, ...]", lang: str) -> dict[str, Any]:
    from govsim.analysis import case_of, hours_per_effect, plain, verdict, who
    from govsim.measures import outcomes_known

    groups = [each for each in effects if each.outcome == effect.outcome and each.label != "place"]
    words = {"verdict": verdict(effect, lang), "verdict_case": case_of(effect), "better": effect.better}
    row = {**plain(effect), "unit": outcomes_known()[effect.outcome].points[lang], **words}
    if cost is not None:
        row |= {"who": who(effect, groups, lang), "hours_per_effect": hours_per_effect(cost, effect)}
    return row


def _lines(session: Session, found: "Compared") -> list[str]:
    """Return the sentences of each option: primary outcomes first, then the other headline outcomes."""
    from govsim.analysis import verdict, who
    from govsim.measures import headline

    first = {each.id for each in headline()}
    lines = [session.say("compare.head", base=found.base.title[session.lang], runs=len(found.seeds), weeks=found.weeks,
                         start=found.start, draws=found.assumptions)]  # fmt: skip
    for option in found.others:
        lines += ["", session.say("compare.option", title=option.title[session.lang], hours=_hours(found, option))]
        shown = [each for each in found.of(option.id) if each.primary or each.outcome in first]
        for effect in sorted(shown, key=lambda each: not each.primary):
            mark = {True: "▲", False: "▼", None: "≈"}[effect.better]
            tag = session.say("compare.primary") if effect.primary else ""
            groups = [each for each in found.effects[option.id] if each.outcome == effect.outcome and each.label != "place"]
            moved = who(effect, groups, session.lang)
            lines += [f"  {mark} {tag}{verdict(effect, session.lang)}", *([f"      {moved}"] if moved else [])]
    return [*lines, "", *_advice(session, found)]


def _advice(session: Session, found: "Compared") -> list[str]:
    """Return what the marks mean, and how to learn what the assumptions do."""
    return [session.say("compare.marks"), *([] if found.assumptions else [session.say("compare.assume")])]


def _hours(found: "Compared", option: "Option") -> str:
    from govsim.analysis import number

    return f"{number(found.base.hours)} → {number(option.hours)}"


def _written(session: Session, found: "Compared", out: Path | None, no_page: bool) -> None:
    """Write the page, and in a folder that was asked for the table and the document too."""
    import json

    from govsim.records import write_text
    from govsim.report import write_page

    folder = out or Path("govsim-runs") / "-vs-".join(_safe(each.id) for each in (found.base, *found.others))[:100]
    if out is not None:
        text = json.dumps(document(found, session.lang), ensure_ascii=False, indent=1, allow_nan=False)
        write_text(folder / "comparison.json", text + "\n")
    if not no_page:
        path = write_page(found, session.lang, folder / "report.html")
        session.note(session.say("run.page", path=path))


def _finish(session: Session, found: "Compared") -> None:
    """Name the runs that failed and the log with their tracebacks."""
    if not found.failures:
        return
    from govsim.cli.failures import SOME_FAILED, log

    for each in found.failures:
        session.note(session.say("compare.failed", scenario=each.scenario, seed=each.key.seed, reason=each.reason))
    traces = "\n".join(f"{each.scenario} seed {each.key.seed} draw {each.key.draw}\n{each.trace}" for each in found.failures)
    session.note(session.say("compare.failures", n=len(found.failures), log=log(traces)))
    raise typer.Exit(SOME_FAILED)


def _command(ctx: typer.Context) -> str:
    """Return the command line that does the comparison again."""
    import shlex

    given = [(f"--{name.replace('_', '-')}", ctx.params[name]) for name in ("runs", "assumptions", "weeks", "seed")]
    listed = [(f"--{name}", each) for name in ("primary", "matters") for each in ctx.params[name]]
    listed += [("--set", each) for each in ctx.params["settings"]]
    words = [text for name, value in (*given, *listed) if value is not None for text in (name, str(value))]
    return shlex.join(["govsim", "compare", ctx.params["base"], *ctx.params["others"], *words])


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)


def _plain(value: float) -> float | None:
    return value if value == value else None


COMMANDS = {"compare": compare, "plan": plan}
