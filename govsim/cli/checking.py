"""The command `validate`: theory, patterns and signs, checked on this machine."""

from collections.abc import Callable

import typer

from govsim.cli.arguments import Assumptions, Json, Only, SignPairs
from govsim.cli.layout import table
from govsim.cli.session import Session
from govsim.errors import UsageError

_THEORY_FAILED = 1
_COLUMNS = ("id", "kind", "role", "target", "value", "bounds", "passed")


def validate(
    ctx: typer.Context,
    only: Only = None,
    pairs: SignPairs = 8,
    assumptions: Assumptions = 0,
    as_json: Json = False,
) -> None:
    """Check the model on this machine."""
    from govsim.scenario.problems import meant
    from govsim.validation import KINDS, rows

    session: Session = ctx.obj
    kinds = tuple(only or KINDS)
    for kind in kinds:
        if kind not in KINDS:
            zh, en = meant(kind, KINDS)
            raise UsageError(f"--only {kind}：没有这一类。{zh}", f"--only {kind}: there is no such kind. {en}")
    session.announce_compiling()
    with session.progress(session.say("validate.progress")) as bar:
        found = list(rows(kinds, pairs, assumptions, bar))
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
