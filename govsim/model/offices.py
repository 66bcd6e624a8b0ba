"""The offices of a scenario: their queues, which issues they decide, and the other places' cases that they share."""

import numpy as np

from govsim.clock import Clock
from govsim.engine.columns import schema
from govsim.engine.offices.tables import LAWS, OFFICE, ORDERS, Desks, background_rate, opened
from govsim.errors import InputError
from govsim.rosters import named
from govsim.scenario.specification import Scenario
from govsim.staffing import Office

TIER = {"town": 1, "city": 2}
# Cases a resident sends to an office in a year, returns included: what this place adds to offices shared with others.
# Derived from Liyang 2019: 0.66 recorded a resident-year, 1.23 % to the town, 20.44 % to the city.
OWN_CASES = {"town": 0.66 * 0.0123, "city": 0.66 * 0.2044 * 1.1}
HOURS_A_YEAR = 8766.0


def ordered_offices(scenario: Scenario) -> list[Office]:
    """Return the town's offices, then the city's, each in the order of the file."""
    return sorted(scenario.offices, key=lambda office: TIER[office.tier])


def deciding_office(scenario: Scenario) -> dict[str, int]:
    """Return the row of the city office that decides on each issue: by `handles`, by `department`, else in turn."""
    offices = ordered_offices(scenario)
    city = [row for row, office in enumerate(offices) if office.tier == "city"]
    names = {offices[row].id: row for row in city}
    handles = {issue: row for row in city for issue in offices[row].handles}
    return {
        issue.id: handles.get(issue.id, names.get(issue.department or "", city[number % len(city)] if city else -1))
        for number, issue in enumerate(scenario.issues)
    }


def build_desks(scenario: Scenario, clock: Clock, residents: int, extra_weeks: int) -> Desks:
    """Return the empty queues of all offices, each on the clock of its own open hours."""
    offices = ordered_offices(scenario)
    for tier, zh, en in (("town", "街道", "town"), ("city", "市级", "city")):
        if not any(office.tier == tier for office in offices):
            raise InputError(
                f'{scenario.id}：offices 中没有{zh}（tier = "{tier}"）',
                f'{scenario.id}: offices has none of tier "{tier}" ({en})',
            )
    fractions = [np.maximum.reduce(named(office.roster)) for office in offices]
    clocks = [clock.open_hours(hours, extra_weeks) for hours in fractions] or [np.zeros(2)]
    table = np.zeros(len(offices), schema(OFFICE))
    shares = _own_shares(scenario, offices)
    for row, office in enumerate(offices):
        item, servers = table[row], office.servers(residents)
        item["tier"], item["servers"], item["roster"] = TIER[office.tier], servers, row
        item["law"], item["order"] = LAWS.index(office.law), ORDERS.index(office.order)
        item["mean"], item["cv"] = office.hours, office.cv
        item["capacity"], item["withdrawal"] = office.capacity, office.withdrawal
        open_share = fractions[row].mean()
        if office.background > 0 and open_share > 0:
            own = residents * OWN_CASES[office.tier] * shares[row] / HOURS_A_YEAR / open_share
            item["background"] = background_rate(office.background, servers, office.hours, own)
    return opened(table, np.array(clocks), int(table["servers"].max(initial=1)))


def _own_shares(scenario: Scenario, offices: list[Office]) -> np.ndarray:
    """Return the share of the tier's cases that each office gets, by the rates of what it decides."""
    deciding, load = deciding_office(scenario), np.zeros(len(offices))
    for issue in scenario.issues:
        if issue.klass == "department_request" and deciding[issue.id] >= 0:
            load[deciding[issue.id]] += issue.share
    tiers = np.array([office.tier for office in offices])
    load[tiers == "town"] = 1.0
    totals = {tier: load[tiers == tier].sum() for tier in TIER}
    return np.array([load[row] / totals[tier] if totals[tier] else 0.0 for row, tier in enumerate(tiers)])
