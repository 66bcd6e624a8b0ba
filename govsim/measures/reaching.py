"""Outcomes of reaching somebody: failed attempts, waits, channels, contacts, who knows a worker."""

from functools import partial

from govsim.engine.codes import CHANNELS
from govsim.measures.catalogue import enter, outcome
from govsim.measures.part import PLACE, Part, ratio

_FIRSTS = tuple(f"first_{channel}" for channel in CHANNELS)
_OWN_MEANS = ("group", "property")


@outcome
def reach_failure(part: Part) -> float:
    """Return the share of resident-weeks with a try, in person or by phone, in which no worker was reached, %."""
    return 100 * ratio(part.count("tried_in_vain"), part.count("tried"))


@outcome
def contact_wait(part: Part) -> float:
    """Return the mean wait to reach someone in person, days: cut at 14, those never reached count as 14."""
    return ratio(part.count("seeking_days"), part.count("seekers"))


@outcome
def failed_attempts(part: Part) -> float:
    """Return failed attempts per finished search in person."""
    return ratio(part.count("failed_attempts"), part.count("seekers"))


@outcome
def reached_in_person(part: Part) -> float:
    """Return the share of finished searches in person that reached someone, %."""
    return 100 * ratio(part.count("seekers_reached"), part.count("seekers"))


@outcome
def off_hours_contacts(part: Part) -> float:
    """Return contacts outside standard hours per resident and year."""
    return ratio(part.count("off_hours_contacts"), part.resident_years)


@outcome
def hotline_rate(part: Part) -> float:
    """Return hotline orders per resident and year."""
    return ratio(part.count("hotline_orders"), part.resident_years)


@outcome
def contact_rate(part: Part) -> float:
    """Return contacts in person and opened visits per 100 residents and month (a twelfth of a year)."""
    return 100 / 12 * ratio(part.count("contacts", "visits_opened"), part.resident_years)


@outcome
def knows_worker(part: Part) -> float:
    """Return the share of adults who know a worker, mean over week ends, %."""
    return 100 * ratio(part.stock("knows"), part.stock("adults"))


@outcome
def government_first(part: Part) -> float:
    """Return the share of matters taken to a government channel first, against group, property company, neighbours, %.

    Neighbours: matters that the parties settled between themselves without a report.
    """
    own = part.count("settled_between", *(f"first_{channel}" for channel in _OWN_MEANS))
    return 100 * (1 - ratio(own, part.count("settled_between", *_FIRSTS)))


@outcome
def gap_registration(part: Part) -> float:
    """Return by how many points local-registered residents know a worker more often than non-local ones."""
    return _gap(part, "category:local", "category:non_local", "knows_worker")


@outcome
def gap_schedule(part: Part) -> float:
    """Return by how many points employed residents fail to reach someone more often than those at home."""
    return _gap(part, "schedule:employed", "schedule:home", "reach_failure")


def _gap(part: Part, one: str, other: str, name: str) -> float:
    """Return the difference of an outcome between two groups of residents; known for the whole place only."""
    if part.kind != PLACE:
        return float("nan")
    measure = {"knows_worker": knows_worker, "reach_failure": reach_failure}[name]
    first, second = (Part(part.run, label, part.first, part.last) for label in (one, other))
    return measure(first) - measure(second)


def _first_channel(channel: str, part: Part) -> float:
    """Return the share of a channel among first channels, %."""
    return 100 * ratio(part.count(f"first_{channel}"), part.count(*_FIRSTS))


for _channel in CHANNELS:
    enter(f"channel_share_{_channel}", partial(_first_channel, _channel))
