"""Mediation: staff, or a group, and all parties in one hour."""

import math

from govsim.engine.agenda import drain
from govsim.engine.availability import MANY
from govsim.engine.casework.booking import book, seek_group_session, seek_session
from govsim.engine.casework.closing import close
from govsim.engine.casework.counting import count, tally, tell
from govsim.engine.casework.desks import respond
from govsim.engine.casework.referring import refer
from govsim.engine.casework.seeking import bar
from govsim.engine.codes import (
    AT_COUNTER,
    CITY,
    COUNT_FORMAL,
    COUNT_GROUP_SESSIONS,
    COUNT_MEDIATOR_HOURS,
    COUNT_OVERTIME_HOURS,
    COUNT_REBOOKED,
    COUNT_SESSION_HOURS,
    COUNT_SESSIONS,
    COUNT_SESSIONS_SETTLED,
    COUNT_SETTLED_BY_GROUPS,
    FOREIGN,
    GROUP_MEET,
    IN_FIELD,
    IN_SESSION,
    LOCAL,
    MANDARIN,
    MEET,
    OFF_DUTY,
    TOLD_FAILED,
    TOLD_GROUP_FAILS,
    TOLD_GROUP_SETTLES,
    TOLD_REBOOKED,
    TOLD_SETTLED,
    TOWN,
)
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import purpose, uniform
from govsim.engine.relaxation import raised, touch
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="sessions",
    every="hour",
    reads=("workers.mode", "workers.skill", "groups.skill", "groups.covenant", "levers.mediator_skill"),
    writes=(
        "cases", "workers.mode", "workers.busy", "groups.settled", "groups.tried", "residents.ties",
        "residents.last_result",
        "residents.belonging", "residents.efficacy", "residents.touched",
        "residents.trust_workers", "residents.trust_offices", "residents.trust_group",
    ),
    parameters=("sessions.success", "sessions.limit", "sessions.gap", "sessions.shuttle_penalty"),
    formula="P(settled) = s(logit p0 + skill + trust + ties + covenant + authority + severity - shuttle - no language)",
    source="success so that 5 % of disputes reach the city (Liyang 2019); slopes assumed",
    zh="调解会",
    en="mediation sessions",
)

SETTLES, MEDIATOR, CITYWARD, FORMAL, SPEAKS, FINAL = (
    purpose(f"sessions.{x}") for x in ("settles", "mediator", "city", "formal", "language", "final")
)



@part
def logit(p):
    return math.log(p / (1.0 - p))


@piece
def party_term(block, settings, case, group):
    """Return what the parties bring: trust in who mediates, and ties; the first party speaks for both where the
    second is an organisation."""
    rules, first = settings.rules[0], block.residents[case.person]
    touch(first, rules, case.due)
    trust = float(first.trust_group) if group else float(first.trust_workers)
    ties = float(first.ties)
    if case.other >= 0:
        second = block.residents[case.other]
        touch(second, rules, case.due)
        trust = 0.5 * (trust + (float(second.trust_group) if group else float(second.trust_workers)))
        ties = 0.5 * (ties + float(second.ties))
    return rules.sessions_trust_slope * (trust - 0.5) + rules.sessions_ties_slope * (ties - 0.5)


@piece
def language_term(settings, lever, first, person, case, languages):
    """Return the penalty of a foreign party without a language in common; languages: bits of who mediates."""
    if first.category != FOREIGN or first.languages & languages != 0:
        return 0.0
    if uniform(settings.seed, SPEAKS, person, case.arose) < lever.language:
        return 0.0
    return -settings.rules[0].sessions_language_penalty


@piece
def covenant_of(block, row):
    """Return the strength of the covenant in the resident's building, 0 without a group."""
    group = block.buildings[block.residents[row].building].group
    return block.groups[group].covenant if group >= 0 else 0.0


@piece
def settles(block, settings, case, skill, languages, group):
    """Whether the session settles the matter: a draw keyed by case and ordinal of the session."""
    rules, first = settings.rules[0], block.residents[case.person]
    lever, person = block.levers[first.grid], settings.offset + case.person
    level = logit(rules.sessions_success) + skill
    level += party_term(block, settings, case, group) + rules.sessions_covenant_slope * covenant_of(block, case.person)
    level += rules.sessions_severity_slope * (float(case.severity) - 0.5)
    level += language_term(settings, lever, first, person, case, languages)
    if group:
        level += rules.sessions_group_authority
    if case.shuttle == 1:
        level -= rules.sessions_shuttle_penalty
    ordinal = case.reopened * 64 + case.sessions + (32 if group else 0)
    chance = 1.0 / (1.0 + math.exp(-level))
    return uniform(settings.seed, SETTLES, person, case.arose * MANY + ordinal) < chance


@piece
def staff_for(block, desk, hour):
    """Return an unoccupied worker of the desk, at the counter if one is; -1 if all on duty are in sessions or away.

    A booking is kept when a new roster takes the hour away: with nobody on duty the first worker comes beyond duty.
    """
    worker, chosen, best, on_duty = block.desks[desk].first_worker, -1, 9, False
    while worker >= 0:
        row = block.workers[worker]
        on_duty = on_duty or row.mode != OFF_DUTY
        free = row.mode == AT_COUNTER or row.mode == IN_FIELD
        if free and row.busy < hour and row.mode < best:
            chosen, best = worker, row.mode
        worker = row.next_at_desk
    if on_duty or block.desks[desk].first_worker < 0:
        return chosen
    first = block.desks[desk].first_worker
    return first if block.workers[first].busy < hour else -1


@piece
def skill_with(settings, staff, resident):
    """Return a worker's skill with this resident, in logit: local staff know locals."""
    rules = settings.rules[0]
    skill = rules.sessions_skill_slope * staff.skill
    if staff.local == 1 and resident.hukou == 1:
        skill += rules.sessions_local_bonus
    return skill


@piece
def tie_parties(block, settings, case, hour):
    """A settled session strengthens the ties of the parties."""
    rules, first = settings.rules[0], block.residents[case.person]
    touch(first, rules, hour)
    first.ties = raised(float(first.ties), rules.trust_ties_gain, 1.0)
    if case.other >= 0:
        second = block.residents[case.other]
        touch(second, rules, hour)
        second.ties = raised(float(second.ties), rules.trust_ties_gain, 1.0)


@piece
def conclude(block, settings, row, settled, hour):
    """After a session: close, meet again after a gap, or refer upward."""
    case, rules = block.cases[row], settings.rules[0]
    lever, person = block.levers[block.residents[case.person].grid], settings.offset + case.person
    case.sessions += 1
    count(block, case, COUNT_SESSIONS)
    respond(block, case, hour)
    if settled:
        case.tier = LOCAL
        case.formal = 1 if uniform(settings.seed, FORMAL, person, case.arose) < rules.sessions_formal_share else 0
        count(block, case, COUNT_SESSIONS_SETTLED)
        if case.formal == 1:
            count(block, case, COUNT_FORMAL)
        tell(block, settings, case, hour, TOLD_SETTLED, float(case.sessions))
        tie_parties(block, settings, case, hour)
        close(block, settings, row, hour, 1.0, FINAL)
        return
    tell(block, settings, case, hour, TOLD_FAILED, float(case.sessions))
    if case.sessions < lever.sessions_limit:
        seek_session(block, settings, row, rules.sessions_gap, hour)
        return
    goes_to_city = uniform(settings.seed, CITYWARD, person, case.arose) < rules.sessions_failed_to_city
    refer(block, settings, row, CITY if goes_to_city else TOWN, hour)


@piece
def hold(block, settings, row, hour):
    """Hold a session of the desk, or of a mediator; without a free worker it is booked anew."""
    case = block.cases[row]
    resident = block.residents[case.person]
    lever, person = block.levers[resident.grid], settings.offset + case.person
    ordinal = case.arose * MANY + case.reopened * 64 + case.sessions
    if uniform(settings.seed, MEDIATOR, person, ordinal) < lever.mediator_share:
        tally(block, resident, case.issue, COUNT_MEDIATOR_HOURS, 1.0)
        conclude(block, settings, row, settles(block, settings, case, lever.mediator_skill, MANDARIN, False), hour)
        return
    worker = staff_for(block, case.desk, hour)
    if worker < 0:
        count(block, case, COUNT_REBOOKED)
        tell(block, settings, case, hour, TOLD_REBOOKED, 0.0)
        book(block, settings, row, hour + 1)
        return
    staff = block.workers[worker]
    on_duty = 0.0 if staff.mode == OFF_DUTY else settings.rosters[staff.roster, settings.week_hour[hour]]
    staff.busy, staff.mode = hour, IN_SESSION
    block.counts[staff.grid, COUNT_SESSION_HOURS] += on_duty
    block.counts[staff.grid, COUNT_OVERTIME_HOURS] += 1.0 - on_duty
    skill = skill_with(settings, staff, resident)
    conclude(block, settings, row, settles(block, settings, case, skill, staff.languages, False), hour)


@piece
def hold_in_group(block, settings, row, hour):
    """A group's session: its own skill, without staff; after its last failure another channel is sought."""
    case, rules = block.cases[row], settings.rules[0]
    group = block.groups[case.desk]
    case.group_sessions += 1
    case.sessions += 1
    group.tried += 1
    count(block, case, COUNT_GROUP_SESSIONS)
    respond(block, case, hour)
    if settles(block, settings, case, rules.sessions_skill_slope * group.skill, MANDARIN, True):
        group.settled += 1
        case.tier = LOCAL
        count(block, case, COUNT_SETTLED_BY_GROUPS)
        tell(block, settings, case, hour, TOLD_GROUP_SETTLES, float(case.group_sessions))
        tie_parties(block, settings, case, hour)
        close(block, settings, row, hour, 1.0, FINAL)
        return
    tell(block, settings, case, hour, TOLD_GROUP_FAILS, float(case.group_sessions))
    again = case.group_sessions < rules.sessions_group_limit
    if not (again and seek_group_session(block, settings, row, rules.sessions_gap, hour)):
        case.sessions = 0
        bar(block, settings, row, hour)


@piece
def handle(block, settings, hour):
    """Hold the sessions of the hour."""
    for k in range(drain(block.heads, block.cases, MEET, hour, block.found)):
        hold(block, settings, block.found[k], hour)
    for k in range(drain(block.heads, block.cases, GROUP_MEET, hour, block.found)):
        hold_in_group(block, settings, block.found[k], hour)
