"""One window of time, usually a day: what was sent comes in, everything that begins before its end happens."""

from math import inf
from typing import Any

import numpy as np

from govsim.engine.columns import twin
from govsim.engine.compiled import PLAIN, entry, part, piece
from govsim.engine.offices.open_hours import open_time, real_time
from govsim.engine.offices.ordering import left
from govsim.engine.offices.queueing import arrive, begin, call, enqueue, leave
from govsim.engine.offices.routing import admit, remaining
from govsim.engine.offices.rows import ARRIVES, LEAVES, schedule, vacant_row
from govsim.engine.offices.tables import (
    AGENDA,
    ANSWERED,
    BACKGROUND,
    DESKS_FIELDS,
    HELD,
    HIGHEST,
    TRAVELLING,
    WAITING,
    Desks,
    Rules,
    grown,
)
from govsim.engine.randomness import exponential, purpose
from govsim.engine.views import header_of, view_maker

GAP = purpose("offices.background")


desks_of = view_maker("desks", DESKS_FIELDS)


def serve(desks: Desks, messages: np.ndarray, rules: Rules, first: float, last: float) -> tuple[Desks, np.ndarray]:
    """Return the desks, larger if need be, and the answers (ANSWER) to all that was decided in [first, last).

    messages: MESSAGE, in any order; each takes an hour or more, so what arrives before `last` is known at `last`. An
    answer is known when service begins; its finish may lie after `last`. Raises ValueError if a message arrives
    before `first`.
    """
    if len(messages) and messages["arrival"].min() < first:
        raise ValueError(f"a message arrives before hour {first}, when this window begins")
    messages = np.require(messages, requirements=["C", "W"])  # another layout would be compiled anew
    box, rules = twin(messages) if PLAIN else messages, as_numbers(rules)
    answered = run(header(desks), box, rules, float(first), float(last))
    if answered < 0:
        desks = enlarged(desks, answered)
        answered = run(header(desks), box, rules, float(first), float(last))
    return desks, desks.answers[:answered].copy()


def header(desks: Desks) -> Any:
    """Return what compiled code takes for desks: a header, or when plain the tables."""
    return Desks(*map(twin, desks)) if PLAIN else header_of(desks, DESKS_FIELDS)  # type: ignore  # twins stand in


def as_numbers(rules: Rules) -> Rules:
    """Return rules of plain numbers of the right kinds, so that there is one compilation."""
    return Rules(int(rules.seed), *(float(x) for x in rules[1:4]), int(rules.most_passes), float(rules.between))


def enlarged(desks: Desks, answered: int) -> Desks:
    """Return desks with room for the rows that a window asked for (negative) instead of the number of answers."""
    return grown(desks, max(-int(answered), 2 * len(desks.matters)))


@part
def gap(seed, place, ordinal):
    """Return the time to the next background case, in means."""
    return exponential(seed, GAP, place, ordinal)


@piece
def rows_for_messages(messages, number):
    """Return how many rows of the pool the first messages of a box can need."""
    rows = 0
    for k in range(number):
        rows += 1
        needs = remaining(messages[k].needs, messages[k].office) if messages[k].convened != 0 else 0
        while needs != 0:
            rows += needs & 1
            needs >>= 1
    return rows


@piece
def rows_for_background(desks, rules, first, last):
    """Return how many rows of the pool the background of a window can need."""
    rows = 0
    for place in range(len(desks.offices)):
        retime(desks, rules.seed, place, first)
        office = desks.offices[place]
        end = open_time(desks.open_clock, office.roster, last)
        following, ordinal = office.stream_next, office.stream_count
        while following < end:
            rows += 1
            ordinal += 1
            following += gap(rules.seed, place, ordinal) / office.background
    return rows


@piece
def retime(desks, seed, place, first):
    """If the rate of the background changed, what remains of the present gap shrinks or stretches with it."""
    office = desks.offices[place]
    if office.background == office.stream_rate:
        return
    now = open_time(desks.open_clock, office.roster, first)
    if office.background <= 0.0:
        office.stream_next = inf
    elif office.stream_rate <= 0.0:
        office.stream_next = now + gap(seed, place, office.stream_count) / office.background
    else:
        office.stream_next = now + (office.stream_next - now) * office.stream_rate / office.background
    office.stream_rate = office.background


@part
def stream(desks, seed, place, last):
    """Background cases of a window: a Poisson process of open time, drawn by office and ordinal."""
    office = desks.offices[place]
    end = open_time(desks.open_clock, office.roster, last)
    while office.stream_next < end:
        hour = real_time(desks.open_clock, office.roster, office.stream_next, True)
        k = vacant_row(desks)
        matter = desks.matters[k]
        matter.person, matter.arose, matter.round = -1 - office.stream_count, place, 0
        matter.block, matter.row, matter.kind, matter.office = -1, -1, BACKGROUND, place
        matter.convened, matter.needs, matter.sent, matter.arrival = 0, 0, hour, hour
        matter.deadline, matter.pass_chance = inf, 0.0
        office.stream_count += 1
        office.stream_next += gap(seed, place, office.stream_count) / office.background


@part
def staff(desks, place, first):
    """New servers are free from the start of the window; those who go finish what they have begun."""
    office = desks.offices[place]
    now = open_time(desks.open_clock, office.roster, first)
    for server in range(office.staffed, office.servers):
        desks.free_at[place, server] = max(now, desks.free_at[place, server])
    office.staffed = office.servers


@part
def resume(desks, k, last):
    """Take up a matter of the pool where the last window left it."""
    matter = desks.matters[k]
    if matter.state == TRAVELLING and matter.arrival < last:
        schedule(desks, k, matter.arrival, ARRIVES)
    if matter.state == WAITING:
        enqueue(desks, k)
        if matter.leaves < last:
            schedule(desks, k, matter.leaves, LEAVES)


@piece
def admit_all(desks, messages, number):
    """Bring in the first messages of a box."""
    for k in range(number):
        admit(desks, messages[k])


@part
def prepare(desks, rules, first, last):
    """Put on the agenda what is known to happen."""
    for place in range(len(desks.offices)):
        office = desks.offices[place]
        office.waiting, office.first, office.called = 0, -1, 0
        staff(desks, place, first)
        stream(desks, rules.seed, place, last)
    desks.marks[AGENDA], desks.marks[ANSWERED] = -1, 0
    for k in range(desks.marks[HIGHEST]):
        resume(desks, k, last)
    for place in range(len(desks.offices)):
        call(desks, place, first, last)


@piece
def pass_time(desks, rules, first, last):
    """Let everything happen that begins before `last`, in order of time, once the messages are in."""
    prepare(desks, rules, first, last)
    rows = len(desks.matters)
    while desks.marks[AGENDA] >= 0:
        k = desks.marks[AGENDA]
        desks.marks[AGENDA] = left(desks.agenda, k, k)
        if k >= rows:
            begin(desks, rules, k - rows, last)
        elif desks.matters[k].state == TRAVELLING:
            arrive(desks, rules, k, last)
        else:
            leave(desks, k)


@entry
def run(desks_header, messages, rules, first, last):
    """Serve a window and return the number of answers.

    If the pool is too small nothing happens, and the number of rows it needs is returned, negative.
    """
    desks = desks_of(desks_header)
    needed = desks.marks[HELD] + rows_for_messages(messages, len(messages))
    needed += rows_for_background(desks, rules, first, last)
    if needed > len(desks.matters):
        return -needed
    admit_all(desks, messages, len(messages))
    pass_time(desks, rules, first, last)
    return desks.marks[ANSWERED]
