"""Do the compiled model and its plain Mesa twin count the same? Both run the same scenarios, the means are compared.

A statistic agrees if the two means differ by at most 4 standard errors of their difference, or by at most 5 % of the
compiled mean. The spread between runs is pooled over both programs.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from govsim.engine.codes import MEASURES
from govsim.model import Community
from govsim.scenario import Scenario, load

from .model import Twin

ERRORS, SHARE = 4.0, 0.05
PLACE: Mapping[str, object] = {"place.residents": 2800, "place.grids": 2, "place.communities": 1}
Totals = dict[str, float]
SURVEYED = ("knows", "trust_workers", "trust_offices", "belonging", "ties", "efficacy")
USES = ("field", "paper", "case", "idle")
RESULTS = ("arisen", "reported", "endured", "settled_between", "recorded", "found_visit")
CONTACTS = ("hotline_orders", "withdrawn", "gave_up", "no_hour", "entry_office", "contacts", "off_hours_contacts")
HANDLING = (
    "sessions", "shuttle", "referred_city", "transfers", "avoidable_transfers", "returned", "property_settled",
    "visits", "calls",
)  # fmt: skip


def _share(part: str, *whole: str) -> Callable[[Totals], float]:
    def value(totals: Totals) -> float:
        below = sum(totals[name] for name in whole)
        return totals[part] / below if below else math.nan

    return value


def _per_resident(name: str) -> Callable[[Totals], float]:
    return lambda totals: totals[name] / totals["resident_years"]


STATISTICS: dict[str, Callable[[Totals], float]] = {
    **{f"{name} per resident-year": _per_resident(name) for name in (*RESULTS, *CONTACTS, *HANDLING)},
    "disputes recorded per resident-year": _per_resident("recorded_disputes"),
    "found by patrol, share of recorded": _share("found_patrol", "recorded"),
    "days from hazard to detection": _share("detection_days", "found_patrol"),
    "in-person seekers reached, share": _share("seekers_reached", "seekers"),
    "failed attempts per in-person case": _share("failed_attempts", "seekers"),
    "days of seeking, cut at 14": _share("seeking_days", "seekers"),
    "calls answered, share": _share("calls_answered", "calls"),
    "visits opened, share": _share("visits_opened", "visits"),
    "hours to first response": _share("response_hours", "responses"),
    "sessions settled, share": _share("sessions_settled", "sessions"),
    "closed locally, share": _share("closed_local", "closed_local", "closed_town", "closed_city"),
    **{f"hours: {use}, share of duty": _share(f"{use}_hours", "duty_hours") for use in USES},
    "overtime, share of duty": _share("overtime_hours", "duty_hours"),
    **{f"{name}, mean of adults": lambda totals, name=name: totals[name] for name in SURVEYED},
}  # fmt: skip


@dataclass(frozen=True)
class Agreement:
    """What the two programs say of one statistic."""

    name: str
    compiled: float
    twin: float
    error: float

    @property
    def errors(self) -> float:
        """The difference in standard errors."""
        if self.error > 0:
            return (self.twin - self.compiled) / self.error
        return 0.0 if self.twin == self.compiled else math.inf

    @property
    def share(self) -> float:
        """The difference as a share of the compiled mean."""
        return self.twin / self.compiled - 1 if self.compiled else math.nan

    @property
    def holds(self) -> bool:
        """Whether they agree."""
        return abs(self.errors) <= ERRORS or abs(self.share) <= SHARE

    def __str__(self) -> str:
        """One line of a table."""
        mark = "" if self.holds else "  DIFFERS"
        numbers = f"{self.compiled:10.4f} {self.twin:10.4f} {100 * self.share:+7.1f} % {self.errors:+6.1f} s.e."
        return f"{self.name:38s} {numbers}{mark}"


def scenario(seed: int, weeks: int, warmup: int, changes: Mapping[str, object] = PLACE) -> Scenario:
    """Return the demo community at the size of the test."""
    chosen = load("demo", {**changes, "run.weeks": weeks, "run.warmup": warmup})
    return chosen.with_run(seed=seed)


def compiled_totals(chosen: Scenario) -> Totals:
    """Return what the compiled model counts in the measured weeks, and its mean survey."""
    run = Community(chosen).run()
    grids = slice(0, len(run.grids))
    totals = dict(zip(MEASURES, run.counts[:, grids].sum(axis=(0, 1)).tolist(), strict=True))
    adults = run.stocks["adults"][:, grids].sum(axis=1)
    surveyed = {name: float((run.stocks[name][:, grids].sum(axis=1) / adults).mean()) for name in SURVEYED}
    return totals | surveyed | {"resident_years": run.sizes["residents"] * run.weeks * 168 / 8766}


def twin_totals(chosen: Scenario) -> Totals:
    """Return the same of the plain Mesa twin."""
    twin = Twin(chosen)
    twin.run()
    totals = {name: twin.counts.get(name, 0.0) for name in MEASURES}
    surveyed = {name: float(np.mean([survey[name] for survey in twin.surveys])) for name in SURVEYED}
    return totals | surveyed | {"resident_years": len(twin.people) * chosen.run.weeks * 168 / 8766}


def compare(compiled: Iterable[Totals], twin: Iterable[Totals]) -> list[Agreement]:
    """Return one agreement a statistic."""
    first, second = list(compiled), list(twin)
    return [_agreement(name, value, first, second) for name, value in STATISTICS.items()]


def _agreement(name: str, value: Callable[[Totals], float], first: list[Totals], second: list[Totals]) -> Agreement:
    one, two = (np.array([value(totals) for totals in runs]) for runs in (first, second))
    one, two = one[np.isfinite(one)], two[np.isfinite(two)]
    squares = ((one - one.mean()) ** 2).sum() + ((two - two.mean()) ** 2).sum()
    variance = squares / (len(one) + len(two) - 2)
    error = math.sqrt(variance * (1 / len(one) + 1 / len(two)))
    return Agreement(name, float(one.mean()), float(two.mean()), error)
