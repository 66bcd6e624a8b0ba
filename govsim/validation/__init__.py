"""Checks that a user can run: theory, patterns, signs.

A row is {id, kind, role, target, value, low, high, passed}; it passes if its value lies within its bounds.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from govsim.validation import (
    arrivals,
    contact,
    cooperation,
    participation,
    patterns,
    queues,
    sessions,
    staff,
    thresholds,
    trust,
)
from govsim.validation.signs import PAIRS, signs

Row = dict[str, Any]
Check = Callable[[], Iterator[Row]]

KINDS = ("theory", "pattern", "sign")
# Every check but the signs, in the order in which they are shown; each yields some rows.
CHECKS: dict[str, list[Check]] = {
    "theory": [
        *contact.CHECKS, *sessions.CHECKS, *staff.CHECKS, *arrivals.CHECKS, *trust.CHECKS, *thresholds.CHECKS,
        *queues.CHECKS,
    ],
    "pattern": [*patterns.CHECKS, *cooperation.CHECKS, *participation.CHECKS],
}


def rows(
    kinds: Collection[str] = KINDS, pairs: int = PAIRS, draws: int = 0, progress: Callable[[float], None] | None = None
) -> Iterator[Row]:
    """Yield all rows of these kinds as they come.

    pairs, draws: of the signs (paired seeds; draws of the assumed parameters). progress is told the share of the checks
    of a kind that have begun.
    """
    for kind in KINDS:
        if kind not in kinds:
            continue
        if kind == "sign":
            yield from signs(pairs, draws, progress=progress)
        for begun, check in enumerate(CHECKS.get(kind, []), 1):
            if progress:
                progress(begun / len(CHECKS[kind]))
            yield from check()
