"""Checks that a user can run: theory, patterns, signs.

A row is {id, kind, role, target, value, low, high, passed}; it passes if its value lies within its bounds.
"""

from collections.abc import Callable, Iterator
from typing import Any

from govsim.validation import arrivals, contact, patterns, queues, staff, trust

Row = dict[str, Any]
Check = Callable[[], Iterator[Row]]

# Every check, in the order in which they are shown; each yields some rows.
CHECKS: list[Check] = [
    *contact.CHECKS, *staff.CHECKS, *arrivals.CHECKS, *trust.CHECKS, *queues.CHECKS, *patterns.CHECKS
]  # fmt: skip


def rows() -> Iterator[tuple[int, int, Row]]:
    """Yield all rows as they come: checks begun, checks in all, the row."""
    for begun, check in enumerate(CHECKS, 1):
        for row in check():
            yield begun, len(CHECKS), row
