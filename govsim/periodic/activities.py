"""Activities of the community: when they are held, who hears of them, who comes and what comes of it.

A neighbourhood is a run of grids of one community with about `activities.catchment` residents; each activity is for
its own. Once a week those of the week are held one after another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from govsim.engine.codes import SCHEDULES
from govsim.interfaces import Mechanism
from govsim.periodic.scene import Rows, Scene
from govsim.periodic.states import bring_up_to_date, lift, meet_worker, peers_since, seen_at

DECLARATION = Mechanism(
    name="activities",
    every="week",
    reads=("levers.activities", "levers.activity_evening", "levers.publicity", "residents.belonging",
           "residents.efficacy", "residents.ties", "residents.known_until", "residents.need", "edges"),
    writes=("residents.attended", "residents.belonging", "residents.ties", "residents.touched",
            "residents.known_until", "residents.last_contact", "exposure"),
    parameters=tuple(f"activities.{name}" for name in (
        "number", "evening", "catchment", "intercept", "belonging_slope", "efficacy_slope", "knowing", "peers_slope",
        "need_match", "time_cost", "heard", "heard_knowing", "heard_ties", "heard_publicity", "habituation",
        "recovery", "last_time", "belonging_gain", "ties_gain", "acquaintance", "length",
    )),
    formula="P(comes | free) = P(hears) s(a + belonging + efficacy + knows + peers/(1 + peers) + need - works)",
    source="24 activities, 5,000 attendances, 3,514 people (001.5) fix the scale; slopes assumed",
    zh="社区活动与宣传",
    en="activities and publicity",
)  # fmt: skip
Amount = np.ndarray | float
EVENINGS, WEEKEND, WORKING = (19,), (10, 15), (9, 10, 14, 15)  # hours at which activities begin
NEEDS = 6
HEARD = ("heard", "heard_knowing", "heard_ties", "heard_publicity")  # in the order of engine.audience
WEEKS_A_MONTH = 365.25 / 12 / 7
MANY = 1024  # more activities than a neighbourhood has in a week
WORKS = np.array([name not in ("home", "student") for name in SCHEDULES])


@dataclass(frozen=True)
class Programme:
    """Activities: for which neighbourhood, in which hour of the run, about which need."""

    catchment: Rows
    hour: Rows
    need: Rows

    def chosen(self, rows: np.ndarray) -> "Programme":
        """Return some of them."""
        return Programme(self.catchment[rows], self.hour[rows], self.need[rows])

    def rounds(self) -> Iterator["Programme"]:
        """Yield the first of each neighbourhood, then the second, and so on, in the order of hours."""
        ordered = self.chosen(np.lexsort((self.hour, self.catchment)))
        rank = np.arange(len(ordered.hour)) - np.searchsorted(ordered.catchment, ordered.catchment)
        for number in range(int(rank.max(initial=-1)) + 1):
            yield ordered.chosen(rank == number)


def prepare(
    scenario: Any, place: Any, tables: Mapping[str, np.ndarray], rules: Mapping[str, float]
) -> dict[str, np.ndarray]:
    """Return how much publicity each grid has got used to: none."""
    return {"exposure": np.zeros(len(tables["grids"]))}


def catchments(communities: Rows, residents: np.ndarray, size: float) -> Rows:
    """Return the neighbourhood of each grid: max(1, round(R / size)) of nearly equal size in a community of R."""
    total = np.bincount(communities, weights=residents)
    number = np.maximum(1, np.rint(total / size)).astype(np.int64)
    before = np.cumsum(total) - total
    middle = np.cumsum(residents) - residents / 2 - before[communities]
    share = middle / np.maximum(total, 1)[communities]
    part = np.minimum(number[communities] - 1, (share * number[communities]).astype(np.int64))
    return np.asarray(np.cumsum(number)[communities] - number[communities] + part)


def hours_of_week(scene: Scene) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the hours of this week at which activities begin: evenings and weekends; working hours."""
    days = scene.week_hours[scene.hour : scene.hour + 168 : 24] // 24
    off = [24 * day + hour for day, lived in enumerate(days) for hour in (EVENINGS if lived < 5 else WEEKEND)]
    working = [24 * day + hour for day, lived in enumerate(days) if lived < 5 for hour in WORKING]
    return scene.hour + np.array(off, np.int64), scene.hour + np.array(working or off, np.int64)


def planned(scene: Scene, of_grid: Rows) -> Programme:
    """Return the week's activities: levers are means over a neighbourhood's residents; the rest of 1 is a chance."""
    residents = np.asarray(scene.table("grids")["residents"], np.float64)
    people = np.maximum(np.bincount(of_grid, weights=residents), 1e-9)
    wanted = np.bincount(of_grid, weights=residents * scene.levers["activities"]) / 1000 / WEEKS_A_MONTH
    evening = np.bincount(of_grid, weights=residents * scene.levers["activity_evening"]) / people
    number = np.floor(wanted + scene.draw("activities.number", np.arange(len(wanted)))).astype(np.int64)
    catchment = np.repeat(np.arange(len(number)), number)
    keys = catchment * MANY + np.arange(len(catchment)) - np.repeat(np.cumsum(number) - number, number)
    off, working = hours_of_week(scene)
    slot, need = scene.draw("activities.hour", keys), scene.draw("activities.need", keys)
    late = scene.draw("activities.evening", keys) < evening[catchment]
    hours = np.where(late, off[(slot * len(off)).astype(int)], working[(slot * len(working)).astype(int)])
    return Programme(catchment, hours, (need * NEEDS).astype(np.int64))


def noticed(scene: Scene) -> NDArray[np.float64]:
    """Return by grid how much publicity is still noticed: p exp(-weeks of it so far / habituation)."""
    fresh = np.exp(-scene.table("exposure") / scene.rules["activities.habituation"])
    return np.asarray(scene.levers["publicity"] * fresh)


def chance_to_come(scene: Scene, rows: Rows, peers: np.ndarray, need: np.ndarray | int) -> NDArray[np.float64]:
    """Return the chance that each comes who has heard of it and is free, with states as they are now."""
    people, rules = scene.table("residents"), scene.rules
    belonging, efficacy = seen_at(people, ("belonging", "efficacy"), rows, rules, scene.hour)
    level = rules["activities.intercept"] - rules["activities.time_cost"] * WORKS[people["schedule"][rows]]
    level += rules["activities.belonging_slope"] * (belonging - 0.5)
    level += rules["activities.efficacy_slope"] * (efficacy - 0.5)
    level += rules["activities.knowing"] * (people["known_until"][rows] > scene.hour)
    level += rules["activities.peers_slope"] * peers / (1 + peers)
    level += rules["activities.need_match"] * (people["need"][rows] == need)
    return np.asarray(expit(level))


def who_comes(scene: Scene, held: Programme, of_grid: Rows, number: int) -> tuple[Rows, Rows]:
    """Return who comes to activities of different neighbourhoods, by row, and the number of the activity of each."""
    activity = np.full(int(of_grid.max()) + 1, -1)
    activity[held.catchment] = np.arange(len(held.catchment))
    of_building = activity[of_grid[scene.grid_of_building]]
    hours = np.where(of_building >= 0, held.hour[of_building], 0)
    chances = np.array([scene.rules[f"activities.{name}"] for name in HEARD])
    rows, buildings = scene.audience(hours, noticed(scene), chances, f"activities.hears {number}")
    which = of_building[buildings]
    peers = peers_since(scene, rows, scene.hour - scene.rules["activities.last_time"] * 168)
    comes = scene.draw(f"activities.comes {number}", rows) < chance_to_come(scene, rows, peers, held.need[which])
    return rows[comes], which[comes]


def take_part(scene: Scene, rows: Rows, hours: np.ndarray) -> None:
    """Let those who came remember it; it raises ties and belonging, and some get to know the worker."""
    people, rules = scene.table("residents"), scene.rules
    people["attended"][rows] = np.maximum(people["attended"][rows], hours)
    bring_up_to_date(people, rows, rules, scene.hour)
    lift(people, "belonging", rows, rules["activities.belonging_gain"])
    lift(people, "ties", rows, rules["activities.ties_gain"])
    meet_worker(scene, rows, rules["activities.acquaintance"], "activities.acquainted")


def handle(scene: Scene) -> None:
    """Hold the week's activities; then people are more used to publicity."""
    rules, grids = scene.rules, scene.table("grids")
    residents = np.asarray(grids["residents"], np.float64)
    of_grid = catchments(scene.community_of_grid, residents, rules["activities.catchment"])
    programme, came = planned(scene, of_grid), [np.empty(0, np.int64)]
    for number, held in enumerate(programme.rounds()):
        rows, which = who_comes(scene, held, of_grid, number)
        take_part(scene, rows, held.hour[which])
        came.append(rows)
    everybody, host = np.sort(np.concatenate(came)), hosts(of_grid, residents)
    scene.count_grids("activities", np.bincount(host[programme.catchment], minlength=len(grids)).astype(np.float64))
    scene.count("attendances", everybody)
    scene.count("activity_hours", everybody, rules["activities.length"])
    kept = np.exp(-1 / rules["activities.recovery"])
    scene.table("exposure")[:] = scene.table("exposure") * kept + scene.levers["publicity"]


def hosts(of_grid: Rows, residents: np.ndarray) -> Rows:
    """Return the grid in which each neighbourhood's activities are held: its largest."""
    host = np.zeros(int(of_grid.max()) + 1, np.int64)
    order = np.lexsort((-np.arange(len(of_grid)), residents))
    host[of_grid[order]] = order
    return host
