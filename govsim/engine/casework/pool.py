"""The pool of cases of a block: slots are taken and given back; nothing that happens depends on their numbers.

`block.pool` holds: first free slot, free slots left, error code, messages in the outbox, events in the story.
"""

from govsim.engine.codes import FREE, NOTHING, UNDECIDED
from govsim.engine.compiled import part, piece

FIRST_FREE, LEFT, ERROR, MESSAGES, EVENTS_TOLD = range(5)
FULL, ABOVE_BOUND, OUTBOX_FULL = 1, 2, 3


@piece
def take(block, person, issue, klass, hour):
    """Return a fresh case of this person, or -1 when the pool is full (an error that ends the day's run)."""
    row = block.pool[FIRST_FREE]
    if row < 0:
        block.pool[ERROR] = FULL
        return row
    case = block.cases[row]
    block.pool[FIRST_FREE] = case.next
    block.pool[LEFT] -= 1
    case.person, case.arose, case.issue, case.klass = person, hour, issue, klass
    case.state, case.task = UNDECIDED, NOTHING
    case.other, case.due, case.next, case.previous, case.earliest, case.until = -1, -1, -1, -1, -1, -1
    case.seeking, case.sought, case.desk, case.reported, case.responded, case.reached, case.closed = (
        -1, -1, -1, -1, -1, -1, -1,
    )  # fmt: skip
    case.work, case.severity, case.rank, case.finished = 0.0, 0.0, 0.0, -1.0
    case.barred, case.needs, case.failures, case.attempts = 0, 0, 0, 0
    case.entry, case.channel, case.need, case.tier = -1, -1, 0, -1
    case.sessions, case.transfers, case.avoidable = 0, 0, 0
    case.reopened, case.round, case.resolved, case.satisfied, case.found_by, case.formal, case.recorded = (
        0, 0, -1, -1, 0, 0, 0,
    )  # fmt: skip
    case.shuttle, case.booked, case.hotline, case.outcome, case.aware, case.group_sessions = 0, 0, 0, 0, 0, 0
    return row


@part
def release(block, row):
    """Give a slot back; its record has been kept."""
    case = block.cases[row]
    case.state, case.task, case.next = FREE, NOTHING, block.pool[FIRST_FREE]
    block.pool[FIRST_FREE] = row
    block.pool[LEFT] += 1
