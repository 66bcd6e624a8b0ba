"""The formula of each policy on a few grids, by hand; plug-ins."""

import sys
import types
from importlib.metadata import EntryPoint
from itertools import combinations, pairwise
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govsim import policies, rosters
from govsim.interfaces import Context
from govsim.policies import POLICIES, PolicyError
from govsim.policies.grid_redraw import evened
from govsim.policies.nothing import Nothing
from govsim.world.schema import BUILDING, GRID, LEVERS


def grids(households=(560, 560, 560), community=(0, 0, 0), residents=(1400, 1400, 700)):
    rows = np.zeros(len(households), GRID)
    rows["identity"] = np.arange(len(rows))
    rows["community"], rows["households"], rows["residents"] = community, households, residents
    return rows


def adjusted(kind, place=None, levers=None, **settings):
    """Give the levers that a policy makes of levers that are given by name, 0 by default."""
    policy = POLICIES[kind](**settings)
    place = grids() if place is None else place
    rows = np.zeros(len(place), LEVERS)
    for name, value in (levers or {}).items():
        rows[name] = value
    policy.adjust(rows, Context(place, {policy.name: 4}, rows.copy(), 1.0))
    return rows


def test_booking_raises_the_phone_and_never_lowers_it():
    after = adjusted("booking", levers={"phone_off_duty": [0.3, 0.6, 0.9]}, share=0.4, phone=0.6)
    assert after["booking"].tolist() == [0.4] * 3
    assert after["phone_off_duty"].tolist() == [0.6, 0.6, 0.9]


def test_a_platform_widens_the_uptake_and_never_narrows_it():
    after = adjusted("platform", levers={"platform": [0.1, 0.9, 0.2]}, uptake=0.35)
    assert after["platform"].tolist() == [0.35, 0.9, 0.35]


def test_a_deadline_without_pressure_leaves_the_pressure_as_it_was():
    levers = {"deadline_pressure": [0.1, 0.9, 0.2]}
    assert adjusted("deadline", levers=levers)["deadline_pressure"].tolist() == levers["deadline_pressure"]


@pytest.mark.parametrize(
    ("kind", "setting", "lever"),
    [("convening", "power", "convening"), ("duty_list", "clarity", "clarity"),
     ("first_receiver", "share", "first_receiver"), ("platform", "speed", "platform_speed"),
     ("referral_rule", "at_once", "refer_at_once"), ("deadline", "pressure", "deadline_pressure"),
     ("supervision", "level", "supervision")],
)  # fmt: skip
def test_what_is_set_replaces_what_was(kind, setting, lever):
    assert adjusted(kind, levers={lever: [0.1, 0.2, 0.9]}, **{setting: 0.35})[lever].tolist() == [0.35] * 3


@pytest.mark.parametrize(
    ("kind", "setting", "lever"),
    [("covenant", "strength", "group_covenant"), ("language_team", "share", "language"),
     ("self_groups", "depth", "group_skill"), ("self_groups", "depth", "group_support"),
     ("activity_time", "share", "activity_evening"),
     ("publicity", "intensity", "publicity"), ("data_platform", "precision", "list_precision")],
)  # fmt: skip
def test_what_is_founded_takes_nothing_away(kind, setting, lever):
    assert adjusted(kind, levers={lever: [0.1, 0.2, 0.9]}, **{setting: 0.5})[lever].tolist() == [0.5, 0.5, 0.9]


def test_deadline_and_referral_rule():
    assert (adjusted("deadline", days=15.0)["deadline_days"] == 15).all()
    assert (adjusted("referral_rule", levers={"sessions_limit": 3}, sessions=1)["sessions_limit"] == 1).all()


def test_a_household_more_needs_a_worker_more():
    after = adjusted("households_per_worker", grids((300, 301, 2000)), number=300.0)
    assert after["workers"].tolist() == [1, 2, 7]


def test_the_field_floor_raises_the_plan_and_binds_by_its_rule():
    levers = {"field_share": [0.2, 0.4, 0.7], "paperwork_rule": 1}
    after = adjusted("field_floor", levers=levers, share=0.5)
    assert after["field_share"].tolist() == [0.5, 0.5, 0.7]
    assert after["field_floor"].tolist() == [0.5] * 3
    assert not after["paperwork_rule"].any()
    assert (adjusted("field_floor", rule="paperwork_first")["paperwork_rule"] == 1).all()


def test_paperwork_by_factor_or_hours():
    assert adjusted("paperwork", levers={"paperwork_hours": [4, 10, 20]}, factor=0.5)["paperwork_hours"].tolist() == [
        2,
        5,
        10,
    ]
    assert (adjusted("paperwork", levers={"paperwork_hours": 11}, per_worker=8.0)["paperwork_hours"] == 8).all()
    with pytest.raises(ValidationError, match="not both"):
        POLICIES["paperwork"](factor=0.5, per_worker=8.0)


@pytest.mark.parametrize(("rounds", "hours"), [(0.0, 1.0), (1.0, 1.0), (2.0, 1.5), (4.0, 1.0)])
def test_patrols_have_their_hours_and_visits_keep_theirs(rounds, hours):
    before = {"field_share": [0.4, 0.3, 0.0], "visit_share": [0.4, 1.0, 0.0]}
    after = adjusted("patrols", levers=before, rounds=rounds, hours_per_round=hours)
    visits = after["field_share"] * after["visit_share"]
    assert visits == pytest.approx([0.16, 0.3, 0.0])
    assert 8 * (after["field_share"] - visits) == pytest.approx([rounds * hours] * 3)


def test_visits_yield_where_patrols_fill_the_day():
    after = adjusted("patrols", levers={"field_share": 0.8, "visit_share": 0.5}, rounds=3.0, hours_per_round=2.0)
    assert after["field_share"] == pytest.approx(1.0)
    assert after["visit_share"] == pytest.approx(0.25)
    with pytest.raises(ValidationError, match="do not fit"):
        POLICIES["patrols"](rounds=5.0, hours_per_round=2.0)


def test_mediators_hold_what_they_can():
    after = adjusted("mediators", grids(residents=(1000, 2000, 1)), number=0.05, sessions_a_week=8.0, skill=0.7)
    a_week = 29 * 1.5 / 52  # sessions per 1,000 residents
    assert after["mediator_share"] == pytest.approx([0.4 / a_week, 0.2 / a_week, 1.0])
    assert (after["mediator_skill"] == 0.7).all()


def test_supervision_costs_paperwork_and_finds_more():
    after = adjusted(
        "supervision",
        levers={"paperwork_hours": 11, "detection": [0.05, 0.1, 0.9]},
        level=0.5,
        traces=4.0,
        attention=0.4,
    )
    assert after["paperwork_hours"] == pytest.approx([13.0] * 3)
    assert after["detection"] == pytest.approx([0.06, 0.12, 1.0])


def test_a_roster_points_to_its_set_and_keeps_its_hours():
    after = adjusted("roster", awareness=0.4, variant="staggered")
    assert (after["roster"] == 4).all() and (after["awareness"] == 0.4).all()
    phases = POLICIES["roster"](share=0.5).rosters(rosters.STANDARD)
    assert all(phase[rosters.STANDARD == 0].sum() == 20 for phase in phases)


def test_a_custom_table_is_read_and_belongs_to_custom_alone():
    table = (("mon-fri 07:30-15:30",), ("tue-sat 12:00-20:00",))
    first, second = POLICIES["roster"](variant="custom", table=table).rosters(rosters.STANDARD)
    assert first.sum() == second.sum() == 40 and first[7] == 0.5
    for settings in ({"variant": "custom"}, {"table": table}, {"variant": "flexible", "share": 0.5},
                     {"variant": "custom", "table": (("mon 8-12",),)}):  # fmt: skip
        with pytest.raises(ValidationError):
            POLICIES["roster"](**settings)


def test_more_coverage_keeps_the_buildings_of_less():
    buildings = np.zeros(2000, BUILDING)
    few = POLICIES["self_groups"](coverage=0.2).chosen_buildings(buildings, 3)
    many = POLICIES["self_groups"](coverage=0.6).chosen_buildings(buildings, 3)
    assert abs(few.mean() - 0.2) < 4 * np.sqrt(0.16 / 2000)
    assert (many >= few).all() and many.sum() > few.sum()
    assert not np.array_equal(few, POLICIES["self_groups"](coverage=0.2).chosen_buildings(buildings, 4))


@given(st.lists(st.integers(1, 99), min_size=1, max_size=9), st.integers(1, 9))
def test_the_evenest_cut_is_found(households, parts):
    parts = min(parts, len(households))
    runs = evened(np.array(households, np.int32), parts)
    assert sorted(set(runs)) == list(range(parts)) and (np.diff(runs) >= 0).all()
    found = sum(x**2 for x in np.bincount(runs, weights=households))
    assert found == min(spread(households, cut) for cut in combinations(range(1, len(households)), parts - 1))


def spread(households, cut):
    borders = (0, *cut, len(households))
    return sum(sum(households[begin:end]) ** 2 for begin, end in pairwise(borders))


def redrawn_place():
    """Give two communities of three grids with 12 buildings, badly cut: the first grid of each has most."""
    buildings = np.zeros(24, BUILDING)
    buildings["grid"] = [0] * 8 + [1] * 3 + [2] + [3] * 10 + [4] + [5]
    buildings["community"] = buildings["grid"] // 3
    buildings["households"] = 50
    return buildings, grids((400, 150, 50, 500, 50, 50), (0, 0, 0, 1, 1, 1), (1, 1, 1, 1, 1, 1))


def test_redrawn_grids_are_even_and_stay_in_their_community():
    buildings, place = redrawn_place()
    new = POLICIES["grid_redraw"]().mapping(buildings, place)
    assert np.bincount(new).tolist() == [4] * 6
    assert (np.diff(new) >= 0).all() and np.array_equal(new // 3, buildings["community"])


def test_only_chosen_grids_are_redrawn():
    buildings, place = redrawn_place()
    chosen = np.array([True, True, False, False, False, False])
    new = POLICIES["grid_redraw"]().mapping(buildings, place, chosen)
    assert np.bincount(new).tolist() == [6, 5, 1, 10, 1, 1] or np.bincount(new).tolist() == [5, 6, 1, 10, 1, 1]


def test_merged_grids_hand_over_buildings_and_workers():
    buildings, place = redrawn_place()
    policy = POLICIES["grid_redraw"](grids_per_community=2)
    assert np.bincount(policy.mapping(buildings, place), minlength=6).tolist() == [6, 6, 0, 6, 6, 0]
    after = adjusted("grid_redraw", place, {"workers": [3, 2, 2, 2, 2, 2]}, grids_per_community=2)
    assert after["workers"].tolist() == [4, 3, 0, 3, 3, 0]


class Parade(Nothing):
    """A policy of another package."""

    kind: Literal["parade"] = "parade"


@pytest.fixture
def package(monkeypatch):
    """Install entry points for a test."""

    def install(*entries):
        module = types.ModuleType("another_package")
        module.Parade = Parade
        monkeypatch.setitem(sys.modules, "another_package", module)
        found = [EntryPoint(name, value, policies.ENTRY_POINTS) for name, value in entries]
        monkeypatch.setattr(policies, "entry_points", lambda group: found)
        policies.added.cache_clear()

    yield install
    policies.added.cache_clear()


def test_an_installed_policy_is_one_like_any_other(package):
    package(("parade", "another_package:Parade"))
    assert "parade" in POLICIES and POLICIES["parade"] is Parade
    assert list(POLICIES) == sorted(POLICIES) and len(POLICIES) == len(policies.BUILT_IN) + 1


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [("march", "no_such_package:March", "cannot be loaded"), ("march", "math:pi", "no subclass"),
     ("march", "another_package:Parade", "its kind is 'parade'")],
)  # fmt: skip
def test_an_installed_policy_that_cannot_be_used_says_why(package, name, value, why):
    package((name, value))
    assert name in POLICIES, "nothing is loaded before it is asked for"
    with pytest.raises(PolicyError, match="march") as failure:
        POLICIES[name]
    chinese, english = failure.value.args
    assert why in english and chinese


def test_two_policies_of_one_kind_are_refused(package):
    package(("roster", "another_package:Parade"))
    with pytest.raises(PolicyError, match="exists already"):
        list(POLICIES)
    with pytest.raises(KeyError):
        policies.BUILT_IN["parade"]


def test_hours_of_posts_and_of_volunteers_add_up():
    """1,400 x .84 x .05 x .5 posts of 2 h; 1.4 x 5 volunteers and 560 / 80 heads of 3 h."""
    posts = adjusted("party_posts", levers={"volunteer_hours": 1.0}, members=0.05, claimed=0.5, hours_per_post=2.0)
    assert posts["volunteer_hours"] == pytest.approx([59.8, 59.8, 30.4])
    helped = adjusted("volunteers", volunteers=5.0, households_per_head=80.0, hours_each=3.0)
    assert helped["volunteer_hours"] == pytest.approx([42.0, 42.0, 31.5])
    assert not adjusted("party_posts", claimed=0.0)["volunteer_hours"].any()


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("training", {"intensity": 0.7}, {"training": 0.7}),
        ("allocation_base", {"residents": 0.7}, {"by_residents": 0.7}),
        ("open_accounts", {"openness": 0.6}, {"open_accounts": 0.6}),
        ("committee_reform", {"share": 0.4}, {"one_committee": 0.4}),
        ("empower", {"share": 0.3}, {"empower": 0.3}),
        ("experts", {"number": 12.0}, {"expert_hours": 12.0}),
        ("local_hiring", {"share": 0.9}, {"local_hiring": 0.9}),
        ("pay_recognition", {"level": 0.4}, {"pay": 0.4}),
        ("emergency_mode", {"share": 0.8}, {"emergency": 0.8}),
        ("waste_chain", {"capacity": 0.5, "sanction": 0.2}, {"waste_capacity": 0.5, "waste_sanction": 0.2}),
        ("retrofit", {"model": "energy_saving", "subsidy": 0.3}, {"retrofit_model": 1, "retrofit_subsidy": 0.3}),
        ("retrofit", {"model": "rebuild"}, {"retrofit_model": 3, "retrofit_subsidy": 0.5}),
        ("care_rating", {"rating": 0.6, "tender": 0.2, "meeting": 0.5},
         {"care_rating": 0.6, "care_tender": 0.2, "care_meeting": 0.5}),
    ],
)  # fmt: skip
def test_settings_become_levers_as_they_are(kind, settings, expected):
    after = adjusted(kind, levers=dict.fromkeys(expected, 0.1), **settings)
    assert {name: set(after[name].tolist()) for name in expected} == {name: {value} for name, value in expected.items()}


def test_a_fund_adds_money_and_raises_what_residents_decide():
    after = adjusted("resident_fund", levers={"fund": 0.2, "fund_residents": [0.1, 0.5, 0.9]}, amount=0.3, decided=0.5)
    assert after["fund"].tolist() == [0.5] * 3
    assert after["fund_residents"].tolist() == [0.5, 0.5, 0.9]


def test_bought_services_add_hours_and_activities():
    """5 h a week per 1,000, of which 40 % in activities of 10 h: .2 a week, .8667 a month."""
    before = {"service_hours": 1.0, "activities": 2.0}
    after = adjusted("buy_services", levers=before, number=5.0, activity_share=0.4, hours_each=10.0)
    assert after["service_hours"].tolist() == [6.0] * 3
    assert after["activities"] == pytest.approx([2.0 + 0.2 * 52 / 12] * 3)
