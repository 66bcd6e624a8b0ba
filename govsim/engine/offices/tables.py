"""What the offices remember: offices, their servers, the matters before them, and the answers of a window."""

from typing import NamedTuple

import numpy as np

from govsim.engine.columns import schema, table

STATES = ("vacant", "travelling", "waiting", "served", "closed_at_deadline", "withdrawn", "blocked")
VACANT, TRAVELLING, WAITING, SERVED, CLOSED_AT_DEADLINE, WITHDRAWN, BLOCKED = range(len(STATES))
OUTCOMES = STATES[SERVED:]

LAWS = ("exponential", "lognormal")
EXPONENTIAL, LOGNORMAL = range(len(LAWS))

ORDERS = ("first_come", "oldest_case", "shortest", "disputes_first")
FIRST_COME, OLDEST_CASE, SHORTEST, DISPUTES_FIRST = range(len(ORDERS))

BACKGROUND = 127  # kind of the matters of other places

MOST_OFFICES = 62  # the offices that a case still needs are the bits of one integer

# Set by the model, every window anew if a policy says so:
#   capacity: most matters in the office, those in service included; 0 = none
#   withdrawal: rate per open hour at which a waiting matter leaves; background: arrivals per open hour
# Kept by the queue: waiting to called, stream_*; the sums since the start of the run follow.
OFFICE = {
    "tier": "i4", "servers": "i4", "roster": "i4", "law": "i4", "order": "i4", "capacity": "i4",
    "mean": "f8", "cv": "f8", "withdrawal": "f8", "background": "f8",
    "waiting": "i4", "first": "i4", "called": "i4", "staffed": "i4",
    "stream_rate": "f8", "stream_next": "f8", "stream_count": "i8",
    "arrived": "i8", "served": "i8", "passed": "i8", "blocked": "i8", "withdrawn": "i8", "closed": "i8",
    "waited_open": "f8", "waited_real": "f8", "busy": "f8",
}  # fmt: skip

# A message to an office. A case is (person, arose), round the ordinal of this referral of the case; block and row are
# handed back untouched. needs: bits of further offices; convened: 1 if they all meet it at once. arrival and deadline
# are real hours; deadline = inf for none. pass_chance: chance that an office without backlog passes it on.
MESSAGE = {
    "person": "i4", "arose": "i4", "round": "i4", "block": "i4", "row": "i4", "kind": "i4", "office": "i4",
    "convened": "i4", "needs": "i8", "sent": "f8", "arrival": "f8", "deadline": "f8", "pass_chance": "f8",
}  # fmt: skip

# visit: ordinal of the office within the referral; mate: next of the copies of a convened case, in a ring;
# joined: open hour of arrival; leaves: real hour at which it goes away unserved.
MATTER = {
    "person": "i4", "arose": "i4", "round": "i4", "block": "i4", "row": "i4", "kind": "i4", "office": "i4",
    "convened": "i4", "needs": "i8", "sent": "f8", "arrival": "f8", "deadline": "f8", "pass_chance": "f8",
    "state": "i4", "visit": "i4", "passes": "i4", "mate": "i4",
    "joined": "f8", "service": "f8", "leaves": "f8", "begun": "f8", "finished": "f8", "waited": "f8",
}  # fmt: skip

# office: the last one met; outcome: SERVED, or how it left; waited: real hours in queues; begun: last begin of service,
# or of leaving.
ANSWER = {
    "person": "i4", "arose": "i4", "round": "i4", "block": "i4", "row": "i4", "kind": "i4", "office": "i4",
    "outcome": "i4", "passes": "i4", "visits": "i4", "sent": "f8", "begun": "f8", "finished": "f8", "waited": "f8",
}  # fmt: skip

NODE = {
    "major": "f8", "minor": "f8", "person": "i4", "arose": "i4", "round": "i4", "visit": "i4",
    "left": "i4", "right": "i4", "above": "i4",
}  # fmt: skip

# marks: next event, first vacant row, number of rows ever used, rows in use, answers
AGENDA, VACANCY, HIGHEST, HELD, ANSWERED = range(5)


class Desks(NamedTuple):
    """All offices of a city.

    offices: OFFICE; free_at[office, server]: open hour at which a server is free; open_clock[roster, hour]: open hours
    before an hour, n + 1 values; matters: pool of MATTER; queues, agenda: NODE, scratch; answers: ANSWER of the last
    window; marks: counters. The state of a run is offices, free_at, matters and marks.
    """

    offices: np.ndarray
    free_at: np.ndarray
    open_clock: np.ndarray
    matters: np.ndarray
    queues: np.ndarray
    agenda: np.ndarray
    answers: np.ndarray
    marks: np.ndarray


DESKS_FIELDS = {
    "offices": (1, schema(OFFICE)), "free_at": (2, "f8"), "open_clock": (2, "f8"), "matters": (1, schema(MATTER)),
    "queues": (1, schema(NODE)), "agenda": (1, schema(NODE)), "answers": (1, schema(ANSWER)), "marks": (1, "i8"),
}  # fmt: skip
assert tuple(DESKS_FIELDS) == Desks._fields


class Rules(NamedTuple):
    """How matters move between offices: hours of a pass, chance of passing against backlog, cap of passes.

    between: hours from one department to the next of a case that several must meet without convening.
    """

    seed: int
    pass_shortest: float = 24.0
    pass_longest: float = 72.0
    pass_backlog: float = 0.5
    most_passes: int = 3
    between: float = 24.0


def opened(offices: np.ndarray, open_clock: np.ndarray, most_servers: int, rows: int = 256) -> Desks:
    """Return empty desks for a table of OFFICE rows.

    open_clock[roster, hour]: open hours before an hour. An office whose hours change on a date needs a row of its own,
    equal up to that date. Beyond the last hour its last week goes on evenly. Raises ValueError if there are too many
    offices, or a server or roster is missing.
    """
    if len(offices) > MOST_OFFICES:
        raise ValueError(f"at most {MOST_OFFICES} offices, not {len(offices)}")
    if (offices["servers"] > most_servers).any() or (offices["roster"] >= len(open_clock)).any():
        raise ValueError("an office has more servers than most_servers, or a roster without a clock")
    offices["staffed"] = offices["servers"]
    offices["stream_next"] = np.inf
    marks = np.array([-1, -1, 0, 0, 0], dtype=np.int64)
    clock = np.ascontiguousarray(open_clock, dtype=np.float64)
    return _with_rows(Desks(offices, np.zeros((len(offices), most_servers)), clock, *[offices] * 4, marks), rows, 0)


def grown(desks: Desks, rows: int) -> Desks:
    """Return desks with room for more matters."""
    return _with_rows(desks, rows, len(desks.matters))


def _with_rows(desks: Desks, rows: int, kept: int) -> Desks:
    matters = table(rows, **MATTER)
    if kept:
        matters[:kept] = desks.matters
    nodes = rows + len(desks.offices)
    return desks._replace(
        matters=matters, queues=table(nodes, **NODE), agenda=table(nodes, **NODE), answers=table(rows, **ANSWER)
    )


def messages(rows: int) -> np.ndarray:
    """Return messages without deadline and chance of being passed on, to be filled in."""
    empty = np.zeros(rows, schema(MESSAGE))
    empty["deadline"] = np.inf
    return empty


def background_rate(utilisation: float, servers: int, mean: float, own: float = 0.0) -> float:
    """Return the arrivals per open hour of other places' cases that hold an office at a utilisation.

    rate = utilisation * servers / mean - own, at least 0. own: arrivals per open hour of this place; mean: hours of
    service.
    """
    return max(0.0, utilisation * servers / mean - own)
