"""Records of cases: which cases are over, how many are open, and what of a case means something outside its slot."""

from typing import NamedTuple

import numpy as np

from govsim.engine.casework.pool import LEFT
from govsim.engine.codes import CLOSED, FREE, MOOT, RETURN, SETTLED, WITHDRAWN
from govsim.engine.columns import schema
from govsim.engine.compiled import part, piece

RECORD = schema(dict(
    grid="i4", person="i4", arose="i4", other="i4", reported="i4", responded="i4", reached="i4", closed="i4",
    finished="f8", severity="f8",
    issue="i4", klass="i4", failures="i4", attempts="i4", state="i4", entry="i4", channel="i4", need="i4", tier="i4",
    sessions="i4", transfers="i4", avoidable="i4", reopened="i4", resolved="i4", satisfied="i4", found_by="i4",
    formal="i4", recorded="i4", shuttle="i4", hotline="i4",
))  # fmt: skip
RECORDS_FIELDS = {"rows": (1, RECORD), "slots": (1, "i8"), "keys": (1, "i8")}
FIRST_KEY = 1 << 32  # identities as one number: person, then the hour in which the matter arose


class Records(NamedTuple):
    """Room for the records of a block: of which slots they are and the identities of their cases, in one order."""

    rows: np.ndarray
    slots: np.ndarray
    keys: np.ndarray


def room(cases: int) -> Records:
    """Return room for the records of so many cases."""
    return Records(np.empty(cases, RECORD), np.empty(cases, np.int64), np.empty(cases, np.int64))


@part
def is_over(case):
    """Whether nothing will happen to a case any more; one that will return is not over."""
    if case.state == CLOSED:
        return case.task != RETURN
    return case.state == SETTLED or case.state == WITHDRAWN or case.state == MOOT


@part
def identity(case):
    """Return person and hour as one number, in the order of identities."""
    return case.person * FIRST_KEY + case.arose


@part
def in_use(block):
    """Return how many slots hold a case; they lie near the beginning of the pool, so that few others are looked at."""
    return len(block.cases) - block.pool[LEFT]


@piece
def find_over(block, records, opened):
    """Note the cases that are over, in order of identity, and return how many; add the others to `opened`.

    opened: (grids, states).
    """
    found, row, unseen = 0, 0, in_use(block)
    while unseen > 0:
        case = block.cases[row]
        if is_over(case):
            records.slots[found], records.keys[found] = row, identity(case)
            found += 1
        elif case.state != FREE:
            opened[block.residents[case.person].grid, case.state] += 1
        unseen -= case.state != FREE
        row += 1
    sort(records, found)
    return found


@piece
def find_left(block, records):
    """Note the cases that are not over, in order of identity, and return how many."""
    found, row, unseen = 0, 0, in_use(block)
    while unseen > 0:
        case = block.cases[row]
        if case.state != FREE and not is_over(case):
            records.slots[found], records.keys[found] = row, identity(case)
            found += 1
        unseen -= case.state != FREE
        row += 1
    sort(records, found)
    return found


@piece
def sort(records, number):
    """Put the noted cases in order of identity (a heap sort: it needs no other memory)."""
    for top in range(number // 2 - 1, -1, -1):
        sink(records, top, number)
    for last in range(number - 1, 0, -1):
        swap(records, 0, last)
        sink(records, 0, last)


@piece
def sink(records, top, number):
    """Let a case sink in the heap below the larger of those under it."""
    keys, child = records.keys, 2 * top + 1
    while child < number:
        if child + 1 < number and keys[child + 1] > keys[child]:
            child += 1
        if keys[top] >= keys[child]:
            return
        swap(records, top, child)
        top, child = child, 2 * child + 1


@part
def swap(records, one, other):
    """Exchange two of the noted cases."""
    keys, slots = records.keys, records.slots
    keys[one], keys[other] = keys[other], keys[one]
    slots[one], slots[other] = slots[other], slots[one]


@part
def copy_moments(record, case):
    """Copy when what happened, and numbers that are not whole."""
    record.arose, record.reported, record.responded, record.reached = (
        case.arose, case.reported, case.responded, case.reached,
    )  # fmt: skip
    record.closed, record.finished, record.severity = case.closed, case.finished, case.severity


@part
def copy_course(record, case):
    """Copy what the matter is, where it went and how it ended."""
    record.issue, record.klass, record.state, record.need, record.tier = (
        case.issue, case.klass, case.state, case.need, case.tier,
    )  # fmt: skip
    record.entry, record.channel, record.failures, record.attempts, record.sessions = (
        case.entry, case.channel, case.failures, case.attempts, case.sessions,
    )  # fmt: skip
    record.transfers, record.avoidable, record.reopened, record.resolved, record.satisfied = (
        case.transfers, case.avoidable, case.reopened, case.resolved, case.satisfied,
    )  # fmt: skip
    record.found_by, record.formal, record.recorded, record.shuttle, record.hotline = (
        case.found_by, case.formal, case.recorded, case.shuttle, case.hotline,
    )  # fmt: skip


@piece
def write_records(block, records, number, first_person, first_grid):
    """Write the records of the noted cases; persons and grids count over the whole place."""
    for k in range(number):
        case, record = block.cases[records.slots[k]], records.rows[k]
        record.person, record.grid = first_person + case.person, first_grid + block.residents[case.person].grid
        record.other = first_person + case.other if case.other >= 0 else case.other
        copy_moments(record, case)
        copy_course(record, case)
