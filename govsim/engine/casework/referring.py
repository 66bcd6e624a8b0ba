"""Referral upward: the case leaves the community as a message that offices serve at midnight."""

import math

from govsim.engine.availability import MANY
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.desks import record
from govsim.engine.casework.pool import ERROR, MESSAGES, OUTBOX_FULL
from govsim.engine.codes import (
    CITY,
    COUNT_DISPUTES_TO_CITY,
    COUNT_REFERRED_CITY,
    COUNT_REFERRED_TOWN,
    COUNT_TRANSFERS,
    NOTHING,
    ORGANISATION_DISPUTE,
    TOLD_REFERRED,
    TRANSFER,
)
from govsim.engine.compiled import piece
from govsim.engine.randomness import purpose, uniform

TOGETHER, PRESSED, SEVERAL, WHICH = (purpose(f"referring.{x}") for x in ("together", "pressed", "several", "which"))


@piece
def pass_chance(settings, lever):
    """Return the chance that an office passes an unclear case on.

    base * exp(-(clarity * effect + first receiver * effect + supervision * effect)).
    """
    rules = settings.rules[0]
    restraint = (
        lever.clarity * rules.offices_clarity_effect
        + lever.first_receiver * rules.offices_first_receiver_effect
        + lever.supervision * rules.offices_supervision_effect
    )
    return rules.offices_pass_chance * math.exp(-restraint)


@piece
def second_department(settings, first, case, person):
    """Return the city office that must be met besides the responsible one, as a bit; 0 for most cases."""
    if settings.departments < 2:
        return 0
    if uniform(settings.seed, SEVERAL, person, case.arose) >= settings.rules[0].arrivals_several_departments:
        return 0
    step = 1 + int(uniform(settings.seed, WHICH, person, case.arose) * (settings.departments - 1))
    return 1 << (settings.first_department + (first - settings.first_department + step) % settings.departments)


@piece
def address(block, settings, message, case, tier):
    """Fill in which office a message goes to, which others it needs, and how they deal with it."""
    lever, person = block.levers[block.residents[case.person].grid], settings.offset + case.person
    message.needs, message.convened, message.pass_chance = 0, 0, 0.0
    if tier == CITY:
        message.office = settings.issues[case.issue].department
        message.needs = second_department(settings, message.office, case, person)
        together = message.needs != 0 and uniform(settings.seed, TOGETHER, person, case.arose) < lever.convening
        message.convened = 1 if together else 0
        message.pass_chance = pass_chance(settings, lever)
    else:
        message.office = settings.town_office
    message.deadline = math.inf
    pressed = uniform(settings.seed, PRESSED, person, case.arose * MANY + case.round) < lever.deadline_pressure
    if lever.deadline_days > 0.0 and pressed:
        message.deadline = message.sent + 24.0 * lever.deadline_days


@piece
def refer(block, settings, row, tier, hour):
    """Send a case to the town or the city; it arrives there an hour later."""
    case, place = block.cases[row], block.pool[MESSAGES]
    if place >= len(block.outbox):
        block.pool[ERROR] = OUTBOX_FULL
        return
    block.pool[MESSAGES] += 1
    message = block.outbox[place]
    message.person, message.arose, message.row = settings.offset + case.person, case.arose, row
    message.block, message.round, message.kind = settings.block, case.round, case.klass
    message.sent, message.arrival = float(hour), hour + 1.0
    address(block, settings, message, case, tier)
    case.state, case.task, case.tier = TRANSFER, NOTHING, tier
    count_referral(block, case, tier, hour)
    case.round += 1
    tell(block, settings, case, hour, TOLD_REFERRED, float(tier))


@piece
def count_referral(block, case, tier, hour):
    """Count a case that goes up for the first time."""
    record(block, case, hour)
    count(block, case, COUNT_TRANSFERS)
    case.transfers = min(100, case.transfers + 1)
    if case.round > 0:
        return
    count(block, case, COUNT_REFERRED_CITY if tier == CITY else COUNT_REFERRED_TOWN)
    if tier == CITY and case.klass <= ORGANISATION_DISPUTE:
        count(block, case, COUNT_DISPUTES_TO_CITY)
