"""Mediation: finding an hour for everybody, and holding the session."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from .case import Case
from .matter import CITY, LOCAL, TOWN, logit, sigmoid
from .week import DAY

if TYPE_CHECKING:
    from .model import Twin
    from .resident import Resident
    from .worker import Worker

MANDARIN = 1  # bit of languages; the scenario's workers speak nothing that a foreigner may know but this
CALLED_FIRST = {"counter": 0, "field": 1, "off": 2}


class Sessions:
    """The diary of sessions."""

    def __init__(self, model: Twin) -> None:
        self.model = model
        self.diary: dict[int, list[Case]] = defaultdict(list)

    def book(self, case: Case, earliest: int) -> None:
        """Enter the first hour in which the desk is open for half and every party comes; else shuttle mediation."""
        rules = self.model.rules
        case.rest()
        case.shuttle = False
        for hour in range(earliest, earliest + int(24 * rules.sessions_search)):
            if self._open(case, hour) and self._all_come(case, hour, earliest):
                self.diary[hour].append(case)
                return
        case.shuttle = True
        self.model.count("shuttle")
        hour = earliest + int(24 * rules.sessions_shuttle_delay)
        while not self._open(case, hour):
            hour += 1
        self.diary[hour].append(case)

    def _open(self, case: Case, hour: int) -> bool:
        assert case.desk is not None
        return case.desk.duty[self.model.week_hours[hour]] >= 0.5

    def _all_come(self, case: Case, hour: int, earliest: int) -> bool:
        may_leave = hour >= earliest + self.model.rules.sessions_leave_after
        parties = (case.person,) if case.other is None else (case.person, case.other)
        return all(party.is_free(hour) or (may_leave and self._takes_leave(case, party, hour)) for party in parties)

    def _takes_leave(self, case: Case, party: Resident, hour: int) -> bool:
        model = self.model
        if model.quantiles[party.schedule][model.week_hours[hour]] is None:
            return False
        key = (party.unique_id, hour // DAY)
        if key not in case.leaves:
            case.leaves[key] = model.random.random() < model.rules.sessions_leave_chance
        return case.leaves[key]

    def step(self) -> None:
        """Hold the sessions of this hour."""
        due = self.diary.pop(self.model.hour, [])
        for case in sorted(due, key=lambda case: (case.person.unique_id, case.arose)):
            self._hold(case)

    def _hold(self, case: Case) -> None:
        model = self.model
        assert case.desk is not None
        unoccupied = [worker for worker in case.desk.workers if worker.mode in CALLED_FIRST]
        if not unoccupied:
            model.count("rebooked")
            self.book(case, model.hour + 1)
            return
        worker = min(unoccupied, key=lambda worker: CALLED_FIRST[worker.mode])
        if worker.mode == "off":
            model.count("overtime_hours")
        worker.mode = "session"
        model.count("session_hours")
        model.count("sessions")
        case.sessions += 1
        if model.random.random() < self._chance(case, worker):
            self._settle(case)
        elif case.sessions < model.rules.sessions_limit:
            self.book(case, model.hour + int(model.rules.sessions_gap))
        else:
            case.refer(CITY if model.random.random() < model.rules.sessions_failed_to_city else TOWN)

    def _chance(self, case: Case, worker: Worker) -> float:
        rules = self.model.rules
        parties = [case.person] if case.other is None else [case.person, case.other]
        for party in parties:
            party.relax()
        trust = sum(party.trust_workers for party in parties) / len(parties)
        ties = sum(party.ties for party in parties) / len(parties)
        return sigmoid(
            logit(rules.sessions_success)
            + rules.sessions_skill_slope * worker.skill
            + rules.sessions_trust_slope * (trust - 0.5)
            + rules.sessions_ties_slope * (ties - 0.5)
            + rules.sessions_severity_slope * (case.severity - 0.5)
            - rules.sessions_shuttle_penalty * case.shuttle
            - rules.sessions_language_penalty * (not case.person.languages & MANDARIN)
        )

    def _settle(self, case: Case) -> None:
        model = self.model
        model.count("sessions_settled")
        case.person.grow_together()
        if case.other is not None:
            case.other.grow_together()
        if model.random.random() < model.rules.sessions_formal_share:
            model.count("formal")
        case.close(LOCAL, True)
