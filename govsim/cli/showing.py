"""Commands that run nothing: scenarios, describe, check, parameters."""

from collections.abc import Callable

import typer

from govsim.cli.arguments import Assumed, Csv, Every, FileName, Json, Latex, ScenarioName, Settings
from govsim.cli.layout import pairs, table
from govsim.cli.session import Session


def scenarios(ctx: typer.Context, every: Every = False, as_json: Json = False) -> None:
    """List the shipped scenarios."""
    from govsim.cli.shipping import family, not_made

    session: Session = ctx.obj
    known = family()
    shown = [each for each in known if every or each.extends == "baseline"]
    if as_json:
        session.emit({"scenarios": [each.document() for each in shown], **({"not_made": not_made()} if every else {})})
        return
    head = [session.say(f"scenarios.{key}") for key in ("id", "residents", "row", "titles")]
    session.out(*table([head, *(each.row() for each in shown)]))
    if len(shown) < len(known):
        session.out("", session.say("scenarios.more", n=len(known) - len(shown)))
    if every:
        session.out("", session.say("scenarios.not_made"), *(f"  {each[session.lang]}" for each in not_made()))


def describe(
    ctx: typer.Context, scenario: ScenarioName, settings: Settings = None, assumed: Assumed = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Show what a scenario consists of and in what it differs from its baseline."""
    from govsim.cli.inputs import changes_of
    from govsim.scenario import describe as words
    from govsim.scenario import difference, load, resolved

    session: Session = ctx.obj
    found = load(scenario, changes_of(settings))
    hangs = None
    if assumed:
        from govsim.cli.hanging import hanging_on

        hangs = hanging_on(session, found)
    if as_json:
        rows = [{"path": path, "base": base, "value": value} for path, base, value in difference(found)]
        own = {"hanging": hangs.document()} if hangs else {}
        session.emit({"scenario": resolved(found), "difference": rows, "words": words(found, session.lang), **own})
        return
    session.out(*words(found, session.lang), *(hangs.lines(session) if hangs else []))


def check(ctx: typer.Context, file: FileName, settings: Settings = None, as_json: Json = False) -> None:
    """Say all that is wrong with a scenario file at once."""
    from dataclasses import asdict

    from govsim.cli.failures import INVALID
    from govsim.cli.inputs import changes_of
    from govsim.scenario import check as problems_of

    session: Session = ctx.obj
    problems = problems_of(file, changes_of(settings))
    errors = sum(each.severity == "error" for each in problems)
    counts = {"errors": errors, "hints": len(problems) - errors}
    if as_json:
        session.emit({"file": file, **counts, "problems": [asdict(each) for each in problems]})
    else:
        session.out(*(each.line(session.lang) for each in problems))
        key = "found" if errors else "hints" if problems else "fine"
        session.out(session.say(f"check.{key}", n=len(problems), file=file, **counts))
    if errors:
        raise typer.Exit(INVALID)


def parameters(ctx: typer.Context, as_csv: Csv = False, as_latex: Latex = False, as_json: Json = False) -> None:
    """List every number of the model."""
    from dataclasses import asdict

    from govsim.cli.formats import csv_text, latex_text
    from govsim.errors import UsageError
    from govsim.locale import note
    from govsim.parameters import parameters as known

    session: Session = ctx.obj
    if as_csv + as_latex + as_json > 1:
        raise UsageError("--csv、--latex、--json 只能选一个。", "Choose one of --csv, --latex and --json.")
    rows = [
        {**{name: value for name, value in asdict(each).items() if name != "hourly"},
         "source_zh": note(each.name, each.source, "zh")}
        for each in known().values()
    ]  # fmt: skip
    if as_json:
        session.emit({"parameters": rows})
    elif as_csv:
        session.out(csv_text(rows))
    elif as_latex:
        session.out(latex_text(rows, session))
    else:
        session.out(*pairs([(str(row["name"]), _words(row, session)) for row in rows]))


def _words(row: dict[str, object], session: Session) -> str:
    from govsim.locale import unit

    kind, source = session.say(f"kind.{row['kind']}"), row["source_zh" if session.lang == "zh" else "source"]
    told = {"words": row[session.lang], "kind": kind, "source": source}
    told["unit"] = unit(str(row["name"]), str(row["unit"]), session.lang)
    return session.say("parameters.row", **{**row, **told})


COMMANDS: dict[str, Callable[..., None]] = {
    "scenarios": scenarios, "describe": describe, "check": check, "parameters": parameters
}  # fmt: skip
