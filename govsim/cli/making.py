"""The command `new`: twelve questions, or a filled sheet, become a scenario of a user's own place."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from govsim.cli.arguments import Json
from govsim.cli.session import Session

if TYPE_CHECKING:
    from govsim.own_place import Answers, Made, Table
    from govsim.scenario import Scenario

NewFile = Annotated[Path | None, Argument(metavar="FILE", help="argument.new_file")]
Origin = Annotated[str, Option("--from", metavar="ID", help="option.new_from")]
Excel = Annotated[Path | None, Option("--excel", metavar="SHEET", help="option.excel")]
Template = Annotated[Path | None, Option("--template", metavar="SHEET", help="option.template")]
Buildings = Annotated[Path | None, Option("--buildings", metavar="TABLE", help="option.buildings")]
Force = Annotated[bool, Option("--force", help="option.force")]
NoRuns = Annotated[bool, Option("--no-runs", help="option.no_runs")]


def new(
    ctx: typer.Context, file: NewFile = None, origin: Origin = "demo", excel: Excel = None, template: Template = None,
    buildings: Buildings = None, force: Force = False, no_runs: NoRuns = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Make a scenario of one's own place."""
    session: Session = ctx.obj
    if template is not None:
        if file is not None or excel is not None or buildings is not None:
            raise _fault("--template 单独使用。", "--template is used alone.")
        _template(session, template, origin, force)
        return
    if excel is not None and buildings is not None:
        raise _fault(
            "--excel 的文件里已有“楼栋”表，不与 --buildings 同用。", "The sheet of --excel has one of buildings."
        )
    target = _target(file, force)
    from govsim.own_place import base_of

    base = base_of(origin, target.parent)
    if excel is not None:
        answers, table, cells = _filled(excel, target, force)
    else:
        answers, table, cells = *_asked(session, base, buildings, target), {}
    made = _made(session, (base, origin, target), answers, table, cells)
    made = _written(session, target, made, table, no_runs)
    _report(session, target, made, as_json)


def _template(session: Session, path: Path, origin: str, force: bool) -> None:
    from govsim.own_place import base_of, write_template

    if path.suffix.lower() != ".xlsx":
        raise _fault(f"模板是 .xlsx 文件，不能是 {path.name}。", f"The template is an .xlsx file, not {path.name}.")
    _absent(path, force)
    write_template(path, base_of(origin, path.parent))
    session.out(session.say("new.template", path=path))


def _target(file: Path | None, force: bool) -> Path:
    """Return the file to write. Raises UsageError where it has no name, another ending, or exists."""
    if file is None:
        raise _fault("请写出新情景的文件名，如 govsim new 我的街道.toml。", "Name the new scenario: govsim new my.toml")
    if file.suffix != ".toml":
        raise _fault(
            f"情景文件以 .toml 结尾，如 {file.stem}.toml。", f"A scenario's file ends in .toml: {file.stem}.toml"
        )
    if not file.parent.is_dir():
        raise _fault(f"没有文件夹 {file.parent}。", f"There is no folder {file.parent}.")
    _absent(file, force)
    return file


def _absent(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise _fault(
            f"{path} 已经存在，没有改动。要覆盖请加 --force。",
            f"{path} exists and was left alone. --force writes over it.",
        )


def _filled(excel: Path, target: Path, force: bool) -> tuple["Answers", "Table | None", dict[str, str]]:
    """Return the answers of a sheet, its table of buildings, and the cells. Raises InputError with all mistakes."""
    from govsim.own_place import filled_sheet

    found, table = filled_sheet(excel, target)
    if table is not None:
        _absent(target.parent / table.name, force)
    return found.answers, table, found.cells


def _asked(
    session: Session, base: "Scenario", buildings: Path | None, target: Path
) -> tuple["Answers", "Table | None"]:
    """Return the answers to the questions, and the table of buildings that has answered some."""
    from govsim.own_place import Interview, table_of_file

    table = None if buildings is None else table_of_file(buildings, target.parent)
    settled = dict(table.answers) if table else {}
    interview = Interview(base, session.lang, session.note, _hear, sys.stdin.isatty(), settled, frozenset(settled))
    return interview.hold(), table


def _hear() -> str | None:
    """Return a line that is written in answer, None where the input has ended."""
    if sys.stdin.isatty():
        print("> ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def _made(
    session: Session, origin: tuple["Scenario", str, Path], answers: "Answers", table: "Table | None",
    cells: dict[str, str],
) -> "Made":  # fmt: skip
    from datetime import date

    from govsim.own_place import at_cells, made_of

    with at_cells(cells):
        made, doubts = made_of(*origin, answers, table, session.lang, date.today())
    session.note(*(f"! {fault.line(session.lang)}" for fault in doubts))
    return made


def _written(session: Session, target: Path, made: "Made", table: "Table | None", no_runs: bool) -> "Made":
    """Write the scenario, hold it against the hotline orders, write it again; on failure nothing of it is left."""
    from dataclasses import replace

    from govsim.own_place import fit, put, scenario_text, whole_or_nothing
    from govsim.scenario import load

    beside = target.parent / table.name if table and table.text is not None else None
    with whole_or_nothing(target, *([beside] if beside else [])):
        if beside and table:
            put(beside, table.text or "")
        put(target, scenario_text(made))
        scenario = load(target)
        orders = made.answers.get("orders")
        if isinstance(orders, int) and not no_runs:
            session.announce_compiling()
            with session.progress(session.say("new.fitting")) as bar:
                made = replace(made, fit=fit(scenario, orders, bar))
            put(target, scenario_text(made))
            load(target)
    return made


def _report(session: Session, target: Path, made: "Made", as_json: bool) -> None:
    from govsim.own_place import assumed_paths, questions

    given = [name for name in questions() if name in made.answers]
    assumed = [name for name in questions() if name not in made.answers]
    if as_json:
        fitted = made.fit and {
            "model": made.fit.before, "orders": made.fit.wanted, "ratio": made.fit.ratio, "after": made.fit.after
        }  # fmt: skip
        paths = [path for path, _ in assumed_paths(made)]
        session.emit({"file": str(target), "given": given, "assumed": paths, "hotline": fitted})
        return
    side = 0 if session.lang == "zh" else 1
    names = ("、" if session.lang == "zh" else ", ").join(questions()[name].short[side] for name in assumed)
    session.out("", session.say("new.written", path=target, given=len(given), assumed=len(assumed)))
    if assumed:
        session.out(session.say("new.assumed", names=names))
    if made.fit is not None:
        fit, ratio = made.fit, made.fit.ratio
        figures: dict[str, Any] = {"before": fit.before, "after": fit.after, "orders": fit.wanted, "ratio": ratio or 0}
        far = ratio is None
        session.out(session.say("new.far", **figures) if far else session.say("new.fitted", **figures))
    session.out(session.say("new.next", path=target))


def _fault(zh: str, en: str) -> Exception:
    from govsim.errors import UsageError

    return UsageError(zh, en)


COMMANDS: dict[str, Callable[..., None]] = {"new": new}
