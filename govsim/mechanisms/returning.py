"""Matters closed without being resolved come back: to the desk or the office that closed them."""

from govsim.engine.agenda import drain
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.desks import enqueue
from govsim.engine.casework.referring import refer
from govsim.engine.codes import COUNT_RETURNED, LOCAL, RETURN, TOLD_RETURNS
from govsim.engine.compiled import piece
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="returning",
    every="hour",
    reads=("cases.tier",),
    writes=(
        "cases", "desks",
    ),
    parameters=("closing.returns", "closing.return_delay"),
    formula="an unresolved matter returns with a probability, after an exponential delay",
    source="P8: completing beats speed only through the delay of returns (Campello, Ingolfsson & Shumsky 2016)",
    zh="未解决者再次反映",
    en="unresolved matters return",
)


@piece
def come_back(block, settings, row, hour):
    """Reopen a case; it keeps its identity, and whoever reported or had it before is served again."""
    case = block.cases[row]
    if case.reopened < 100:
        case.reopened += 1
    case.resolved, case.closed, case.sessions, case.outcome, case.finished = -1, -1, 0, 0, -1.0
    count(block, case, COUNT_RETURNED)
    tell(block, settings, case, hour, TOLD_RETURNS, float(case.reopened))
    if case.tier == LOCAL:
        enqueue(block, settings, row, hour)
    else:
        refer(block, settings, row, case.tier, hour)


@piece
def handle(block, settings, hour):
    """Take back what returns in this hour."""
    for k in range(drain(block.heads, block.cases, RETURN, hour, block.found)):
        come_back(block, settings, block.found[k], hour)
