"""The command `dashboard`: the web pages on this machine, and with --class a room for a class on its network."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from govsim.cli.arguments import (
    Address,
    ClassFolder,
    ClassRuns,
    HoldsClass,
    Json,
    LessonWanted,
    Port,
    StudiesFolder,
    Teams,
)
from govsim.cli.session import Session
from govsim.errors import UsageError

if TYPE_CHECKING:
    from govsim.dashboard.classroom.opening import Setting
    from govsim.dashboard.classroom.room import Room

_DEFAULT_PORT = 8765
_MARKS = {True: "✓", False: "✗", None: "?"}


def dashboard(
    ctx: typer.Context, port: Port = _DEFAULT_PORT, studies: StudiesFolder = None,
    holds_class: HoldsClass = False, address: Address = None, lesson: LessonWanted = None, teams: Teams = None,
    room: ClassFolder = None, runs: ClassRuns = None,
) -> None:  # fmt: skip
    """Serve the web pages until Ctrl-C."""
    session: Session = ctx.obj
    _need_packages(session)
    from govsim.cli.failures import INTERRUPTED
    from govsim.dashboard.server import serve

    asked = [name for name, value in (("--address", address), ("--lesson", lesson), ("--teams", teams),
                                      ("--room", room), ("--runs", runs)) if value is not None]  # fmt: skip
    if asked and not holds_class:
        raise UsageError(f"{asked[0]} 与 --class 一起用。", f"{asked[0]} goes with --class.")
    _look_in(studies)
    held = _class(ctx, port, address, lesson, teams, room, runs) if holds_class else None
    session.announce_compiling()
    if serve(port, lambda where: session.out(*_welcome(session, where, held)), held):
        raise typer.Exit(INTERRUPTED)
    session.note(session.say("dashboard.stopped"))


def _look_in(studies: Path | None) -> None:
    """Have the page of studies show this folder. Raises UsageError where there is none."""
    if studies is None:
        return
    if not studies.is_dir():
        raise UsageError(f"没有文件夹 {studies}。", f"There is no folder {studies}.")
    from govsim.dashboard.studies.shelf import look_in

    look_in(studies)


def _class(
    ctx: typer.Context, port: int, address: str | None, lesson: str | None, teams: int | None, room: Path | None,
    runs: int | None,
) -> "tuple[Setting, Room]":  # fmt: skip
    """Return the class that was asked for and its room, new or taken up again; its folder is locked until the end."""
    session: Session = ctx.obj
    from govsim.dashboard.classroom.address import chosen, found
    from govsim.dashboard.classroom.keeping import alone, default_folder
    from govsim.dashboard.classroom.opening import Setting, check, opened
    from govsim.dashboard.server import listening_at

    _check_lesson(lesson)
    where = chosen(address)
    listening_at(where, port).close()  # before anything of the room is touched
    setting = Setting(where, port, lesson, teams, runs, room or default_folder())
    check(setting)
    ctx.with_resource(alone(setting.folder))
    made, said = opened(setting)
    session.note(*(zh if session.lang == "zh" else en for zh, en in said))
    others = [each for each in found() if each != where]
    if address is None and others:
        session.note(session.say("class.others", address=where, others=", ".join(others)))
    return setting, made


def _check_lesson(lesson: str | None) -> None:
    """Refuse a lesson that does not come with govsim. Raises UsageError."""
    from govsim.lessons import catalogue, no_lesson

    if lesson is not None and lesson not in catalogue():
        raise UsageError(*no_lesson(lesson))


def _welcome(session: Session, where: str, held: "tuple[Setting, Room] | None") -> tuple[str, ...]:
    if held is None:
        return (session.say("dashboard.open", address=_spoken(where, session)),)
    setting, room = held
    told = {"address": f"http://{setting.host}", "code": "-".join(room.code), "word": room.word}
    return (session.say("class.open", **told), session.say("class.word", **told), session.say("class.stop"))


def _spoken(address: str, session: Session) -> str:
    """Return the address that opens in Chinese where the terminal speaks it; else the browser's language counts."""
    return f"{address}?lang=zh" if session.lang == "zh" else address


def _need_packages(session: Session) -> None:
    from govsim.cli.failures import DISK
    from govsim.dashboard.environment import missing

    absent = missing()
    if absent:
        session.note(session.say("dashboard.missing", names=", ".join(absent)))
        raise typer.Exit(DISK)


def check_class(
    ctx: typer.Context, port: Port = _DEFAULT_PORT, address: Address = None, lesson: LessonWanted = None,
    teams: Teams = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Say whether a class can be held on this computer and network."""
    session: Session = ctx.obj
    _need_packages(session)
    from govsim.cli.failures import DISK
    from govsim.dashboard.classroom.checking import rows

    _check_lesson(lesson)
    session.announce_compiling()
    found = []
    for row in rows(address, port, lesson, teams):
        found.append(row)
        if not as_json:
            session.out(f"{_MARKS[row.passed]} {row.text(session.lang)}")
    passed = all(row.passed is not False for row in found)
    if as_json:
        session.emit({"passed": passed, "rows": [{"id": row.id, "passed": row.passed, "text": row.text(session.lang)}
                                                 for row in found]})  # fmt: skip
    else:
        session.out(session.say("class.fit") if passed else session.say("class.unfit"))
    if not passed:
        raise typer.Exit(DISK)


COMMANDS: dict[str, Callable[..., None]] = {"dashboard": dashboard}
OF_CLASS: dict[str, Callable[..., None]] = {"check": check_class}
