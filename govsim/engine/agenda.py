"""What is due in which hour: one doubly linked list per task and hour, linked through the rows themselves.

A case waits for at most one thing; `due` and `task` say for what. Moving it costs O(1), so a new roster can plan anew.
The lists stand in a ring of hours; a row that is due in a later round stays in its list until its hour comes. The ring
of candidates is longer: residents wait for months, and looking at each of them in every round would cost most of it.
"""

from govsim.engine.codes import NOTHING, TIMED
from govsim.engine.compiled import part, piece

RING, CANDIDATES = 1024, 16384


@piece
def plan(heads, rows, row, task, hour):
    """Let `row` wait for `task` in `hour`, and for nothing else."""
    cancel(heads, rows, row)
    item = rows[row]
    slot = hour % RING
    first = heads[task, slot]
    item.task, item.due, item.previous, item.next = task, hour, -1, first
    if first >= 0:
        rows[first].previous = row
    heads[task, slot] = row


@part
def cancel(heads, rows, row):
    """Take `row` out of the list of hours it waits in, if any."""
    item = rows[row]
    if item.task == NOTHING or item.task >= TIMED:
        return
    if item.previous >= 0:
        rows[item.previous].next = item.next
    else:
        heads[item.task, item.due % RING] = item.next
    if item.next >= 0:
        rows[item.next].previous = item.previous
    item.task = NOTHING


@part
def comes_before(rows, one, other):
    """Order by identity (person, hour in which the matter arose), never by slot."""
    if rows[one].person != rows[other].person:
        return rows[one].person < rows[other].person
    return rows[one].arose < rows[other].arose


@part
def drain(heads, rows, task, hour, found):
    """Put the rows due now into `found`, in order of identity, and return how many; they wait for nothing any more."""
    return drain_list(heads, rows, task, hour, found) if heads[task, hour % RING] >= 0 else 0


@piece
def drain_list(heads, rows, task, hour, found):
    """Do so where a list is not empty: in most hours it is, and is not worth a call."""
    count = 0
    row = heads[task, hour % RING]
    while row >= 0:
        following = rows[row].next
        if rows[row].due == hour:
            cancel(heads, rows, row)
            place = count
            while place > 0 and comes_before(rows, row, found[place - 1]):
                found[place] = found[place - 1]
                place -= 1
            found[place] = row
            count += 1
        row = following
    return count


@part
def await_candidate(arrivals, resident, row, hour):
    """Link a resident into the list of the hour in which her next matter may arise."""
    slot = hour % CANDIDATES
    resident.candidate = hour
    resident.next = arrivals[slot]
    arrivals[slot] = row


@piece
def drain_candidates(arrivals, residents, hour, found):
    """Put the residents whose candidate is due now into `found`, by row, and return how many."""
    count = 0
    row = arrivals[hour % CANDIDATES]
    arrivals[hour % CANDIDATES] = -1
    while row >= 0:
        following = residents[row].next
        if residents[row].candidate == hour:
            place = count
            while place > 0 and found[place - 1] > row:
                found[place] = found[place - 1]
                place -= 1
            found[place] = row
            count += 1
        else:
            await_candidate(arrivals, residents[row], row, residents[row].candidate)
        row = following
    return count
