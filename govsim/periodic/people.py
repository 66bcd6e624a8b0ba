"""People come and go: whole households move, and one of the same make-up moves in that nobody knows.

Where people are registered and where they live are two things (人户分离): `presence` is 2 for those who live here and
are registered elsewhere. Those registered here who live elsewhere are no rows; they are a share of the registered.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.engine.codes import CATEGORIES
from govsim.engine.draws import draws
from govsim.interfaces import Mechanism
from govsim.periodic.scene import Rows, Scene
from govsim.population.distributions import normal
from govsim.population.residents import EFFICACY, EFFICACY_SPREAD, SETTLED, TIES, TIES_BY_STAY, TIES_SPREAD
from govsim.world.schema import NEVER_ATTENDED

DECLARATION = Mechanism(
    name="people",
    every="month",
    reads=("residents.household", "residents.category", "residents.hukou"),
    writes=("moved", *(f"residents.{name}" for name in (
        "years", "registered", "presence", "known_until", "last_contact", "last_result", "attended", "roles",
        "baseline", "baseline_ties", "trust_workers", "trust_offices", "trust_group", "ties", "belonging", "efficacy",
        "touched", "tried_week", "met_week", "endured",
    ))),
    parameters=(*(f"people.moves_{name}" for name in CATEGORIES), "people.separated", "people.away",
                "people.own_registration"),
    formula="P(household moves in a month) = 1 - exp(-rate of its category / 12)",
    source="rates assumed, about .1 a year in all; living apart from one's registration: 7th census 2020",
    zh="居民迁入迁出",
    en="people come and go",
)  # fmt: skip
HERE, ELSEWHERE = 0, 2  # residents.presence
OLDEST_STAY = 60


def prepare(
    scenario: Any, place: Any, tables: Mapping[str, np.ndarray], rules: Mapping[str, float]
) -> dict[str, np.ndarray]:
    """Set who is registered elsewhere; return the calendar month in which each household moved in."""
    people, seed = tables["residents"], scenario.run.seed
    homes = np.arange(int(people["household"][-1]) + 1)
    apart = (draws(seed, "people.separated", homes) < rules["people.separated"])[people["household"]]
    people["presence"] = np.where((people["hukou"] == 0) | apart, ELSEWHERE, HERE)
    month = 1 + (draws(seed, "people.month", homes) * 12).astype(np.int8)
    return {"moved": month[people["household"]]}


def registered_residents(scene: Scene) -> NDArray[np.float64]:
    """Return by grid how many people are registered there: who lives where registered, and those living elsewhere.

    R = n (1 + away), n the residents with local registration who live at its address.
    """
    people, grids = scene.table("residents"), len(scene.table("grids"))
    here = (people["hukou"] == 1) & (people["presence"] == HERE)
    number = np.bincount(scene.grid_of_resident[here], minlength=grids)
    return np.asarray(number * (1 + scene.rules["people.away"]))


def movers(scene: Scene) -> Rows:
    """Return the residents whose household moves in this month; the category of its first member decides."""
    sizes = scene.place.household_sizes
    first = np.cumsum(sizes) - sizes
    rates = np.array([scene.rules[f"people.moves_{name}"] for name in CATEGORIES])
    chance = -np.expm1(-rates / 12)[scene.table("residents")["category"][first]]
    goes = np.flatnonzero(scene.draw("people.moves", np.arange(len(sizes))) < chance)
    number = sizes[goes].astype(np.int64)
    rows = np.arange(int(number.sum())) + np.repeat(first[goes] - np.cumsum(number) + number, number)
    return np.asarray(rows)


def move_in(scene: Scene, rows: Rows) -> None:
    """Let new households live in the homes of those who left: unknown, with baselines of their own, and no past."""
    people, rules = scene.table("residents"), scene.rules
    for column in ("known_until", "last_contact", "tried_week", "met_week"):
        people[column][rows] = -1
    for column in ("years", "last_result", "roles", "endured"):
        people[column][rows] = 0
    people["attended"][rows], people["touched"][rows] = NEVER_ATTENDED, scene.hour
    scene.table("moved")[rows] = scene.date.month
    set_registration(scene, rows)
    mean, spread = rules["trust.baseline_mean"], rules["trust.baseline_spread"]
    people["baseline"][rows] = normal(scene.draw("people.trust", rows), mean, spread, 0.05, 0.95)
    for column in ("trust_workers", "trust_offices", "trust_group"):
        people[column][rows] = people["baseline"][rows]
    ties = 0.5 + TIES[people["category"][rows]] - 0.5 * TIES_BY_STAY
    people["baseline_ties"][rows] = normal(scene.draw("people.ties", rows), ties, TIES_SPREAD, 0.02, 0.98)
    people["ties"][rows] = people["belonging"][rows] = people["baseline_ties"][rows]
    people["efficacy"][rows] = normal(scene.draw("people.efficacy", rows), EFFICACY, EFFICACY_SPREAD, 0.05, 0.95)


def set_registration(scene: Scene, rows: Rows) -> None:
    """Who registers at the address is in the register at once; who is registered elsewhere is not."""
    people = scene.table("residents")
    apart = scene.draw("people.separated", people["household"][rows]) < scene.rules["people.separated"]
    elsewhere = (people["hukou"][rows] == 0) | apart
    people["presence"][rows] = np.where(elsewhere, ELSEWHERE, HERE)
    people["registered"][rows] = np.where(elsewhere, -1, scene.hour)


def register_themselves(scene: Scene) -> None:
    """Some households that the register does not hold go and register: at a rate, whoever has not called on them."""
    people = scene.table("residents")
    missing = np.flatnonzero(people["registered"] < 0)
    chance = -np.expm1(-scene.rules["people.own_registration"] / 12)
    goes = scene.draw("people.registers", people["household"][missing]) < chance
    people["registered"][missing[goes]] = scene.hour


def handle(scene: Scene) -> None:
    """Let a month's households move and the others become a year older here when their month comes.

    Ties have a baseline that grows with the years, as at the beginning: by TIES_BY_STAY in SETTLED years.
    """
    people = scene.table("residents")
    due = np.flatnonzero(scene.table("moved") == scene.date.month)
    scene.refresh()  # up to now states have come nearer to the old baseline
    growing = due[people["years"][due] < SETTLED]
    people["baseline_ties"][growing] = np.minimum(0.98, people["baseline_ties"][growing] + TIES_BY_STAY / SETTLED)
    people["years"][due] = np.minimum(people["years"][due] + 1, OLDEST_STAY)
    register_themselves(scene)
    rows = movers(scene)
    scene.forget(rows)
    scene.count("leavers", rows)
    move_in(scene, rows)
    scene.count("newcomers", rows)
