"""Outcomes of taking part: who comes to activities, votes and serves, and whom the register holds."""

from functools import partial

from govsim.measures.catalogue import enter, outcome
from govsim.measures.part import PLACE, Part, ratio

_YOUNG = ("age:18-29", "age:30-44")
_EMPLOYED = ("schedule:employed",)


@outcome
def participation(part: Part) -> float:
    """Return the share of adults who took part in something in the last 12 weeks, mean over week ends, %."""
    return 100 * ratio(part.stock("participated"), part.stock("adults"))


@outcome
def attendances(part: Part) -> float:
    """Return attendances of activities per resident and year."""
    return ratio(part.count("attendances"), part.resident_years)


@outcome
def turnout(part: Part) -> float:
    """Return the share of those eligible who voted for the residents' committee, %; NaN without an election."""
    return 100 * ratio(part.count("votes"), part.count("eligible"))


@outcome
def turnout_adults(part: Part) -> float:
    """Return the share of all adults who voted for the residents' committee, %; NaN without an election."""
    return 100 * ratio(part.count("votes"), part.count("adults_at_election"))


@outcome
def register_complete(part: Part) -> float:
    """Return the share of residents whom the register holds, mean over week ends, %."""
    return 100 * ratio(part.stock("registered"), part.stock("residents"))


@outcome
def register_age(part: Part) -> float:
    """Return the mean age of the entries of the register, days."""
    return ratio(part.stock("register_days"), part.stock("registered"))


@outcome
def gap_tenure(part: Part) -> float:
    """Return by how many points local owners take part more often than local tenants; for the whole place only."""
    if part.kind != PLACE:
        return float("nan")
    owners, tenants = (Part(part.run, f"category:local_{who}", part.first, part.last) for who in ("owner", "tenant"))
    return participation(owners) - participation(tenants)


def _make_up(labels: tuple[str, ...], part: Part) -> float:
    """Return the share of some groups among those who took part, %; for the whole place only."""
    if part.kind != PLACE:
        return float("nan")
    groups = [Part(part.run, label, part.first, part.last).stock("participated") for label in labels]
    return 100 * ratio(sum(groups), part.stock("participated"))


enter("participation_young", partial(_make_up, _YOUNG))
enter("participation_employed", partial(_make_up, _EMPLOYED))
