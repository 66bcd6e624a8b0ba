"""How a matter ends, what its person learns from it, and what the neighbours hear."""

from govsim.engine.agenda import plan
from govsim.engine.availability import MANY
from govsim.engine.casework.counting import count, tell
from govsim.engine.codes import (
    AT_DEADLINE,
    CERTIFICATE,
    CITY,
    CLOSED,
    COUNT_CLOSED_AT_DEADLINE,
    COUNT_CLOSED_CITY,
    COUNT_CLOSED_DISPUTES,
    COUNT_CLOSED_LOCAL,
    COUNT_CLOSED_TOWN,
    COUNT_RESOLVED,
    COUNT_SATISFIED,
    COUNT_WITHDRAWN,
    LOCAL,
    NOTHING,
    ORGANISATION_DISPUTE,
    RETURN,
    TOLD_CLOSED,
    TOLD_WITHDRAWS,
    TOWN,
    VIA_GROUP,
    VIA_PROPERTY,
    WITHDRAWN,
)
from govsim.engine.compiled import piece
from govsim.engine.randomness import exponential, purpose, uniform
from govsim.engine.relaxation import learn_group, learn_offices, learn_self, learn_workers

SATISFIED, RETURNS, DELAY = purpose("closing.satisfied"), purpose("closing.returns"), purpose("closing.delay")


@piece
def tier_count(tier):
    """Return the measure that counts closings of a tier."""
    if tier == CITY:
        return COUNT_CLOSED_CITY
    return COUNT_CLOSED_TOWN if tier == TOWN else COUNT_CLOSED_LOCAL


@piece
def learn_result(block, settings, case, hour, good):
    """Own experience: of the staff or group that handled it, or of an office, which partly falls on the staff."""
    rules, resident = settings.rules[0], block.residents[case.person]
    if case.found_by > 0:
        return  # found by staff: the resident had not asked for anything
    if case.channel == VIA_GROUP:
        learn_group(resident, rules, hour, good, 1.0)
    elif case.tier == LOCAL and case.channel != VIA_PROPERTY:
        learn_workers(resident, rules, hour, good, 1.0)
    elif case.tier > LOCAL:
        learn_offices(resident, rules, hour, good, 1.0)
        learn_workers(resident, rules, hour, good, rules.trust_office_share)
    learn_self(resident, rules, hour, good)
    resident.last_result = 1 if good else -1
    neighbours_hear(block, settings, case, hour, good)


@piece
def neighbours_hear(block, settings, case, hour, good):
    """Tied residents take part of the experience over."""
    rules = settings.rules[0]
    size = rules.trust_hearsay
    if size <= 0.0 or case.channel == VIA_PROPERTY:
        return
    for k in range(block.edges_from[case.person], block.edges_from[case.person + 1]):
        neighbour = block.residents[block.edges[k]]
        if case.channel == VIA_GROUP:
            learn_group(neighbour, rules, hour, good, size)
        elif case.tier == LOCAL:
            learn_workers(neighbour, rules, hour, good, size)
        else:
            learn_offices(neighbour, rules, hour, good, size)


@piece
def close(block, settings, row, hour, resolved_chance, why):
    """Close a case at `case.tier` now; it is resolved by chance, and if not it may return."""
    case, rules = block.cases[row], settings.rules[0]
    person, occasion = settings.offset + case.person, case.arose * MANY + case.reopened
    good = uniform(settings.seed, why, person, occasion) < resolved_chance
    case.resolved, case.closed, case.state, case.task = (1 if good else 0), hour, CLOSED, NOTHING
    chance = rules.closing_satisfied_resolved if good else rules.closing_satisfied_unresolved
    case.satisfied = 1 if uniform(settings.seed, SATISFIED, person, occasion) < chance else 0
    if case.finished < 0.0 or case.tier == LOCAL:
        case.finished = float(hour)
    count_closing(block, case, good)
    learn_result(block, settings, case, hour, good)
    tell(block, settings, case, hour, TOLD_CLOSED, float(case.resolved))
    if not good and uniform(settings.seed, RETURNS, person, occasion) < rules.closing_returns:
        wait = 24.0 * rules.closing_return_delay * exponential(settings.seed, DELAY, person, occasion)
        plan(block.heads, block.cases, row, RETURN, hour + 1 + int(wait))


@piece
def count_closing(block, case, good):
    """Count what a closing is: its tier, kind, result and satisfaction; certificates are counted apart."""
    if case.recorded == 1 and case.reopened == 0 and case.klass != CERTIFICATE:
        count(block, case, tier_count(case.tier))
        if case.klass <= ORGANISATION_DISPUTE:
            count(block, case, COUNT_CLOSED_DISPUTES)
    if case.outcome == AT_DEADLINE:
        count(block, case, COUNT_CLOSED_AT_DEADLINE)
    if good:
        count(block, case, COUNT_RESOLVED)
    if case.satisfied == 1:
        count(block, case, COUNT_SATISFIED)


@piece
def withdraw(block, settings, row, hour):
    """The person stops pursuing the matter."""
    case = block.cases[row]
    case.state, case.task, case.closed = WITHDRAWN, NOTHING, hour
    case.resolved = 0
    block.residents[case.person].last_result = -1
    count(block, case, COUNT_WITHDRAWN)
    tell(block, settings, case, hour, TOLD_WITHDRAWS, 0.0)
