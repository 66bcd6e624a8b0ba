"""What an office has decided is carried out and closes the case in the community."""

from govsim.engine.agenda import drain
from govsim.engine.casework.closing import close, withdraw
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.desks import respond
from govsim.engine.codes import AT_DEADLINE, COUNT_BLOCKED, DECISION, LEFT_OFFICE, REFUSED, TOLD_OFFICE
from govsim.engine.compiled import piece
from govsim.engine.randomness import purpose
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="decisions",
    every="hour",
    reads=("cases.outcome", "cases.finished"),
    writes=(
        "cases", "residents.last_result",
        "residents.belonging", "residents.efficacy", "residents.touched",
        "residents.trust_workers", "residents.trust_offices", "residents.trust_group",
    ),
    parameters=("closing.resolved_office", "offices.execution_lag"),
    formula="closed when carried out: true completion of the service plus an exponential lag",
    source="resolution assumed; published rates are not independent",
    zh="部门答复",
    en="offices decide",
)

RESOLVED = purpose("decisions.resolved")


@piece
def carry_out(block, settings, row, hour):
    """Act on the office's answer."""
    case = block.cases[row]
    tell(block, settings, case, hour, TOLD_OFFICE, float(case.outcome))
    respond(block, case, hour)
    if case.outcome == LEFT_OFFICE:
        withdraw(block, settings, row, hour)
    elif case.outcome == REFUSED:
        count(block, case, COUNT_BLOCKED)
        withdraw(block, settings, row, hour)
    elif case.outcome == AT_DEADLINE:
        close(block, settings, row, hour, 0.0, RESOLVED)
    else:
        close(block, settings, row, hour, settings.rules[0].closing_resolved_office, RESOLVED)


@piece
def handle(block, settings, hour):
    """Carry out the decisions that are due."""
    for k in range(drain(block.heads, block.cases, DECISION, hour, block.found)):
        carry_out(block, settings, block.found[k], hour)
