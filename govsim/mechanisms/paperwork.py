"""Paperwork, once a day: it arrives on workdays, what is left too long is dropped, too much becomes overtime."""

import math

from govsim.engine.codes import COUNT_OVERTIME_HOURS, COUNT_PAPER_ARRIVED, COUNT_PAPER_DROPPED, MEDIATOR
from govsim.engine.compiled import piece
from govsim.engine.randomness import purpose, uniform
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="paperwork",
    every="day",
    reads=("levers.paperwork_hours", "workers.today"),
    writes=("workers.backlog", "workers.arrived", "workers.done", "workers.today", "workers.overtime", "papers"),
    parameters=("work.paperwork_item", "work.paperwork_age", "work.overtime_cap", "work.overtime_backlog"),
    formula="items a workday ~ Poisson(hours a week / 5 / hours an item); overtime <= cap x duty of the day",
    source="1,869 items a year a community (Hubei 2003); hours derived",
    zh="行政事务与加班",
    en="paperwork and overtime",
)

ITEMS = purpose("paperwork.items")
DAYS_KEPT = 32
MOST_ITEMS = 1000


@piece
def poisson(mean, draw):
    """Return the Poisson quantile of a uniform draw, by summing probabilities."""
    count, probability = 0, math.exp(-mean)
    total = probability
    while draw > total and count < MOST_ITEMS:
        count += 1
        probability *= mean / count
        total += probability
    return count


@piece
def arrive(block, settings, row, day):
    """Put a workday's items on the worker's pile."""
    worker, item = block.workers[row], settings.rules[0].work_paperwork_item
    mean = block.levers[worker.grid].paperwork_hours / 5.0 / item
    hours = item * poisson(mean, uniform(settings.seed, ITEMS, worker.identity, day))
    block.papers[row, day % DAYS_KEPT] = hours
    worker.backlog += hours
    worker.arrived += hours
    block.counts[worker.grid, COUNT_PAPER_ARRIVED] += hours


@piece
def drop_old(block, settings, row, day):
    """Drop what is older than the stated age: done first is what came first, so the rest of the pile is young."""
    worker, young = block.workers[row], 0.0
    age = int(settings.rules[0].work_paperwork_age)
    for back in range(age):
        if day - back >= 0:
            young += block.papers[row, (day - back) % DAYS_KEPT]
    dropped = max(0.0, worker.backlog - young)
    worker.backlog -= dropped
    block.counts[worker.grid, COUNT_PAPER_DROPPED] += dropped


@piece
def work_overtime(block, settings, row):
    """Work beyond duty while more than the stated weeks of paperwork wait, up to the cap."""
    worker, rules = block.workers[row], settings.rules[0]
    allowed = rules.work_overtime_backlog * block.levers[worker.grid].paperwork_hours
    hours = min(max(0.0, worker.backlog - allowed), rules.work_overtime_cap * worker.today)
    worker.backlog -= hours
    worker.done += hours
    worker.overtime += hours
    block.counts[worker.grid, COUNT_OVERTIME_HOURS] += hours


@piece
def handle(block, settings, hour):
    """In the last hour of the day."""
    if hour % 24 != 23:
        return
    day, workday = hour // 24, settings.week_hour[hour] // 24 < 5
    for row in range(len(block.workers)):
        worker = block.workers[row]
        block.papers[row, day % DAYS_KEPT] = 0.0
        if worker.active == 1 and worker.kind != MEDIATOR:
            work_overtime(block, settings, row)
            if workday:
                arrive(block, settings, row, day)
            drop_old(block, settings, row, day)
        worker.today = 0.0
