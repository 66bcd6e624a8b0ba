"""The command `validate`: theory, patterns and signs, checked on this machine."""

import typer

from govsim.cli.layout import table
from govsim.cli.session import Session

_THEORY_FAILED = 1


def validate(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", help="option.json")) -> None:
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
        head = tuple(session.say(f"validate.{name}") for name in ("id", "kind", "role", "target", "value", "bounds", "passed"))
        session.out(*table([head, *(_cells(row, session) for row in found)]))
        failed = sum(not row["passed"] for row in found)
        session.out("", session.say("validate.sum", n=len(found), failed=failed))
    if any(row["kind"] == "theory" and not row["passed"] for row in found):
        raise typer.Exit(_THEORY_FAILED)


def _cells(row: dict[str, object], session: Session) -> tuple[str, ...]:
    bounds = f"{row['low']:.4g} … {row['high']:.4g}"
    passed = session.say("validate.yes" if row["passed"] else "validate.no")
    return (str(row["id"]), str(row["kind"]), str(row["role"]), f"{row['target']:.4g}", f"{row['value']:.4g}", bounds, passed)


COMMANDS = {"validate": validate}
