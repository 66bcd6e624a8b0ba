"""The compiled hour: the mechanisms in order, and what is done with a block between days.

This is the one place that holds the order; docs/model.md is checked against it.
"""

import math

from govsim.engine.agenda import plan
from govsim.engine.audience import find_audience
from govsim.engine.availability import MANY, is_free
from govsim.engine.casework.counting import tally
from govsim.engine.casework.leaving import let_all_go
from govsim.engine.casework.pool import ERROR, MESSAGES, release
from govsim.engine.casework.seeking import ALWAYS_OTHER, CHANGED, STANDARD, plan_try
from govsim.engine.codes import (
    ATTEMPT,
    COUNT_AVOIDABLE_TRANSFERS,
    COUNT_TRANSFERS,
    DECISION,
    GIVE_UP,
    GRID_WORKER,
    OFFICE,
    SERVED,
    TRANSFER,
    VIA_STATION,
    VIA_WORKER,
)
from govsim.engine.compiled import entry, piece
from govsim.engine.offices.tables import ANSWERED, HELD
from govsim.engine.offices.window import admit_all, desks_of, pass_time, rows_for_background, rows_for_messages
from govsim.engine.randomness import exponential, purpose
from govsim.engine.relaxation import touch
from govsim.engine.survey import survey
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
ORDER = (
    "duty", "arrivals", "reporting", "returning", "dispatch", "decisions", "contact", "sessions", "work", "fieldwork",
    "paperwork",
)  # fmt: skip
LAG = purpose("offices.lag")
WEEK = 168
LONGEST_WAIT = 336.0
ROTATION = 7  # by how much the first worker's turn moves from grid to grid; shares no factor with sets of rosters


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


@piece
def staff_desks(block, settings):
    """Link the active workers to their desks in order, and give each the roster that levers ask for."""
    for row in range(len(block.desks)):
        desk = block.desks[row]
        desk.first_worker, desk.hours = -1, STANDARD
        for week_hour in range(WEEK):
            block.duty[row, week_hour] = 0.0
    for row in range(len(block.workers) - 1, -1, -1):
        worker = block.workers[row]
        lever, grid = block.levers[worker.grid], block.grids[worker.grid]
        wanted = lever.workers if worker.kind == GRID_WORKER else lever.station_workers
        worker.active = 1 if worker.ordinal < wanted and worker.vacant == 0 else 0
        if worker.active == 0:
            continue
        chosen = lever.roster if lever.roster > 0 else worker.own_set
        turn = (grid.identity * ROTATION + worker.ordinal) % settings.roster_sets[chosen, 1]
        worker.roster = settings.roster_sets[chosen, 0] + turn
        join_desk(block, settings, row, chosen, lever.roster > 0)


@piece
def join_desk(block, settings, row, roster_set, changed):
    """Add a worker to the front of a desk's list and her hours to the desk's."""
    worker = block.workers[row]
    desk = block.desks[worker.desk]
    worker.next_at_desk, desk.first_worker = desk.first_worker, row
    if changed:
        desk.hours = CHANGED
    elif roster_set > 0 and desk.hours == STANDARD:
        desk.hours = ALWAYS_OTHER
    for week_hour in range(WEEK):
        fraction = settings.rosters[worker.roster, week_hour]
        if fraction > block.duty[worker.desk, week_hour]:
            block.duty[worker.desk, week_hour] = fraction


@piece
def link_grids(block, settings):
    """Count and link the active grid workers of each grid, for desks that are served by one worker each."""
    for row in range(len(block.grids)):
        block.grids[row].first_worker, block.grids[row].workers = -1, 0
    for row in range(len(block.workers) - 1, -1, -1):
        worker = block.workers[row]
        if worker.active == 1 and worker.kind == GRID_WORKER:
            grid = block.grids[worker.grid]
            worker.next_in_grid, grid.first_worker = grid.first_worker, row
            grid.workers += 1


@piece
def expected_wait(chances, row, waits, place, base):
    """Fill waits[place, base + h] = expected hours to the first success from hour h of a cyclic week on.

    W_h = (1 - s_h)(1 + W_{h+1}), solved round the week; capped at 14 days.
    """
    constant, kept = 0.0, 1.0
    for h in range(WEEK):
        constant += kept * (1.0 - chances[row, h])
        kept *= 1.0 - chances[row, h]
    following = constant / (1.0 - kept) if kept < 1.0 - 1e-9 else LONGEST_WAIT
    for back in range(WEEK):
        h = WEEK - 1 - back
        following = (1.0 - chances[row, h]) * (1.0 + following)
        waits[place, base + h] = min(LONGEST_WAIT, following)


@piece
def perceive(block, settings):
    """Rebuild the waits that those perceive who know a desk's own hours."""
    other = settings.rules[0].contact_belief_aware
    for row in range(len(block.desks)):
        if block.desks[row].hours == STANDARD:
            continue
        for schedule in range(len(settings.free_chance)):
            for h in range(WEEK):
                belief = 1.0 if block.duty[row, h] > 0.0 else (other if settings.belief[h] > 0.0 else 0.0)
                settings.scratch[0, h] = belief * settings.free_chance[schedule, h]
            expected_wait(settings.scratch, 0, block.waits, row, schedule * WEEK)


@entry
def assign(block_header, settings_header):
    """After levers changed: who is active, with which hours, at which desk, and how that is perceived."""
    block, settings = block_of(block_header), settings_of(settings_header)
    staff_desks(block, settings)
    link_grids(block, settings)
    perceive(block, settings)


@entry
def replan(block_header, settings_header, hour):
    """After hours changed: plan the tries that wait; bookings are kept. Return how many tries moved."""
    block, settings = block_of(block_header), settings_of(settings_header)
    moved = 0
    for row in range(len(block.cases)):
        case = block.cases[row]
        if case.task != ATTEMPT and case.task != GIVE_UP:
            continue
        if case.channel == VIA_WORKER or case.channel == VIA_STATION:
            before = case.due
            plan_try(block, settings, row, hour)
            moved += 1 if block.cases[row].due != before else 0
    return moved


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


@entry
def exchange(block_headers, settings_headers, desks_header, rules, midnight):
    """Hand the day's messages of all blocks to the offices, let them serve the day, and hand their answers back.

    If the offices' pool is too small nothing happens, and the number of rows it needs is returned, negative.
    """
    desks, first, last = desks_of(desks_header), midnight - 24.0, float(midnight)
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
def release_rows(block_header, rows):
    """Give back the slots of cases whose records have been kept."""
    block = block_of(block_header)
    for k in range(len(rows)):
        release(block, rows[k])


@entry
def ask(block_header, settings_header, answers, hour):
    """Survey all residents of the block."""
    survey(block_of(block_header), settings_of(settings_header), answers, hour)


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
def audience(block_header, settings_header, activities, told, chances, why, hour, rows, which):
    """Find the adults who hear of their building's activity and are free then; return how many."""
    block, settings = block_of(block_header), settings_of(settings_header)
    return find_audience(block, settings, activities, told, chances, why, hour, rows, which)


@entry
def leave(block_header, settings_header, gone, hour):
    """End the open matters of residents who have moved away (a flag a resident); return how many ended."""
    return let_all_go(block_of(block_header), settings_of(settings_header), gone, hour)
