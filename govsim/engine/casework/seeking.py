"""Seeking somebody: choosing a channel, planning the next try, giving a channel up."""

import math

from govsim.engine.agenda import cancel, plan
from govsim.engine.availability import FAR, MANY, first_attempt, first_call, first_visit
from govsim.engine.casework.booking import seek_group_session
from govsim.engine.casework.closing import withdraw
from govsim.engine.casework.counting import count, tally, tell
from govsim.engine.casework.desks import desk_of, station_of
from govsim.engine.codes import (
    ATTEMPT,
    CALL,
    CONTACT,
    COUNT_FIRST_GROUP,
    COUNT_GAVE_UP,
    COUNT_HOTLINE_ORDERS,
    COUNT_SEEKERS,
    COUNT_SEEKERS_REACHED,
    COUNT_SEEKING_DAYS,
    DISPATCH,
    DISPATCHED,
    GIVE_UP,
    PROPERTY,
    REPLY,
    TOLD_CHOOSES,
    TOLD_GIVES_UP,
    VIA_GROUP,
    VIA_HOTLINE,
    VIA_OFFICE,
    VIA_PHONE,
    VIA_PLATFORM,
    VIA_PROPERTY,
    VIA_STATION,
    VIA_WORKER,
)
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import exponential, purpose, uniform
from govsim.engine.relaxation import touch

CHOICE, AWARE, UPTAKE, BOOKS = (purpose(f"seeking.{x}") for x in ("choice", "aware", "uptake", "books"))
WITHDRAWS, DISPATCHES, COMPANY = (purpose(f"seeking.{x}") for x in ("withdraws", "dispatch", "property"))
CHANNELS, IMPOSSIBLE, CUT = 8, -1e9, 336.0
STANDARD, ALWAYS_OTHER, CHANGED = range(3)  # hours of a desk


@part
def knows(resident, hour):
    """Whether the resident knows a worker by now."""
    return resident.known_until > hour


@part
def is_aware(settings, desk, lever, person):
    """Whether the resident goes by the desk's own hours.

    Everybody knows hours that were always so; of hours that a policy brought, some have heard.
    """
    if desk.hours != CHANGED:
        return desk.hours == ALWAYS_OTHER
    return uniform(settings.seed, AWARE, person, 0) < lever.awareness


@piece
def wait_in_person(block, settings, resident, person, desk, hour):
    """Return what the perceived wait until she is free and believes the desk open takes from the value."""
    week_hour = settings.week_hour[hour]
    if is_aware(settings, block.desks[desk], block.levers[resident.grid], person):
        wait = block.waits[desk, resident.schedule * 168 + week_hour]
        return settings.rules[0].channels_wait_slope * math.log(1.0 + wait / 24.0)
    return settings.believed_wait[resident.schedule, week_hour]


@piece
def value_of(block, settings, case, channel, hour):
    """Return V of a channel for this case: constant + trust + knowing + perceived wait; IMPOSSIBLE if closed to it."""
    base = settings.utility[case.issue, channel]
    if base <= IMPOSSIBLE or case.barred & (1 << channel) != 0:
        return IMPOSSIBLE
    rules, resident = settings.rules[0], block.residents[case.person]
    person, lever = settings.offset + case.person, block.levers[resident.grid]
    slope = rules.channels_trust_slope
    if channel == VIA_GROUP:
        if block.buildings[resident.building].group < 0:
            return IMPOSSIBLE
        return base + slope * (float(resident.trust_group) - 0.5) + settings.stated_wait[VIA_GROUP]
    if channel == VIA_STATION or channel == VIA_WORKER or channel == VIA_PHONE:
        at_station = channel == VIA_STATION
        desk = station_of(block, settings, case.person) if at_station else desk_of(block, settings, case.person)
        if desk < 0 or block.desks[desk].first_worker < 0:
            return IMPOSSIBLE
        value = base + slope * (float(resident.trust_workers) - 0.5)
        if channel == VIA_PHONE:
            met = rules.channels_knowing if knows(resident, hour) else rules.channels_stranger_phone
            return value + met + settings.stated_wait[VIA_PHONE]
        if knows(resident, hour):
            value += rules.channels_knowing
        return value + wait_in_person(block, settings, resident, person, desk, hour)
    if channel == VIA_PROPERTY:
        return base + settings.stated_wait[VIA_PROPERTY]
    value = base + slope * (float(resident.trust_offices) - 0.5)
    if channel == VIA_PLATFORM:
        if resident.digital == 0 or uniform(settings.seed, UPTAKE, person, 0) >= lever.platform:
            return IMPOSSIBLE
        return value + settings.stated_wait[VIA_PLATFORM]
    if channel == VIA_HOTLINE:
        return value + settings.stated_wait[VIA_HOTLINE]
    return value + settings.office_wait[resident.schedule, settings.week_hour[hour]]


@piece
def inclusive_value(block, settings, case, hour):
    """Fill `block.values` with exp V of each channel and return ln of their sum; IMPOSSIBLE if none is open."""
    touch(block.residents[case.person], settings.rules[0], hour)
    total = 0.0
    for channel in range(CHANNELS):
        value = value_of(block, settings, case, channel, hour)
        block.values[channel] = math.exp(value) if value > IMPOSSIBLE else 0.0
        total += block.values[channel]
    return math.log(total) if total > 0.0 else IMPOSSIBLE


@piece
def choose(block, settings, row, hour):
    """Choose a channel and begin with it; with none left, withdraw."""
    if inclusive_value(block, settings, block.cases[row], hour) <= IMPOSSIBLE:
        withdraw(block, settings, row, hour)
    else:
        take_one(block, settings, row, hour)


@piece
def take_one(block, settings, row, hour):
    """Choose a channel by the logit shares in `block.values`, and begin with it."""
    case = block.cases[row]
    person, tried = settings.offset + case.person, 0
    for channel in range(CHANNELS):
        tried += (case.barred >> channel) & 1
    total = 0.0
    for channel in range(CHANNELS):
        total += block.values[channel]
    left = total * uniform(settings.seed, CHOICE, person, (case.arose * MANY + case.reopened) * 16 + tried)
    chosen = CHANNELS - 1
    for channel in range(CHANNELS):
        left -= block.values[channel]
        if left < 0.0:
            chosen = channel
            break
    begin(block, settings, row, chosen, hour)


@piece
def begin(block, settings, row, channel, hour):
    """Set out on a channel."""
    case, rules = block.cases[row], settings.rules[0]
    case.channel, case.failures = channel, 0
    if case.entry < 0:
        case.entry = channel
        count(block, case, COUNT_FIRST_GROUP + channel)
    tell(block, settings, case, hour, TOLD_CHOOSES, float(channel))
    person = settings.offset + case.person
    occasion = case.arose * MANY + case.reopened
    if channel == VIA_GROUP:
        case.desk = block.buildings[block.residents[case.person].building].group
        if not seek_group_session(block, settings, row, rules.sessions_notice, hour):
            plan(block.heads, block.cases, row, GIVE_UP, hour + 1)
    elif channel == VIA_HOTLINE or channel == VIA_PLATFORM:
        mean = rules.channels_dispatch_hotline
        if channel == VIA_PLATFORM:
            mean = rules.channels_dispatch_platform * block.levers[block.residents[case.person].grid].platform_speed
        else:
            count(block, case, COUNT_HOTLINE_ORDERS)
        case.state = DISPATCH
        delay = int(mean * exponential(settings.seed, DISPATCHES, person, occasion))
        plan(block.heads, block.cases, row, DISPATCHED, hour + 1 + delay)
    elif channel == VIA_PROPERTY:
        case.state = PROPERTY
        delay = int(rules.channels_property_delay * exponential(settings.seed, COMPANY, person, occasion))
        plan(block.heads, block.cases, row, REPLY, hour + 1 + delay)
    else:
        seek_contact(block, settings, row, hour)


@piece
def seek_contact(block, settings, row, hour):
    """Begin to look for somebody in person or on the phone."""
    case = block.cases[row]
    case.state, case.earliest = CONTACT, hour + 1
    case.until = hour + 1 + int(24.0 * settings.rules[0].contact_search_days)
    case.seeking = hour
    if case.channel == VIA_STATION:
        case.desk = station_of(block, settings, case.person)
    elif case.channel != VIA_OFFICE:
        case.desk = desk_of(block, settings, case.person)
    else:
        case.desk = -1
    plan_try(block, settings, row, hour)


@piece
def plan_try(block, settings, row, hour):
    """Plan the next try from max(now, earliest) on, or giving up where none comes; planning again changes nothing."""
    case = block.cases[row]
    resident, person = block.residents[case.person], settings.offset + case.person
    lever, begin_hour = block.levers[resident.grid], max(hour, case.earliest)
    case.booked, task = 0, ATTEMPT
    if case.channel == VIA_PHONE:
        due, task = first_call(settings, resident, person, case, begin_hour), CALL
    elif case.channel == VIA_OFFICE:
        due = first_visit(settings, settings.office_open, 0, resident, person, case, begin_hour)
    elif uniform(settings.seed, BOOKS, person, case.arose) < lever.booking:
        case.booked = 1
        due = first_visit(settings, block.duty, case.desk, resident, person, case, begin_hour)
    else:
        case.aware = 1 if is_aware(settings, block.desks[case.desk], lever, person) else 0
        due = first_attempt(settings, block.duty, resident, person, case, begin_hour)
    if due >= FAR:
        due, task = max(begin_hour, case.until), GIVE_UP
    plan(block.heads, block.cases, row, task, due)


@piece
def end_search(block, settings, case, hour, met):
    """Close an episode of seeking staff in person: the wait is cut at 14 days, and 14 for the unreached."""
    if case.channel != VIA_STATION and case.channel != VIA_WORKER:
        return
    resident = block.residents[case.person]
    tally(block, resident, case.issue, COUNT_SEEKERS, 1.0)
    wait = CUT
    if met:
        tally(block, resident, case.issue, COUNT_SEEKERS_REACHED, 1.0)
        wait = min(CUT, float(hour - case.seeking))
    tally(block, resident, case.issue, COUNT_SEEKING_DAYS, wait / 24.0)


@piece
def give_up(block, settings, row, hour):
    """Give the channel up: withdraw, or choose another."""
    case = block.cases[row]
    end_search(block, settings, case, hour, False)
    count(block, case, COUNT_GAVE_UP)
    tell(block, settings, case, hour, TOLD_GIVES_UP, float(case.failures))
    person, occasion = settings.offset + case.person, case.arose * MANY + case.barred
    if uniform(settings.seed, WITHDRAWS, person, occasion) < settings.rules[0].contact_withdraw_share:
        cancel(block.heads, block.cases, row)
        withdraw(block, settings, row, hour)
    else:
        bar(block, settings, row, hour)


@piece
def bar(block, settings, row, hour):
    """Never use this channel again for this case, and choose another."""
    case = block.cases[row]
    case.barred = case.barred | (1 << case.channel)
    choose(block, settings, row, hour)
