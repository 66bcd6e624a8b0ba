"""What becomes of the open matters of residents who have moved away."""

from govsim.engine.agenda import cancel
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.desks import unlink
from govsim.engine.codes import (
    CLOSED,
    COUNT_MOOT,
    FREE,
    HAZARD,
    LATENT,
    MOOT,
    NOTHING,
    OFFICE,
    QUEUE,
    SETTLED,
    STAFF,
    TOLD_FADES,
    TRANSFER,
    WITHDRAWN,
)
from govsim.engine.compiled import piece


@piece
def outlives(case):
    """Whether a matter goes on without its person: what offices hold, and hazards hidden or in the hands of staff."""
    state = case.state
    if state == TRANSFER or state == OFFICE:
        return True
    return case.klass == HAZARD and (state == LATENT or state == STAFF)


@piece
def let_go(block, settings, row, hour):
    """End one matter of a person who has gone; return 1 if it was open. A closed one stays closed: nobody returns."""
    case = block.cases[row]
    state = case.state
    if state == FREE or state == SETTLED or state == WITHDRAWN or state == MOOT or outlives(case):
        return 0
    if case.task == QUEUE:
        unlink(block.desks[case.desk], block.cases, row)
    else:
        cancel(block.heads, block.cases, row)
    if state == CLOSED:
        return 0
    case.state, case.task, case.closed = MOOT, NOTHING, hour
    count(block, case, COUNT_MOOT)
    tell(block, settings, case, hour, TOLD_FADES, 0.0)
    return 1


@piece
def let_all_go(block, settings, gone, hour):
    """End the open matters of all residents who have gone (a flag a resident); return how many ended."""
    ended = 0
    for row in range(len(block.cases)):
        case = block.cases[row]
        if case.state != FREE and gone[case.person]:
            ended += let_go(block, settings, row, hour)
    for row in range(len(block.residents)):
        if gone[row]:
            block.residents[row].endured = 0
    return ended
