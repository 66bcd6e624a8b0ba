"""What no single setting shows: names that must exist, dates that must fit, measures that must not fight."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from govsim.clock import Clock
from govsim.interfaces import Policy
from govsim.parameters import parameters
from govsim.rosters import NAMES, STANDARD, from_text, named
from govsim.scenario.canonical import settings_by_path
from govsim.scenario.layers import Steps, name_of
from govsim.scenario.problems import NOTHING, meant
from govsim.scenario.specification import Scenario
from govsim.scenario.validation import Findings
from govsim.staffing import OWN_HOURS

OUTCOMES = Path(__file__).parents[1] / "outcomes.toml"
NUMBERED = re.compile(r"([cge])([1-9]\d{0,7})")  # a community, grid or estate by number
LISTS = ("staff", "offices", "issues", "policies", "shocks", "emergencies")
CLASSES_TOLERANCE = 1e-6
ROUNDING = 1e-6  # h
ROSTERS = (*NAMES, OWN_HOURS)
# Tables of shares of which a scenario need not set any.
EMPTY_TABLES = ("population.categories", "population.ages", "population.schedules", "population.cooperation")


@cache
def outcome_ids() -> tuple[str, ...]:
    """Return the ids of all outcomes."""
    return tuple(tomllib.loads(OUTCOMES.read_text(encoding="utf-8")))


def check_names(findings: Findings) -> None:
    """Find names that occur twice in a list; on the merged table, since a scenario may not be made of it."""
    for key in LISTS:
        listed = findings.whole.get(key)
        names = Counter(name_of(item) for item in listed) if isinstance(listed, list) else Counter[str | None]()
        seen: set[str | None] = set()
        for index, item in enumerate(listed if isinstance(listed, list) else []):
            name = name_of(item)
            if name is not None and names[name] > 1 and name in seen:
                which = "id" if isinstance(item, dict) and "id" in item else "kind"
                findings.add((key, index, which), "duplicate", name=name)
            seen.add(name)


def check_scenario(findings: Findings, scenario: Scenario) -> None:
    """Find what does not fit together in a scenario whose settings are allowed each by itself."""
    for check in (_references, _hours, _departments, _shares, _dates, _fights, _idle, _budget, _holidays, _assumed):
        check(findings, scenario)


def _references(findings: Findings, scenario: Scenario) -> None:
    issues = [issue.id for issue in scenario.issues]
    for steps, name, names, text in _referring(scenario, issues):
        if name not in names and not findings.full():
            findings.add_to_item(steps, text, name, meant=meant(name, names))


def _referring(scenario: Scenario, issues: list[str]) -> Iterator[tuple[Steps, str, Any, str]]:
    """Yield every name that must exist: where, the name, the known ones, the sentence."""
    for index, outcome in enumerate(scenario.outcomes.primary):
        yield ("outcomes", "primary", index), outcome, outcome_ids(), "unknown_outcome"
    for index, shock in enumerate(scenario.shocks):
        for place, name in enumerate(shock.issues):
            yield ("shocks", index, "issues", place), name, issues, "unknown_issue"
    for index, office in enumerate(scenario.offices):
        yield ("offices", index, "roster"), office.roster, NAMES, "unknown_roster"
        for place, name in enumerate(office.handles):
            yield ("offices", index, "handles", place), name, issues, "unknown_issue"
    for index, staff in enumerate(scenario.staff):
        yield ("staff", index, "roster"), staff.roster, ROSTERS, "unknown_roster"


def _hours(findings: Findings, scenario: Scenario) -> None:
    """The station's own hours must be rosters; staff who keep them need some; measures must be able to move them."""
    keeping = [index for index, staff in enumerate(scenario.staff) if staff.roster == OWN_HOURS]
    if keeping and not scenario.station.hours:
        findings.add_to_item(("staff", keeping[0], "roster"), "no_own_hours", OWN_HOURS)
        return
    try:
        own = [from_text(lines) for lines in scenario.station.hours]
    except ValueError as failure:
        findings.add(("station", "hours"), "refused", reason=(str(failure.args[0]), str(failure.args[1])))
        return
    _moved_hours(findings, scenario, own if keeping else [])


def _moved_hours(findings: Findings, scenario: Scenario, own: list[np.ndarray]) -> None:
    """Measures must be able to move the hours that staff keep, and must not change their sum where they promise so."""
    known = [staff for staff in scenario.staff if staff.roster in ROSTERS]
    before = {staff.roster: own if staff.roster == OWN_HOURS else named(staff.roster) for staff in known}
    for index, policy in enumerate(scenario.policies):
        try:
            fresh = policy.rosters((own or [STANDARD])[0])
        except ValueError as failure:
            reason = (str(failure.args[0]), str(failure.args[1]))
            findings.add_to_item(("policies", index), "refused", policy.name, reason=reason)
            continue
        if fresh is None or not policy.on or not policy.keeps_hours:
            continue
        wrong = next((name for name, rows in before.items() if abs(_weekly(rows) - _weekly(fresh)) > ROUNDING), None)
        if wrong is not None:
            hours = {"before": f"{_weekly(before[wrong]):g}", "after": f"{_weekly(fresh):g}"}
            findings.add_to_item(("policies", index), "hours_change", policy.name, hint=False, roster=wrong, **hours)


def _weekly(rosters: Sequence[np.ndarray]) -> float:
    """Return the hours of an ordinary week, mean over the rosters."""
    return float(np.mean([roster.sum() for roster in rosters]))


def _departments(findings: Findings, scenario: Scenario) -> None:
    """A department that a file names must exist; shipped ones may be absent, then the other offices take over."""
    departments = [office.id for office in scenario.offices if office.tier == "city"]
    absent = set()
    for index, issue in enumerate(scenario.issues):
        if issue.department is None or issue.department in departments:
            continue
        if _is_shipped(findings, index):
            absent.add(issue.department)
        else:
            steps = ("issues", index, "department")
            findings.add_to_item(steps, "unknown_department", meant=meant(issue.department, departments))
    if absent and departments:
        findings.add_to_item(("offices",), "departments_absent", NOTHING, hint=True, names=", ".join(sorted(absent)))


def _is_shipped(findings: Findings, index: int) -> bool:
    return findings.place(findings.merged_steps(("issues", index, "department")))[0].endswith("issues.toml")


def _shares(findings: Findings, scenario: Scenario) -> None:
    totals: Counter[str] = Counter()
    for issue in scenario.issues:
        totals[issue.klass] += issue.share  # type: ignore[assignment]
    for klass, total in totals.items():
        if abs(total - 1) > CLASSES_TOLERANCE:
            findings.add_to_item(("issues",), "shares", NOTHING, hint=True, klass=klass, total=f"{total:g}")


def _dates(findings: Findings, scenario: Scenario) -> None:
    begin, end = scenario.run.start, scenario.run.start + timedelta(weeks=scenario.run.weeks)
    for key, listed in scenario.dated.items():
        for index, item in enumerate(listed):
            start, stop = item.start or begin, item.end
            if stop is not None and stop <= start:
                findings.add_to_item((key, index, "end"), "ends_before_start", start=start, end=stop)
            elif start >= end:
                findings.add_to_item((key, index, "start"), "after_run", hint=True, start=start, end=end)
            elif stop is not None and stop <= begin - timedelta(weeks=scenario.run.warmup):
                findings.add_to_item((key, index, "end"), "before_run", hint=True, start=begin)


def _fights(findings: Findings, scenario: Scenario) -> None:
    """Two measures that set one lever at the same time and place: which one holds would be chance."""
    active = [(index, policy, _set_by(policy)) for index, policy in enumerate(scenario.policies) if policy.on]
    for (_, one, levers_of_one), (index, other, levers_of_other) in combinations(active, 2):
        levers = sorted(levers_of_one & levers_of_other)
        if not levers or not _same_time(one, other, scenario.run.start):
            continue
        together = _same_place(one, other)
        if together is not False:
            said: dict[str, Any] = {
                "one": one.name,
                "other": other.name,
                "levers": ", ".join(levers),
                "hint": together is None,
            }
            findings.add_to_item(("policies", index), "fight" if together else "may_fight", other.kind, **said)


def _set_by(policy: Policy) -> set[str]:
    """Return the levers that a policy sets, without those that it only raises or adds to."""
    return set(policy.moves) - set(policy.combines)


def _same_time(one: Policy, other: Policy, begin: date) -> bool:
    first, second = (policy.start or begin for policy in (one, other))
    return first < (other.end or date.max) and second < (one.end or date.max)


def _same_place(one: Policy, other: Policy) -> bool | None:
    """Return whether two measures meet; None where only the place could tell (a grid and a community, a name)."""
    if one.where is None or other.where is None or set(one.where) & set(other.where):
        return True
    numbered = [NUMBERED.fullmatch(name) for name in (*one.where, *other.where)]
    levels = {found[1] if found else None for found in numbered}
    return None if len(levels) > 1 or None in levels else False


def _idle(findings: Findings, scenario: Scenario) -> None:
    """A platform that no more people use than without it only speeds up dispatching."""
    usual = scenario.parameters.get("channels.platform_uptake", parameters()["channels.platform_uptake"].value)
    for index, policy in enumerate(scenario.policies):
        if policy.on and policy.kind == "platform" and policy.uptake <= usual:  # type: ignore[attr-defined]
            findings.add_to_item(("policies", index, "uptake"), "uptake_idle", hint=True, usual=f"{usual:g}")


def _budget(findings: Findings, scenario: Scenario) -> None:
    hours = sum(policy.hours or 0 for policy in scenario.policies if policy.on)
    if scenario.budget.hours is not None and hours > scenario.budget.hours:
        budget = f"{scenario.budget.hours:g}"
        findings.add_to_item(("budget", "hours"), "over_budget", hint=True, hours=f"{hours:g}", budget=budget)
    if not scenario.staff:
        findings.add_to_item(("staff",), "no_staff", NOTHING, hint=True)


def _holidays(findings: Findings, scenario: Scenario) -> None:
    years = Clock(scenario.run.start, scenario.run.warmup, scenario.run.weeks).warnings()
    if years:
        named = ", ".join(map(str, years[:3])) + ("…" if years[3:] else "")
        findings.add_to_item(("run", "start"), "no_holidays", scenario.run.start, hint=True, years=named)


def _assumed(findings: Findings, scenario: Scenario) -> None:
    """What is called assumed must be a setting, or a table of settings."""
    if not scenario.assumed:
        return
    known = settings_by_path(scenario)
    tables = {path.rsplit(".", depth)[0] for path in known for depth in (1, 2, 3) if path.count(".") >= depth}
    for index, path in enumerate(scenario.assumed):
        if path not in known and path not in tables and path not in EMPTY_TABLES and not findings.full():
            findings.add_to_item(("assumed", index), "unknown_path", path, meant=meant(path, tables | known.keys()))
