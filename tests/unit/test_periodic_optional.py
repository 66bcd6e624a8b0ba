"""Waste, retrofit and care: formulas by hand, limits, and what switches them on."""

import numpy as np
import pytest

from govsim import measures
from govsim.model import Community
from govsim.parameters import parameters
from govsim.periodic import care, retrofit, waste
from govsim.periodic.retrofit import COMPREHENSIVE, ENERGY_SAVING, REBUILD
from govsim.scenario import load
from govsim.sections import Waste

CHAIN = [{"kind": "waste_chain", "capacity": 0.6, "sanction": 0.5}]
CARE = [{"kind": "care_rating"}]
OFFER = [{"kind": "retrofit", "model": "comprehensive", "subsidy": 0.9}]
SECTIONS = {"waste": {}, "retrofit": {"built_before": 2010}, "care": {}}


def model_of(policies=(), weeks=20, **changes):
    settings = {"run.weeks": weeks, "run.warmup": 0, "policies": list(policies)} | SECTIONS
    return Community(load("demo", settings | {name.replace("__", "."): value for name, value in changes.items()}))


def outcome(model, name):
    return measures.values(measures.part(model.run()))[name]


def test_sections_switch_mechanisms_on():
    assert {"waste", "retrofits", "providers"} <= set(model_of().built.world.tables)
    plain = Community(load("demo", {"run.weeks": 1, "run.warmup": 0}))
    assert not {"waste", "retrofits", "providers"} & set(plain.built.world.tables)
    found = measures.outcomes(plain.run())
    assert all(found[name]["value"] is None for name in ("treated_share", "consent", "care_quality"))


def test_a_measure_fills_a_part_of_each_stages_gap():
    section = Waste(collection=0.6, transfer=0.5, treatment=0.2)
    found = waste.capacities(section, np.array([0.0, 0.5, 1.0]))
    assert found == pytest.approx(np.array([[0.6, 0.8, 1.0], [0.5, 0.75, 1.0], [0.2, 0.6, 1.0]]))


def test_the_narrowest_stage_decides_what_is_treated():
    assert outcome(model_of(), "treated_share") == pytest.approx(40.0)
    narrow = model_of(waste={"participation": 0.3, "collection": 0.9, "transfer": 0.8, "treatment": 0.7})
    assert outcome(narrow, "treated_share") == pytest.approx(30.0)


def test_capacity_without_households_that_take_part_treats_nothing_more():
    settings = {"parameters__waste__sanction_effect": 0.0, "parameters__waste__service_effect": 0.0}
    full = [{"kind": "waste_chain", "capacity": 1.0, "sanction": 1.0}]
    assert outcome(model_of(full, **settings), "treated_share") == pytest.approx(50.0)


def test_participation_moves_its_share_of_the_way():
    model = model_of(CHAIN)
    scene = model.days.scene
    before = scene.table("waste")["participation"].copy()
    waste.handle(scene)  # levers are those of the first morning
    aim = 0.5 + 0.5 * scene.rules["waste.sanction_effect"] + scene.rules["waste.service_effect"] * 0.4 * 0.6
    moved = before + scene.rules["waste.habit"] * (aim - before)
    assert scene.table("waste")["participation"] == pytest.approx(moved)


@pytest.mark.parametrize("name", [name for name in parameters() if name.startswith("waste.")])
def test_every_parameter_of_waste_moves_what_is_treated(name):
    known, settings = parameters()[name], {"waste__participation": 0.2}
    low, high = (model_of(CHAIN, **settings, **{f"parameters__{name}": value}) for value in (known.low, known.high))
    assert outcome(low, "treated_share") < outcome(high, "treated_share")


def test_low_floors_lose_by_a_lift_and_nobody_by_saving_energy():
    model = model_of(OFFER)
    scene, homes = model.days.scene, model.table("homes")
    number = len(model.table("buildings"))
    lift, energy, rebuilt = (retrofit.leanings(scene, np.full(number, k)) for k in (2, 1, 3))
    building = homes["building"] == 0
    low, high = homes["height"][building].argmin(), homes["height"][building].argmax()
    storey_loss = scene.rules["retrofit.storey_loss"]
    gap = homes["height"][building][high] - homes["height"][building][low]
    assert lift[building][high] - lift[building][low] == pytest.approx(storey_loss * gap)
    assert np.ptp(energy[building]) == np.ptp(rebuilt[building]) == 0
    assert (COMPREHENSIVE, ENERGY_SAVING, REBUILD) == (2, 1, 3)


def test_consent_by_hand():
    """Condition .6, trust .5, subsidy .9: constant + slope .4 + need .4."""
    model = model_of(OFFER)
    scene = model.days.scene
    model.table("buildings")["condition"] = 0.6
    people = model.table("residents")
    people["trust_offices"] = people["baseline"] = 0.5
    rules = scene.rules
    expected = (
        rules["retrofit.constant"] + rules["retrofit.subsidy_slope"] * 0.4 * 0.5 + rules["retrofit.need_slope"] * 0.4
    )
    found = retrofit.leanings(scene, np.full(len(model.table("buildings")), ENERGY_SAVING))
    assert found == pytest.approx(expected, abs=1e-6)


def test_works_lower_the_condition_while_they_last_and_raise_it_after():
    model = model_of(OFFER)
    scene, works = model.days.scene, model.table("retrofits")
    buildings = model.table("buildings")
    buildings["condition"][:2] = [0.6, 0.1]
    retrofit._begin(scene, np.array([0, 1]), np.full(len(buildings), COMPREHENSIVE))
    loss, gain = scene.rules["retrofit.works_loss"], scene.rules["retrofit.gain"]
    assert buildings["condition"][:2] == pytest.approx([0.6 - loss, 0.0])
    assert works["months"][:3].tolist() == [8, 8, 0]
    retrofit._finish(scene, np.array([0, 1]))
    assert buildings["condition"][:2] == pytest.approx([0.6 + gain, 0.1 + gain])
    assert works["done"][:3].tolist() == [1, 1, 0]


def test_a_building_begins_when_two_thirds_consent_and_is_not_asked_again():
    model = model_of(OFFER, weeks=30, parameters__retrofit__constant=0.8, parameters__retrofit__storey_loss=0.3)
    model.run()
    works = model.table("retrofits")
    begun = works["model"] > 0
    share = works["consenting"] / np.maximum(works["asked"], 1)
    assert begun.any() and (share[begun] >= 2 / 3 - 1e-9).all()
    assert (share[~begun & (works["asked"] > 0)] < 2 / 3).all()


@pytest.mark.parametrize(
    ("name", "sign"),
    [("constant", 1), ("subsidy_slope", 1), ("need_slope", 1), ("storey_loss", -1)],
)
def test_what_moves_consent(name, sign):
    known = parameters()[f"retrofit.{name}"]
    low, high = (model_of(OFFER, **{f"parameters__retrofit__{name}": value}) for value in (known.low, known.high))
    assert sign * (outcome(high, "consent") - outcome(low, "consent")) > 0


def test_a_subsidy_wins_consent_and_rebuilding_loses_it():
    offers = [[{**OFFER[0], "subsidy": 0.1}], OFFER, [{**OFFER[0], "model": "rebuild"}]]
    few, many, rebuilt = (outcome(model_of(offer), "consent") for offer in offers)
    assert few < many and rebuilt < many
    loss = parameters()["retrofit.rebuild_loss"].low
    assert outcome(model_of(offers[2], parameters__retrofit__rebuild_loss=loss), "consent") > rebuilt


def test_trust_in_offices_wins_consent():
    model = model_of(OFFER)
    scene = model.days.scene
    people = model.table("residents")
    kinds = np.full(len(model.table("buildings")), ENERGY_SAVING)
    people["baseline"] = people["trust_offices"] = 0.3
    distrust = retrofit.leanings(scene, kinds)
    people["baseline"] = people["trust_offices"] = 0.7
    assert retrofit.leanings(scene, kinds) - distrust == pytest.approx(
        0.4 * scene.rules["retrofit.trust_slope"], rel=1e-4
    )


def test_new_buildings_and_places_without_an_offer_are_left_alone():
    assert not model_of(OFFER, retrofit__built_before=1990).table("retrofits")["asked"].any()
    idle = model_of()
    assert np.isnan(outcome(idle, "consent"))


def test_rating_lifts_quality_and_meetings_lift_it_further():
    settings = {"weeks": 60}
    none, rated, met = (
        outcome(model_of(policies, **settings), "care_quality")
        for policies in ((), [{**CARE[0], "meeting": 0.0, "tender": 0.0}], [{**CARE[0], "tender": 0.0}])
    )
    assert none < rated < met


def test_quality_moves_its_share_of_the_way():
    model = model_of([{**CARE[0], "rating": 1.0, "meeting": 1.0, "tender": 0.0}])
    scene = model.days.scene
    providers = model.table("providers")
    providers["quality"] = 0.4
    care.handle(scene)
    rules = scene.rules
    aim = np.minimum(0.95, providers["base"] + rules["care.rating_effect"] * (1 + rules["care.meeting_effect"]))
    assert providers["quality"] == pytest.approx(0.4 + rules["care.drift"] * (aim - 0.4))


def test_a_tender_replaces_the_worst_provider():
    model = model_of([{**CARE[0], "tender": 1.0}], care__providers=3)
    scene, providers = model.days.scene, model.table("providers")
    providers["quality"] = [0.6, 0.2, 0.7]
    for hour in range(0, 200_000, 720):
        scene.hour = hour
        care._tender(scene)
        if providers["quality"][1] != 0.2:
            break
    assert providers["quality"][[0, 2]].tolist() == [0.6, 0.7]
    assert providers["quality"][1] == providers["base"][1] != 0.2


@pytest.mark.parametrize("name", [name for name in parameters() if name.startswith("care.")])
def test_every_parameter_of_care_moves_an_outcome(name):
    known = parameters()[name]
    low, high = (model_of(CARE, **{f"parameters__{name}": value}) for value in (known.low, known.high))
    found = [(outcome(model, "care_quality"), outcome(model, "care_complaints")) for model in (low, high)]
    assert found[0] != found[1]


@pytest.mark.parametrize("name", ["works_loss", "gain"])
def test_works_move_the_condition_of_buildings(name):
    known, settings = parameters()[f"retrofit.{name}"], {"weeks": 45, "parameters__retrofit__constant": 0.8}
    conditions = []
    for value in (known.low, known.high):
        model = model_of(
            [{**OFFER[0], "model": "energy_saving"}], **settings, **{f"parameters__retrofit__{name}": value}
        )
        model.run_to(24 * 100 if name == "works_loss" else 24 * 300)
        conditions.append(model.table("buildings")["condition"].mean())
    assert (conditions[1] < conditions[0]) if name == "works_loss" else (conditions[1] > conditions[0])
