"""The election of the residents' committee: who may vote and who does.

Nothing here looks at anybody's age. Whatever differs by age comes in through where people are registered, how long
they have lived here, when they are at home, and what they think and do.
"""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from govsim.interfaces import Mechanism
from govsim.periodic.scene import Rows, Scene
from govsim.periodic.states import seen_at

DECLARATION = Mechanism(
    name="elections",
    every="day",
    reads=("residents.hukou", "residents.presence", "residents.years", "residents.belonging", "residents.ties",
           "residents.efficacy", "residents.known_until", "residents.attended", "residents.need"),
    writes=("residents.attended",),
    parameters=tuple(f"elections.{name}" for name in (
        "interval", "first_year", "month", "tenure", "application", "intercept", "home_slope", "belonging_slope",
        "ties_slope", "knowing", "efficacy_slope", "past", "stay_slope", "need_slope",
    )),
    formula="P(votes | may vote) = s(a + at home + belonging + ties + knows + efficacy + took part + stay + need)",
    source="48 % voted (SUNS 2017) fixes the level; knowing neighbours predicts voting (Xu, Perkins & Chow 2010)",
    zh="居委会选举",
    en="committee elections",
)  # fmt: skip
CALLS = ((-4, 10), (-2, 15), (-3, 19), (0, 10))  # the canvassers' rounds: days from the Sunday, hour of the day
STATES = ("belonging", "ties", "efficacy")
SETTLED = 10.0  # years
SERVED_NEEDS = (0, 3, 4)  # repairs, elder care, safety: what a committee deals with
YEAR = 8766
SUNDAY = 6


def election_day(year: int, month: int) -> date:
    """Return the first Sunday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(SUNDAY - first.weekday()) % 7)


def is_election(scene: Scene) -> bool:
    """Whether the committee is elected on the day that begins."""
    rules, today = scene.rules, scene.date.date()
    due = (today.year - round(rules["elections.first_year"])) % round(rules["elections.interval"]) == 0
    return due and today == election_day(today.year, round(rules["elections.month"]))


def may_vote(scene: Scene, rows: Rows) -> NDArray[np.bool_]:
    """Whether each may vote: registered at home here, or here for the tenure and accepted on application."""
    people, rules = scene.table("residents"), scene.rules
    registered = (people["hukou"][rows] == 1) & (people["presence"][rows] == 0)
    applied = scene.draw("elections.application", rows, 0) < rules["elections.application"]
    return np.asarray(registered | (applied & (people["years"][rows] >= rules["elections.tenure"])))


def found_at_home(scene: Scene, rows: Rows) -> NDArray[np.float64]:
    """Return the share of the canvassers' rounds in which each was at home and free."""
    hours = [scene.hour + 24 * day + hour for day, hour in CALLS]
    found = [scene.free(rows, hour) for hour in hours if hour >= 0]
    return np.asarray(np.mean(found, axis=0))


def chance_to_vote(scene: Scene, rows: Rows) -> NDArray[np.float64]:
    """Return the chance that each of those who may vote does."""
    people, rules = scene.table("residents"), scene.rules
    level = rules["elections.intercept"] + rules["elections.home_slope"] * found_at_home(scene, rows)
    states = seen_at(people, STATES, rows, rules, scene.hour)
    for name, state in zip(STATES, states, strict=True):
        level = level + rules[f"elections.{name}_slope"] * (state - 0.5)
    level += rules["elections.knowing"] * (people["known_until"][rows] > scene.hour)
    level += rules["elections.past"] * (people["attended"][rows] > scene.hour - YEAR)
    level += rules["elections.stay_slope"] * np.minimum(people["years"][rows], SETTLED) / SETTLED
    level += rules["elections.need_slope"] * np.isin(people["need"][rows], SERVED_NEEDS)
    return np.asarray(expit(level))


def handle(scene: Scene) -> None:
    """Hold the election on its day."""
    if not is_election(scene):
        return
    adults = np.flatnonzero(scene.adults)
    eligible = adults[may_vote(scene, adults)]
    voters = eligible[scene.draw("elections.votes", eligible) < chance_to_vote(scene, eligible)]
    scene.table("residents")["attended"][voters] = scene.hour
    for name, rows in (("adults_at_election", adults), ("eligible", eligible), ("votes", voters)):
        scene.count(name, rows)


__all__ = ["DECLARATION", "chance_to_vote", "election_day", "found_at_home", "handle", "is_election", "may_vote"]
