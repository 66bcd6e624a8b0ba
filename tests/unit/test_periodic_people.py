"""Elections, moving and volunteers: formulas by hand, limits, balances, signs."""

from datetime import date
from typing import Any, cast

import numpy as np
import pytest

from govsim.engine import codes
from govsim.engine.codes import CATEGORIES, MEASURES
from govsim.model import Community
from govsim.parameters import parameters
from govsim.periodic import elections, people, volunteers
from govsim.periodic.scene import Scene
from govsim.population.residents import SETTLED, TIES, TIES_BY_STAY
from govsim.records import Run
from govsim.scenario import load, shipped_ids
from govsim.world.schema import NEVER_ATTENDED

KEPT = ("household", "building", "grid", "category", "schedule", "age", "gender", "hukou", "rate", "need",
        "cooperation")  # fmt: skip
MARCH = 62 * 24  # h from 4 January to 7 March 2021, the day of the election


def community(**changes: object) -> Community:
    settings = {"run.weeks": 10, "run.warmup": 0, "place.residents": 3500}
    return Community(load("demo", settings | {path.replace("__", "."): value for path, value in changes.items()}))


def scene_of(model: Community, hour: int = 0, **rules: float) -> Scene:
    scene = model.days.scene
    scene.rules = dict(scene.rules) | {name.replace("__", "."): value for name, value in rules.items()}
    scene.hour = hour
    return scene


def count(run: Run, measure: str, label: str = "place") -> float:
    rows = range(len(run.grids)) if label == "place" else [run.rows.index(label)]
    return float(run.counts[:, list(rows), MEASURES.index(measure)].sum())


# --- elections


def test_the_day_is_the_first_sunday_of_the_month_of_an_election_year() -> None:
    assert elections.election_day(2021, 3) == date(2021, 3, 7)
    assert elections.election_day(2021, 8) == date(2021, 8, 1)
    scene = scene_of(community())
    days = [day for day in range(365) if elections.is_election(scene_of(community_of(scene), 24 * day))]
    assert days == [62]
    scene.rules = dict(scene.rules) | {"elections.first_year": 2020.0}
    assert not any(elections.is_election(scene_of(community_of(scene), 24 * day)) for day in range(365))
    scene.rules = dict(scene.rules) | {"elections.first_year": 2016.0}
    scene.hour = MARCH
    assert elections.is_election(scene)
    scene.rules = dict(scene.rules) | {"elections.interval": 4.0}
    assert not elections.is_election(scene)
    scene.rules = dict(scene.rules) | {"elections.interval": 5.0, "elections.month": 4.0}
    assert not elections.is_election(scene)


def test_committees_elected_before_2019_had_three_years() -> None:
    """The default is the law's term since the end of 2018; scenarios of earlier years set the earlier one."""
    assert parameters()["elections.interval"].value == 5.0
    for each in map(load, shipped_ids()):
        term = each.parameters.get("elections.interval", 5.0)
        assert term == (3.0 if each.run.start.year < 2019 else 5.0), each.id


def community_of(scene: Scene) -> Community:
    """What `scene_of` needs of a model: its days and their scene."""
    holder: Any = type("Holder", (), {})()
    holder.days = type("Days", (), {"scene": scene})()
    return cast(Community, holder)


def test_registered_at_home_or_here_for_a_year_and_accepted() -> None:
    scene = scene_of(community(), elections__application=1.0)
    table, rows = scene.table("residents"), np.arange(5)
    table["hukou"][:5], table["presence"][:5], table["years"][:5] = [1, 1, 0, 0, 1], [0, 2, 2, 2, 2], [0, 0, 0, 1, 3]
    assert elections.may_vote(scene, rows).tolist() == [True, False, False, True, True]
    scene.rules = dict(scene.rules) | {"elections.application": 0.0}
    assert elections.may_vote(scene, rows).tolist() == [True, False, False, False, False]


def test_the_chance_to_vote_by_hand() -> None:
    scene = scene_of(community(), MARCH)
    row = np.array([int(np.flatnonzero(scene.adults)[3])])
    person = scene.table("residents")[row[0] : row[0] + 1]
    person["touched"], person["attended"], person["years"], person["need"] = MARCH, MARCH - 100, 5, 3
    person["belonging"], person["ties"], person["efficacy"], person["known_until"] = 0.7, 0.4, 0.6, MARCH + 1
    rule = {name.removeprefix("elections."): value for name, value in scene.rules.items()}
    rounds = [MARCH - 4 * 24 + 10, MARCH - 2 * 24 + 15, MARCH - 3 * 24 + 19, MARCH + 10]
    found = np.mean([scene.free(row, hour)[0] for hour in rounds])
    level = rule["intercept"] + rule["home_slope"] * found + 0.2 * rule["belonging_slope"] - 0.1 * rule["ties_slope"]
    level += 0.1 * rule["efficacy_slope"] + rule["knowing"] + rule["past"] + rule["stay_slope"] / 2 + rule["need_slope"]
    assert elections.chance_to_vote(scene, row) == pytest.approx(1 / (1 + np.exp(-level)), abs=1e-6)


def test_age_is_not_looked_at() -> None:
    scene = scene_of(community(), MARCH)
    rows = np.flatnonzero(scene.adults)
    before = elections.may_vote(scene, rows), elections.chance_to_vote(scene, rows)
    scene.table("residents")["age"][rows] = 1 + scene.table("residents")["age"][rows] % 5
    after = elections.may_vote(scene, rows), elections.chance_to_vote(scene, rows)
    assert np.array_equal(before[0], after[0]) and np.array_equal(before[1], after[1])


def test_voters_are_eligible_adults_and_take_part() -> None:
    model = community()
    model.run()
    run = model.result()
    adults = int((model.table("residents")["age"] > 0).sum())
    assert 0 < count(run, "votes") <= count(run, "eligible") <= count(run, "adults_at_election") == adults
    assert count(run, "votes", "age:0-17") == 0
    assert sum(count(run, "votes", f"category:{name}") for name in CATEGORIES) == count(run, "votes")
    assert (model.table("residents")["attended"] == MARCH).sum() <= count(run, "votes")


DATES = ("elections.interval", "elections.first_year", "elections.month")  # tested above
LIKINGS = ("elections.belonging_slope", "elections.ties_slope", "elections.efficacy_slope")  # of no sign: about 1/2


@pytest.mark.parametrize("name", sorted(set(elections.DECLARATION.parameters) - set(DATES)))
def test_parameters_of_elections_move_turnout(name: str) -> None:
    """More of any of them raises the votes; only a longer tenure lowers them."""
    known, votes = parameters()[name], []
    for end in (known.low, known.high):
        scene = scene_of(community(), MARCH, **{name.replace(".", "__"): end})
        scene.table("residents")["attended"][::2] = MARCH - 1000
        elections.handle(scene)
        votes.append(scene.counted("votes").sum())
    assert votes[1] != votes[0]
    assert name in LIKINGS or (votes[1] > votes[0]) == (name != "elections.tenure")


# --- people come and go


def test_whole_households_move_at_the_rate_of_their_category() -> None:
    rates = {f"people__moves_{name}": float(rate) for name, rate in zip(CATEGORIES, (0.5, 2, 1, 3, 4), strict=True)}
    scene = scene_of(community(place__residents=30_000), 0, **rates)
    table, rows = scene.table("residents"), people.movers(scene)
    gone = np.zeros(len(table), bool)
    gone[rows] = True
    homes = np.unique(table["household"][gone])
    assert np.array_equal(gone, np.isin(table["household"], homes))
    first = np.flatnonzero(np.diff(table["household"], prepend=-1))
    for number, rate in enumerate((0.5, 2, 1, 3)):
        own = first[table["category"][first] == number]
        expected = 1 - np.exp(-rate / 12)
        assert abs(gone[own].mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / len(own))


def test_newcomers_are_like_those_who_left_and_nobody_knows_them() -> None:
    model = community(place__residents=20_000)
    model.run_to(24 * 40)
    scene = scene_of(model, 24 * 40, people__separated=0.25)
    table, before, rows = scene.table("residents"), scene.table("residents").copy(), np.arange(5000)
    people.move_in(scene, rows)
    assert all(np.array_equal(table[name], before[name]) for name in KEPT)
    assert np.array_equal(table[5000:], before[5000:])
    fresh = table[:5000]
    assert (fresh["known_until"] == -1).all() and (fresh["last_contact"] == -1).all()
    assert (fresh["years"] == 0).all() and (fresh["roles"] == 0).all() and (fresh["last_result"] == 0).all()
    assert (fresh["attended"] == NEVER_ATTENDED).all() and (fresh["touched"] == scene.hour).all()
    assert np.array_equal(fresh["registered"] == -1, fresh["presence"] == people.ELSEWHERE)
    assert (fresh["presence"][fresh["hukou"] == 0] == people.ELSEWHERE).all()
    assert abs((fresh["presence"][fresh["hukou"] == 1] == people.ELSEWHERE).mean() - 0.25) < 0.05
    assert np.corrcoef(fresh["baseline"], before["baseline"][:5000])[0, 1] < 0.1
    assert (fresh["trust_workers"] == fresh["baseline"]).all() and (fresh["ties"] == fresh["baseline_ties"]).all()
    assert abs(fresh["baseline"].mean() - 0.5) < 0.02 and abs(fresh["baseline"].std() - 0.15) < 0.02
    assert fresh["baseline_ties"].mean() < before["baseline_ties"][:5000].mean()


def test_the_population_balances() -> None:
    model = community(run__weeks=30)
    before = model.table("residents").copy()
    run = model.run()
    assert all(np.array_equal(model.table("residents")[name], before[name]) for name in KEPT)
    assert count(run, "newcomers") == count(run, "leavers") > 0
    assert 0.05 < count(run, "leavers") / 3500 / (30 / 52) < 0.2
    assert sum(count(run, "leavers", f"category:{name}") for name in CATEGORIES) == count(run, "leavers")


def test_nobody_moves_at_rate_0_and_the_others_grow_older_here() -> None:
    model = community()
    still = {f"people__moves_{name}": 0.0 for name in CATEGORIES}
    scene = scene_of(model, 24 * 28, people__own_registration=0.0, **still)
    table, before = scene.table("residents"), scene.table("residents").copy()
    people.handle(scene)
    due = model.table("moved") == 2
    assert (table["years"][due] == np.minimum(before["years"][due] + 1, 60)).all() and due.any()
    settling = due & (before["years"] < 10)
    grown = np.minimum(0.98, before["baseline_ties"] + np.where(settling, 0.01, 0.0))
    assert table["baseline_ties"] == pytest.approx(grown) and settling.any() and not settling.all()
    states = ("touched", "trust_workers", "trust_offices", "trust_group", "belonging", "efficacy", "ties")
    for column in ("years", "baseline_ties", *states):
        table[column] = before[column]
    assert np.array_equal(table, before)


def test_ties_keep_to_the_years_lived_here() -> None:
    """After two years of moves the baselines stand where they would had everybody been drawn with these years."""
    model = community(run__weeks=104)
    model.run()
    people = model.table("residents")
    usual = 0.5 + TIES[people["category"]] + TIES_BY_STAY * (np.minimum(people["years"], SETTLED) / SETTLED - 0.5)
    assert people["baseline_ties"].mean() == pytest.approx(usual.mean(), abs=0.006)


def test_the_register_fills_by_those_who_come_themselves() -> None:
    scene = scene_of(community(place__residents=30_000), 24 * 28, people__own_registration=6.0)
    missing = np.flatnonzero(scene.table("residents")["registered"] < 0)
    people.register_themselves(scene)
    came = scene.table("residents")["registered"][missing] == scene.hour
    assert abs(came.mean() - (1 - np.exp(-0.5))) < 0.06
    homes = scene.table("residents")["household"][missing]
    assert len(np.unique(homes[came])) + len(np.unique(homes[~came])) == len(np.unique(homes))


def test_the_registered_are_those_at_home_and_those_away() -> None:
    scene = scene_of(community(), people__away=0.2)
    table = scene.table("residents")
    table["hukou"], table["presence"] = 0, people.ELSEWHERE
    table["hukou"][:10], table["presence"][:8] = 1, people.HERE
    expected = 1.2 * np.bincount(scene.grid_of_resident[:8], minlength=len(scene.levers))
    assert people.registered_residents(scene) == pytest.approx(expected)


def test_shares_living_apart_from_their_registration_at_the_start() -> None:
    model = community(place__residents=30_000, parameters__people__separated=0.2)
    table = model.table("residents")
    local = table["hukou"] == 1
    assert (table["presence"][~local] == people.ELSEWHERE).all()
    assert abs((table["presence"][local] == people.ELSEWHERE).mean() - 0.2) < 0.02
    assert set(np.unique(model.table("moved"))) == set(range(1, 13))


@pytest.mark.parametrize("name", people.DECLARATION.parameters)
def test_parameters_of_people_move_what_they_are_for(name: str) -> None:
    known, ends = parameters()[name], []
    for end in (known.low, known.high):
        model = community(**{f"parameters__{name.replace('.', '__')}": end, "place__residents": 12_000})
        scene = scene_of(model, 24 * 28)
        people.handle(scene)
        held = (scene.table("residents")["registered"] >= 0).sum()
        ends.append((scene.counted("leavers").sum(), people.registered_residents(scene).sum(), held))
    (moved, registered, held), (moved_then, registered_then, held_then) = ends
    if "moves" in name:
        assert moved_then > moved
    elif name == "people.own_registration":
        assert held_then > held
    else:
        assert (registered_then > registered) == (name == "people.away")


ENDS = (codes.LATENT, codes.UNDECIDED, codes.ENDURED, codes.CONTACT, codes.DISPATCH, codes.STAFF, codes.GROUP,
        codes.PROPERTY, codes.SESSION)  # fmt: skip


def test_matters_of_those_who_go_end_but_for_offices_and_hazards_of_the_place() -> None:
    model = community(place__residents=20_000, run__weeks=3)
    model.run_to(24 * 20)
    scene, own = scene_of(model, 24 * 20), model.built.world.own[0]
    before, gone = own["cases"].copy(), np.arange(10_000)
    ended = scene.forget(gone)
    left = np.isin(before["person"], gone) & (before["state"] != codes.FREE)
    hazard = before["klass"] == codes.HAZARD
    stays = hazard & np.isin(before["state"], (codes.LATENT, codes.STAFF))
    expected = left & np.isin(before["state"], ENDS) & ~stays
    assert ended == expected.sum() == scene.counted("moot").sum() > 0
    assert np.array_equal(own["cases"]["state"] != before["state"], expected)
    assert (own["cases"]["state"][expected] == codes.MOOT).all()
    assert (left & stays).any() and (left & (before["state"] == codes.OFFICE)).any()
    returning = before["task"] == codes.RETURN
    assert (own["cases"]["task"][left & returning] == codes.NOTHING).all() and (left & returning).any()
    assert (own["cases"]["task"][~left] == before["task"][~left]).all()
    assert not scene.table("residents")["endured"][gone].any()
    assert scene.forget(gone) == 0


# --- volunteers


def test_as_many_serve_as_the_hours_need_and_the_same_ones_next_month() -> None:
    model = community()
    scene = scene_of(model, volunteers__hours=2.0)
    scene.levers["volunteer_hours"] = 9.0
    volunteers.handle(scene)
    serving = np.flatnonzero(scene.table("residents")["roles"] & volunteers.VOLUNTEER)
    assert np.bincount(scene.grid_of_resident[serving]).tolist() == [4] * len(scene.levers)
    assert scene.adults[serving].all() and (scene.table("residents")["attended"][serving] == 0).all()
    scene.hour = 24 * 28
    scene.levers["volunteer_hours"] = 19.0
    volunteers.handle(scene)
    more = np.flatnonzero(scene.table("residents")["roles"] & volunteers.VOLUNTEER)
    assert len(more) == 10 * len(scene.levers) and set(serving) <= set(more)
    scene.levers["volunteer_hours"] = 0.0
    volunteers.handle(scene)
    assert not (scene.table("residents")["roles"] & volunteers.VOLUNTEER).any()


def test_without_volunteers_nothing_is_touched() -> None:
    model = community()
    before = model.table("residents").copy()
    volunteers.handle(scene_of(model))
    assert np.array_equal(model.table("residents"), before)


def test_shorter_service_needs_more_volunteers() -> None:
    numbers = []
    for hours in (parameters()["volunteers.hours"].low, parameters()["volunteers.hours"].high):
        scene = scene_of(community(), volunteers__hours=hours)
        scene.levers["volunteer_hours"] = 20.0
        numbers.append(len(volunteers.serving(scene)))
    assert numbers[0] > numbers[1] > 0
