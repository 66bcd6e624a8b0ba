"""Offices: queues with several servers, first come first served, in real-valued time on the clock of open hours."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Any

from .case import Case
from .matter import CITY, TOWN

if TYPE_CHECKING:
    from .model import Twin

BETWEEN = 24.0  # hours from one department to the next, where a case needs two
MOST_LIKELY = 0.95  # of being passed on


class Office:
    """One office. `opened[t]` is how many hours it was open before hour t."""

    def __init__(self, spec: Any, servers: int, background: float, opened: list[float], tier: int) -> None:
        self.spec, self.servers, self.background, self.opened, self.tier = spec, servers, background, opened, tier
        self.free_from = [0.0] * servers
        self.starts: deque[float] = deque()
        self.next_other = 0.0

    def open_time(self, time: float) -> float:
        """Return the open hours before a moment."""
        hour = int(time)
        return self.opened[hour] + (time - hour) * (self.opened[hour + 1] - self.opened[hour])

    def moment(self, open_time: float) -> float:
        """Return the moment before which so many open hours lie."""
        hour = max(0, bisect_left(self.opened, open_time) - 1)
        rate = self.opened[hour + 1] - self.opened[hour]
        return hour + (open_time - self.opened[hour]) / rate if rate else float(hour)

    def waiting(self, now: float) -> int:
        """Return how many wait at a moment on the open clock."""
        while self.starts and self.starts[0] <= now:
            self.starts.popleft()
        return len(self.starts)

    def serve(self, now: float, service: float) -> tuple[float, float]:
        """Give an arrival to the server that is free first; return beginning and end on the open clock."""
        start = max(now, self.free_from[0])
        heapq.heapreplace(self.free_from, start + service)
        self.starts.append(start)
        return start, start + service


class Offices:
    """All offices, what is on its way to them, and answers that are not known yet."""

    def __init__(self, model: Twin, offices: list[Office]) -> None:
        self.model, self.all = model, offices
        self.tiers = {tier: [office for office in offices if office.tier == tier] for tier in (TOWN, CITY)}
        self.agenda: list[tuple[float, int, Office, Case | None, int, Office | None]] = []
        self.order = count()
        self.answers: list[tuple[float, float, Case]] = []
        for office in offices:
            self._let_other_come(office)

    def send(self, case: Case, tier: int) -> None:
        """Send a case so that it arrives in the next hour."""
        case.tier = tier
        first = self.all[case.issue.office] if tier == CITY else self.tiers[TOWN][0]
        second = self.model.random.choice(self.tiers[CITY]) if tier == CITY and case.several else None
        self._arrive_at(self.model.hour + 1.0, first, case, 0, second)

    def _arrive_at(self, time: float, office: Office, case: Case | None, passes: int, second: Office | None) -> None:
        heapq.heappush(self.agenda, (time, next(self.order), office, case, passes, second))

    def _let_other_come(self, office: Office) -> None:
        if office.background > 0:
            office.next_other += self.model.random.expovariate(office.background)
            self._arrive_at(office.moment(office.next_other), office, None, 0, None)

    def live(self, midnight: int) -> None:
        """Live through the time before a midnight; then hand back what was begun."""
        while self.agenda and self.agenda[0][0] < midnight:
            time, _, office, case, passes, second = heapq.heappop(self.agenda)
            self._receive(time, office, case, passes, second)
        known = [answer for answer in self.answers if answer[0] < midnight]
        self.answers = [answer for answer in self.answers if answer[0] >= midnight]
        for _, finish, case in known:
            lag = self.model.random.expovariate(1 / self.model.rules.offices_execution_lag)
            case.due, case.proceed = max(midnight, math.ceil(finish + lag)), case.decided

    def _receive(self, time: float, office: Office, case: Case | None, passes: int, second: Office | None) -> None:
        model, now = self.model, office.open_time(time)
        if case is not None and self._passed_on(office, case, passes, now):
            model.count("transfers")
            model.count("avoidable_transfers")
            peers = self.tiers[office.tier]
            peer = peers[(peers.index(office) + 1) % len(peers)]
            rules = model.rules
            delay = model.random.uniform(rules.offices_pass_shortest, rules.offices_pass_longest)
            self._arrive_at(time + delay, peer, case, passes + 1, second)
            return
        start, end = office.serve(now, self._service(office))
        if case is None:
            self._let_other_come(office)
        elif second is not None:
            self._arrive_at(office.moment(end) + BETWEEN, second, case, passes, None)
        else:
            self.answers.append((office.moment(start), office.moment(end), case))

    def _passed_on(self, office: Office, case: Case, passes: int, now: float) -> bool:
        model, rules = self.model, self.model.rules
        if office.tier == TOWN or passes >= rules.offices_most_passes:
            return False
        backlog = min(2.0, office.waiting(now) / office.servers)
        chance = rules.offices_pass_chance * (1 + rules.offices_pass_backlog * backlog)
        return model.random.random() < min(MOST_LIKELY, chance)

    def _service(self, office: Office) -> float:
        random, spec = self.model.random, office.spec
        if spec.law == "exponential":
            return random.expovariate(1 / spec.hours)
        spread = math.log(1 + spec.cv**2)
        return random.lognormvariate(math.log(spec.hours) - spread / 2, math.sqrt(spread))
