"""What a matter is, and what becomes of it in the hands of staff and offices: handling, closing, coming back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .grid import Desk
    from .model import Twin
    from .resident import Resident

NEVER = 10**9
LOCAL, TOWN, CITY = range(3)
DISPUTES = ("dispute", "organisation_dispute")


class Matter:
    """One matter; `proceed` is what happens to it at or after the hour `due`."""

    def __init__(self, model: Twin, person: Resident) -> None:
        rules, random = model.rules, model.random
        self.model, self.person, self.arose = model, person, model.hour
        self.issue = self._drawn_issue()
        self.klass = self.issue.klass
        self.severity = 0.5 + rules.arrivals_severity_spread * (random.random() - 0.5)
        self.other = self._other_party()
        draw = random.random()
        self.need = CITY if draw < self.issue.city else TOWN if draw < self.issue.city + self.issue.town else LOCAL
        self.several: bool | None = None
        self.barred: set[str] = set()
        self.channel = ""
        self.found = self.recorded = self.hotline = self.returned_order = self.shuttle = self.closed_before = False
        self.reported = self.responded = -1
        self.sought = self.earliest = self.horizon = self.failures = self.sessions = 0
        self.referred: set[int] = set()
        self.desk: Desk | None = None
        self.work = 0.0
        self.leaves: dict[tuple[int, int], bool] = {}
        self.tier, self.resolved = LOCAL, False
        self.due: int = model.hour
        self.proceed: Any = self.rest
        model.count("arisen")

    def _drawn_issue(self) -> Any:
        hazards, week_hour = self.person.hazards, self.model.week_hour
        pairs = zip(hazards.issues, hazards.rates, strict=True)
        weights = [rate * issue.profile[week_hour] for issue, rate in pairs]
        return self.model.random.choices(hazards.issues, weights)[0]

    def _other_party(self) -> Resident | None:
        random, person = self.model.random, self.person
        if self.issue.party == "neighbour" and len(person.home.residents) > 1:
            while (drawn := random.choice(person.home.residents)) is person:
                pass
            return drawn
        if self.issue.party == "landlord":
            for _ in range(8):
                drawn = random.choice(self.model.communities[person.grid.community])
                if drawn.category == 0 and drawn is not person:
                    return drawn
        return None

    def wait(self, hours: int, proceed: Any) -> None:
        """Go on in so many hours."""
        self.due, self.proceed = self.model.hour + hours, proceed

    def wait_about(self, mean: float, proceed: Any) -> None:
        """Go on after an exponential time, in whole hours."""
        self.wait(1 + int(self.model.random.expovariate(1 / mean)), proceed)

    def rest(self) -> None:
        """Wait for somebody else to act."""
        self.due = NEVER

    def over(self) -> None:
        """End for good."""
        self.due = NEVER
        if self in self.person.cases:
            self.person.cases.remove(self)
        if self.person.endured is self:
            self.person.endured = None

    def respond(self) -> None:
        """Note the first response."""
        if self.responded < 0:
            self.responded = self.model.hour
            self.model.count("responses")
            self.model.count("response_hours", self.model.hour - self.reported)

    def record(self) -> None:
        """Note that staff or an office holds it for the first time."""
        if self.recorded:
            return
        self.recorded = True
        if self.klass == "certificate":
            self.model.count("certificates")
            return
        self.model.count("recorded")
        if self.klass in DISPUTES:
            self.model.count("recorded_disputes")

    def join(self, desk: Desk) -> None:
        """Queue at a desk."""
        self.record()
        self.desk = desk
        self.work = self.model.random.expovariate(1 / self.issue.work)
        if self.hotline:
            self.work += self.model.rules.work_order_report
        desk.queue.append(self)
        self.rest()

    def handled(self) -> None:
        """Go on when the desk has finished its work."""
        model = self.model
        self.respond()
        model.count("handled")
        if self.klass == "certificate":
            self.close(LOCAL, True)
        elif self.need > LOCAL:
            self.refer(self.need)
        elif self.klass in DISPUTES:
            model.sessions.book(self, model.hour + int(model.rules.sessions_notice))
        else:
            self.close(LOCAL, model.random.random() < model.rules.closing_resolved_local)

    def refer(self, tier: int) -> None:
        """Send it to an office of a tier."""
        model = self.model
        self.record()
        model.count("transfers")
        if tier not in self.referred:
            self.referred.add(tier)
            model.count("referred_town" if tier == TOWN else "referred_city")
            if tier == CITY and self.klass in DISPUTES:
                model.count("disputes_to_city")
        if tier == CITY and self.several is None:
            self.several = model.random.random() < model.rules.arrivals_several_departments
        self.rest()
        model.offices.send(self, tier)

    def decided(self) -> None:
        """Let an office's decision be carried out."""
        self.respond()
        self.close(self.tier, self.model.random.random() < self.model.rules.closing_resolved_office)

    def close(self, tier: int, resolved: bool) -> None:
        """Close it, learn from it, and perhaps come back."""
        model, rules = self.model, self.model.rules
        self.tier, self.resolved = tier, resolved
        if self.recorded and self.klass != "certificate" and not self.closed_before:
            model.count(("closed_local", "closed_town", "closed_city")[tier])
        self.closed_before = True
        if resolved:
            model.count("resolved")
        satisfied = rules.closing_satisfied_resolved if resolved else rules.closing_satisfied_unresolved
        if model.random.random() < satisfied:
            model.count("satisfied")
        if not self.found:
            self.person.conclude(resolved, tier > LOCAL)
        if not resolved and model.random.random() < rules.closing_returns:
            self.wait_about(24 * rules.closing_return_delay, self.come_back)
        else:
            self.over()

    def come_back(self) -> None:
        """Return unresolved: to the same desk, or to the tier that closed it."""
        self.model.count("returned")
        if self.tier == LOCAL and self.desk is not None:
            self.join(self.desk)
        else:
            self.refer(self.tier)


def sigmoid(x: float) -> float:
    """Return 1 / (1 + e^-x)."""
    return 1 / (1 + math.exp(-x))


def logit(p: float) -> float:
    """Return ln(p / (1 - p))."""
    return math.log(p / (1 - p))
