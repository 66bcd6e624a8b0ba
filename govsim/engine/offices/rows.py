"""Rows of the pool of matters, and the agenda of what happens to them next."""

from govsim.engine.compiled import part, piece
from govsim.engine.offices.ordering import joined, left
from govsim.engine.offices.tables import AGENDA, HELD, HIGHEST, TRAVELLING, VACANCY, VACANT

# What comes first when several things happen in one instant: who leaves is gone, who arrives can be chosen.
LEAVES, ARRIVES, BEGINS = 0.0, 1.0, 2.0


@piece
def vacant_row(desks):
    """Return a row of the pool for a matter that is on its way to its first office."""
    marks = desks.marks
    k = marks[VACANCY]
    if k >= 0:
        marks[VACANCY] = desks.matters[k].mate
    else:
        k = marks[HIGHEST]
        marks[HIGHEST] = k + 1
    marks[HELD] += 1
    matter = desks.matters[k]
    matter.visit, matter.passes, matter.mate, matter.waited = 0, 0, k, 0.0
    matter.state = TRAVELLING
    return k


@piece
def claim(desks, message):
    """Return a row filled with a message."""
    k = vacant_row(desks)
    matter = desks.matters[k]
    matter.person, matter.arose, matter.round = message.person, message.arose, message.round
    matter.block, matter.row, matter.kind = message.block, message.row, message.kind
    matter.office, matter.convened, matter.needs = message.office, message.convened, message.needs
    matter.sent, matter.arrival = message.sent, message.arrival
    matter.deadline, matter.pass_chance = message.deadline, message.pass_chance
    return k


@part
def vacate(desks, k):
    """Give a row back."""
    matter = desks.matters[k]
    matter.state, matter.mate = VACANT, desks.marks[VACANCY]
    desks.marks[VACANCY] = k
    desks.marks[HELD] -= 1


@piece
def identify(node, matter):
    """Give the node of a matter its identity."""
    node.person, node.arose, node.round, node.visit = matter.person, matter.arose, matter.round, matter.visit


@piece
def schedule(desks, member, hour, what):
    """Put an event on the agenda; members are the rows of matters, then the offices."""
    node = desks.agenda[member]
    node.major, node.minor = hour, what
    rows = len(desks.matters)
    if member < rows:
        identify(node, desks.matters[member])
    else:
        node.person, node.arose, node.round, node.visit = member - rows, 0, 0, 0
    desks.marks[AGENDA] = joined(desks.agenda, desks.marks[AGENDA], member)


@piece
def cancel(desks, member):
    """Take an event off the agenda."""
    desks.marks[AGENDA] = left(desks.agenda, desks.marks[AGENDA], member)


@piece
def send(desks, k, hour, last):
    """Let a matter travel until an hour; what arrives after the window stays in the pool."""
    matter = desks.matters[k]
    matter.state, matter.arrival = TRAVELLING, hour
    if hour < last:
        schedule(desks, k, hour, ARRIVES)
