"""Records of cases: which cases are over, how many are open, and what of a case means something outside its slot."""

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
FIRST_KEY = 1 << 32  # identities as one number: person, then the hour in which the matter arose


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


@piece
def find_over(block, slots, keys, opened):
    """Put the slots of the cases that are over into `slots` and their identities into `keys`; return how many.

    The others are added to `opened` (grids, states).
    """
    found = 0
    for row in range(len(block.cases)):
        case = block.cases[row]
        if is_over(case):
            slots[found], keys[found] = row, identity(case)
            found += 1
        elif case.state != FREE:
            opened[block.residents[case.person].grid, case.state] += 1
    return found


@piece
def find_left(block, slots, keys):
    """Do the same for the cases that are not over."""
    found = 0
    for row in range(len(block.cases)):
        case = block.cases[row]
        if case.state != FREE and not is_over(case):
            slots[found], keys[found] = row, identity(case)
            found += 1
    return found


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
def write_records(block, slots, records, first_person, first_grid):
    """Write the records of the cases in some slots; persons and grids count over the whole place."""
    for k in range(len(slots)):
        case, record = block.cases[slots[k]], records[k]
        record.person, record.grid = first_person + case.person, first_grid + block.residents[case.person].grid
        record.other = first_person + case.other if case.other >= 0 else case.other
        copy_moments(record, case)
        copy_course(record, case)
