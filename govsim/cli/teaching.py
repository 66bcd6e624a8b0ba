"""The commands of `class` for a lesson on paper: cards, answer sheets, recorded results."""

from collections.abc import Callable

import typer

from govsim.cli.arguments import LessonName, PrintOut
from govsim.cli.session import Session


def print_lesson(ctx: typer.Context, lesson: LessonName, out: PrintOut = None) -> None:
    """Write a lesson's cards, sheets and recorded results as one page to print."""
    from pathlib import Path

    from govsim.lessons import lesson as lesson_of
    from govsim.lessons.printing import sheets
    from govsim.records import write_text

    session: Session = ctx.obj
    found = lesson_of(lesson)
    path = out or Path(f"{found.folder.name}-{session.lang}.html")
    write_text(path, sheets(found, session.lang))
    session.out(session.say("class.printed", path=path))


COMMANDS: dict[str, Callable[..., None]] = {"print": print_lesson}
