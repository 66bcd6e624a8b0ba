"""A resident: when she is free, what happens to her, what she learns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from .case import Case
from .week import DAY, PARTS, WEEK

if TYPE_CHECKING:
    from .grid import Grid, Home
    from .model import Twin

REMEMBERED = 100  # stretches of free time that are kept before old ones are thrown away


class Resident(mesa.Agent):
    """One person. `hazards` is the list of what can arise for people of her category in her building."""

    model: Twin

    def __init__(self, model: Twin, row: dict[str, float], home: Home, grid: Grid) -> None:
        super().__init__(model)
        self.home, self.grid = home, grid
        self.household = int(row["household"])
        self.rate = row["rate"]
        self.category, self.schedule = int(row["category"]), int(row["schedule"])
        self.languages = int(row["languages"])
        self.adult, self.digital = row["age"] > 0, bool(row["digital"])
        self.baseline, self.baseline_ties = row["baseline"], row["baseline_ties"]
        self.trust_workers, self.trust_offices = row["trust_workers"], row["trust_offices"]
        self.belonging, self.ties, self.efficacy = row["belonging"], row["ties"], row["efficacy"]
        self.known_until = row["known_until"]
        self.touched = 0
        self.last_result = 0
        self.hazards = home.hazards[self.category]
        self.cases: list[Case] = []
        self.endured: Case | None = None
        self.neighbours: list[Resident] = []
        self.habits = [model.random.gauss(0, 1) for _ in range(PARTS)]
        self.moods: dict[int, float] = {}

    def step(self) -> None:
        """Live through an hour: perhaps something arises, and open cases go on."""
        model = self.model
        # The chance is 1 - exp(-x) with x below 0.002: x itself is close enough.
        if model.random.random() < self.rate * self.hazards.total[model.week_hour]:
            self.cases.append(Case(model, self))
        if self.cases:
            for case in tuple(self.cases):
                if case.due <= model.hour:
                    case.proceed()

    def is_free(self, hour: int) -> bool:
        """Tell whether she is free in an hour; all hours of a part of a day share one draw."""
        model = self.model
        week_hour = model.week_hours[hour]
        quantile = model.quantiles[self.schedule][week_hour]
        if quantile is None:
            return False
        part = model.parts[week_hour]
        stretch = hour // DAY * PARTS + part
        mood = self.moods.get(stretch)
        if mood is None:
            mood = self.moods[stretch] = model.random.gauss(0, 1)
            if len(self.moods) > REMEMBERED:
                today = model.hour // DAY * PARTS
                self.moods = {kept: value for kept, value in self.moods.items() if kept >= today}
        return model.habit_weight * self.habits[part] + model.mood_weight * mood < quantile

    def knows(self) -> bool:
        """Tell whether she knows a worker."""
        return self.known_until > self.model.hour

    def meet(self, chance: float) -> None:
        """Perhaps get to know a worker, for an exponential time."""
        model = self.model
        if model.random.random() < chance:
            lasts = model.random.expovariate(model.rules.field_acquaintance_loss / 8766)
            self.known_until = max(self.known_until, model.hour + lasts)

    def relax(self) -> None:
        """Let trust, ties, belonging and efficacy return towards their baselines since they were last touched."""
        hour = self.model.hour
        if hour == self.touched:
            return
        kept = math.exp(-self.model.rules.trust_relaxation * (hour - self.touched) / WEEK)
        self.trust_workers = self.baseline + (self.trust_workers - self.baseline) * kept
        self.trust_offices = self.baseline + (self.trust_offices - self.baseline) * kept
        self.belonging = self.baseline_ties + (self.belonging - self.baseline_ties) * kept
        self.ties = self.baseline_ties + (self.ties - self.baseline_ties) * kept
        self.efficacy = 0.5 + (self.efficacy - 0.5) * kept
        self.touched = hour

    def judge_workers(self, success: bool, size: float) -> None:
        """Learn about the workers."""
        self.relax()
        rules = self.model.rules
        self.trust_workers = moved(self.trust_workers, success, rules.trust_gain * size, rules.trust_loss * size)

    def judge_offices(self, success: bool, size: float) -> None:
        """Learn about the offices."""
        self.relax()
        rules = self.model.rules
        self.trust_offices = moved(self.trust_offices, success, rules.trust_gain * size, rules.trust_loss * size)

    def grow_together(self) -> None:
        """Strengthen the ties of a party to a settled session."""
        self.relax()
        self.ties = moved(self.ties, True, self.model.rules.trust_ties_gain, 0.0)

    def conclude(self, resolved: bool, by_office: bool) -> None:
        """Learn from an own case that was closed, and let the neighbours hear of it."""
        rules = self.model.rules
        if by_office:
            self.judge_offices(resolved, 1.0)
            self.judge_workers(resolved, rules.trust_office_share)
        else:
            self.judge_workers(resolved, 1.0)
        self.efficacy = moved(self.efficacy, resolved, rules.trust_efficacy_gain, rules.trust_efficacy_gain)
        self.belonging = moved(self.belonging, resolved, rules.trust_belonging_gain, rules.trust_belonging_gain)
        self.last_result = 1 if resolved else -1
        for neighbour in self.neighbours:
            (neighbour.judge_offices if by_office else neighbour.judge_workers)(resolved, rules.trust_hearsay)


def moved(value: float, success: bool, gain: float, loss: float) -> float:
    """Return a value in [0, 1] after a success or a failure."""
    return value + gain * (1 - value) if success else value - loss * value
