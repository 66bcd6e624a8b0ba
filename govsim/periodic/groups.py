"""The life of self-governance groups: founding, joining, meeting, learning, fading."""

from typing import Any

import numpy as np

from govsim.engine.codes import AGES, CATEGORIES
from govsim.engine.draws import draws
from govsim.interfaces import Mechanism
from govsim.periodic.gatherings import come
from govsim.periodic.group_tables import LIFE, MEMBER, found, living, may_begin, of_a_year
from govsim.periodic.scene import Rows, Scene
from govsim.periodic.thresholds import joins
from govsim.place.tables import PlaceTables
from govsim.population.distributions import normal

DECLARATION = Mechanism(
    name="groups",
    every="day",
    reads=(
        "groups.settled", "groups.tried", "residents.trust_group", "residents.cooperation", "residents.category",
        "levers.group_support", "levers.group_skill", "levers.group_covenant", "levers.empower", "levers.expert_hours",
    ),
    writes=(
        "groups", "group_life", "buildings.group", "residents.roles", "residents.attended",
    ),
    parameters=(
        "groups_life.founding", "groups_life.copying", "groups_life.founders", "groups_life.threshold_mean",
        "groups_life.threshold_spread", "groups_life.support_slope", "groups_life.trust_slope",
        "groups_life.crowding_out", "groups_life.interval", "groups_life.attendance", "groups_life.hours",
        "groups_life.quorum", "groups_life.patience", "groups_life.skill_gain", "groups_life.covenant_gain",
        "groups_life.legitimacy_share", "groups_life.legitimacy_slope", "groups_life.capacity",
        "groups_life.session_hours", "groups_life.expert_gain", "groups_life.expert_lag",
    ),
    formula="member iff threshold - support - trust in the group + what the office does <= share of members; "
    "skill' = skill + gain (1 - skill) per settled matter; covenant' = covenant + gain (1 - covenant) per meeting; "
    "fades after `patience` meetings in a row below the quorum",
    source="Granovetter 1978 for joining; 002 (Legal Daily 2021-01-12) and 004 for the signs; every size is assumed",
    zh="自管小组的生灭",
    en="life of self-governance groups",
)  # fmt: skip

FREE_RIDER = 1
WEEKS_A_YEAR = 52.18
NEVER = np.float32(np.inf)


def prepare(scenario: Any, place: PlaceTables, tables: dict[str, np.ndarray], rules: Any) -> dict[str, np.ndarray]:
    """Return the groups' own table, and everybody's threshold: normal, keyed by person; free riders never join."""
    people = tables["residents"]
    uniform = draws(scenario.run.seed, "groups.threshold", np.arange(len(people)))
    mean, spread = rules["groups_life.threshold_mean"], rules["groups_life.threshold_spread"]
    threshold = normal(uniform, mean, spread, -10.0, 10.0).astype(np.float32)
    threshold[(people["age"] == 0) | (people["cooperation"] == FREE_RIDER)] = NEVER
    return {"group_life": np.zeros(len(tables["groups"]), LIFE), "thresholds": threshold}


def handle(scene: Scene) -> None:
    """Once a week groups learn, meet, fade and are founded by chance; every day what they are is put into effect."""
    groups, life = scene.table("groups"), scene.table("group_life")
    if scene.begins_week:
        learn(scene, np.flatnonzero(living(groups)))
        _count_professionals(scene)
        meet(scene, np.flatnonzero(living(groups) & (life["due"] <= scene.hour)))
        found(groups, life, by_chance(scene), scene.hour)
    _begin(scene, np.flatnonzero(groups["founded"] == scene.hour))
    put_into_effect(scene)


def by_chance(scene: Scene) -> Rows:
    """Return where residents found a group this week: at a small rate, larger where neighbours have one.

    Rate a year = founding + copying * (legitimacy of living groups, summed, per building of the estate).
    """
    groups, estate = scene.table("groups"), scene.estate_of_building[scene.building_of_group]
    alive = living(groups)
    near = np.bincount(estate, weights=alive * groups["legitimacy"]) / np.maximum(1, np.bincount(estate))
    rate = scene.rules["groups_life.founding"] + scene.rules["groups_life.copying"] * near[estate]
    drawn = scene.draw("groups.founding", scene.building_of_group)
    return np.flatnonzero(may_begin(groups, scene.hour) & (drawn < -np.expm1(-rate / WEEKS_A_YEAR)))


def learn(scene: Scene, rows: Rows) -> None:
    """Let groups learn from what they settled last week and from professionals, and let their hours pass."""
    groups, life, rules = scene.table("groups"), scene.table("group_life"), scene.rules
    settled = groups["settled"][rows] - life["seen_settled"][rows]
    tried = groups["tried"][rows] - life["seen_tried"][rows]
    life["seen_settled"][rows], life["seen_tried"][rows] = groups["settled"][rows], groups["tried"][rows]
    life["expert"][rows] += (professionals(scene, rows) - life["expert"][rows]) / rules["groups_life.expert_lag"]
    missing = 1.0 - life["skill"][rows]
    missing *= (1.0 - rules["groups_life.skill_gain"]) ** settled
    missing *= np.exp(-rules["groups_life.expert_gain"] * life["expert"][rows])
    life["skill"][rows] = 1.0 - missing
    spent = groups["used"][rows] + rules["groups_life.session_hours"] * tried
    groups["used"][rows] = np.maximum(0.0, spent - groups["capacity"][rows])


def professionals(scene: Scene, rows: Rows) -> np.ndarray:
    """Return hours a week of professionals for each of the living groups of a community, who share them."""
    community = scene.community_of_building[scene.building_of_group[rows]]
    sharing = np.bincount(community)[community] if len(rows) else 1
    return np.asarray(scene.lever("expert_hours", _grids(scene, rows)) / sharing)


def _count_professionals(scene: Scene) -> None:
    grids = np.bincount(scene.community_of_grid)[scene.community_of_grid]
    scene.count_grids("expert_hours", scene.levers["expert_hours"] / grids)


def _grids(scene: Scene, rows: Rows) -> Rows:
    return np.asarray(scene.place.buildings["grid"][scene.building_of_group[rows]], np.int64)


def residents_of(scene: Scene, rows: Rows) -> tuple[Rows, Rows]:
    """Return the residents (rising) of some groups' buildings, and for each of them the number within `rows`."""
    table, buildings = scene.place.buildings, scene.building_of_group[rows]
    number = table["residents"][buildings].astype(np.int64)
    of = np.repeat(np.arange(len(rows)), number)
    first = table["first_resident"][buildings] - (np.cumsum(number) - number)
    return first[of] + np.arange(len(of)), of


def meet(scene: Scene, rows: Rows) -> None:
    """Hold the meetings of some groups: who is a member now, who comes, what follows."""
    if not len(rows):
        return
    groups, life, rules = scene.table("groups"), scene.table("group_life"), scene.rules
    life["due"][rows] = scene.hour + 168 * round(rules["groups_life.interval"])
    people, of = residents_of(scene, rows)
    member = joins(wanted(scene, rows, people, of), life["share"][rows][of])
    enrol(scene, rows, people, of, member)
    present = people[member]
    present = present[come(scene, "groups.attendance", present, rules["groups_life.attendance"])]
    scene.table("residents")["attended"][present] = scene.hour
    scene.count("group_hours", present, rules["groups_life.hours"])
    scene.count_grids("group_meetings", _by_grid(scene, rows, np.ones(len(rows))))
    number = np.searchsorted(scene.building_of_group[rows], scene.building_of_resident[present])
    active = np.bincount(number, minlength=len(rows))
    quorate = active >= rules["groups_life.quorum"]
    groups["active"][rows], groups["capacity"][rows] = active, active * rules["groups_life.capacity"]
    life["covenant"][rows] += rules["groups_life.covenant_gain"] * (1.0 - life["covenant"][rows]) * quorate
    life["missed"][rows] = np.where(quorate, 0, life["missed"][rows] + 1)
    fade(scene, rows[life["missed"][rows] >= rules["groups_life.patience"]])


def wanted(scene: Scene, rows: Rows, people: Rows, of: Rows) -> np.ndarray:
    """Return the share of members from which on each resident joins.

    Own threshold, less with support for the group and with trust in it, more for what the office does itself.
    """
    rules, levers = scene.rules, _grids(scene, rows)
    shift = rules["groups_life.crowding_out"] * (1.0 - scene.lever("empower", levers))
    shift -= rules["groups_life.support_slope"] * scene.lever("group_support", levers)
    table, own = scene.table("residents"), scene.table("thresholds")[people].astype(np.float64)
    base, kept = table["baseline"][people], np.exp(-rules["trust.relaxation"] / 168 * _since_touched(scene, people))
    trust = base + (table["trust_group"][people] - base) * kept
    return np.asarray(own + shift[of] - rules["groups_life.trust_slope"] * (trust - 0.5))


def _since_touched(scene: Scene, people: Rows) -> np.ndarray:
    return np.asarray(scene.hour - scene.table("residents")["touched"][people])


def enrol(scene: Scene, rows: Rows, people: Rows, of: Rows, member: np.ndarray) -> None:
    """Write down who is a member, how large a share that is, and how legitimate it makes the group.

    Legitimacy = min(1, share of members / full share) * (1 - D), D half the sum of differences between the make-ups
    of members and adults, mean over categories and ages: few and similar members speak for few.
    """
    table, groups, life = scene.table("residents"), scene.table("groups"), scene.table("group_life")
    roles = table["roles"][people]
    table["roles"][people] = np.where(member, roles | MEMBER, roles & ~MEMBER)
    adult = table["age"][people] > 0
    adults = np.maximum(1, np.bincount(of[adult], minlength=len(rows)))
    members = np.bincount(of[member], minlength=len(rows))
    share = members / adults
    groups["members"][rows], life["share"][rows] = members, share
    groups["support"][rows] = scene.lever("group_support", _grids(scene, rows))
    unlike = np.zeros(len(rows))
    for column, kinds in (("category", len(CATEGORIES)), ("age", len(AGES))):
        kind = table[column][people].astype(np.int64)
        there, among = (_make_up(of[who], kind[who], len(rows), kinds) for who in (adult, member))
        unlike += 0.25 * np.abs(there - among).sum(axis=1)
    full = np.minimum(1.0, share / scene.rules["groups_life.legitimacy_share"])
    groups["legitimacy"][rows] = full * (1.0 - unlike)


def _make_up(of: Rows, kind: Rows, groups: int, kinds: int) -> np.ndarray:
    """Return (groups, kinds): the share of each kind among a group's people, 0 where there is nobody."""
    table = np.bincount(of * kinds + kind, minlength=groups * kinds).reshape(groups, kinds)
    return np.asarray(table / np.maximum(1, table.sum(axis=1))[:, None])


def fade(scene: Scene, rows: Rows) -> None:
    """End groups: they have no members any more, and no matter is offered to them."""
    if not len(rows):
        return
    groups, life, table = scene.table("groups"), scene.table("group_life"), scene.table("residents")
    people, _ = residents_of(scene, rows)
    table["roles"][people] &= ~MEMBER
    groups["faded"][rows] = scene.hour
    scene.table("buildings")["group"][scene.building_of_group[rows]] = -1
    for column in ("members", "active", "capacity", "legitimacy", "support", "used"):
        groups[column][rows] = 0
    life["share"][rows] = 0.0
    scene.count_grids("groups_faded", _by_grid(scene, rows, np.ones(len(rows))))


def _begin(scene: Scene, rows: Rows) -> None:
    """Give groups that are founded today their founders."""
    if not len(rows):
        return
    groups, life, rules = scene.table("groups"), scene.table("group_life"), scene.rules
    people, of = residents_of(scene, rows)
    own = scene.table("thresholds")[people]
    first = _first_of(own, of, rules["groups_life.founders"])
    enrol(scene, rows, people, of, first)
    life["due"][rows] = scene.hour + 1
    groups["active"][rows] = groups["members"][rows]
    groups["capacity"][rows] = groups["active"][rows] * rules["groups_life.capacity"]
    scene.count_grids("groups_founded", _by_grid(scene, rows, np.ones(len(rows))))


def _first_of(thresholds: np.ndarray, of: Rows, founders: float) -> np.ndarray:
    """Return the few of each building with the lowest thresholds."""
    order = np.lexsort((thresholds, of))
    begins = np.searchsorted(of[order], of[order])
    first = np.zeros(len(of), np.bool_)
    first[order] = np.arange(len(of)) - begins < round(founders)
    return first & (thresholds < NEVER)


def put_into_effect(scene: Scene) -> None:
    """Give living groups what the compiled hour reads: skill, what they have grown and what levers add, at most 1;
    covenant, the larger of both; and offer them to their buildings, unless their members' hours are used up."""
    groups, life = scene.table("groups"), scene.table("group_life")
    rows = np.flatnonzero(living(groups))
    if not len(rows):
        return
    grids, slope = _grids(scene, rows), scene.rules["groups_life.legitimacy_slope"]
    skill = np.minimum(1.0, life["skill"][rows] + scene.lever("group_skill", grids))
    groups["skill"][rows] = skill - slope * (1.0 - groups["legitimacy"][rows])
    groups["covenant"][rows] = np.maximum(life["covenant"][rows], scene.lever("group_covenant", grids))
    offered = groups["used"][rows] <= 0.0
    scene.table("buildings")["group"][scene.building_of_group[rows]] = np.where(offered, _local(scene, rows), -1)


def _local(scene: Scene, rows: Rows) -> Rows:
    """Return the rows as counted from their block's first group."""
    first = np.array([part.groups[0] for part in scene.world.parts])
    return np.asarray(rows - first[np.searchsorted(first, rows, side="right") - 1])


def _by_grid(scene: Scene, rows: Rows, amounts: np.ndarray) -> np.ndarray:
    return np.bincount(_grids(scene, rows), weights=amounts, minlength=len(scene.table("grids")))


def stocks(scene: Scene) -> dict[str, np.ndarray]:
    """Return by grid the buildings, the living groups, the groups founded a year ago, and those that lived for it."""
    groups = scene.table("groups")
    rows = np.arange(len(groups))
    old, kept = of_a_year(groups, scene.table("group_life"), scene.hour)
    buildings = np.bincount(scene.grid_of_building, minlength=len(scene.table("grids")))
    return {
        "buildings": buildings.astype(np.float64), "groups_living": _by_grid(scene, rows, living(groups)),
        "groups_of_a_year": _by_grid(scene, rows, old), "groups_lived_a_year": _by_grid(scene, rows, kept),
    }  # fmt: skip


__all__ = ["DECLARATION", "handle", "prepare", "stocks"]
