"""Activities, publicity and the slow states of those who come: formulas by hand, limits, signs."""

from collections.abc import Mapping

import numpy as np
import pytest

from govsim.engine.codes import MEASURES
from govsim.model import Community
from govsim.periodic import activities, states
from govsim.periodic.scene import Scene
from govsim.scenario import load

WEEKS = 16


def community(**changes: object) -> Community:
    settings = {"run.weeks": WEEKS, "run.warmup": 0, "place.residents": 3500}
    return Community(load("demo", settings | {path.replace("__", "."): value for path, value in changes.items()}))


def scene_of(model: Community, **rules: float) -> Scene:
    """The scene of a model that has just begun, with other rules and the levers of the first day."""
    scene = model.days.scene
    scene.rules = dict(scene.rules) | {name.replace("__", "."): value for name, value in rules.items()}
    return scene


def counted(changes: Mapping[str, object], measure: str) -> float:
    """What was counted of a measure in the whole place over the run."""
    run = community(**changes).run()
    return float(run.counts[:, : len(run.grids), MEASURES.index(measure)].sum())


def test_neighbourhoods_are_runs_of_grids_of_nearly_equal_size() -> None:
    communities, residents = np.array([0, 0, 0, 0, 1]), np.array([1000.0, 1000, 1000, 1000, 500])
    assert activities.catchments(communities, residents, 2000).tolist() == [0, 0, 1, 1, 2]
    assert activities.catchments(communities, residents, 1e9).tolist() == [0, 0, 0, 0, 1]
    assert activities.catchments(communities, np.array([2000.0, 0, 1, 1999, 0]), 2000).tolist() == [0, 1, 1, 1, 2]


def test_hours_are_evenings_weekends_and_working_hours() -> None:
    off, working = activities.hours_of_week(scene_of(community()))
    assert off.tolist() == [19, 43, 67, 91, 115, 130, 135, 154, 159]
    assert len(working) == 20 and set(working % 24) == {9, 10, 14, 15} and working.max() < 120


def test_the_national_holidays_have_no_working_hours() -> None:
    """4 to 7 October 2021 were holidays, the 9th, a Saturday, was worked."""
    off, working = activities.hours_of_week(scene_of(community(run__start="2021-10-04")))
    assert set(working // 24) == {4, 5} and set(off // 24) == set(range(7))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_lever_of_hours_is_met_at_its_ends(share: float) -> None:
    scene = scene_of(community())
    scene.levers["activities"], scene.levers["activity_evening"] = 400.0, share
    held = activities.planned(scene, np.zeros(len(scene.levers), np.int64))
    off, working = activities.hours_of_week(scene)
    assert set(held.hour) == set(off if share else working)
    assert abs(len(held.hour) - 400 * 3.5 / activities.WEEKS_A_MONTH) < 1


def test_rounds_go_by_neighbourhood_and_hour() -> None:
    held = activities.Programme(np.array([1, 0, 1]), np.array([50, 9, 19]), np.array([2, 0, 1]))
    rounds = [(part.catchment.tolist(), part.hour.tolist(), part.need.tolist()) for part in held.rounds()]
    assert rounds == [([0, 1], [9, 19], [0, 1]), ([1], [50], [2])]
    assert list(held.chosen(np.zeros(3, bool)).rounds()) == []


def heard(chances, knows, ties, told) -> np.ndarray:
    """The chance of hearing, by hand: four independent ways."""
    itself, worker, neighbours, publicity = chances
    unheard = (1 - itself) * (1 - worker * knows) * (1 - neighbours * ties) * (1 - publicity * told)
    return 1 - unheard


def always_free(scene: Scene) -> tuple[np.ndarray, int]:
    """An activity for every building in an hour, and who is free then."""
    hour = scene.hour + 67
    return np.full(len(scene.table("buildings")), hour), hour


@pytest.mark.parametrize("told", [0.0, 0.3])
def test_as_many_hear_as_the_chance_says(told: float) -> None:
    scene = scene_of(community(place__residents=20_000))
    activities_of, hour = always_free(scene)
    rows, people = np.flatnonzero(scene.adults), scene.table("residents")
    rows = rows[scene.free(rows, hour)]
    chances = np.array([0.2, 0.5, 0.4, 0.5])
    expected = heard(chances, people["known_until"][rows] > scene.hour, people["ties"][rows], told)
    publicity = np.full(len(scene.table("grids")), told)
    found, buildings = scene.audience(activities_of, publicity, chances, "tried")
    assert np.isin(found, rows).all(), "only adults who are free"
    hears = np.isin(rows, found)
    assert abs((hears - expected).mean()) < 4 * 0.5 / np.sqrt(len(rows))
    assert np.corrcoef(hears, expected)[0, 1] > 0.1
    assert (scene.building_of_resident[found] == buildings).all()


def test_all_hear_or_none() -> None:
    scene = scene_of(community())
    activities_of, hour = always_free(scene)
    told = np.ones(len(scene.table("grids")))
    rows = np.flatnonzero(scene.adults)
    for way in range(4):
        chances = np.zeros(4)
        chances[way] = 1.0
        found, _ = scene.audience(activities_of, told, chances, "tried")
        if way in (0, 3):
            assert np.array_equal(found, rows[scene.free(rows, hour)])
        if way == 1:
            assert (scene.table("residents")["known_until"][found] > scene.hour).all() and len(found)
    assert not len(scene.audience(activities_of, told, np.zeros(4), "tried")[0])
    assert not len(scene.audience(np.zeros_like(activities_of), told, np.ones(4), "tried")[0])


def test_the_chance_to_come_by_hand() -> None:
    scene = scene_of(community())
    person = scene.table("residents")[7:8]
    person["belonging"] = person["baseline_ties"] = 0.8
    person["efficacy"], person["known_until"], person["need"], person["schedule"] = 0.5, 10**6, 3, 1
    rules = {name: scene.rules[f"activities.{name}"] for name in (
        "intercept", "time_cost", "belonging_slope", "knowing", "peers_slope", "need_match")}  # fmt: skip
    level = rules["intercept"] - rules["time_cost"] + 0.3 * rules["belonging_slope"] + rules["knowing"]
    level += 0.75 * rules["peers_slope"] + rules["need_match"]
    found = activities.chance_to_come(scene, np.array([7]), np.array([3]), 3)
    assert found == pytest.approx(1 / (1 + np.exp(-level)), abs=1e-6)


def test_those_who_come_are_free_adults_of_the_neighbourhood() -> None:
    scene = scene_of(community(place__residents=14_000), activities__intercept=3.0)
    of_grid = activities.catchments(scene.community_of_grid, scene.table("grids")["residents"].astype(float), 3500)
    held = activities.Programme(np.array([1]), np.array([67]), np.array([0]))
    rows, which = activities.who_comes(scene, held, of_grid, 0)
    assert len(rows) > 100 and (which == 0).all() and (np.diff(rows) > 0).all()
    assert (of_grid[scene.grid_of_resident[rows]] == 1).all()
    assert scene.adults[rows].all() and scene.free(rows, 67).all()


def test_taking_part_raises_states_as_stated() -> None:
    scene = scene_of(community(), activities__acquaintance=0.0)
    people, rows = scene.table("residents"), np.array([3, 9])
    before = people[rows].copy()
    activities.take_part(scene, rows, np.array([19, 43]))
    assert people["attended"][rows].tolist() == [19, 43]
    for name in ("belonging", "ties"):
        gain = scene.rules[f"activities.{name}_gain"]
        assert people[name][rows] == pytest.approx(before[name] + gain * (1 - before[name]), abs=1e-6)
    assert (people["known_until"][rows] == before["known_until"]).all()
    scene.rules = dict(scene.rules) | {"activities.acquaintance": 1.0}
    activities.take_part(scene, rows, np.array([19, 43]))
    assert (people["known_until"][rows] > 0).all()


def test_without_activities_nothing_happens() -> None:
    model = community()
    scene, before = scene_of(model), model.table("residents").copy()
    scene.levers["activities"] = 0.0
    activities.handle(scene)
    assert np.array_equal(model.table("residents"), before)
    assert scene.counted("attendances").sum() == scene.counted("activities").sum() == 0


def test_what_is_counted_adds_up() -> None:
    run = community().run()
    grids = len(run.grids)
    total = run.counts[:, :, MEASURES.index("attendances")].sum(axis=0)
    assert total[:grids].sum() == total[grids : grids + 5].sum() == total[grids + 13 : grids + 19].sum() > 0
    length = run.parameters["activities.length"]
    hours = run.counts[:, :grids, MEASURES.index("activity_hours")].sum()
    assert hours == pytest.approx(length * total[:grids].sum())


def test_publicity_wears_off_and_freshness_comes_back() -> None:
    scene = scene_of(community(), activities__habituation=5.0, activities__recovery=26.0)
    scene.levers["publicity"], scene.levers["activities"] = 1.0, 0.0
    assert (activities.noticed(scene) == 1).all()
    for _ in range(3):
        activities.handle(scene)
    exposure = sum(np.exp(-k / 26) for k in range(3))
    assert activities.noticed(scene) == pytest.approx(np.exp(-exposure / 5))
    for _ in range(300):
        activities.handle(scene)
    assert (activities.noticed(scene) < 0.01).all()
    scene.levers["publicity"] = 0.0
    for _ in range(300):
        activities.handle(scene)
    scene.levers["publicity"] = 1.0
    assert (activities.noticed(scene) > 0.99).all()


def test_states_relax_as_in_the_compiled_hour() -> None:
    one, other = community(), community()
    for model in (one, other):
        model.table("residents")["belonging"] += 0.1
        model.table("residents")["trust_workers"] -= 0.1
        model.days.scene.hour = 1000
    rows = np.arange(len(one.table("residents")))
    seen = states.seen_at(one.table("residents"), ("belonging",), rows, one.days.scene.rules, 1000)[0]
    states.bring_up_to_date(one.table("residents"), rows, one.days.scene.rules, 1000)
    other.days.scene.refresh()
    for name in ("belonging", "ties", "efficacy", "trust_workers", "trust_offices", "trust_group", "touched"):
        assert one.table("residents")[name] == pytest.approx(other.table("residents")[name], abs=1e-6), name
    assert seen == pytest.approx(one.table("residents")["belonging"], abs=1e-6)


def test_peers_are_counted_as_by_going_through_the_ties() -> None:
    model = community()
    scene, people = model.days.scene, model.table("residents")
    people["attended"][::7] = 5
    starts, edges = model.table("edges_from"), model.table("edges")
    rows = np.arange(0, 900, 3)
    by_hand = [(people["attended"][edges[starts[row] : starts[row + 1]]] > 4).sum() for row in rows]
    assert states.peers_since(scene, rows, 4).tolist() == by_hand
    assert states.peers_since(scene, np.empty(0, np.int64), 4).tolist() == []


def test_meeting_a_worker_again_changes_nothing() -> None:
    scene = scene_of(community())
    people, rows = scene.table("residents"), np.flatnonzero(scene.adults)[:2000]
    people["known_until"][rows[:500]] = 777
    states.meet_worker(scene, rows, 0.25, "tried")
    assert (people["known_until"][rows[:500]] == 777).all() and (people["last_contact"][rows] == 0).all()
    met = people["known_until"][rows[500:]] > 0
    known = met.mean()
    assert known > 0.25  # those who knew one before, and a quarter of the others


# Which way more of a parameter moves what is counted.
SIGNS = [
    ("number", "activities", 1), ("catchment", "attendances", 1), ("intercept", "attendances", 1),
    ("knowing", "attendances", 1), ("peers_slope", "attendances", 1), ("need_match", "attendances", 1),
    ("time_cost", "attendances", -1), ("heard", "attendances", 1), ("heard_knowing", "attendances", 1),
    ("heard_ties", "attendances", 1), ("evening", "attendances", 0), ("belonging_slope", "attendances", 0),
    ("efficacy_slope", "attendances", 0), ("last_time", "attendances", 1), ("length", "activity_hours", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "measure", "sign"), SIGNS)
def test_parameters_move_what_they_are_for(name: str, measure: str, sign: int) -> None:
    from govsim.parameters import parameters

    known = parameters()[f"activities.{name}"]
    low, high = (counted({f"parameters__activities__{name}": end}, measure) for end in (known.low, known.high))
    assert high != low
    assert sign == 0 or (high - low) * sign > 0


@pytest.mark.parametrize(
    ("name", "stock"), [("belonging_gain", "belonging"), ("ties_gain", "ties"), ("acquaintance", "knows")],
)  # fmt: skip
def test_coming_leaves_a_mark(name: str, stock: str) -> None:
    from govsim.parameters import parameters

    known = parameters()[f"activities.{name}"]
    ends = []
    for end in (known.low, known.high):
        run = community(**{f"parameters__activities__{name}": end}).run()
        ends.append(run.stocks[stock][-1, : len(run.grids)].sum())
    assert ends[1] > ends[0]


@pytest.mark.parametrize("name", ["heard_publicity", "habituation", "recovery"])
def test_publicity_parameters_matter_under_publicity(name: str) -> None:
    from govsim.parameters import parameters

    known = parameters()[f"activities.{name}"]
    found = []
    for end in (known.low, known.high):
        model = community(**{f"parameters__activities__{name}": end, "run__weeks": 10})
        model.days._resolution.at(0)
        levers = model.built.base
        levers["publicity"] = 1.0
        model.days._resolution = model.days._resolved()
        run = model.run()
        found.append(run.counts[:, : len(run.grids), MEASURES.index("attendances")].sum())
    assert found[1] != found[0]
    assert name == "recovery" or found[1] > found[0]
