"""Self-governance groups: joining, meeting, learning, fading, founding, and what each number moves."""

import numpy as np
import pytest

from govsim.engine.codes import CATEGORIES
from govsim.parameters import parameters
from govsim.periodic import groups
from govsim.periodic.group_tables import MEMBER, YEAR, found, found_by_policy, living, may_begin, of_a_year
from govsim.periodic.thresholds import at_quantiles, joins, settled, settled_share
from tests.unit.months import counted, days_of, everything, founded, live, scene_of

SUPPORT = {"group_support": 0.5}


def test_a_crowd_joins_all_at_once_by_thresholds() -> None:
    assert joins(np.array([0.0, 0.1, 0.11]), 0.1).tolist() == [True, True, False]
    assert settled(np.array([0, 1, 2, 4])) == 3
    assert settled(np.array([1, 1, 1])) == 0
    assert settled_share(0.5, 1e-3) < 1e-9
    assert at_quantiles(2, 50.0, 0.0).tolist() == [1.0, 1.0]


def test_free_riders_and_minors_never_join() -> None:
    scene = scene_of()
    people, thresholds = scene.table("residents"), scene.table("thresholds")
    never = (people["age"] == 0) | (people["cooperation"] == 1)
    assert np.isinf(thresholds[never]).all() and np.isfinite(thresholds[~never]).all()
    mean = scene.rules["groups_life.threshold_mean"]
    assert abs(thresholds[~never].mean() - mean) < 4 * 0.25 / np.sqrt((~never).sum())


def test_without_founding_nothing_ever_happens() -> None:
    scene = scene_of(groups_life__founding=0.0)
    live(scene, 200, {"group_support": 1.0, "group_skill": 1.0, "group_covenant": 1.0})
    assert (scene.table("buildings")["group"] == -1).all() and not living(scene.table("groups")).any()
    assert counted(scene, "group_meetings") == counted(scene, "groups_founded") == 0


def test_groups_are_rare_without_support_and_likely_with_it() -> None:
    """Founded everywhere: after a year few live on their own, most with support."""
    alone, helped = (living(_of_a_year(support).table("groups")).mean() for support in (0.0, 0.5))
    assert alone < 0.2 and helped > 0.8


def _of_a_year(support: float):
    scene = scene_of(groups_life__founding=0.0)
    founded(scene)
    return live(scene, 364, {"group_support": support})


def test_members_are_those_whose_threshold_is_met() -> None:
    """The rule by hand for one building: own threshold + crowding out - support - trust, against the share before."""
    scene = scene_of()
    rows = founded(scene, 3)
    groups._begin(scene, rows)
    people, of = groups.residents_of(scene, rows)
    scene.levers["group_support"], scene.levers["empower"] = 0.2, 0.5
    table, rules = scene.table("residents"), scene.rules
    wanted = groups.wanted(scene, rows, people, of)
    by_hand = scene.table("thresholds")[people] + 0.1 * 0.5 - 0.6 * 0.2 - 0.3 * (table["trust_group"][people] - 0.5)
    assert np.allclose(wanted, by_hand, atol=1e-6)
    before = scene.table("group_life")["share"][rows].copy()
    groups.meet(scene, rows)
    member = table["roles"][people] & MEMBER > 0
    assert np.array_equal(member, wanted <= before[of])
    assert scene.table("groups")["members"][rows].tolist() == np.bincount(of[member], minlength=3).tolist()
    assert round(rules["groups_life.interval"]) * 168 == scene.table("group_life")["due"][0] - scene.hour


def test_founders_are_those_with_the_lowest_thresholds() -> None:
    scene = scene_of()
    rows = founded(scene, 2)
    groups._begin(scene, rows)
    people, of = groups.residents_of(scene, rows)
    own, member = scene.table("thresholds")[people], scene.table("residents")["roles"][people] & MEMBER > 0
    for number in range(2):
        mine = of == number
        assert member[mine].sum() == 5 and own[mine & member].max() <= np.sort(own[mine])[4]


def test_residents_of_groups_are_those_of_their_buildings() -> None:
    scene = days_of(block=1).scene
    rows = np.array([1, 4, 20])
    people, of = groups.residents_of(scene, rows)
    assert np.array_equal(scene.building_of_resident[people], scene.building_of_group[rows][of])
    assert len(people) == scene.place.buildings["residents"][rows].sum()


def test_few_and_similar_members_make_little_legitimacy() -> None:
    """One building of two categories, half and half; ages alike. Full share .3."""
    scene = scene_of()
    rows = founded(scene, 1)
    people, of = groups.residents_of(scene, rows)
    table = scene.table("residents")
    table["age"][people], table["category"][people] = 2, np.arange(len(people)) % 2
    ordinal = np.arange(len(people))
    for member, unlike in ((ordinal < len(people) // 2 * 2, 0.0), (ordinal % 2 == 0, 0.25)):
        groups.enrol(scene, rows, people, of, member)
        assert scene.table("groups")["legitimacy"][0] == pytest.approx(1.0 - unlike, abs=0.01)
    few = ordinal < len(people) // 10 // 2 * 2
    groups.enrol(scene, rows, people, of, few)
    assert scene.table("groups")["legitimacy"][0] == pytest.approx(few.mean() / 0.3, abs=0.01)
    assert len(CATEGORIES) == 5


def test_skill_grows_with_settled_matters_and_hours_are_used_up() -> None:
    scene = scene_of()
    rows = founded(scene, 1)
    table, life = scene.table("groups"), scene.table("group_life")
    table["settled"][0], table["tried"][0], table["capacity"][0] = 2, 3, 10.0
    groups.learn(scene, rows)
    assert life["skill"][0] == pytest.approx(1 - 0.95**2)
    assert table["used"][0] == pytest.approx(3 * 6 - 10)
    groups.learn(scene, rows)
    assert life["skill"][0] == pytest.approx(1 - 0.95**2) and table["used"][0] == 0.0


def test_a_group_whose_hours_are_used_up_is_not_offered() -> None:
    scene = scene_of()
    founded(scene, 2)
    scene.table("groups")["used"][0] = 1.0
    groups.put_into_effect(scene)
    assert scene.table("buildings")["group"][:3].tolist() == [-1, 1, -1]


def test_groups_have_what_they_grew_and_what_levers_give() -> None:
    scene = scene_of()
    rows = founded(scene, 2)
    life, table = scene.table("group_life"), scene.table("groups")
    life["skill"][rows], life["covenant"][rows], table["legitimacy"][rows] = [0.1, 0.6], [0.6, 0.1], [1.0, 0.2]
    scene.levers["group_skill"], scene.levers["group_covenant"] = 0.3, 0.4
    groups.put_into_effect(scene)
    assert table["skill"][rows].tolist() == pytest.approx([0.1 + 0.3, 0.6 + 0.3 - 0.5 * 0.8])
    assert table["covenant"][rows].tolist() == pytest.approx([0.6, 0.4])


def test_a_group_below_its_quorum_fades_and_is_no_longer_offered() -> None:
    scene = scene_of(groups_life__quorum=7.0, groups_life__attendance=0.1, groups_life__founding=0.0)
    founded(scene, 4)
    live(scene, 30 * 7)
    table = scene.table("groups")
    assert (table["faded"][:4] > 0).all() and (scene.table("buildings")["group"] == -1).all()
    assert table["faded"][0] == (1 + 5 * 4) * 168, "at the sixth meeting, one week and five intervals after its day"
    assert not (scene.table("residents")["roles"] & MEMBER).any() and table["members"].sum() == 0
    assert counted(scene, "groups_faded") == counted(scene, "groups_founded") == 4


def test_a_policy_founds_once_and_a_building_may_try_again_after_a_year() -> None:
    scene = scene_of()
    table, life = scene.table("groups"), scene.table("group_life")
    reached = np.arange(len(table)) < 2
    found_by_policy(table, life, reached, 24)
    assert table["founded"][:3].tolist() == [24, 24, -1]
    table["faded"][:2] = [24 + YEAR, 300]
    found_by_policy(table, life, reached, 500)
    assert (table["founded"][:2] == 24).all()
    assert not may_begin(table, 23 + YEAR)[:2].any() and may_begin(table, 24 + YEAR).all()
    old, kept = of_a_year(table, life, 24 + YEAR)
    assert (old[:3].tolist(), kept[:3].tolist()) == ([1, 1, 0], [1, 0, 0])
    found(table, life, np.array([0, 1]), 2 * YEAR)
    assert [each[:2].tolist() for each in of_a_year(table, life, 2 * YEAR)] == [[1, 1], [1, 0]]
    assert [each[:2].tolist() for each in of_a_year(table, life, 4 * YEAR)] == [[2, 2], [2, 1]]


def test_residents_found_at_the_rate_and_neighbours_copy() -> None:
    """A year of a place of about 100 buildings: the number founded lies within four standard errors of the rate."""
    scene = scene_of({"place.residents": 12_000}, groups_life__founding=0.05, groups_life__copying=0.0)
    for week in range(52):
        scene.hour = week * 168
        rows = groups.by_chance(scene)
        found(scene.table("groups"), scene.table("group_life"), rows, scene.hour)
    number, buildings = (scene.table("groups")["founded"] >= 0).sum(), len(scene.table("groups"))
    mean = buildings * -np.expm1(-0.05 * 52 / 52.18)
    assert abs(number - mean) < 4 * np.sqrt(mean)
    alone, copied = (_copies(copying) for copying in (0.0, 1.0))
    assert alone == 0 and copied > 0


def _copies(copying: float) -> float:
    scene = scene_of(groups_life__founding=0.0, groups_life__copying=copying)
    founded(scene, 8)
    live(scene, 364, {"group_support": 0.8})
    return counted(scene, "groups_founded") - 8


def test_professionals_are_shared_and_act_with_a_lag() -> None:
    scene = scene_of()
    rows = founded(scene)
    scene.levers["expert_hours"] = 10.0
    per_community = np.bincount(scene.community_of_building)
    assert np.bincount(scene.community_of_building, groups.professionals(scene, rows)).tolist() == pytest.approx(
        [10.0] * len(per_community))  # fmt: skip
    skills = []
    for _ in range(30):
        groups.learn(scene, rows)
        skills.append(scene.table("group_life")["skill"][0])
    steps = np.diff([0.0, *skills])
    assert steps[0] < 0.2 * steps[-1], "hardly anything at first"


@pytest.mark.parametrize("name", sorted(name for name in parameters() if name.startswith("groups_life.")))
def test_every_number_moves_an_outcome(name: str) -> None:
    """Low against high, paired: something that outcomes are made of changes, in its own direction where stated."""
    low, high = (_lived(**{name.replace(".", "__"): value}) for value in _range(name))
    outcome, sign = MOVES[name.removeprefix("groups_life.")]
    assert np.sign(high[outcome] - low[outcome]) == sign, (outcome, low[outcome], high[outcome])


def _range(name: str) -> tuple[float, float]:
    return parameters()[name].low, parameters()[name].high


def _lived(**rules: float) -> dict[str, float]:
    """A year with groups founded in half of the buildings, supported a little, busy now and then."""
    rare = {"groups_life__founding", "groups_life__copying"} & set(rules)
    scene = scene_of({"place.residents": 20_000} if rare else None, **rules)
    founded(scene, step=2)
    return everything(live(scene, 364, {"group_support": 0.25, "expert_hours": 20.0}, matters=1))


# What each number moves, and in which direction from its low to its high end.
MOVES = {
    "founding": ("groups_founded", 1), "copying": ("groups_founded", 1), "founders": ("groups_living", 1),
    "threshold_mean": ("groups_living", -1), "threshold_spread": ("members", 1), "support_slope": ("groups_living", 1),
    "trust_slope": ("members", 1), "crowding_out": ("groups_living", -1), "interval": ("group_meetings", -1),
    "attendance": ("active", 1), "hours": ("group_hours", 1), "quorum": ("groups_living", -1),
    "patience": ("groups_living", 1), "skill_gain": ("skill", 1), "covenant_gain": ("covenant", 1),
    "legitimacy_share": ("legitimacy", -1), "legitimacy_slope": ("skill", -1), "capacity": ("used", -1),
    "session_hours": ("used", 1), "expert_gain": ("skill", 1), "expert_lag": ("skill", -1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("lever", "outcome"),
    [("group_support", "members"), ("empower", "members"), ("expert_hours", "skill"), ("group_skill", "skill"),
     ("group_covenant", "covenant")],
)  # fmt: skip
def test_every_lever_moves_an_outcome(lever: str, outcome: str) -> None:
    before, after = (_led({lever: value})[outcome] for value in (0.0, 1.0))
    assert after > before


def _led(levers: dict[str, float]) -> dict[str, float]:
    scene = scene_of(groups_life__threshold_mean=0.3)
    founded(scene)
    return everything(live(scene, 200, levers))


def test_the_same_groups_however_the_place_is_cut() -> None:
    """Blocks of one community or of all: the same lives, and rows of buildings that mean the same groups."""
    lives = []
    for block in (1, 40_000):
        scene = days_of(block=block).scene
        founded(scene, 20)
        live(scene, 200, SUPPORT)
        lives.append((scene.table("groups")[["members", "active", "founded", "faded"]], everything(scene)))
    assert np.array_equal(lives[0][0], lives[1][0]) and lives[0][1] == pytest.approx(lives[1][1])


def test_a_cut_place_offers_groups_by_rows_within_their_block() -> None:
    scene = days_of(block=1).scene
    founded(scene)
    groups.put_into_effect(scene)
    for part in scene.world.parts:
        offered = scene.table("buildings")["group"][slice(*part.buildings)]
        assert offered.tolist() == list(range(part.groups[1] - part.groups[0]))
    assert len(scene.world.parts) == 2
