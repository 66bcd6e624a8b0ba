"""Outcomes of matters: how many, who settles them, how long they take, whether they are over."""

from functools import partial

import numpy as np

from govsim.engine import codes
from govsim.engine.codes import TIERS
from govsim.measures.cases import Cases
from govsim.measures.catalogue import enter, outcome
from govsim.measures.part import Part, ratio
from govsim.measures.survival import kaplan_meier

_OPEN = (
    codes.CONTACT, codes.DISPATCH, codes.STAFF, codes.GROUP, codes.PROPERTY, codes.SESSION, codes.TRANSFER,
    codes.OFFICE,
)  # fmt: skip
_CLOSINGS = tuple(f"closed_{tier}" for tier in TIERS)


@outcome
def recorded(part: Part) -> float:
    """Return recorded cases per 1,000 residents and month (a twelfth of a year)."""
    return 1000 / 12 * ratio(part.count("recorded"), part.resident_years)


@outcome
def found_share(part: Part) -> float:
    """Return the share of recorded cases that staff found on visits and patrols, %."""
    return 100 * ratio(part.count("found_patrol", "found_visit"), part.count("recorded"))


@outcome
def disputes_recorded(part: Part) -> float:
    """Return recorded disputes per 1,000 residents and year."""
    return 1000 * ratio(part.count("recorded_disputes"), part.resident_years)


@outcome
def mediated(part: Part) -> float:
    """Return formally mediated disputes per 1,000 residents and year."""
    return 1000 * ratio(part.count("formal"), part.resident_years)


@outcome
def disputes_to_city(part: Part) -> float:
    """Return the share of recorded disputes that went up to the city, %."""
    return 100 * ratio(part.count("disputes_to_city"), part.count("recorded_disputes"))


@outcome
def settled_by_groups(part: Part) -> float:
    """Return matters settled by residents' groups per 1,000 residents and year."""
    return 1000 * ratio(part.count("settled_by_groups"), part.resident_years)


@outcome
def endured(part: Part) -> float:
    """Return matters endured without a report per 1,000 residents and year."""
    return 1000 * ratio(part.count("endured"), part.resident_years)


@outcome
def transfers(part: Part) -> float:
    """Return transfers per recorded case."""
    return ratio(part.count("transfers"), part.count("recorded"))


@outcome
def avoidable_transfers(part: Part) -> float:
    """Return passes by someone who could have handled the matter, per recorded case."""
    return ratio(part.count("avoidable_transfers"), part.count("recorded"))


@outcome
def detection_lag(part: Part) -> float:
    """Return the mean days from a hazard's appearance to its detection, among those found."""
    return ratio(part.count("detection_days"), part.count("found_hazards"))


@outcome
def backlog(part: Part) -> float:
    """Return cases reported and not closed, mean over week ends."""
    stock = part.run.stocks.get("open")
    if stock is None or part.kind not in ("place", "community", "grid"):
        return float("nan")
    weeks = stock[part.first : part.last][:, part.rows]
    return float(weeks[:, :, _OPEN].sum(axis=(1, 2)).mean())


@outcome
def first_response(part: Part) -> float:
    """Return the median hours from a resident's report to the first response, open cases counted."""
    reports = part.reported[part.reported.by_resident]
    return _median_hours(part, reports, reports.responded)


@outcome
def time_to_resolve(part: Part) -> float:
    """Return the median days from report to resolution; cases closed unresolved or withdrawn stay open to the end."""
    cases = part.reported
    return _median_hours(part, cases, np.where(cases.resolved & cases.over, cases.closed, np.nan)) / 24


@outcome
def dispute_days(part: Part) -> float:
    """Return the median days from report to closing of recorded disputes; open and withdrawn ones count as open."""
    disputes = part.reported[part.reported.dispute & part.reported.recorded]
    return _median_hours(part, disputes, np.where(disputes.over, disputes.closed, np.nan)) / 24


@outcome
def closed_rate(part: Part) -> float:
    """Return the share closed of mature cases, %."""
    return _share(part.mature.over)


@outcome
def resolved_rate(part: Part) -> float:
    """Return the share resolved of mature cases, %."""
    return _share(part.mature.resolved & part.mature.over)


@outcome
def satisfied_rate(part: Part) -> float:
    """Return the share of mature cases whose resident is satisfied, %."""
    return _share(part.mature.satisfied & part.mature.over)


@outcome
def repeats(part: Part) -> float:
    """Return the share that came back of mature cases closed at least once, %."""
    again = part.mature.reopened > 0
    return _share(again[part.mature.over | again])


@outcome
def settled_locally(part: Part) -> float:
    """Return the share resolved at community or below of mature cases that anyone took up, %."""
    cases = part.mature
    taken = np.isfinite(cases.responded) | cases.over
    return _share((cases.resolved & cases.over & cases.local)[taken])


def _share(held: np.ndarray) -> float:
    return 100 * ratio(float(held.sum()), len(held))


def _median_hours(part: Part, cases: Cases, end: np.ndarray) -> float:
    """Return the Kaplan-Meier median from report to `end`; NaN ends are open when the run ends."""
    ended = np.isfinite(end)
    return kaplan_meier(np.where(ended, end, float(part.run.hours)) - cases.reported, ended).median


def _closing_tier(tier: str, part: Part) -> float:
    """Return the share of a tier among closings, %."""
    return 100 * ratio(part.count(f"closed_{tier}"), part.count(*_CLOSINGS))


for _tier in TIERS:
    enter(f"closing_tier_{_tier}", partial(_closing_tier, _tier))
