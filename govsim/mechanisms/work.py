"""Hours at the counter: cases from the queue of the desk, then paperwork, then waiting."""

from govsim.engine.casework.booking import seek_session
from govsim.engine.casework.closing import close
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.desks import respond, unlink
from govsim.engine.casework.referring import refer
from govsim.engine.codes import (
    AT_COUNTER,
    CERTIFICATE,
    CITY,
    COUNT_CASE_HOURS,
    COUNT_HANDLED,
    COUNT_IDLE_HOURS,
    COUNT_PAPER_HOURS,
    LOCAL,
    ORGANISATION_DISPUTE,
    TOLD_HANDLED,
)
from govsim.engine.compiled import piece
from govsim.engine.randomness import purpose, uniform
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="work",
    every="hour",
    reads=("workers.mode", "desks.first_case", "levers.refer_at_once"),
    writes=(
        "cases", "desks", "workers.backlog", "workers.done", "residents.last_result",
        "residents.belonging", "residents.efficacy", "residents.touched",
        "residents.trust_workers", "residents.trust_offices", "residents.trust_group",
    ),
    parameters=("closing.resolved_local", "work.order_report", "sessions.notice"),
    formula="each hour at the counter serves the queue of the desk in order, then paperwork; the rest is idle",
    source="work per case assumed; paperwork 27.5 % of duty",
    zh="办理",
    en="casework",
)

RESOLVED, AT_ONCE = purpose("work.resolved"), purpose("work.at_once")
DONE = 1e-6


@piece
def finish(block, settings, row, hour):
    """The desk's own work on a case is done: close it, refer it, or call the parties to a session."""
    case = block.cases[row]
    respond(block, case, hour)
    count(block, case, COUNT_HANDLED)
    tell(block, settings, case, hour, TOLD_HANDLED, float(case.need))
    if case.klass == CERTIFICATE:
        case.tier = LOCAL
        close(block, settings, row, hour, 1.0, RESOLVED)
    elif case.need > LOCAL:
        refer(block, settings, row, case.need, hour)
    elif case.klass <= ORGANISATION_DISPUTE:
        lever = block.levers[block.residents[case.person].grid]
        if uniform(settings.seed, AT_ONCE, settings.offset + case.person, case.arose) < lever.refer_at_once:
            refer(block, settings, row, CITY, hour)
        else:
            seek_session(block, settings, row, settings.rules[0].sessions_notice, hour)
    else:
        case.tier = LOCAL
        close(block, settings, row, hour, settings.rules[0].closing_resolved_local, RESOLVED)


@piece
def serve_queue(block, settings, worker, hours, hour):
    """Work on the queue for up to `hours`; return the hours left."""
    desk = block.desks[worker.desk]
    while hours > DONE and desk.first_case >= 0:
        row = int(desk.first_case)
        case = block.cases[row]
        need = float(case.work)
        if need > hours:
            case.work = need - hours
            return 0.0
        hours -= need
        unlink(desk, block.cases, row)
        finish(block, settings, row, hour)
    return hours


@piece
def handle(block, settings, hour):
    """Let every worker at the counter work through the hour."""
    week_hour = settings.week_hour[hour]
    for row in range(len(block.workers)):
        worker = block.workers[row]
        if worker.mode != AT_COUNTER:
            continue
        hours = settings.rosters[worker.roster, week_hour]
        left = serve_queue(block, settings, worker, hours, hour)
        block.counts[worker.grid, COUNT_CASE_HOURS] += hours - left
        paper = min(left, worker.backlog)
        worker.backlog -= paper
        worker.done += paper
        block.counts[worker.grid, COUNT_PAPER_HOURS] += paper
        block.counts[worker.grid, COUNT_IDLE_HOURS] += left - paper
