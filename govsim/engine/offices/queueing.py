"""What happens at an office: a matter arrives, waits, is served, or leaves.

start_n = max(arrival_n, smallest time at which a server is free), all in open hours; whole hours would lengthen short
services. Arrivals out of hours wait for the opening, and all of them can be chosen then.
"""

import math

from govsim.engine.codes import ORGANISATION_DISPUTE
from govsim.engine.compiled import part, piece
from govsim.engine.offices.open_hours import open_time, real_time
from govsim.engine.offices.ordering import joined, left
from govsim.engine.offices.routing import finish, is_passed_on, move_on, occasion, pass_on
from govsim.engine.offices.rows import BEGINS, LEAVES, cancel, identify, schedule
from govsim.engine.offices.tables import (
    BLOCKED,
    CLOSED_AT_DEADLINE,
    DISPUTES_FIRST,
    LOGNORMAL,
    OLDEST_CASE,
    SERVED,
    SHORTEST,
    WAITING,
    WITHDRAWN,
)
from govsim.engine.randomness import exponential, normal, purpose

SERVICE = purpose("offices.service")
PATIENCE = purpose("offices.patience")


@part
def service_time(seed, office, matter):
    """Return the hours of service of a visit; lognormal with log variance ln(1 + cv^2) and the same mean."""
    when = occasion(matter, matter.visit)
    if office.law == LOGNORMAL:
        variance = math.log(1.0 + office.cv * office.cv)
        draw = normal(seed, SERVICE, matter.person, when)
        return office.mean * math.exp(math.sqrt(variance) * draw - 0.5 * variance)
    return office.mean * exponential(seed, SERVICE, matter.person, when)


@part
def rank(office, matter):
    """Return what decides before the order of arrival: the smaller the earlier."""
    if office.order == OLDEST_CASE:
        return float(matter.arose)
    if office.order == SHORTEST:
        return matter.service
    if office.order == DISPUTES_FIRST and matter.kind > ORGANISATION_DISPUTE:
        return 1.0
    return 0.0


@part
def leaving_time(desks, seed, office, matter):
    """Return the real hour at which a waiting matter goes away: its deadline, or when patience ends."""
    if office.withdrawal <= 0.0:
        return matter.deadline
    draw = exponential(seed, PATIENCE, matter.person, occasion(matter, matter.visit))
    ends = real_time(desks.open_clock, office.roster, matter.joined + draw / office.withdrawal, False)
    return min(matter.deadline, ends)


@piece
def soonest(free_at, place, servers):
    """Return the server who is free first; -1 if there is none."""
    best = -1
    for server in range(servers):
        if best < 0 or free_at[place, server] < free_at[place, best]:
            best = server
    return best


@part
def is_full(desks, office, place, now):
    """Whether nobody more may come in; now in open hours."""
    present = office.waiting
    for server in range(office.servers):
        present += desks.free_at[place, server] > now
    return office.capacity > 0 and present >= office.capacity


@piece
def enqueue(desks, k):
    """Put a matter into the queue of its office."""
    matter = desks.matters[k]
    office, node = desks.offices[matter.office], desks.queues[k]
    node.major, node.minor = rank(office, matter), matter.arrival
    identify(node, matter)
    office.waiting += 1
    office.first = joined(desks.queues, office.first, k)


@part
def dequeue(desks, k):
    """Take a matter out of the queue of its office."""
    office = desks.offices[desks.matters[k].office]
    office.waiting -= 1
    office.first = left(desks.queues, office.first, k)


@piece
def call(desks, place, now, last):
    """Plan the next begin of service of an office, if it lies in the window and none is planned."""
    office = desks.offices[place]
    server = soonest(desks.free_at, place, office.servers)
    if office.first < 0 or office.called != 0 or server < 0:
        return
    start = max(desks.free_at[place, server], desks.matters[office.first].joined)
    hour = max(now, real_time(desks.open_clock, office.roster, start, True))
    if hour < last:
        office.called = 1
        schedule(desks, len(desks.matters) + place, hour, BEGINS)


@piece
def depart(desks, k, outcome, hour):
    """A matter is done without service."""
    matter = desks.matters[k]
    office = desks.offices[matter.office]
    matter.state, matter.begun, matter.finished = outcome, hour, hour
    matter.waited += hour - matter.arrival
    office.blocked += outcome == BLOCKED
    office.withdrawn += outcome == WITHDRAWN
    office.closed += outcome == CLOSED_AT_DEADLINE
    finish(desks, k)


@part
def arrive(desks, rules, k, last):
    """A matter comes in: it is passed on, refused, or waits."""
    matter = desks.matters[k]
    place = matter.office
    office = desks.offices[place]
    office.arrived += 1
    matter.joined = open_time(desks.open_clock, office.roster, matter.arrival)
    if is_passed_on(desks, rules, matter, office):
        pass_on(desks, rules, k, last)
        return
    if is_full(desks, office, place, matter.joined):
        depart(desks, k, BLOCKED, matter.arrival)
        return
    matter.state = WAITING
    matter.service = service_time(rules.seed, office, matter)
    matter.leaves = max(matter.arrival, leaving_time(desks, rules.seed, office, matter))
    enqueue(desks, k)
    if matter.leaves < last:
        schedule(desks, k, matter.leaves, LEAVES)
    call(desks, place, matter.arrival, last)


@part
def leave(desks, k):
    """A matter goes away before it is served."""
    matter = desks.matters[k]
    dequeue(desks, k)
    depart(desks, k, CLOSED_AT_DEADLINE if matter.leaves >= matter.deadline else WITHDRAWN, matter.leaves)


@part
def begin(desks, rules, place, last):
    """The first of the queue, if there is one, is served."""
    office = desks.offices[place]
    office.called = 0
    k = office.first
    if k < 0:
        return
    dequeue(desks, k)
    matter = desks.matters[k]
    if matter.leaves < last:
        cancel(desks, k)
    server = soonest(desks.free_at, place, office.servers)
    start = max(desks.free_at[place, server], matter.joined)
    end = start + matter.service
    desks.free_at[place, server] = end
    matter.state = SERVED
    matter.begun = max(matter.arrival, real_time(desks.open_clock, office.roster, start, True))
    matter.finished = max(matter.begun, real_time(desks.open_clock, office.roster, end, False))
    matter.waited += matter.begun - matter.arrival
    office.served += 1
    office.waited_open += start - matter.joined
    office.waited_real += matter.begun - matter.arrival
    office.busy += matter.service
    call(desks, place, matter.begun, last)
    move_on(desks, rules, k, last)
