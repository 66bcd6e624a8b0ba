"""Matters arise: one pending candidate per resident from a bound that no policy changes, thinned by a keyed draw."""

import math

from govsim.engine.agenda import await_candidate, drain_candidates, plan
from govsim.engine.availability import MANY
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.pool import ABOVE_BOUND, ERROR, take
from govsim.engine.codes import (
    CITY,
    COUNT_ARISEN,
    DECIDE,
    HAZARD,
    LANDLORD,
    LOCAL,
    LOCAL_OWNER,
    NEIGHBOUR,
    TOLD_ARISES,
    TOWN,
)
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import exponential, purpose, uniform
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="arrivals",
    every="hour",
    reads=("residents.rate", "residents.category", "buildings.condition", "shocks"),
    writes=("residents.candidate", "residents.next", "cases"),
    parameters=("arrivals.condition_slope", "arrivals.severity_spread", "arrivals.covenant_effect"),
    formula="hazard = rate of the issue x own rate x hour profile x category x exp(slope (0.6 - condition)) x shock",
    source="scales: Liyang 2019 (9,213 events a month in a town of 167,101)",
    zh="事项发生",
    en="matters arise",
)

CANDIDATE, WHICH, ACCEPT, SEVERITY, PARTY, NEED = (
    purpose(f"arrivals.{x}") for x in ("candidate", "issue", "accept", "severity", "party", "need")
)
LONGEST = 1 << 28
TRIES = 8  # at finding an owner in the community


@piece
def next_candidate(seed, person, bound, hour):
    """Return the hour of the next candidate after `hour`: a geometric gap with P = 1 - exp(-bound) an hour."""
    gap = exponential(seed, CANDIDATE, person, hour + 1) / bound
    return hour + 1 + int(min(gap, float(LONGEST)))


@piece
def issue_of(settings, person, hour):
    """Return the issue whose share of the bound the candidate falls into."""
    issues = settings.issues
    level = uniform(settings.seed, WHICH, person, hour) * issues[len(issues) - 1].upto
    issue = 0
    while issue < len(issues) - 1 and level >= issues[issue].upto:
        issue += 1
    return issue


@piece
def thinning(block, settings, resident, issue, hour):
    """Return the share of the bound that the true hazard of this issue has now."""
    row, rules = settings.issues[issue], settings.rules[0]
    profile, who = settings.profiles[row.profile, settings.week_hour[hour]], settings.who[issue, resident.category]
    hazard = row.rate * profile * who
    building = block.buildings[resident.building]
    if row.condition >= 0.0:
        hazard *= math.exp(rules.arrivals_condition_slope * (row.condition - building.condition))
    if row.klass == 0 and building.group >= 0:
        hazard *= math.exp(-rules.arrivals_covenant_effect * block.groups[building.group].covenant)
    return hazard * block.shocks[resident.grid, issue] / row.bound


@piece
def other_party(block, settings, row, party, person, hour):
    """Return the row of the second party: a resident of the building, an owner nearby, or -1 for an organisation."""
    building = block.buildings[block.residents[row].building]
    if party == NEIGHBOUR and building.residents > 1:
        draw = uniform(settings.seed, PARTY, person, hour)
        other = building.first_resident + int(draw * (building.residents - 1))
        return other if other < row else other + 1
    if party == LANDLORD:
        grid = block.grids[block.residents[row].grid]
        for attempt in range(TRIES):
            draw = uniform(settings.seed, PARTY, person, hour * MANY + attempt)
            other = grid.community_first + int(draw * grid.community_residents)
            if other != row and block.residents[other].category == LOCAL_OWNER:
                return other
    return -1


@part
def need_of(settings, issue, person, hour):
    """Return the tier that the matter needs."""
    row = settings.issues[issue]
    draw = uniform(settings.seed, NEED, person, hour)
    if draw < row.city:
        return CITY
    return TOWN if draw < row.city + row.town else LOCAL


@piece
def arise(block, settings, row, issue, hour):
    """Make the case; who reports it is decided in the same hour."""
    klass, party = settings.issues[issue].klass, settings.issues[issue].party
    slot = take(block, row, issue, klass, hour)
    if slot < 0:
        return
    case, person = block.cases[slot], settings.offset + row
    spread = settings.rules[0].arrivals_severity_spread
    case.severity = 0.5 + spread * (uniform(settings.seed, SEVERITY, person, hour) - 0.5)
    if klass != HAZARD:
        case.other = other_party(block, settings, row, party, person, hour)
    case.need = need_of(settings, issue, person, hour)
    count(block, case, COUNT_ARISEN)
    tell(block, settings, case, hour, TOLD_ARISES, float(issue))
    plan(block.heads, block.cases, slot, DECIDE, hour)


@piece
def handle(block, settings, hour):
    """Try every candidate of the hour, and plan each resident's next one."""
    bound = settings.issues[len(settings.issues) - 1].upto
    for k in range(drain_candidates(block.arrivals, block.residents, hour, block.found)):
        row = block.found[k]
        resident, person = block.residents[row], settings.offset + row
        issue = issue_of(settings, person, hour)
        chance = thinning(block, settings, resident, issue, hour)
        if chance > 1.0:
            block.pool[ERROR] = ABOVE_BOUND
        if uniform(settings.seed, ACCEPT, person, hour) < chance:
            arise(block, settings, row, issue, hour)
        following = next_candidate(settings.seed, person, bound * float(resident.rate), hour)
        await_candidate(block.arrivals, resident, row, following)


@piece
def begin(block, settings):
    """Plan everybody's first candidate."""
    bound = settings.issues[len(settings.issues) - 1].upto
    for row in range(len(block.residents) - 1, -1, -1):
        resident = block.residents[row]
        if float(resident.rate) > 0.0:
            following = next_candidate(settings.seed, settings.offset + row, bound * float(resident.rate), -1)
            await_candidate(block.arrivals, resident, row, following)
