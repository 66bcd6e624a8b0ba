"""What each worker on duty does in this hour: at the counter or in the field."""

from govsim.engine.codes import (
    AT_COUNTER,
    COUNT_DUTY_HOURS,
    COUNT_EMERGENCY_HOURS,
    GRID_WORKER,
    IN_EMERGENCY,
    IN_FIELD,
    OFF_DUTY,
)
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import purpose, uniform
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="duty",
    every="hour",
    reads=("workers.roster", "workers.backlog", "levers.field_share", "levers.field_floor", "levers.paperwork_rule",
           "levers.emergency"),
    writes=("workers.mode", "workers.today"),
    parameters=("work.field_share",),
    formula="taken by an emergency iff u1 < its share; else in the field iff u2 < max(share, floor), "
    "unless paperwork presses under the rule paperwork_first",
    source="002: at least half of the time of full-time community workers in visits and patrols (Jianggan)",
    zh="值班",
    en="duty",
)

MODE, CALLED_AWAY = purpose("duty.mode"), purpose("duty.emergency")
PAPERWORK_FIRST = 1


@part
def is_in_field(worker, lever, level):
    """Whether the hour is a field hour; under the rule paperwork_first a week's pile of paper takes it away."""
    if level >= max(lever.field_share, lever.field_floor):
        return False
    return lever.paperwork_rule != PAPERWORK_FIRST or worker.backlog <= lever.paperwork_hours


@piece
def handle(block, settings, hour):
    """Set the mode of every active worker; station staff stay at the counter."""
    week_hour = settings.week_hour[hour]
    for row in range(len(block.workers)):
        worker = block.workers[row]
        worker.mode = OFF_DUTY
        if worker.active == 0:
            continue
        on_duty = settings.rosters[worker.roster, week_hour]
        if on_duty <= 0.0:
            continue
        block.counts[worker.grid, COUNT_DUTY_HOURS] += on_duty
        worker.today += on_duty
        worker.mode = AT_COUNTER
        away = block.levers[worker.grid].emergency
        if away > 0.0 and uniform(settings.seed, CALLED_AWAY, worker.identity, hour) < away:
            worker.mode = IN_EMERGENCY
            block.counts[worker.grid, COUNT_EMERGENCY_HOURS] += on_duty
            continue
        if worker.kind == GRID_WORKER:
            level = uniform(settings.seed, MODE, worker.identity, hour)
            if is_in_field(worker, block.levers[worker.grid], level):
                worker.mode = IN_FIELD
