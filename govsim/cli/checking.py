"""The command `validate`: theory, patterns and signs, checked on this machine."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import typer

from govsim.cli.arguments import Assumptions, Json, Only, SignPairs
from govsim.cli.layout import pairs as columns
from govsim.cli.layout import table
from govsim.cli.session import Session
from govsim.errors import UsageError

_THEORY_FAILED = 1
_COLUMNS = ("id", "kind", "role", "target", "value", "bounds", "passed")
_NUMBERS = ("target", "value", "low", "high")
Row = Mapping[str, Any]


def validate(
    ctx: typer.Context,
    only: Only = None,
    pairs: SignPairs = 8,
    assumptions: Assumptions = 0,
    as_json: Json = False,
) -> None:
    """Check the model on this machine."""
    from govsim.analysis.names import no_such
    from govsim.validation import KINDS, rows

    session: Session = ctx.obj
    kinds = tuple(only or KINDS)
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(*no_such(("这一类检查", "kind of check"), kind, KINDS))
    session.announce_compiling()
    with session.progress(session.say("validate.progress")) as bar:
        found = list(rows(kinds, pairs, assumptions, bar))
    if as_json:
        session.emit({"rows": found})
    else:
        head = tuple(session.say(f"validate.{name}") for name in _COLUMNS)
        session.out(*table([head, *(_cells(row, session) for row in found)]), *_reasons(found, session))
        session.out("", *_sum(found, session))
    if any(row["kind"] == "theory" and row["passed"] is False for row in found):
        raise typer.Exit(_THEORY_FAILED)


def _cells(row: Row, session: Session) -> tuple[str, ...]:
    target, value, low, high = ("—" if row[name] is None else f"{row[name]:.4g}" for name in _NUMBERS)
    words = (session.say(f"row.{row[name]}") for name in ("kind", "role"))
    return (str(row["id"]), *words, target, value, f"{low} … {high}", _result(row, session))


def _result(row: Row, session: Session) -> str:
    if row["passed"] is not None:
        return session.say("validate.yes" if row["passed"] else "validate.no")
    if row["result"] == "not_told" and row["pairs_needed"]:
        return session.say("validate.not_told_yet", pairs=row["pairs_needed"])
    return session.say(f"validate.{row['result']}")


def _reasons(rows: Sequence[Row], session: Session) -> Iterator[str]:
    """Yield why claims have no mechanism in the model."""
    listed = [row for row in rows if row.get("result") == "no_mechanism"]
    if listed:
        yield from ("", session.say("validate.reasons"))
    yield from columns([(row["id"], f"{row[session.lang]}: {row[f'reason_{session.lang}']}") for row in listed])


def _sum(rows: Sequence[Row], session: Session) -> Iterator[str]:
    yield session.say("validate.sum", n=len(rows), failed=sum(row["passed"] is False for row in rows))
    results = Counter(row.get("result") for row in rows)
    if results["not_told"] or results["no_mechanism"]:
        yield session.say("validate.open", told=results["not_told"], listed=results["no_mechanism"])


COMMANDS: dict[str, Callable[..., None]] = {"validate": validate}
