"""The commons of a building, month by month: fees, voluntary work, wear and upkeep."""

from typing import Any

import numpy as np

from govsim.engine.columns import schema
from govsim.engine.draws import draws
from govsim.interfaces import Mechanism
from govsim.periodic.giving import chance_of_giving, learned
from govsim.periodic.group_tables import living
from govsim.periodic.scene import Rows, Scene
from govsim.place.tables import PlaceTables

DECLARATION = Mechanism(
    name="commons",
    every="month",
    reads=(
        "buildings.condition", "residents.cooperation", "groups.legitimacy", "commons.project",
        "levers.open_accounts", "levers.empower", "levers.one_committee",
    ),
    writes=("buildings.condition", "buildings.fees", "buildings.giving", "commons.belief", "residents.attended"),
    parameters=(
        "commons.arrears", "commons.arrears_condition", "commons.arrears_accounts", "commons.first_giving",
        "commons.following", "commons.other_giving", "commons.learning", "commons.group_watch",
        "commons.accounts_watch", "commons.watch_response", "commons.crowding_out", "commons.wear",
        "commons.fee_upkeep", "commons.work_upkeep", "commons.duplication_loss",
    ),
    formula="condition' = condition - wear condition + (fees, work and projects) (1 - condition); "
    "odds of owing fees fall with condition and open accounts; belief' = belief + learning (share that gave - belief)",
    source="arrears: assumed (6.7 % of owners have ever owed, Shanghai 2014); types: Fischbacher, Gaechter & Fehr "
    "2001; 001.1 for the signs",
    zh="楼栋公共维护",
    en="commons of the buildings",
)  # fmt: skip

USUAL = 0.6  # condition at which the usual arrears hold, and which usual fees and work keep up
COMMONS = schema(dict(
    belief="f8",  # share of neighbours who give, as residents believe
    project="f8",  # money for things in the yard, per resident and year, in units of a year's upkeep, last month
))  # fmt: skip
TURNS = 4  # a quarter of the residents is asked each month


def prepare(scenario: Any, place: PlaceTables, tables: dict[str, np.ndarray], rules: Any) -> dict[str, np.ndarray]:
    """Return what each building believes of its neighbours, and set the first shares that pay and give."""
    own = np.zeros(len(tables["buildings"]), COMMONS)
    own["belief"] = tables["buildings"]["giving"] = rules["commons.first_giving"]
    tables["buildings"]["fees"] = 1.0 - rules["commons.arrears"]
    return {"commons": own}


def handle(scene: Scene) -> None:
    """Collect fees, ask for work, and let the buildings wear."""
    collect(scene)
    ask(scene)
    wear(scene)


def collect(scene: Scene) -> None:
    """Ask every household for the fee: those in arrears stay the same households while nothing else changes."""
    buildings, place, rules = scene.table("buildings"), scene.place.buildings, scene.rules
    households = place["households"].astype(np.int64)
    of = np.repeat(np.arange(len(buildings)), households)
    usual = np.log(rules["commons.arrears"] / (1.0 - rules["commons.arrears"]))
    odds = usual + rules["commons.arrears_condition"] * (USUAL - buildings["condition"])
    odds -= rules["commons.arrears_accounts"] * scene.lever("open_accounts", scene.grid_of_building)
    owing = 1.0 / (1.0 + np.exp(-odds))
    pays = draws(scene.seed, "commons.arrears", np.arange(len(of))) >= owing[of]
    paid = np.bincount(of, weights=pays, minlength=len(buildings))
    buildings["fees"] = paid / households
    scene.count_grids("fees_due", by_grid(scene, households))
    scene.count_grids("fees_paid", by_grid(scene, paid))


def ask(scene: Scene) -> None:
    """Ask a quarter of the adults in turn for work; everybody sees how many of the building gave."""
    people, buildings, own = scene.table("residents"), scene.table("buildings"), scene.table("commons")
    asked = np.arange(scene.date.month % TURNS, len(people), TURNS)
    asked = asked[people["age"][asked] > 0]
    of = scene.building_of_resident[asked]
    chance = chance_of_giving(people["cooperation"][asked], own["belief"][of], watched(scene)[of], scene.rules)
    gives = scene.draw("commons.work", asked) < chance * taken_up(scene, scene.grid_of_building)[of]
    people["attended"][asked[gives]] = scene.hour
    scene.count("work_asked", asked)
    scene.count("work_given", asked[gives])
    number = np.bincount(of, minlength=len(buildings))
    share = np.bincount(of[gives], minlength=len(buildings)) / np.maximum(1, number)
    seen = np.flatnonzero(number > 0)
    buildings["giving"][seen] = share[seen]
    own["belief"][seen] = learned(own["belief"][seen], share[seen], scene.rules["commons.learning"])


def taken_up(scene: Scene, grids: Rows) -> np.ndarray:
    """Return the share of what residents would do that what the office does itself leaves to them."""
    return np.asarray(1.0 - scene.rules["commons.crowding_out"] * (1.0 - scene.lever("empower", grids)))


def watched(scene: Scene) -> np.ndarray:
    """Return how far giving is seen in each building, 0 to 1: by a living group and in open accounts."""
    groups, rules = scene.table("groups"), scene.rules
    watch = rules["commons.accounts_watch"] * scene.lever("open_accounts", scene.grid_of_building)
    watch[scene.building_of_group] += rules["commons.group_watch"] * groups["legitimacy"] * living(groups)
    return np.asarray(np.minimum(1.0, watch))


def capacity(scene: Scene) -> np.ndarray:
    """Return what each building's committee can get done: less where an estate has two, until they are reformed."""
    estate, community = scene.estate_of_building, scene.community_of_building
    first = np.full(scene.place.estates, np.iinfo(np.int64).max)
    last = np.full(scene.place.estates, -1)
    np.minimum.at(first, estate, community)
    np.maximum.at(last, estate, community)
    twice = (first != last)[estate]
    unreformed = 1.0 - scene.lever("one_committee", scene.grid_of_building)
    return np.asarray(1.0 - scene.rules["commons.duplication_loss"] * unreformed * twice)


def wear(scene: Scene) -> None:
    """Let buildings wear and be kept up; both act on what is left, so that condition stays within 0 and 1."""
    buildings, rules = scene.table("buildings"), scene.rules
    upkeep = rules["commons.fee_upkeep"] * buildings["fees"]
    upkeep += rules["commons.work_upkeep"] * buildings["giving"] * capacity(scene)
    upkeep += rules["commons.wear"] * USUAL / (1.0 - USUAL) * scene.table("commons")["project"]
    before = buildings["condition"]
    after = before * (1.0 - rules["commons.wear"]) + np.minimum(1.0, upkeep) * (1.0 - before)
    buildings["condition"] = np.clip(after, 0.0, 1.0)


def by_grid(scene: Scene, amounts: np.ndarray) -> np.ndarray:
    """Return the sum over the buildings of each grid."""
    return np.bincount(scene.grid_of_building, weights=amounts, minlength=len(scene.table("grids")))


def stocks(scene: Scene) -> dict[str, np.ndarray]:
    """Return by grid the condition of the buildings, summed over their residents."""
    people = scene.place.buildings["residents"]
    return {"condition": by_grid(scene, scene.table("buildings")["condition"] * people),
            "housed": by_grid(scene, people)}  # fmt: skip
