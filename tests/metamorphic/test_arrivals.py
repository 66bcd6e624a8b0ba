"""How what arises changes when rates, buildings, shocks and people change. One function, one relation."""

import numpy as np

from govsim.engine.codes import CATEGORIES, CITY, CLASSES, LANDLORD, LOCAL, LOCAL_OWNER, NEIGHBOUR
from govsim.model import Community
from tests.metamorphic.worlds import every, identities, near, ran, rates, records, total

USUAL = rates(dispute=3.0, local_request=4.0, hazard=3.0)
HALVED = """
[[shocks]]
kind = "issues"
issues = ["noise"]
factor = 0.5
start = 2021-01-11
end = 2021-01-18
where = ["g1"]
"""


def test_doubled_rates_double_the_cases() -> None:
    """Arisen(2 r) = 2 Arisen(r), 4 s.e. of Poisson counts over two seeds."""
    once = sum(total(ran(rules=USUAL, run__seed=seed), "arisen") for seed in (1, 2))
    doubled = {name: 2.0 * value for name, value in USUAL.items()}
    twice = sum(total(ran(rules=doubled, run__seed=seed), "arisen") for seed in (1, 2))
    assert near(twice, 2.0 * once, twice + 4.0 * once)


def test_a_rate_is_cases_a_resident_and_year() -> None:
    """Arisen = rate x time x residents weighted by their own rates (4 s.e. and 2 % for their make-up)."""
    rules = USUAL | {"arrivals.condition_slope": 0.0}
    for seed in (1, 2):
        model = ran(rules=rules, run__seed=seed, weeks=4)
        expected = sum(USUAL.values()) * 4 * 168 / 8766 * model.table("residents")["rate"].sum(dtype=float)
        assert abs(total(model, "arisen") - expected) <= 4.0 * np.sqrt(expected) + 0.02 * expected


def test_scaling_one_class_leaves_the_numbers_of_the_others() -> None:
    """Five times the hazards: as many disputes and requests as before, 4 s.e."""
    plain, more = (ran(rules=USUAL | {"hazard.rate": rate}) for rate in (3.0, 15.0))
    others = [(records(model)["klass"] != CLASSES.index("hazard")).sum() for model in (plain, more)]
    assert near(others[1], others[0], others[0] + others[1])
    assert len(records(more)) > 1.5 * len(records(plain))


def noise(model: Community) -> np.ndarray:
    issue = [issue.id for issue in model.scenario.issues].index("noise")
    return np.asarray(records(model)["issue"] == issue)


def test_a_shock_thins_one_issue_draw_by_draw() -> None:
    """Half as often in one grid and week: a subset there, about half; everything else arises as before."""
    place = {"place__residents": 800, "place__grids": 2, "weeks": 2, "rules": rates(dispute=20.0, hazard=4.0)}
    plain, thinned = ran(**place), ran(HALVED, **place)  # type: ignore[arg-type]  # settings by path
    rows, left = records(plain), records(thinned)
    week = rows["arose"] // 168 == 1
    meant = noise(plain) & week & (rows["grid"] == 0)
    kept = noise(thinned) & (left["arose"] // 168 == 1) & (left["grid"] == 0)
    assert identities(left[~kept]) == identities(rows[~meant])
    assert identities(left[kept]) <= identities(rows[meant])
    assert near(kept.sum(), 0.5 * meant.sum(), 0.25 * meant.sum()) and meant.sum() > 20


def test_better_buildings_have_fewer_of_the_same_matters() -> None:
    """What arises in good houses arises in poor ones too, and some more does."""
    rules = USUAL | {"arrivals.condition_slope": 1.5}
    poor, good = (identities(records(ran(rules=rules, place__condition=level))) for level in (0.3, 0.9))
    assert good < poor


def test_condition_does_not_matter_where_its_slope_is_0() -> None:
    rules = USUAL | {"arrivals.condition_slope": 0.0}
    assert identities(records(ran(rules=rules, place__condition=0.2))) == identities(
        records(ran(rules=rules, place__condition=0.9))
    )


def test_an_issue_that_a_category_does_not_have_never_arises_there() -> None:
    """Factor 0: none of them; the others still have it."""
    text = '\n[[issues]]\nid = "noise"\nwho = {non_local = 0.0}\n'
    model = ran(text, rates(dispute=20.0))
    category = model.table("residents")["category"][records(model)["person"][noise(model)]]
    assert len(category) > 50 and CATEGORIES.index("non_local") not in category


def test_minors_and_only_minors_have_no_matters() -> None:
    model = ran(rules=rates(local_request=30.0), weeks=4)
    young = model.table("residents")["age"] == 0
    people = np.unique(records(model)["person"])
    assert not young[people].any() and len(people) > 0.5 * (~young).sum()


def test_the_other_party_is_somebody_else_of_the_right_kind() -> None:
    """Neighbours live in the building, a landlord owns a flat nearby, and nobody quarrels with herself."""
    model = ran(rules=rates(dispute=40.0), weeks=2, place__residents=400, place__household_size=8.0,
                place__households_per_building=1)  # fmt: skip
    rows, people = records(model), model.table("residents")
    party = model.built.settings[0].issues["party"][rows["issue"]]
    near_by = rows[(party == NEIGHBOUR) & (rows["other"] >= 0)]
    assert len(near_by) > 200 and (near_by["other"] != near_by["person"]).all()
    assert (people["building"][near_by["other"]] == people["building"][near_by["person"]]).all()
    first = model.built.place.buildings["first_resident"]
    assert set(first.tolist()) & set(near_by["other"].tolist()), "the first of a building is somebody's neighbour too"
    owners = rows[(party == LANDLORD) & (rows["other"] >= 0)]
    assert (people["category"][owners["other"]] == LOCAL_OWNER).all() and (owners["other"] != owners["person"]).all()


def test_half_the_spread_of_severity_halves_every_deviation() -> None:
    whole, half = (records(ran(rules=USUAL | {"arrivals.severity_spread": spread})) for spread in (1.0, 0.5))
    np.testing.assert_allclose(half["severity"] - 0.5, 0.5 * (whole["severity"] - 0.5), atol=1e-6)
    assert np.abs(whole["severity"] - 0.5).max() > 0.4


def test_a_larger_share_for_the_city_lowers_no_need() -> None:
    """Case by case: what needed the city still does, and more do; without shares everything is local."""
    needs = [
        records(ran(rules=USUAL | every("city", city) | every("town", town)))["need"]
        for city, town in ((0.0, 0.0), (0.2, 0.1), (0.6, 0.1))
    ]
    assert (needs[0] == LOCAL).all()
    assert (needs[1] <= needs[2]).all() and (needs[1] == CITY).sum() < (needs[2] == CITY).sum()
