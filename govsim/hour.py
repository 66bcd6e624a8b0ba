"""The compiled hour: the mechanisms in order, and what is done with a block between days.

This is the one place that holds the order; docs/model.md is checked against it.
"""

import math

from govsim.engine import fingerprint
from govsim.engine.agenda import plan
from govsim.engine.audience import find_audience
from govsim.engine.availability import MANY, is_free
from govsim.engine.casework.counting import tally
from govsim.engine.casework.leaving import let_all_go
from govsim.engine.casework.pool import ERROR, MESSAGES, release
from govsim.engine.casework.seeking import plan_try
from govsim.engine.casework.staffing import hand_on, link_grids, perceive, staff_desks
from govsim.engine.codes import (
    ATTEMPT,
    BY_WORKER,
    COUNT_AVOIDABLE_TRANSFERS,
    COUNT_TRANSFERS,
    DECISION,
    GIVE_UP,
    OFFICE,
    SERVED,
    TRANSFER,
    VIA_STATION,
    VIA_WORKER,
)
from govsim.engine.compiled import entry, part, piece
from govsim.engine.crowds import count_peers, draw_each, tally_each
from govsim.engine.offices.tables import ANSWERED, HELD, Rules
from govsim.engine.offices.window import admit_all, desks_of, pass_time, rows_for_background, rows_for_messages
from govsim.engine.randomness import exponential, purpose
from govsim.engine.records import RECORDS_FIELDS, find_left, find_over, write_records
from govsim.engine.relaxation import touch
from govsim.engine.survey import add_kinds, survey
from govsim.engine.views import view_maker
from govsim.mechanisms import (
    arrivals,
    contact,
    decisions,
    dispatch,
    duty,
    fieldwork,
    paperwork,
    reporting,
    returning,
    sessions,
    work,
)
from govsim.world.schema import BLOCK_FIELDS, SETTINGS_FIELDS

block_of = view_maker("block", BLOCK_FIELDS)
settings_of = view_maker("settings", SETTINGS_FIELDS)
records_of = view_maker("records", RECORDS_FIELDS)
ORDER = (
    "duty", "arrivals", "reporting", "returning", "dispatch", "decisions", "contact", "sessions", "work", "fieldwork",
    "paperwork",
)  # fmt: skip
LAG = purpose("offices.lag")


@entry
def start(block_header, settings_header):
    """Plan every resident's first candidate."""
    block, settings = block_of(block_header), settings_of(settings_header)
    arrivals.begin(block, settings)


@entry
def advance(block_header, settings_header, first, last):
    """Run the hours [first, last), at most a day; return an error code, 0 if all went well."""
    block, settings = block_of(block_header), settings_of(settings_header)
    for hour in range(first, last):
        duty.handle(block, settings, hour)
        arrivals.handle(block, settings, hour)
        reporting.handle(block, settings, hour)
        returning.handle(block, settings, hour)
        dispatch.handle(block, settings, hour)
        decisions.handle(block, settings, hour)
        contact.handle(block, settings, hour)
        sessions.handle(block, settings, hour)
        work.handle(block, settings, hour)
        fieldwork.handle(block, settings, hour)
        paperwork.handle(block, settings, hour)
    return block.pool[ERROR]


@entry
def assign(block_header, settings_header):
    """After levers changed: who is active, with which hours, at which desk, and how that is perceived."""
    block, settings = block_of(block_header), settings_of(settings_header)
    staff_desks(block, settings)
    link_grids(block, settings)
    if settings.served_by == BY_WORKER:
        hand_on(block, settings)
    perceive(block, settings)


@entry
def replan(block_header, settings_header, changed, hour):
    """After hours changed: plan the tries that wait at desks that changed; bookings are kept."""
    block, settings = block_of(block_header), settings_of(settings_header)
    for row in range(len(block.cases)):
        case = block.cases[row]
        if case.task != ATTEMPT and case.task != GIVE_UP:
            continue
        if (case.channel == VIA_WORKER or case.channel == VIA_STATION) and changed[case.desk]:
            plan_try(block, settings, row, hour)


@piece
def hand_in(block):
    """The offices have taken the day's messages."""
    for k in range(block.pool[MESSAGES]):
        case = block.cases[block.outbox[k].row]
        if case.state == TRANSFER:
            case.state = OFFICE
    block.pool[MESSAGES] = 0


@piece
def deliver(block, settings, answer, hour):
    """Note an answer; it is carried out after its lag, and never before this hour."""
    case = block.cases[answer.row]
    case.outcome = answer.outcome
    case.transfers = min(100, case.transfers + answer.passes)
    case.avoidable = min(100, case.avoidable + answer.passes)
    resident = block.residents[case.person]
    tally(block, resident, case.issue, COUNT_TRANSFERS, float(answer.passes))
    tally(block, resident, case.issue, COUNT_AVOIDABLE_TRANSFERS, float(answer.passes))
    lag = 0.0
    if answer.outcome == SERVED:
        draw = exponential(settings.seed, LAG, answer.person, answer.arose * MANY + answer.round)
        lag = settings.rules[0].offices_execution_lag * draw
    case.finished = answer.finished + lag
    due = max(hour, math.ceil(case.finished))
    plan(block.heads, block.cases, answer.row, DECISION, due)


@part
def passing(settings):
    """Return how offices pass cases on."""
    rules = settings.rules[0]
    shortest, most = rules.offices_pass_shortest, int(rules.offices_most_passes)
    longest = max(shortest, rules.offices_pass_longest)
    return Rules(settings.seed, shortest, longest, rules.offices_pass_backlog, most, rules.offices_between)


@entry
def exchange(block_headers, settings_headers, desks_header, midnight):
    """Hand the day's messages of all blocks to the offices, let them serve the day, and hand their answers back.

    If the offices' pool is too small nothing happens, and the number of rows it needs is returned, negative.
    """
    desks, rules = desks_of(desks_header), passing(settings_of(settings_headers[0]))
    first, last = midnight - 24.0, float(midnight)
    needed = desks.marks[HELD] + rows_for_background(desks, rules, first, last)
    for number in range(len(block_headers)):
        block = block_of(block_headers[number])
        needed += rows_for_messages(block.outbox, block.pool[MESSAGES])
    if needed > len(desks.matters):
        return -needed
    for number in range(len(block_headers)):
        block = block_of(block_headers[number])
        admit_all(desks, block.outbox, block.pool[MESSAGES])
        hand_in(block)
    pass_time(desks, rules, first, last)
    for k in range(desks.marks[ANSWERED]):
        answer = desks.answers[k]
        if answer.block >= 0:
            block, settings = block_of(block_headers[answer.block]), settings_of(settings_headers[answer.block])
            deliver(block, settings, answer, midnight)
    return 0


@entry
def take_ended(block_header, records_header, opened, first_person, first_grid):
    """Take the cases that are over out of the pool: write their records, in order of identity, and return how many.

    The others are counted by grid and state.
    """
    block, records = block_of(block_header), records_of(records_header)
    found = find_over(block, records, opened)
    write_records(block, records, found, first_person, first_grid)
    for k in range(found):
        release(block, records.slots[k])
    return found


@entry
def copy_others(block_header, records_header, first_person, first_grid):
    """Write the records of the cases that are not over, in order of identity, and return how many."""
    block, records = block_of(block_header), records_of(records_header)
    found = find_left(block, records)
    write_records(block, records, found, first_person, first_grid)
    return found


@entry
def mix_in(chains, numbers):
    """Mix numbers into the chains of a fingerprint."""
    fingerprint.mix_in(chains, numbers)


@entry
def ask(block_header, answers, kinds, kept, hour):
    """Survey all residents of the block: by grid and by kind of people."""
    survey(block_of(block_header), answers, kinds, kept, hour)


@entry
def group_answers(kinds, groups):
    """Sum the answers of the kinds of people of all blocks by group."""
    add_kinds(kinds, groups)


@entry
def bring_up_to_date(block_header, settings_header, hour):
    """Let everybody's slow states relax to this hour, so that they can be changed for many at once."""
    block, settings = block_of(block_header), settings_of(settings_header)
    for row in range(len(block.residents)):
        touch(block.residents[row], settings.rules[0], hour)


@entry
def who_is_free(block_header, settings_header, rows, hour, free):
    """Write into `free` whether each of the residents could meet somebody in this hour."""
    block, settings = block_of(block_header), settings_of(settings_header)
    for k in range(len(rows)):
        schedule = block.residents[rows[k]].schedule
        free[k] = is_free(settings, settings.offset + rows[k], schedule, hour)


@entry
def audience(block_header, settings_header, activities, told, chances, kept, why, hour, rows, which):
    """Find the adults who hear of their building's activity and are free then; return how many."""
    block, settings = block_of(block_header), settings_of(settings_header)
    return find_audience(block, settings, activities, told, chances, kept, why, hour, rows, which)


@entry
def draw(seed, why, entities, occasion, drawn):
    """Draw for many entities at once."""
    draw_each(seed, why, entities, occasion, drawn)


@entry
def peers(block_header, rows, since, found):
    """Count how many known people of each of the residents have taken part in something after an hour."""
    count_peers(block_of(block_header), rows, since, found)


@entry
def tally_residents(block_header, rows, amounts, measure, sums):
    """Add amounts for many residents to a measure."""
    tally_each(block_of(block_header), rows, amounts, measure, sums)


@entry
def leave(block_header, settings_header, gone, hour):
    """End the open matters of residents who have moved away (a flag a resident); return how many ended."""
    return let_all_go(block_of(block_header), settings_of(settings_header), gone, hour)
