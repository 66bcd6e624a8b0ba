"""Residents, who knows whom, and the staff that a scenario asks for."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from govsim.engine.codes import AGES, CATEGORIES, HOME, SCHEDULES
from govsim.parameters import parameters, rules
from govsim.place import Place
from govsim.place.build import build_place
from govsim.place.tables import PlaceTables
from govsim.population import Population
from govsim.population import network as network_module
from govsim.population.joint import joint_shares
from govsim.population.network import build_network
from govsim.population.residents import build_residents
from govsim.staffing import Office, Staff
from govsim.world.schema import NEVER_ATTENDED

RULES = rules({})
LOSS = parameters()["field.acquaintance_loss"].value
World = tuple[PlaceTables, np.ndarray, np.ndarray, np.ndarray]


def world(place: Place, population: Population, seed: int = 1, **changes: float) -> World:
    tables = build_place(place, seed, None)
    names = {name.replace("_", ".", 1): value for name, value in changes.items()}
    residents = build_residents(population, tables, rules(names) if changes else RULES, seed)
    return tables, residents, *build_network(residents, tables, population, seed)


@pytest.fixture(scope="module")
def town() -> World:
    """Twelve communities and 60 grids with the default people."""
    return world(Place(residents=83_580), Population())


def assert_share(count: int, number: int, share: float, clustered: float = 1.0) -> None:
    """Within four binomial standard errors; `clustered`: people who share one draw, on average."""
    error = math.sqrt(max(share * (1 - share), 1e-9) * clustered / number)
    assert abs(count / number - share) <= 4 * error, (count / number, share, error)


def test_rows_follow_households_buildings_and_grids(town: World) -> None:
    place, residents, _, _ = town
    assert len(residents) == place.residents
    assert np.array_equal(np.bincount(residents["household"]), place.household_sizes)
    for row in (0, 17, len(place.buildings) - 1):
        building = place.buildings[row]
        own = residents[building["first_resident"] :][: building["residents"]]
        assert (own["building"] == row).all() and (own["grid"] == building["grid"]).all()
        assert own["household"][0] == building["first_household"]
        assert own["household"][-1] == building["first_household"] + building["households"] - 1
    assert (np.diff(residents["household"]) >= 0).all() and (np.diff(residents["grid"]) >= 0).all()


RANGES = {
    "rate": (0, 40), "trust_workers": (0.05, 0.95), "trust_offices": (0.05, 0.95), "trust_group": (0.05, 0.95),
    "baseline": (0.05, 0.95), "baseline_ties": (0.02, 0.98), "ties": (0.02, 0.98), "belonging": (0.02, 0.98),
    "efficacy": (0.05, 0.95), "touched": (0, 0), "last_contact": (-1, -1), "known_until": (-1, 2**30), "next": (-1, -1),
    "candidate": (-1, -1), "endured": (0, 0), "tried_week": (-1, -1), "met_week": (-1, -1), "category": (0, 4),
    "schedule": (0, 7), "age": (0, 5), "gender": (0, 1), "schooling": (0, 3), "hukou": (0, 1), "digital": (0, 1),
    "languages": (1, 5), "cooperation": (0, 3), "need": (0, 5), "last_result": (0, 0), "years": (0, 60),
    "attended": (NEVER_ATTENDED, NEVER_ATTENDED), "roles": (0, 15), "presence": (0, 2),
    "registered": (-1, 0),
}  # fmt: skip


def check_columns(place: PlaceTables, residents: np.ndarray) -> None:
    for column, (low, high) in RANGES.items():
        values = residents[column].astype(np.float64)
        assert np.isfinite(values).all() and values.min() >= low - 1e-6 and values.max() <= high + 1e-6, column
    assert set(RANGES) | {"household", "building", "grid"} == set(residents.dtype.names or ())
    minor = residents["age"] == 0
    assert (residents["rate"][minor] == 0).all() and (residents["rate"][~minor] > 0).all()
    assert (residents["schedule"][minor] == SCHEDULES.index("student")).all() and (
        residents["known_until"][minor] == -1
    ).all()
    first = np.diff(residents["household"], prepend=-1) > 0
    assert not minor[first].any(), "every household has an adult"
    category = residents["category"]
    assert np.array_equal(category, category[first][residents["household"]]), "a household is of one category"
    assert np.array_equal(residents["hukou"] == 1, category < CATEGORIES.index("non_local"))
    assert (residents["registered"][category < CATEGORIES.index("non_local")] == 0).all()


def test_every_column_is_within_its_range(town: World) -> None:
    check_columns(town[0], town[1])
    spread = {column: len(np.unique(town[1][column])) for column in ("gender", "schooling", "digital", "need", "years")}
    assert spread["gender"] == spread["digital"] == 2 and spread["schooling"] == 4 and spread["need"] == 6
    assert spread["years"] > 40


def test_shares_of_people_are_those_asked_for(town: World) -> None:
    residents = town[1]
    number, population = len(residents), Population()
    adult = residents["age"] > 0
    assert_share(int(adult.sum()), number, 0.84)
    for code, share in enumerate(population.shares("schedules")):
        assert_share(int((residents["schedule"][adult] == code).sum()), int(adult.sum()), share)
    for code, share in enumerate(population.shares("ages"), 1):
        assert_share(int((residents["age"] == code).sum()), int(adult.sum()), share)
    for code, share in enumerate(population.shares("cooperation")):
        assert_share(int((residents["cooperation"] == code).sum()), number, share)
    assert_share(int((residents["known_until"] >= 0).sum()), int(adult.sum()), 0.31 * 0.44 + 0.69 * 0.22)


@pytest.mark.parametrize("mixing", [0.0, 0.6, 1.0])
def test_shares_of_categories_hold_however_people_mix(mixing: float) -> None:
    """Households draw together; those of a building too where they do not mix, but evenly spread over a community."""
    tables = build_place(Place(residents=83_580), 1, None)
    residents = build_residents(Population(mixing=mixing), tables, RULES, 1)
    together = 2.5 + (1 - mixing) * 120
    for code, share in enumerate(Population().shares("categories")):
        assert_share(int((residents["category"] == code).sum()), len(residents), share, together)
    kinds = [len(set(residents["category"][residents["building"] == row].tolist())) for row in range(100)]
    assert max(kinds) == 1 if mixing == 0 else min(kinds) > 1


def test_the_mean_rate_over_residents_is_one(town: World) -> None:
    rate = town[1]["rate"].astype(np.float64)
    assert abs(rate.mean() - 1) <= 4 * rate.std() / math.sqrt(len(rate))


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0, 4.0])
def test_rates_are_gamma(shape: float) -> None:
    _, residents, _, _ = world(Place(residents=30_000), Population(adults=1.0), arrivals_rate_shape=shape)
    rate = residents["rate"].astype(np.float64)
    assert abs(rate.mean() - 1) <= 4 * math.sqrt(1 / shape / len(rate))
    # The variance of a sample variance is (kurtosis - 1) var² / n; a gamma has kurtosis 3 + 6 / shape.
    assert abs(rate.var() * shape - 1) <= 4 * math.sqrt((2 + 6 / shape) / len(rate))


def test_single_households_have_no_minors_and_still_a_mean_rate_of_one() -> None:
    _, residents, starts, edges = world(Place(residents=9_000, household_size=1.0), Population())
    assert (residents["age"] > 0).all() and abs(residents["rate"].mean() - 1) < 4 * math.sqrt(0.5 / 9_000)
    assert len(edges) / len(residents) == pytest.approx(6, abs=0.4) and starts[-1] == len(edges)


def test_baselines_have_the_mean_and_spread_of_the_parameters(town: World) -> None:
    baseline = town[1]["baseline"].astype(np.float64)
    assert abs(baseline.mean() - 0.5) <= 4 * 0.15 / math.sqrt(len(baseline)) and abs(baseline.std() - 0.15) < 0.002
    assert np.array_equal(town[1]["ties"], town[1]["baseline_ties"])


def test_ties_are_weaker_among_tenants_non_locals_and_newcomers(town: World) -> None:
    residents = town[1]
    ties = {name: residents["ties"][residents["category"] == code].mean() for code, name in enumerate(CATEGORIES)}
    assert min(ties["local_owner"], ties["resettled"]) > max(ties["local_tenant"], ties["non_local"], ties["foreign"])
    owners = residents[residents["category"] == 0]
    assert owners["ties"][owners["years"] <= 2].mean() < owners["ties"][owners["years"] >= 10].mean() - 0.05


def test_acquaintance_ends_at_an_exponential_time_and_never_without_loss(town: World) -> None:
    until = town[1]["known_until"]
    known = until[until >= 0]
    assert abs(known.mean() / (8_766 / LOSS) - 1) <= 4 / math.sqrt(len(known))
    assert abs((known > 8_766 / LOSS).mean() - math.exp(-1)) <= 4 * 0.483 / math.sqrt(len(known))
    lasting = build_residents(Population(), town[0], rules({"field.acquaintance_loss": 0.0}), 1)["known_until"]
    assert set(lasting.tolist()) == {-1, 2**30}


def test_older_people_are_at_home_and_the_young_more_often_from_elsewhere(town: World) -> None:
    residents = town[1]
    home = [(residents["schedule"][residents["age"] == age] == HOME).mean() for age in range(1, len(AGES))]
    local = [residents["hukou"][residents["age"] == age].mean() for age in range(1, len(AGES))]
    assert home == sorted(home) and local == sorted(local) and home[-1] > 0.9 and home[0] < 0.1
    retired = (residents["schedule"] == HOME) & (residents["age"] >= AGES.index("60-69"))
    assert_share(int(residents["digital"][retired].sum()), int(retired.sum()), 0.25)
    assert_share(int(residents["digital"][~retired].sum()), int((~retired).sum()), 0.60)


@pytest.mark.parametrize(
    "given", [{}, {"schedules": {"home": 1.0}}, {"ages": {"18-29": 0.9}}, {"categories": {"foreign": 1.0}}]
)
def test_the_joint_table_has_exactly_the_shares_given(given: dict[str, Any]) -> None:
    population = Population(**given)
    joint = joint_shares(population)
    for axis, name in enumerate(("categories", "ages", "schedules")):
        others = tuple({0, 1, 2} - {axis})
        assert joint.sum(axis=others) == pytest.approx(population.shares(name), abs=1e-6)


def test_partial_shares_leave_the_others_in_proportion() -> None:
    shares = Population(categories={"non_local": 0.81}).shares("categories")
    assert shares.sum() == pytest.approx(1) and shares[3] == 0.81
    assert shares[0] / shares[1] == pytest.approx(5.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"categories": {"non_local": 0.8, "foreign": 0.3}},
        {"cooperation": {"conditional": 0.5, "free_rider": 0.2, "hump_shaped": 0.1, "other": 0.1}},
        {"categories": {"martian": 0.1}},
        {"ages": {"0-17": 0.2}},
        {"mixing": 1.2},
        {"adults": 0.0},
    ],
)
def test_shares_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Population(**wrong)


def check_network(place: PlaceTables, residents: np.ndarray, starts: np.ndarray, edges: np.ndarray) -> None:
    number = len(residents)
    assert starts.dtype == edges.dtype == np.int32 and starts[0] == 0 and starts[-1] == len(edges)
    degree = np.diff(starts)
    assert (degree >= 0).all()
    person = np.repeat(np.arange(number), degree)
    assert (person != edges).all(), "nobody is his own neighbour"
    assert np.array_equal(residents["grid"][person], residents["grid"][edges]), "ties stay within the grid"
    pairs = person.astype(np.int64) * number + edges
    assert (np.diff(pairs) > 0).all(), "ascending and without doubles"
    assert np.array_equal(np.sort(edges.astype(np.int64) * number + person), pairs), "ties are mutual"
    kin = residents["household"][person] == residents["household"][edges]
    assert np.array_equal(np.bincount(person[kin], minlength=number), place.household_sizes[residents["household"]] - 1)


def test_the_network_is_mutual_local_and_about_six(town: World) -> None:
    check_network(*town)
    assert len(town[3]) / len(town[1]) == pytest.approx(6, abs=0.25)


def test_the_network_does_not_depend_on_how_many_are_done_at_once(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    place, residents, starts, edges = town
    monkeypatch.setattr(network_module, "CHUNK", 5_000)
    again = build_network(residents, place, Population(), 1)
    assert np.array_equal(again[0], starts) and np.array_equal(again[1], edges)


def mean_degree(mixing: float, households_per_building: int, seed: int) -> float:
    spec = Place(
        residents=20_000, grids=14, households_per_building=households_per_building,
        households_per_stairwell=households_per_building // 4,
    )  # fmt: skip
    _, residents, _, edges = world(spec, Population(mixing=mixing), seed)
    return len(edges) / len(residents)


def test_density_alone_leaves_the_number_of_ties_unchanged() -> None:
    """P10. People of one category, eight seeds, buildings of 24 to 192 households: standardised slope below 0.1."""
    one = Population(categories={"local_owner": 1.0})
    sizes = (24, 48, 96, 192)
    means = np.empty((8, len(sizes)))
    for seed in range(8):
        for column, size in enumerate(sizes):
            spec = Place(residents=20_000, grids=14, households_per_building=size, households_per_stairwell=size // 4)
            starts = world(spec, one, seed)[2]
            means[seed, column] = np.diff(starts).mean()
    spread = np.diff(starts).std()
    slopes = np.array([np.polyfit(np.log2(sizes), row, 1)[0] for row in means])
    assert abs(slopes.mean()) * np.log2(sizes).std() / spread < 0.01
    assert abs(slopes.mean()) <= max(4 * slopes.std(ddof=1) / math.sqrt(8), 0.005)


def test_heterogeneity_lowers_the_number_of_ties() -> None:
    """P10. The more the categories mix in stairwells, the fewer ties; paired over eight seeds, far beyond chance."""
    apart, half, mixed = (np.array([mean_degree(m, 48, seed) for seed in range(8)]) for m in (0.0, 0.5, 1.0))
    for more, fewer in ((apart, half), (half, mixed)):
        difference = more - fewer
        assert difference.mean() > 4 * difference.std(ddof=1) / math.sqrt(8) > 0


def test_heterogeneous_buildings_have_fewer_ties_within_a_place(town: World) -> None:
    place, residents, starts, _ = town
    table = np.zeros((len(place.buildings), len(CATEGORIES)))
    np.add.at(table, (residents["building"], residents["category"]), 1)
    number = table.sum(axis=1)
    differ = 1 - (table**2).sum(axis=1) / number**2
    ties = np.bincount(residents["building"], weights=np.diff(starts)) / number
    slope, error = _slope(differ, ties)
    assert slope + 4 * error < 0


def _slope(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    slope, level = np.polyfit(x, y, 1)
    rest = y - level - slope * x
    return float(slope), float(math.sqrt((rest**2).sum() / (len(x) - 2) / ((x - x.mean()) ** 2).sum()))


def test_same_seed_same_bytes_other_seed_other_people() -> None:
    spec, people = Place(residents=5_000), Population()
    one, two, other = world(spec, people, 3), world(spec, people, 3), world(spec, people, 4)
    for a, b in zip(one[1:], two[1:], strict=True):
        assert a.tobytes() == b.tobytes()
    assert one[1].tobytes() != other[1].tobytes() and one[3].tobytes() != other[3].tobytes()
    for column in ("rate", "age", "category", "baseline", "years", "known_until", "need", "languages"):
        assert not np.array_equal(one[1][column][:4_000], other[1][column][:4_000]), column


def test_which_category_lives_where_depends_on_the_seed() -> None:
    tables, apart = build_place(Place(residents=5_000), 1, None), Population(mixing=0.0)
    one, other = (build_residents(apart, tables, RULES, seed)["category"] for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_another_community_leaves_the_others_people_unchanged() -> None:
    few = world(Place(residents=12_000, communities=2, grids=10), Population(), 7)
    more = world(Place(residents=18_000, communities=3, grids=15), Population(), 7)
    assert few[1].tobytes() == more[1][:12_000].tobytes()
    assert np.array_equal(few[2], more[2][:12_001]) and np.array_equal(few[3], more[3][: len(few[3])])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Place, Population]:
    share = st.floats(0, 1)
    size = draw(st.floats(1, 6))
    place = Place(
        residents=draw(st.integers(30, 1_500)), household_size=size, communities=draw(st.integers(1, 2)),
        grids=draw(st.integers(2, 5)), households_per_building=draw(st.integers(1, 60)),
        households_per_stairwell=draw(st.integers(1, 20)),
    )  # fmt: skip
    population = Population(
        categories=draw(st.dictionaries(st.sampled_from(CATEGORIES[:3]), st.floats(0, 0.33), max_size=3)),
        schedules=draw(st.dictionaries(st.sampled_from(SCHEDULES[:4]), st.floats(0, 0.25), max_size=4)),
        adults=draw(st.floats(0.05, 1)), mixing=draw(share), aloofness=draw(share), ties=draw(st.floats(0, 20)),
    )  # fmt: skip
    return place, population


@given(worlds(), st.integers(0, 2**40))
@settings(max_examples=60)
def test_any_people_fit_their_place(spec: tuple[Place, Population], seed: int) -> None:
    tables, residents, starts, edges = world(*spec, seed)
    check_columns(tables, residents)
    check_network(tables, residents, starts, edges)


def test_posts_are_two_and_three_in_turn_or_spread_by_residents() -> None:
    residents, grids = np.array([1_000, 3_000, 2_000, 4_000]), np.ones(4, int)
    assert Staff(id="w", per_grid=2.5).posts(residents, grids).tolist() == [2, 3, 2, 3]
    assert Staff(id="w", per_10000=18.0).posts(residents, grids).tolist() == [1, 6, 3, 8]
    assert Staff(id="w", number=6).posts(residents, grids).tolist() == [1, 2, 1, 2]
    assert Staff(id="s", duty="station", per_grid=0.1).posts(residents, np.array([10, 20, 15, 5])).tolist() == [
        1,
        2,
        1,
        1,
    ]


def test_rounding_errors_cost_no_post() -> None:
    assert 0.29 * 100 < 29
    assert Staff(id="s", duty="station", per_grid=0.29).posts(np.array([9_000]), np.array([100])).tolist() == [29]


@given(st.integers(1, 40), st.floats(0, 10), st.integers(0, 300), st.integers(1, 10**6))
def test_posts_add_up(units: int, rate: float, number: int, seed: int) -> None:
    residents = np.random.default_rng(seed).integers(1, 5_000, units)
    ones = np.ones(units, int)
    assert Staff(id="w", number=number).posts(residents, ones).sum() == number
    assert Staff(id="w", per_10000=rate).posts(residents, ones).sum() == int(rate * residents.sum() / 10_000 + 0.5)
    assert abs(Staff(id="w", per_grid=rate).posts(residents, ones) - rate).max() < 1 + 1e-6


def test_exactly_one_number_of_staff() -> None:
    for wrong in ({}, {"per_grid": 1.0, "number": 3}):
        with pytest.raises(ValidationError, match="exactly one"):
            Staff.model_validate({"id": "w", **wrong})
    office: dict[str, Any] = {"id": "city", "zh": "市级部门", "en": "city departments", "tier": "city", "hours": 2.0}
    assert Office(**office, per_10000=2.3).servers(83_580) == 19 and Office(**office, per_10000=0.2).servers(500) == 1
    with pytest.raises(ValidationError, match="exactly one"):
        Office(**office)
    with pytest.raises(ValidationError, match="cv"):
        Office(**office, staff=3, cv=0.5)
