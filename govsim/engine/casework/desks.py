"""Desks: who serves whom, the queue before them, and what a matter costs them in hours."""

from govsim.engine.availability import MANY
from govsim.engine.casework.counting import count, tally, tell
from govsim.engine.codes import (
    BY_COMMUNITY,
    BY_GRID,
    BY_WORKER,
    CERTIFICATE,
    COUNT_CERTIFICATES,
    COUNT_RECORDED,
    COUNT_RECORDED_DISPUTES,
    COUNT_RESPONSE_HOURS,
    COUNT_RESPONSES,
    ORGANISATION_DISPUTE,
    QUEUE,
    STAFF,
    TOLD_QUEUED,
)
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import exponential, purpose

WORK = purpose("desks.work")
FIRST_COME, SEVERE_FIRST, OLDEST_CASE = range(3)


@piece
def desk_of(block, settings, row):
    """Return the desk that serves a resident: her grid's, her community's, or one worker's."""
    resident = block.residents[row]
    grid = block.grids[resident.grid]
    if settings.served_by == BY_GRID:
        return resident.grid
    if settings.served_by == BY_COMMUNITY:
        return grid.community
    worker, steps = grid.first_worker, 0
    if worker < 0:
        return -1
    turn = resident.household % grid.workers
    while steps < turn:
        worker = block.workers[worker].next_in_grid
        steps += 1
    return block.workers[worker].desk


@part
def is_left(block, settings, desk):
    """Whether a desk was one worker's who has gone."""
    alone = settings.served_by == BY_WORKER and desk < settings.base_desks
    return alone and desk >= 0 and block.desks[desk].first_worker < 0


@part
def station_of(block, settings, row):
    """Return the station of the resident's community."""
    return settings.base_desks + block.grids[block.residents[row].grid].community


@piece
def record(block, case, hour):
    """Count a case as recorded, once, when staff or an office first hold it; certificates are counted apart."""
    if case.recorded == 1:
        return
    case.recorded = 1
    klass = case.klass
    if klass == CERTIFICATE:
        count(block, case, COUNT_CERTIFICATES)
        return
    count(block, case, COUNT_RECORDED)
    if klass <= ORGANISATION_DISPUTE:
        count(block, case, COUNT_RECORDED_DISPUTES)


@piece
def respond(block, case, hour):
    """Note the first response to a report."""
    if case.responded >= 0 or case.reported < 0:
        return
    case.responded = hour
    resident = block.residents[case.person]
    tally(block, resident, case.issue, COUNT_RESPONSES, 1.0)
    tally(block, resident, case.issue, COUNT_RESPONSE_HOURS, float(hour - case.reported))


@part
def rank_of(case, rule, hour):
    """Return the place in the queue that a rule gives a case: the smallest goes first."""
    if rule == SEVERE_FIRST:
        return -float(case.severity)
    if rule == OLDEST_CASE:
        return float(case.arose)
    return float(hour)


@piece
def enqueue(block, settings, row, hour):
    """Put a case into the queue of its desk, after all of equal rank; the work it needs is drawn once a round."""
    case = block.cases[row]
    resident = block.residents[case.person]
    if case.desk < 0 or is_left(block, settings, case.desk):
        case.desk = desk_of(block, settings, case.person)
    mean = settings.issues[case.issue].work
    person = settings.offset + case.person
    case.work = mean * exponential(settings.seed, WORK, person, case.arose * MANY + case.reopened)
    if case.hotline == 1:
        case.work = float(case.work) + settings.rules[0].work_order_report
    record(block, case, hour)
    case.state, case.task, case.rank = STAFF, QUEUE, rank_of(case, block.levers[resident.grid].queue_rule, hour)
    link(block.desks[case.desk], block.cases, row)
    tell(block, settings, case, hour, TOLD_QUEUED, float(case.work))


@piece
def link(desk, cases, row):
    """Insert a case behind the last one that does not rank after it."""
    case, before = cases[row], desk.last_case
    while before >= 0 and cases[before].rank > case.rank:
        before = cases[before].previous
    after = cases[before].next if before >= 0 else desk.first_case
    case.previous, case.next = before, after
    if before >= 0:
        cases[before].next = row
    else:
        desk.first_case = row
    if after >= 0:
        cases[after].previous = row
    else:
        desk.last_case = row
    desk.waiting += 1


@piece
def unlink(desk, cases, row):
    """Take a case out of the queue of a desk."""
    case = cases[row]
    if case.previous >= 0:
        cases[case.previous].next = case.next
    else:
        desk.first_case = case.next
    if case.next >= 0:
        cases[case.next].previous = case.previous
    else:
        desk.last_case = case.previous
    case.task = 0
    desk.waiting -= 1

