"""Hours in the field: visits to households, and patrols that find hazards."""

import numpy as np

from govsim.engine.agenda import cancel
from govsim.engine.availability import MANY, is_free
from govsim.engine.casework.acquaintance import get_acquainted
from govsim.engine.casework.counting import count, tally, tell
from govsim.engine.casework.desks import enqueue
from govsim.engine.codes import (
    BY_PATROL,
    BY_VISIT,
    COUNT_DETECTION_DAYS,
    COUNT_FIELD_HOURS,
    COUNT_FOUND_HAZARDS,
    COUNT_FOUND_PATROL,
    COUNT_FOUND_VISIT,
    COUNT_PATROL_HOURS,
    COUNT_VISIT_HOURS,
    COUNT_VISITS,
    COUNT_VISITS_OPENED,
    COUNT_VOLUNTEER_HOURS,
    COUNT_VOLUNTEER_VISITS,
    IN_FIELD,
    NOTHING,
    TOLD_FOUND,
    VIA_WORKER,
)
from govsim.engine.compiled import piece
from govsim.engine.randomness import purpose, uniform
from govsim.engine.relaxation import learn_workers
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="fieldwork",
    every="hour",
    reads=("workers.mode", "levers.visit_share", "levers.detection", "levers.visit_rule", "levers.volunteer_hours",
           "levers.language", "workers.languages"),
    writes=(
        "cases", "desks", "grids", "residents.last_contact", "residents.known_until", "residents.registered",
        "residents.endured",
        "residents.belonging", "residents.efficacy", "residents.touched",
        "residents.trust_workers", "residents.trust_offices", "residents.trust_group",
    ),
    parameters=("field.talk_hours", "field.walk_hours", "field.storey_hours", "field.visit_finds", "field.detection",
                "field.volunteer_weight"),
    formula="doors an hour = 1 / (talk + walk + storeys x stair time); hazards found: 'detection' per patrol hour",
    source="002: coarser grids, less contact; 003: two patrols a day; times assumed",
    zh="走访与巡查",
    en="visits and patrols",
)

USE, DOORS, FINDS, LOOKS, VOLUNTEERS, SPEAKS = (
    purpose(f"fieldwork.{x}") for x in ("use", "doors", "finds", "looks", "volunteers", "speaks")
)
MANDARIN = np.int64(1)  # bit of languages
OLDEST_CONTACT, CARE_FIRST = 1, 2
OLDEST = 5  # age group 70+


@piece
def door_hours(settings, building):
    """Return the mean time a door takes: talking, walking, and stairs to the middle of the house."""
    rules = settings.rules[0]
    return rules.field_talk_hours + rules.field_walk_hours + rules.field_storey_hours * building.storeys


@piece
def next_resident(block, grid):
    """Return the next resident of the grid by round robin over buildings and rows; households lie together."""
    building = block.buildings[grid.cursor_building]
    if grid.cursor_resident >= building.residents:
        following = building.next_in_grid
        grid.cursor_building = following if following >= 0 else grid.first_building
        grid.cursor_resident = 0
        building = block.buildings[grid.cursor_building]
    row = building.first_resident + grid.cursor_resident
    grid.cursor_resident += 1
    return row


@piece
def next_household(block, grid):
    """Return the first resident of the next household, or -1 where the grid has nobody."""
    if grid.residents <= 0:
        return -1
    first = next_resident(block, grid)
    building = block.buildings[grid.cursor_building]
    home = block.residents[first].household
    while (
        grid.cursor_resident < building.residents
        and block.residents[building.first_resident + grid.cursor_resident].household == home
    ):
        grid.cursor_resident += 1
    return first


@piece
def longest_unseen(block, grid):
    """Of the next four households, return the one whose last contact is oldest."""
    chosen = next_household(block, grid)
    for _ in range(3):
        other = next_household(block, grid)
        if other >= 0 and block.residents[other].last_contact < block.residents[chosen].last_contact:
            chosen = other
    return chosen


@piece
def eldest_first(block, grid):
    """Of the next four households, return the first that someone of 70 or more lives in; else the first."""
    first = next_household(block, grid)
    chosen = first
    for _ in range(3):
        if chosen >= 0 and has_elder(block, chosen):
            return chosen
        chosen = next_household(block, grid)
    return chosen if chosen >= 0 and has_elder(block, chosen) else first


@piece
def has_elder(block, first):
    """Whether someone of 70 or more lives in the household that begins at this row."""
    row = first
    while row < len(block.residents) and block.residents[row].household == block.residents[first].household:
        if block.residents[row].age == OLDEST:
            return True
        row += 1
    return False


@piece
def household_to_visit(block, grid, rule):
    """Return the household that the rule of choice gives."""
    if rule == OLDEST_CONTACT:
        return longest_unseen(block, grid)
    if rule == CARE_FIRST:
        return eldest_first(block, grid)
    return next_household(block, grid)


@piece
def who_opens(block, settings, first, hour):
    """Return the first member of the household who is at home and free, -1 if nobody; minors do not open."""
    row = first
    while row < len(block.residents) and block.residents[row].household == block.residents[first].household:
        resident = block.residents[row]
        if resident.age > 0 and is_free(settings, settings.offset + row, resident.schedule, hour):
            return row
        row += 1
    return -1


@piece
def understand(block, settings, resident, person, languages, hour):
    """Whether visitor and resident share a language, or somebody of the language team has come along."""
    if resident.languages & languages != 0:
        return True
    return uniform(settings.seed, SPEAKS, person, hour) < block.levers[resident.grid].language


@piece
def visit(block, settings, first, hour, weight, languages):
    """Call at a household: contact, acquaintance, register, and perhaps an endured matter comes to light.

    weight: 1 for a worker; a volunteer's visit says less about the workers and introduces them less often.
    languages: bits of those that the visitor speaks; without one in common nothing comes of it.
    """
    rules = settings.rules[0]
    tally(block, block.residents[first], -1, COUNT_VISITS, 1.0)
    row = who_opens(block, settings, first, hour)
    if row < 0:
        return
    resident, person = block.residents[row], settings.offset + row
    if not understand(block, settings, resident, person, languages, hour):
        return
    tally(block, resident, -1, COUNT_VISITS_OPENED, 1.0)
    learn_workers(resident, rules, hour, True, weight * rules.field_visit_trust)
    get_acquainted(settings, resident, person, hour, weight * rules.field_acquaintance_visit)
    resident.registered = hour
    if resident.endured > 0 and uniform(settings.seed, FINDS, person, hour) < rules.field_visit_finds:
        bring_to_light(block, settings, int(resident.endured) - 1, hour)


@piece
def bring_to_light(block, settings, row, hour):
    """An endured matter is told to the visitor, who takes it to the desk."""
    case = block.cases[row]
    block.residents[case.person].endured = 0
    cancel(block.heads, block.cases, row)
    case.found_by, case.reported, case.channel = BY_VISIT, hour, VIA_WORKER
    count(block, case, COUNT_FOUND_VISIT)
    tell(block, settings, case, hour, TOLD_FOUND, float(BY_VISIT))
    enqueue(block, settings, row, hour)


@piece
def find(block, settings, grid, row, hour):
    """A patrol finds a hazard."""
    case = block.cases[row]
    if case.previous >= 0:
        block.cases[case.previous].next = case.next
    else:
        grid.hidden = case.next
    if case.next >= 0:
        block.cases[case.next].previous = case.previous
    case.task, case.found_by, case.reported, case.channel = NOTHING, BY_PATROL, hour, VIA_WORKER
    count(block, case, COUNT_FOUND_PATROL)
    count(block, case, COUNT_FOUND_HAZARDS)
    tally(block, block.residents[case.person], case.issue, COUNT_DETECTION_DAYS, (hour - case.arose) / 24.0)
    tell(block, settings, case, hour, TOLD_FOUND, float(BY_PATROL))
    enqueue(block, settings, row, hour)


@piece
def patrol(block, settings, worker, hours, hour):
    """Look at the grid for a while: each hidden hazard is found with a chance."""
    grid, lever = block.grids[worker.grid], block.levers[worker.grid]
    row = int(grid.hidden)
    while row >= 0:
        case = block.cases[row]
        following, person = int(case.next), settings.offset + case.person
        look = uniform(settings.seed, LOOKS, person, (case.arose * MANY + hour) * 64 + worker.ordinal % 64)
        if look < lever.detection * hours:
            find(block, settings, grid, row, hour)
        row = following


@piece
def call_at_doors(block, settings, row, hours, hour, why, identity, weight, languages):
    """Call at as many doors of a grid as the time allows, a part of a door being a chance of one; return how many."""
    grid, called = block.grids[row], 0
    if grid.first_building < 0:
        return called
    doors = hours / door_hours(settings, block.buildings[grid.cursor_building])
    visits = int(doors)
    if uniform(settings.seed, why, identity, hour) < doors - visits:
        visits += 1
    for _ in range(visits):
        first = household_to_visit(block, grid, block.levers[row].visit_rule)
        if first >= 0:
            called += 1
            visit(block, settings, first, hour, weight, languages)
    return called


@piece
def let_volunteers_visit(block, settings, row, hours, hour):
    """Volunteers call at doors of their grid in the hours in which groups meet: evenings and weekends."""
    block.counts[row, COUNT_VOLUNTEER_HOURS] += hours
    identity, weight = block.grids[row].identity, settings.rules[0].field_volunteer_weight
    called = call_at_doors(block, settings, row, hours, hour, VOLUNTEERS, identity, weight, MANDARIN)
    block.counts[row, COUNT_VOLUNTEER_VISITS] += float(called)


@piece
def handle(block, settings, hour):
    """Let every worker in the field visit or patrol, and volunteers visit."""
    share = settings.group_share[0, settings.week_hour[hour]]
    if share > 0.0:
        for row in range(len(block.grids)):
            if block.levers[row].volunteer_hours > 0.0:
                let_volunteers_visit(block, settings, row, block.levers[row].volunteer_hours * share, hour)
    week_hour = settings.week_hour[hour]
    for row in range(len(block.workers)):
        worker = block.workers[row]
        if worker.mode != IN_FIELD:
            continue
        hours = settings.rosters[worker.roster, week_hour]
        block.counts[worker.grid, COUNT_FIELD_HOURS] += hours
        if uniform(settings.seed, USE, worker.identity, hour) < block.levers[worker.grid].visit_share:
            block.counts[worker.grid, COUNT_VISIT_HOURS] += hours
            call_at_doors(block, settings, worker.grid, hours, hour, DOORS, worker.identity, 1.0, worker.languages)
        else:
            block.counts[worker.grid, COUNT_PATROL_HOURS] += hours
            patrol(block, settings, worker, hours, hour)
