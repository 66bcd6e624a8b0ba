"""Where a matter goes: to every office it needs, to another of the same tier, or back with an answer."""

from govsim.engine.compiled import part, piece
from govsim.engine.offices.rows import claim, send, vacate
from govsim.engine.offices.tables import ANSWERED, SERVED
from govsim.engine.randomness import purpose, uniform

PASS = purpose("offices.pass")
DELAY = purpose("offices.pass_delay")
MOST_CHANCE = 0.95


@part
def occasion(matter, step):
    """Return the number of an occasion in the life of a person's cases: hour arisen, referral, step."""
    return (matter.arose * 1000 + matter.round) * 1000 + step


@piece
def next_needed(needs, office, offices):
    """Return the next office of a set of bits, in a circle after an office."""
    other = (office + 1) % offices
    while (needs >> other) & 1 == 0:
        other = (other + 1) % offices
    return other


@part
def remaining(needs, office):
    """Return a set of bits without an office."""
    return needs & ~(1 << office)


@piece
def admit(desks, message):
    """Take a message into the pool: one matter, or if it is convened one for each office it needs."""
    first = claim(desks, message)
    leader = desks.matters[first]
    needs, office = remaining(leader.needs, leader.office), leader.office
    leader.needs = needs
    if leader.convened == 0:
        return
    visit = 0
    leader.needs = 0
    while needs != 0:
        office = next_needed(needs, office, len(desks.offices))
        needs = remaining(needs, office)
        visit += 1
        copy = claim(desks, message)
        matter = desks.matters[copy]
        matter.office, matter.needs, matter.visit = office, 0, visit
        matter.mate = leader.mate
        leader.mate = copy


@part
def is_passed_on(desks, rules, matter, office):
    """Whether an office passes a matter on: chance p (1 + b min(2, waiting per server)), at most .95.

    A convened case is not passed on: who is responsible was settled at the joint date.
    """
    if matter.pass_chance <= 0.0 or matter.convened != 0 or matter.passes >= rules.most_passes:
        return False
    backlog = min(2.0, office.waiting / max(1, office.servers))
    chance = min(MOST_CHANCE, matter.pass_chance * (1.0 + rules.pass_backlog * backlog))
    return uniform(rules.seed, PASS, matter.person, occasion(matter, matter.passes)) < chance


@part
def pass_on(desks, rules, k, last):
    """Send a matter to the next office of the same tier; one that stands for several departments gets it back."""
    matter, offices = desks.matters[k], len(desks.offices)
    tier = desks.offices[matter.office].tier
    desks.offices[matter.office].passed += 1
    draw = uniform(rules.seed, DELAY, matter.person, occasion(matter, matter.passes))
    matter.passes += 1
    other = (matter.office + 1) % offices
    while desks.offices[other].tier != tier:
        other = (other + 1) % offices
    matter.office = other
    send(desks, k, matter.arrival + rules.pass_shortest + draw * (rules.pass_longest - rules.pass_shortest), last)


@piece
def move_on(desks, rules, k, last):
    """After the service of one office: to the next that must meet the case, or the answer."""
    matter = desks.matters[k]
    if matter.needs == 0:
        finish(desks, k)
        return
    matter.office = next_needed(matter.needs, matter.office, len(desks.offices))
    matter.needs = remaining(matter.needs, matter.office)
    matter.visit += 1
    send(desks, k, matter.finished + rules.between, last)


@piece
def finish(desks, k):
    """Answer a matter that is done; copies of a convened case answer together, when the last is done."""
    mate = desks.matters[k].mate
    while mate != k:
        if desks.matters[mate].state < SERVED:
            return
        mate = desks.matters[mate].mate
    if desks.matters[k].person >= 0:
        answer(desks, k)
    mate = desks.matters[k].mate
    while mate != k:
        following = desks.matters[mate].mate
        vacate(desks, mate)
        mate = following
    vacate(desks, k)


@part
def answer(desks, k):
    """Write the answer: the latest finish, the longest wait, and unserved if one of the offices did not serve."""
    matter = desks.matters[k]
    reply = desks.answers[desks.marks[ANSWERED]]
    desks.marks[ANSWERED] += 1
    reply.person, reply.arose, reply.round = matter.person, matter.arose, matter.round
    reply.block, reply.row, reply.kind, reply.office = matter.block, matter.row, matter.kind, matter.office
    reply.outcome, reply.passes, reply.visits = matter.state, matter.passes, matter.visit + 1
    reply.sent, reply.begun, reply.finished, reply.waited = matter.sent, matter.begun, matter.finished, matter.waited
    mate = matter.mate
    while mate != k:
        other = desks.matters[mate]
        reply.outcome = max(reply.outcome, other.state)
        reply.visits = max(reply.visits, other.visit + 1)
        reply.begun = max(reply.begun, other.begun)
        reply.finished = max(reply.finished, other.finished)
        reply.waited = max(reply.waited, other.waited)
        mate = other.mate
