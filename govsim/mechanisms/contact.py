"""Residents try to reach somebody: at a counter, or on the phone."""

from govsim.engine.agenda import drain, plan
from govsim.engine.availability import MANY
from govsim.engine.casework.acquaintance import get_acquainted
from govsim.engine.casework.counting import tally, tell
from govsim.engine.casework.desks import enqueue, respond
from govsim.engine.casework.referring import refer
from govsim.engine.casework.seeking import end_search, give_up, plan_try
from govsim.engine.codes import (
    AT_COUNTER,
    ATTEMPT,
    CALL,
    COUNT_ATTEMPTS,
    COUNT_CALLS,
    COUNT_CALLS_ANSWERED,
    COUNT_CONTACTS,
    COUNT_ENTRY_OFFICE,
    COUNT_ENTRY_PHONE,
    COUNT_ENTRY_WORKER,
    COUNT_FAILED_ATTEMPTS,
    COUNT_NO_HOUR,
    COUNT_OFF_HOURS_CONTACTS,
    COUNT_TRIED,
    COUNT_TRIED_IN_VAIN,
    DISPATCH,
    DISPATCHED,
    GIVE_UP,
    LOCAL,
    TOLD_ANSWERED,
    TOLD_CALLS,
    TOLD_GOES,
    TOLD_IN_VAIN,
    TOLD_NO_HOUR,
    TOLD_REACHES,
    TOLD_UNANSWERED,
    VIA_OFFICE,
    VIA_PHONE,
)
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import purpose, uniform
from govsim.engine.relaxation import learn_workers
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="contact",
    every="hour",
    reads=("workers.mode", "workers.roster", "desks.first_worker", "levers.phone_on_duty", "levers.phone_off_duty"),
    writes=(
        "cases", "desks", "residents.known_until", "residents.tried_week", "residents.met_week",
        "residents.last_contact", "residents.last_result",
        "residents.belonging", "residents.efficacy", "residents.touched",
        "residents.trust_workers", "residents.trust_offices", "residents.trust_group",
    ),
    parameters=("contact.patience", "contact.retry_delay", "contact.phone_retry", "contact.acquaintance_counter"),
    formula="P(reached) = 1 - product over workers on duty of (1 - counter share)",
    source="002: office hours overlap working hours, so residents cannot find workers",
    zh="接触",
    en="contact",
)

ANSWER, MOMENT = purpose("contact.answer"), purpose("contact.moment")
STANDARD_ROSTER = 0  # the first of all rosters


@piece
def is_somebody_there(block, settings, desk, person, hour):
    """Whether a worker of the desk is at the counter at the moment in which the resident comes."""
    worker = block.desks[desk].first_worker
    moment = uniform(settings.seed, MOMENT, person, hour)
    while worker >= 0:
        row = block.workers[worker]
        if row.mode == AT_COUNTER and moment < settings.rosters[row.roster, settings.week_hour[hour]]:
            return True
        worker = row.next_at_desk
    return False


@part
def is_on_duty(block, settings, desk, hour):
    """Whether any worker of the desk is on duty."""
    return block.duty[desk, settings.week_hour[hour]] > 0.0


@piece
def meet(block, settings, case, hour, chance):
    """A worker and the resident meet or speak: a meeting counts as a contact, and they may become acquainted."""
    resident, person = block.residents[case.person], settings.offset + case.person
    if case.channel != VIA_PHONE:
        tally(block, resident, case.issue, COUNT_CONTACTS, 1.0)
        if settings.rosters[STANDARD_ROSTER, settings.week_hour[hour]] <= 0.0:
            tally(block, resident, case.issue, COUNT_OFF_HOURS_CONTACTS, 1.0)
    get_acquainted(settings, resident, person, hour, chance)


@piece
def count_try(block, settings, case, hour, met):
    """Count a try in person."""
    resident = block.residents[case.person]
    tally(block, resident, case.issue, COUNT_ATTEMPTS, 1.0)
    if not met:
        tally(block, resident, case.issue, COUNT_FAILED_ATTEMPTS, 1.0)
    count_week(block, resident, hour, met)


@piece
def count_week(block, resident, hour, met):
    """Count the resident among those who tried to reach a worker in this week, in person or by phone, or in vain."""
    week = hour // 168
    if resident.tried_week != week:
        resident.tried_week = week
        tally(block, resident, -1, COUNT_TRIED, 1.0)
        tally(block, resident, -1, COUNT_TRIED_IN_VAIN, 1.0)
    if met and resident.met_week != week:
        resident.met_week = week
        tally(block, resident, -1, COUNT_TRIED_IN_VAIN, -1.0)


@piece
def go(block, settings, row, hour):
    """Go to the counter."""
    case = block.cases[row]
    tell(block, settings, case, hour, TOLD_GOES, float(case.attempts))
    if case.channel == VIA_OFFICE:
        arrive_at_office(block, settings, row, hour)
        return
    met = case.booked == 1 and is_on_duty(block, settings, case.desk, hour)
    met = met or is_somebody_there(block, settings, case.desk, settings.offset + case.person, hour)
    case.attempts += 1
    count_try(block, settings, case, hour, met)
    if met:
        reach(block, settings, row, hour, COUNT_ENTRY_WORKER)
    else:
        tell(block, settings, case, hour, TOLD_IN_VAIN, float(case.failures + 1))
        rules = settings.rules[0]
        learn_workers(block.residents[case.person], rules, hour, False, rules.trust_failed_attempt)
        fail(block, settings, row, hour, rules.contact_retry_delay)


@piece
def reach(block, settings, row, hour, entry):
    """Somebody takes the matter on."""
    case = block.cases[row]
    case.reached, case.sought = hour, hour - case.seeking
    end_search(block, settings, case, hour, True)
    tally(block, block.residents[case.person], case.issue, entry, 1.0)
    rules = settings.rules[0]
    by_phone = case.channel == VIA_PHONE
    chance = rules.contact_acquaintance_phone if by_phone else rules.contact_acquaintance_counter
    meet(block, settings, case, hour, chance)
    respond(block, case, hour)
    tell(block, settings, case, hour, TOLD_REACHES, float(hour - case.seeking))
    enqueue(block, settings, row, hour)


@piece
def arrive_at_office(block, settings, row, hour):
    """The office's counter takes every matter that comes while it is open; a local one it hands down next hour."""
    case = block.cases[row]
    tally(block, block.residents[case.person], case.issue, COUNT_ENTRY_OFFICE, 1.0)
    respond(block, case, hour)
    if case.need > LOCAL:
        refer(block, settings, row, case.need, hour)
    else:
        case.state = DISPATCH
        plan(block.heads, block.cases, row, DISPATCHED, hour + 1)


@piece
def fail(block, settings, row, hour, delay):
    """After a failure try again later, or give the channel up when patience is over."""
    case = block.cases[row]
    case.failures += 1
    if case.failures >= settings.rules[0].contact_patience:
        give_up(block, settings, row, hour)
    else:
        case.earliest = hour + int(delay)
        plan_try(block, settings, row, hour)


@piece
def phone(block, settings, row, hour):
    """Phone a worker of the desk."""
    case, rules = block.cases[row], settings.rules[0]
    resident, person = block.residents[case.person], settings.offset + case.person
    lever = block.levers[resident.grid]
    chance = lever.phone_on_duty if is_on_duty(block, settings, case.desk, hour) else lever.phone_off_duty
    tally(block, resident, case.issue, COUNT_CALLS, 1.0)
    tell(block, settings, case, hour, TOLD_CALLS, float(case.failures))
    answered = uniform(settings.seed, ANSWER, person, case.arose * MANY + hour) < chance
    count_week(block, resident, hour, answered)
    if answered:
        tally(block, resident, case.issue, COUNT_CALLS_ANSWERED, 1.0)
        tell(block, settings, case, hour, TOLD_ANSWERED, 0.0)
        reach(block, settings, row, hour, COUNT_ENTRY_PHONE)
    else:
        tell(block, settings, case, hour, TOLD_UNANSWERED, 0.0)
        fail(block, settings, row, hour, rules.contact_phone_retry)


@piece
def handle(block, settings, hour):
    """Carry out the tries of the hour; give up where no feasible hour was left."""
    for k in range(drain(block.heads, block.cases, ATTEMPT, hour, block.found)):
        go(block, settings, block.found[k], hour)
    for k in range(drain(block.heads, block.cases, CALL, hour, block.found)):
        phone(block, settings, block.found[k], hour)
    for k in range(drain(block.heads, block.cases, GIVE_UP, hour, block.found)):
        case = block.cases[block.found[k]]
        tally(block, block.residents[case.person], case.issue, COUNT_NO_HOUR, 1.0)
        tell(block, settings, case, hour, TOLD_NO_HOUR, 0.0)
        give_up(block, settings, block.found[k], hour)
