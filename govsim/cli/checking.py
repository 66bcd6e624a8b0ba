"""The command `validate`: theory, patterns and signs, checked on this machine."""

from collections.abc import Callable

import typer

from govsim.cli.arguments import Json
from govsim.cli.layout import table
from govsim.cli.session import Session

_THEORY_FAILED = 1
_COLUMNS = ("id", "kind", "role", "target", "value", "bounds", "passed")


def validate(ctx: typer.Context, as_json: Json = False) -> None:
    """Check the model on this machine."""
    from govsim.validation import rows

    session: Session = ctx.obj
    session.announce_compiling()
    found = []
    with session.progress(session.say("validate.progress")) as bar:
        for done, whole, row in rows():
            found.append(row)
            bar(done / whole)
    if as_json:
        session.emit({"rows": found})
    else:
        head = tuple(session.say(f"validate.{name}") for name in _COLUMNS)
        session.out(*table([head, *(_cells(row, session) for row in found)]))
        failed = sum(not row["passed"] for row in found)
        session.out("", session.say("validate.sum", n=len(found), failed=failed))
    if any(row["kind"] == "theory" and not row["passed"] for row in found):
        raise typer.Exit(_THEORY_FAILED)


def _cells(row: dict[str, object], session: Session) -> tuple[str, ...]:
    bounds = f"{row['low']:.4g} … {row['high']:.4g}"
    passed = session.say("validate.yes" if row["passed"] else "validate.no")
    words = (session.say(f"row.{row[name]}") for name in ("kind", "role"))
    return (str(row["id"]), *words, f"{row['target']:.4g}", f"{row['value']:.4g}", bounds, passed)


COMMANDS: dict[str, Callable[..., None]] = {"validate": validate}
