"""Who is active, with which hours, at which desk, and how long those who know these hours expect to wait."""

from govsim.engine.casework.desks import desk_of, is_left, link, unlink
from govsim.engine.casework.seeking import ALWAYS_OTHER, CHANGED, STANDARD
from govsim.engine.codes import CONTACT, GRID_WORKER, QUEUE, SESSION, STAFF
from govsim.engine.compiled import piece

WEEK = 168
LONGEST_WAIT = 336.0
ROTATION = 61  # by how much the first worker's turn moves from grid to grid: a prime above the largest set of rosters


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
def hand_on(block, settings):
    """What waits at the desk of somebody who no longer works goes to who serves the resident now, if anybody does."""
    for row in range(len(block.cases)):
        case = block.cases[row]
        under_way = case.state == CONTACT or case.state == STAFF or case.state == SESSION
        if not under_way or not is_left(block, settings, case.desk):
            continue
        desk = desk_of(block, settings, case.person)
        if desk < 0:
            continue
        queued = case.task == QUEUE
        if queued:
            unlink(block.desks[case.desk], block.cases, row)
        case.desk = desk
        if queued:
            case.task = QUEUE
            link(block.desks[desk], block.cases, row)


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
