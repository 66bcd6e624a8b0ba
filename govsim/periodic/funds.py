"""Money for the commons: by whom it is counted, who decides what it is spent on; and services that are bought."""

from typing import Any

import numpy as np

from govsim.engine.columns import schema
from govsim.engine.draws import draws
from govsim.interfaces import Mechanism
from govsim.periodic.commons import by_grid, capacity, taken_up
from govsim.periodic.gatherings import come
from govsim.periodic.people import registered_residents
from govsim.periodic.scene import Rows, Scene
from govsim.place.tables import PlaceTables

DECLARATION = Mechanism(
    name="funds",
    every="day",
    reads=(
        "residents.need", "residents.hukou", "residents.presence", "residents.belonging", "levers.fund",
        "levers.fund_residents", "levers.by_residents", "levers.one_committee", "levers.empower",
        "levers.service_hours",
    ),
    writes=("accounts", "commons.project", "residents.attended", "residents.belonging", "residents.need"),
    parameters=(
        "funds.base", "funds.need_in_common", "funds.turnout", "funds.belonging_gain", "funds.office_knowledge",
        "commons.crowding_out", "commons.duplication_loss",
    ),
    formula="a year's money of a grid = fund (b residents + (1 - b) registered R / R_registered); a month spends the "
    "balance / months left * capacity; match = share of residents who need what the project is for",
    source="001.1: money by hukou, two committees in an estate, residents choose (Chengdu); sizes are assumed",
    zh="公共经费与购买服务",
    en="funds and bought services",
)  # fmt: skip

NEEDS = 6
IN_COMMON = np.array([0, 1, 2, 4])  # what a place can lack as a whole: not care or culture
IN_THE_YARD = np.array([1.0, 1.0, 1.0, 0.0, 1.0, 0.0])  # repairs, parking, green and play, safety; not care, culture
ACCOUNT = schema(dict(
    balance="f8", granted="f8",  # money; what has been granted for the whole of this year
    residents="f8", registered="f8",  # counted when the year's money was dealt
    year="i4",  # of that count
))  # fmt: skip


def prepare(scenario: Any, place: PlaceTables, tables: dict[str, np.ndarray], rules: Any) -> dict[str, np.ndarray]:
    """Return empty accounts, one a grid; give some residents the need that their community has in common."""
    seed, people, buildings = scenario.run.seed, tables["residents"], place.buildings
    drawn = draws(seed, "funds.need_in_common", np.arange(place.communities))
    community = np.repeat(buildings["community"], buildings["residents"])
    shared = draws(seed, "funds.shares_need", np.arange(len(people))) < rules["funds.need_in_common"]
    people["need"][shared] = IN_COMMON[(drawn * len(IN_COMMON)).astype(np.int64)][community[shared]]
    return {"accounts": np.zeros(len(tables["grids"]), ACCOUNT)}


def handle(scene: Scene) -> None:
    """Count what is bought each week; grant and spend each month."""
    if scene.begins_week:
        residents = by_grid(scene, scene.place.buildings["residents"])
        scene.count_grids("service_hours", scene.levers["service_hours"] * residents / 1000)
    if scene.begins_month:
        grant(scene)
        spend(scene)


def grant(scene: Scene) -> None:
    """Pay each grid its year's money: in January, and what is added during the year for the months that are left."""
    accounts, year = scene.table("accounts"), scene.date.year
    if (accounts["year"] != year).any():
        accounts["residents"] = by_grid(scene, scene.place.buildings["residents"])
        accounts["registered"] = registered_residents(scene)
        accounts["year"], accounts["granted"] = year, 0.0
    added = np.maximum(0.0, entitlement(scene) - accounts["granted"])
    money = added * months_left(scene) / 12
    accounts["granted"] += added
    accounts["balance"] += money
    scene.count_grids("money_in", money)


def months_left(scene: Scene) -> int:
    """Return how many months of the year are left, this one included."""
    return 13 - scene.date.month


def entitlement(scene: Scene) -> np.ndarray:
    """Return a year's money of each grid, by residents or by registered people, the place's sum being the same."""
    accounts, levers = scene.table("accounts"), scene.levers
    residents, registered = accounts["residents"], accounts["registered"]
    scale = residents.sum() / max(1.0, registered.sum())
    heads = levers["by_residents"] * residents + (1.0 - levers["by_residents"]) * registered * scale
    return np.asarray((scene.rules["funds.base"] + levers["fund"]) * heads)


def spend(scene: Scene) -> None:
    """Spend a month's part of the balance on what residents, or the office, choose for each community."""
    accounts, grids = scene.table("accounts"), len(scene.table("grids"))
    people = scene.place.buildings["residents"]
    able = by_grid(scene, capacity(scene) * people) / np.maximum(1, by_grid(scene, people))
    spent = accounts["balance"] / months_left(scene) * able
    accounts["balance"] -= spent
    shares = needs(scene)
    theirs = scene.levers["fund_residents"]
    office = chosen_by_office(scene, shares)
    residents = chosen_by_residents(scene, office)
    of, each = scene.community_of_grid, np.arange(grids)
    match = theirs * shares[of, residents[of]] + (1.0 - theirs) * shares[of, office[of]]
    in_yard = theirs * IN_THE_YARD[residents[of]] + (1.0 - theirs) * IN_THE_YARD[office[of]]
    scene.count_grids("money_spent", spent)
    scene.count_grids("money_matched", spent * match)
    per_head = 12 * spent * in_yard / np.maximum(1, by_grid(scene, people))
    scene.table("commons")["project"] = per_head[each][scene.grid_of_building]


def needs(scene: Scene) -> np.ndarray:
    """Return (communities, needs): the share of residents with each need."""
    people, communities = scene.table("residents"), scene.place.communities
    community = scene.community_of_building[scene.building_of_resident]
    cell = community * NEEDS + people["need"]
    table = np.bincount(cell, minlength=communities * NEEDS).reshape(communities, NEEDS)
    return np.asarray(table / table.sum(axis=1)[:, None])


def chosen_by_office(scene: Scene, shares: np.ndarray) -> Rows:
    """Return what the office spends on: a draw with weights share ** knowledge, so that 0 is blind chance."""
    weights = shares ** scene.rules["funds.office_knowledge"] * (shares > 0)
    upto = np.cumsum(weights / weights.sum(axis=1)[:, None], axis=1)
    drawn = scene.draw("funds.office", np.arange(len(shares)))
    return np.asarray(np.minimum((upto < drawn[:, None]).sum(axis=1), NEEDS - 1))


def chosen_by_residents(scene: Scene, office: Rows) -> Rows:
    """Return what most of those who come vote for; without voters what the office would choose."""
    voters = gather(scene)
    communities = scene.place.communities
    community = scene.community_of_building[scene.building_of_resident[voters]]
    cell = community * NEEDS + scene.table("residents")["need"][spoken_for(scene, voters)]
    votes = np.bincount(cell, minlength=communities * NEEDS).reshape(communities, NEEDS)
    return np.where(votes.any(axis=1), votes.argmax(axis=1), office)


def spoken_for(scene: Scene, voters: Rows) -> Rows:
    """Return whose need each voter speaks for: anyone of the household, drawn, so that parents speak for children."""
    household = scene.table("residents")["household"]
    first, end = (np.searchsorted(household, household[voters], side=side) for side in ("left", "right"))
    return np.asarray(first + (scene.draw("funds.need", voters) * (end - first)).astype(np.int64))


def gather(scene: Scene) -> Rows:
    """Return the adults who come to decide, where residents decide on anything; it ties them to the place.

    Chance = turnout * 2 belonging * (what the office leaves to residents) * (share they decide on).
    """
    share = scene.levers["fund_residents"]
    if not (share > 0).any():
        return np.zeros(0, np.int64)
    people, grid = scene.table("residents"), scene.grid_of_resident
    asked = np.flatnonzero(scene.adults & (share[grid] > 0))
    scene.refresh()
    most = share[grid[asked]] * taken_up(scene, grid[asked])
    chance = scene.rules["funds.turnout"] * 2.0 * people["belonging"][asked] * most
    voters = asked[come(scene, "funds.meeting", asked, chance)]
    people["attended"][voters] = scene.hour
    belonging = people["belonging"][voters].astype(np.float64)
    people["belonging"][voters] = belonging + scene.rules["funds.belonging_gain"] * (1.0 - belonging)
    return voters
