"""A worker's hour: at the counter, in the field, at a session; paperwork at the end of the day."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from .grid import Desk, Grid
    from .model import Twin
    from .resident import Resident

EMPTY = 1e-12
SKILL_SPREAD = 0.3


class Worker(mesa.Agent):
    """A grid worker, or a community worker at a station (who is always at the counter)."""

    model: Twin

    def __init__(self, model: Twin, grid: Grid, roster: list[float], skill: float, at_station: bool) -> None:
        super().__init__(model)
        self.grid, self.roster, self.at_station = grid, roster, at_station
        self.skill = model.random.gauss(skill, SKILL_SPREAD)
        self.desk: Desk | None = None
        self.mode, self.fraction = "off", 0.0
        self.backlog, self.duty_today = 0.0, 0.0
        self.arrived: deque[float] = deque(maxlen=int(model.rules.work_paperwork_age))

    def begin_hour(self) -> None:
        """Come on duty, at the counter or in the field."""
        model = self.model
        self.fraction = self.roster[model.week_hour]
        if self.fraction == 0:
            self.mode = "off"
            return
        self.duty_today += self.fraction
        model.count("duty_hours", self.fraction)
        in_field = not self.at_station and model.random.random() < model.rules.work_field_share
        self.mode = "field" if in_field else "counter"

    def step(self) -> None:
        """Work through the hour."""
        if self.mode == "counter":
            self._serve()
        elif self.mode == "field":
            self._go_round()

    def _serve(self) -> None:
        model, left = self.model, self.fraction
        assert self.desk is not None
        queue = self.desk.queue
        while queue and left > EMPTY:
            case = queue[0]
            spent = min(left, case.work)
            left -= spent
            case.work -= spent
            model.count("case_hours", spent)
            if case.work <= EMPTY:
                queue.popleft()
                case.handled()
        paper = min(left, self.backlog)
        self.backlog -= paper
        model.count("paper_hours", paper)
        model.count("idle_hours", left - paper)

    def _go_round(self) -> None:
        model = self.model
        model.count("field_hours", self.fraction)
        if model.random.random() < model.rules.work_visit_share:
            self._visit()
        else:
            self._patrol()

    def _visit(self) -> None:
        model, rules = self.model, self.model.rules
        storeys = self.grid.households[self.grid.next_visit][0].home.storeys
        a_door = rules.field_talk_hours + rules.field_walk_hours + rules.field_storey_hours * storeys
        doors = self.fraction / a_door
        for _ in range(int(doors) + (model.random.random() < doors % 1)):
            model.count("visits")
            household = self.grid.next_household()
            opener = next((person for person in household if person.adult and person.is_free(model.hour)), None)
            if opener is not None:
                self._talk_to(opener)

    def _talk_to(self, opener: Resident) -> None:
        model, rules = self.model, self.model.rules
        assert self.desk is not None
        model.count("visits_opened")
        opener.judge_workers(True, rules.field_visit_trust)
        opener.meet(rules.field_acquaintance_visit)
        if opener.endured is not None and model.random.random() < rules.field_visit_finds:
            opener.endured.come_to_light("visit", self.desk)

    def _patrol(self) -> None:
        model, grid = self.model, self.grid
        assert self.desk is not None
        chance = model.rules.field_detection * self.fraction
        found = [case for case in grid.hidden if model.random.random() < chance]
        for case in found:
            grid.hidden.remove(case)
            case.come_to_light("patrol", self.desk)

    def end_day(self) -> None:
        """Work overtime on paperwork, receive new items, drop what is too old."""
        model, rules = self.model, self.model.rules
        too_much = max(0.0, self.backlog - rules.work_overtime_backlog * rules.work_paperwork_hours)
        overtime = min(too_much, rules.work_overtime_cap * self.duty_today)
        self.backlog -= overtime
        self.duty_today = 0.0
        model.count("overtime_hours", overtime)
        new = 0.0
        if model.week_hour < 120:
            items = model.rng.poisson(rules.work_paperwork_hours / 5 / rules.work_paperwork_item)
            new = float(items) * rules.work_paperwork_item
        self.arrived.append(new)
        self.backlog += new
        dropped = max(0.0, self.backlog - sum(self.arrived))
        self.backlog -= dropped
        model.count("paper_arrived", new)
        model.count("paper_dropped", dropped)
