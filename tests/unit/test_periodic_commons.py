"""The commons of buildings: fees, voluntary work, wear and upkeep."""

import numpy as np
import pytest
from scipy.special import expit, logit

from govsim.parameters import parameters, periodic_rules
from govsim.periodic import commons
from govsim.periodic.giving import CONDITIONAL, FREE_RIDER, HUMP_SHAPED, OTHER, chance_of_giving, learned
from tests.unit.months import counted, everything, founded, live, month, scene_of

CROSSED = {"place.communities": 2, "place.grids": 2, "place.estates": 2, "place.cross_communities": 1.0}


def test_each_type_gives_by_its_own_rule() -> None:
    kinds, rules = np.array([CONDITIONAL, FREE_RIDER, HUMP_SHAPED, HUMP_SHAPED, OTHER]), periodic_rules({})
    belief = np.array([0.4, 0.4, 0.4, 0.9, 0.4])
    alone = chance_of_giving(kinds, belief, np.zeros(5), rules)
    assert alone.tolist() == pytest.approx([0.36, 0.0, 0.4, 0.1, 0.3])
    seen = chance_of_giving(kinds, belief, np.full(5, 0.5), rules)
    assert seen.tolist() == pytest.approx([0.36 + 0.15 * 0.64, 0.15, 0.49, 0.1 + 0.15 * 0.9, 0.3 + 0.15 * 0.7])


def test_beliefs_follow_what_was_seen() -> None:
    assert learned(np.array([0.3]), np.array([0.1]), 0.4).tolist() == pytest.approx([0.22])
    assert learned(np.array([0.3]), np.array([0.1]), 1.0).tolist() == pytest.approx([0.1])


def test_conditional_cooperators_alone_keep_what_they_believe_and_lose_it_a_little_a_round() -> None:
    rules = periodic_rules({})
    belief = np.array([0.5])
    for _ in range(5):
        chance = chance_of_giving(np.array([CONDITIONAL]), belief, np.zeros(1), rules)
        belief = learned(belief, chance, 1.0)
    assert belief[0] == pytest.approx(0.5 * 0.9**5)


def test_arrears_are_what_the_survey_found_at_the_usual_condition() -> None:
    scene = scene_of({"place.residents": 30_000, "place.condition_spread": 0.0})
    scene.table("buildings")["condition"] = commons.USUAL
    commons.collect(scene)
    due, paid = counted(scene, "fees_due"), counted(scene, "fees_paid")
    assert due == len(scene.place.household_sizes)
    assert abs(1 - paid / due - 0.067) < 4 * np.sqrt(0.067 * 0.933 / due)
    assert scene.table("buildings")["fees"] @ scene.place.buildings["households"] == pytest.approx(paid)


def test_arrears_rise_in_poor_buildings_and_fall_with_open_accounts() -> None:
    shares = []
    for condition, accounts in ((0.6, 0.0), (0.1, 0.0), (0.6, 1.0)):
        scene = scene_of({"place.residents": 30_000})
        scene.table("buildings")["condition"], scene.levers["open_accounts"] = condition, accounts
        commons.collect(scene)
        shares.append(1 - counted(scene, "fees_paid") / counted(scene, "fees_due"))
    expected = [expit(logit(0.067) + term) for term in (0.0, 0.5, -0.5)]
    assert shares == pytest.approx(expected, abs=0.012)


def test_a_quarter_of_the_adults_is_asked_each_month_and_all_in_four() -> None:
    scene = scene_of()
    asked = []
    for number in (1, 2, 3, 4):
        month(scene, number)
        before = counted(scene, "work_asked")
        commons.ask(scene)
        asked.append(counted(scene, "work_asked") - before)
    assert sum(asked) == scene.adults.sum() and min(asked) > 0.9 * max(asked)


def test_who_gives_has_taken_part_and_the_building_sees_it() -> None:
    scene = scene_of()
    scene.hour = 31 * 24
    commons.ask(scene)
    people, buildings = scene.table("residents"), scene.table("buildings")
    gave = people["attended"] == scene.hour
    assert gave.sum() == counted(scene, "work_given") > 0
    asked = (np.arange(len(people)) % 4 == scene.date.month % 4) & scene.adults
    number = np.bincount(scene.building_of_resident[asked], minlength=len(buildings))
    seen = np.bincount(scene.building_of_resident[gave], minlength=len(buildings)) / number
    assert buildings["giving"] == pytest.approx(seen)
    assert scene.table("commons")["belief"] == pytest.approx(0.3 + 0.4 * (seen - 0.3))


def test_what_is_seen_is_never_more_than_all() -> None:
    scene = scene_of(commons__group_watch=1.0, commons__accounts_watch=1.0)
    rows = founded(scene, 2)
    scene.table("groups")["legitimacy"][rows] = [0.5, 1.0]
    assert commons.watched(scene)[:3].tolist() == [0.5, 1.0, 0.0]
    scene.table("groups")["faded"][0] = 5
    scene.levers["open_accounts"] = 0.5
    assert commons.watched(scene)[:3].tolist() == [0.5, 1.0, 0.5]


def test_wear_and_upkeep_by_hand() -> None:
    scene = scene_of()
    buildings = scene.table("buildings")
    buildings["condition"], buildings["fees"], buildings["giving"] = 0.5, 0.9, 0.1
    scene.table("commons")["project"] = 0.2
    commons.wear(scene)
    upkeep = 0.007 * 0.9 + 0.02 * 0.1 + 0.005 * 1.5 * 0.2
    assert buildings["condition"] == pytest.approx(0.5 * 0.995 + upkeep * 0.5)


def test_a_years_money_for_upkeep_alone_keeps_the_usual_condition() -> None:
    scene = scene_of(commons__fee_upkeep=0.003, commons__work_upkeep=0.0)
    buildings = scene.table("buildings")
    buildings["condition"], buildings["fees"], scene.table("commons")["project"] = 0.6, 0.0, 1.0
    commons.wear(scene)
    assert buildings["condition"] == pytest.approx(0.6)


@pytest.mark.parametrize("condition", [0.0, 1.0])
def test_condition_stays_between_nothing_and_all(condition: float) -> None:
    scene = scene_of(commons__wear=0.01, commons__fee_upkeep=0.015, commons__work_upkeep=0.05)
    buildings = scene.table("buildings")
    buildings["condition"] = condition
    scene.table("commons")["project"] = 1e9
    for _ in range(50):
        commons.wear(scene)
        assert (buildings["condition"] >= 0).all() and (buildings["condition"] <= 1).all()


def test_two_committees_halve_what_an_estate_can_do_until_they_are_reformed() -> None:
    scene = scene_of(CROSSED)
    able = commons.capacity(scene)
    estate, community = scene.estate_of_building, scene.community_of_building
    twice = np.array([len(set(community[estate == each])) > 1 for each in estate])
    assert twice.any() and not twice.all()
    assert np.array_equal(able, np.where(twice, 0.5, 1.0))
    scene.levers["one_committee"] = 0.5
    assert np.array_equal(commons.capacity(scene), np.where(twice, 0.75, 1.0))
    scene.levers["one_committee"] = 1.0
    assert (commons.capacity(scene) == 1.0).all()
    assert (commons.capacity(scene_of()) == 1.0).all()


# What each number moves, and in which direction from its low to its high end.
MOVES = {
    "arrears": ("fees_paid", -1), "arrears_condition": ("fees_paid", -1), "arrears_accounts": ("fees_paid", 1),
    "first_giving": ("work_given", 1), "following": ("work_given", 1), "other_giving": ("work_given", 1),
    "learning": ("work_given", -1), "group_watch": ("work_given", 1), "accounts_watch": ("work_given", 1),
    "watch_response": ("work_given", 1), "crowding_out": ("work_given", -1), "wear": ("condition", -1),
    "fee_upkeep": ("condition", 1), "work_upkeep": ("condition", 1), "duplication_loss": ("money_spent", -1),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(name for name in parameters() if name.startswith("commons.")))
def test_every_number_moves_an_outcome(name: str) -> None:
    parameter = parameters()[name]
    low, high = (_lived(**{name.replace(".", "__"): value}) for value in (parameter.low, parameter.high))
    outcome, sign = MOVES[name.removeprefix("commons.")]
    assert np.sign(high[outcome] - low[outcome]) == sign, (outcome, low[outcome], high[outcome])


def _lived(**rules: float) -> dict[str, float]:
    """A year with some groups, half open accounts and estates that cross communities, in poor buildings."""
    crossed = {**CROSSED, "place.residents": 12_000, "place.condition": 0.4}
    watch = {"commons__accounts_watch": 0.0} if "commons__group_watch" in rules else {}
    scene = scene_of(crossed, **{**watch, **rules})
    founded(scene, step=4)
    return everything(live(scene, 364, {"group_support": 0.5, "open_accounts": 0.5}))


@pytest.mark.parametrize(
    ("lever", "outcome"),
    [("open_accounts", "work_given"), ("open_accounts", "fees_paid"), ("open_accounts", "condition"),
     ("empower", "work_given"), ("one_committee", "money_spent"), ("fund", "condition")],
)  # fmt: skip
def test_every_lever_moves_an_outcome(lever: str, outcome: str) -> None:
    before, after = (everything(live(scene_of(CROSSED), 364, {lever: value}))[outcome] for value in (0.0, 1.0))
    assert after > before
