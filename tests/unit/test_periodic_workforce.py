"""Morale, quits, vacant posts and new workers: formulas by hand, limits, balances."""

import math
from datetime import date
from functools import cache

import numpy as np
import pytest

from govsim import measures
from govsim.engine.codes import COMMUNITY_WORKER, GRID_WORKER, MEASURES
from govsim.model import Community
from govsim.parameters import parameters
from govsim.periodic import workforce
from govsim.periodic.workforce import LAST_DAY, learned, mean_skill, quits_a_year, strain, success
from govsim.rosters import EVENING, STANDARD
from govsim.scenario import load
from govsim.staffing import Staff
from govsim.world.schema import WORKER

RULES = {"workforce.quit_rate": 0.2, "workforce.quit_slope": 3.0, "workforce.usual_morale": 0.6,
         "workforce.skill_gain": 0.4, "workforce.skill_speed": 1.0}  # fmt: skip
LIVELY = [{"kind": "training", "intensity": 1.0}, {"kind": "pay_recognition"}, {"kind": "local_hiring", "share": 1.0},
          {"kind": "roster"}, {"kind": "paperwork", "per_worker": 26.0}]  # fmt: skip
NAMES = [name for name in parameters() if name.startswith("workforce.")]
DISPUTES = parameters()["dispute.rate"]


def model_of(weeks=1, warmup=0, **changes):
    settings = {"run.weeks": weeks, "run.warmup": warmup} | {name.replace("__", "."): v for name, v in changes.items()}
    return Community(load("demo", settings))


def scene_of(hour=LAST_DAY, rules=None, **levers):
    """A scene of the demo on the last day of its first week, with levers and parameters as given."""
    model = model_of()
    scene = model.days.scene
    scene.hour, scene.rules = hour, {**scene.rules, **(rules or {})}
    for name, value in levers.items():
        scene.levers[name] = value
    return model, scene


def counted(run, name):
    return run.counts[:, : len(run.grids), MEASURES.index(name)].sum()


def test_quits_are_usual_at_usual_morale_and_rise_as_it_falls():
    rates = quits_a_year(np.array([0.6, 0.5, 0.8]), RULES)
    assert rates == pytest.approx([0.2, 0.2 * math.exp(0.3), 0.2 * math.exp(-0.6)])


def test_experience_adds_up_to_its_bound_and_nothing_on_average():
    assert learned(np.array([0.0, 1e6]), RULES) == pytest.approx([-0.4 / 1.2, 0.4 - 0.4 / 1.2])
    served = np.random.default_rng(1).exponential(5, 200_000)  # years of service where a fifth leaves every year
    assert learned(served, RULES).mean() == pytest.approx(0, abs=0.002)


def test_load_and_paper_are_shares_of_the_weeks_duty():
    workers, careers = np.zeros(3, WORKER), np.zeros(3, workforce.CAREER)
    workers["overtime"], careers["overtime_before"] = [10, 4, 0], [6, 4, 0]
    workers["done"], careers["done_before"] = [30, 5, 90], [20, 5, 0]
    workers["backlog"] = [11, 31, 500]
    load, paper = strain(workers, careers, np.full(3, 40.0), np.full(3, 11.0))
    assert load == pytest.approx([0.1, 0.5, 1.0])
    assert paper == pytest.approx([0.25, 0.0, 1.0])


def test_hours_outside_the_standard_are_shared_out_by_roster():
    half = STANDARD.copy()
    half[:24] = 0
    hours, off = workforce.hours_of(np.array([STANDARD, EVENING, STANDARD * 0, half]))
    assert hours == pytest.approx([40, 27, 40, 32])
    assert off == pytest.approx([0, 1, 0, 0])


def test_skill_of_a_kind_is_the_mean_of_its_posts():
    staff = [Staff(id="a", per_grid=1, skill=0.4), Staff(id="b", per_grid=1, skill=0.2),
             Staff(id="c", kind="community_worker", duty="station", per_grid=1, skill=-1.0)]  # fmt: skip
    assert mean_skill(staff, GRID_WORKER) == pytest.approx(0.3)
    assert mean_skill(staff, COMMUNITY_WORKER) == -1.0 and mean_skill([], GRID_WORKER) == 0.0


def test_nobodys_skill_changes_when_a_run_begins():
    """Talent is what explains the skill of today, given the years of service."""
    before = model_of(parameters__workforce__skill_gain=0.0).table("workers")["skill"]
    assert model_of().table("workers")["skill"] == pytest.approx(before)


def test_success_begins_at_four_in_five_and_follows_where_cases_are_closed():
    _, scene = scene_of()
    assert success(scene) == pytest.approx(0.8)
    grids = len(scene.levers)
    scene.count_grids("closed_local", np.eye(grids)[0] * 15)
    scene.count_grids("closed_city", np.eye(grids)[1] * 5)
    found = success(scene)
    for row, grid in enumerate(scene.grid_of_worker):
        assert found[row] == pytest.approx({0: 19 / 20, 1: 4 / 10}.get(int(grid), 0.8))


def test_morale_moves_its_share_of_the_way():
    model, scene = scene_of(pay=1.0)
    workers = model.table("workers")
    before = workers["morale"].copy()
    workforce._feel(scene, np.arange(len(workers)) > 0)
    rules = scene.rules
    aim = rules["workforce.baseline"] + rules["workforce.pay_effect"] + 0.8 * rules["workforce.success_slope"]
    moved = before + rules["workforce.relaxation"] * (aim - before)
    assert workers["morale"][1:] == pytest.approx(moved[1:]) and workers["morale"][0] == before[0]


@pytest.mark.parametrize(
    ("lever", "parameter", "sign"),
    [("pay", "workforce.pay_effect", 1), (None, "workforce.success_slope", 1), (None, "workforce.baseline", 1)],
)
def test_what_raises_morale(lever, parameter, sign):
    levers = {lever: 1.0} if lever else {}
    values = []
    for value in (0.0, 0.3):
        model, scene = scene_of(rules={parameter: value}, **levers)
        workforce._feel(scene, np.ones(len(model.table("workers")), bool))
        values.append(model.table("workers")["morale"].mean())
    assert sign * (values[1] - values[0]) > 0


@pytest.mark.parametrize("parameter", ["load_slope", "paper_slope", "off_slope"])
def test_what_lowers_morale(parameter):
    values = []
    for value in (0.0, 0.5):
        model, scene = scene_of(rules={f"workforce.{parameter}": value})
        workers = model.table("workers")
        workers["overtime"], workers["done"] = 8, 10
        scene.rosters = np.tile(EVENING, (len(scene.rosters), 1))
        workforce._feel(scene, np.ones(len(workers), bool))
        values.append(workers["morale"].mean())
    assert values[1] < values[0]


def test_training_raises_skill_to_its_effect_and_no_further():
    model, scene = scene_of(training=0.5)
    workers, before = model.table("workers"), model.table("workers")["skill"].copy()
    scene.rules = {**scene.rules, "workforce.skill_gain": 0.0}
    talent = model.table("careers")["talent"]
    talent[:] = before
    for _ in range(400):
        workforce._learn(scene, np.ones(len(workers), bool))
    assert workers["skill"] == pytest.approx(np.clip(before + 0.5 * scene.rules["workforce.training_effect"], -2, 2))


def test_who_leaves_is_forgotten_with_the_chance_of_having_been_the_one_known():
    model, scene = scene_of()
    people = model.table("residents")
    people["known_until"] = scene.hour + 1000
    row = 0
    grid = int(scene.grid_of_worker[row])
    staff = int((scene.grid_of_worker == grid).sum())
    workforce._leave(scene, np.array([row]))
    forgotten = people["known_until"] < 0
    mine = scene.grid_of_resident == grid
    assert not forgotten[~mine].any()
    assert abs(forgotten[mine].mean() - 1 / staff) < 4 * math.sqrt(0.25 / mine.sum())
    assert model.table("workers")["vacant"].tolist() == [1] + [0] * (len(model.table("workers")) - 1)


def test_the_last_one_to_leave_is_forgotten_by_everybody():
    model, scene = scene_of(workers=1)
    people = model.table("residents")
    people["known_until"] = scene.hour + 1000
    workforce._leave(scene, np.flatnonzero(workforce.posts_wanted(scene)))
    assert (people["known_until"] == -1).all()


@pytest.mark.parametrize(("share", "known"), [(0.0, 0), (1.0, 1)])
def test_a_new_worker_has_no_experience_and_knows_people_only_where_local(share, known):
    model, scene = scene_of(rules={"workforce.local_known": 1.0}, local_hiring=share)
    workers, people = model.table("workers"), model.table("residents")
    people["known_until"] = -1
    workers["vacant"][2] = 1
    workforce._come(scene, np.array([2]))
    worker = workers[2]
    assert (worker["vacant"], worker["experience"], worker["hired"]) == (0, 0.0, scene.hour)
    assert worker["local"] == known and bool(worker["languages"] & workforce.DIALECT) == bool(known)
    assert worker["morale"] == scene.rules["workforce.usual_morale"]
    around = scene.grid_of_resident == scene.grid_of_worker[2]
    expected = around & scene.adults & (people["hukou"] == 1) & bool(known)
    assert np.array_equal(people["known_until"] > scene.hour, expected)


def test_residents_served_are_those_of_the_grid():
    model, scene = scene_of()
    for row in range(len(model.table("workers"))):
        rows, grids = workforce.served(scene, row)
        assert np.array_equal(rows, np.flatnonzero(scene.grid_of_resident == scene.grid_of_worker[row]))
        assert (grids == scene.grid_of_worker[row]).all()


def test_nothing_happens_before_the_last_day_of_a_week():
    model, scene = scene_of(hour=LAST_DAY - 24)
    before = model.table("workers").copy()
    workforce.handle(scene)
    assert np.array_equal(model.table("workers"), before) and not scene.staff_changed


def test_vacancies_last_their_mean_and_posts_add_up():
    """Active and vacant posts are the posts that levers want, in every week; quits and hires explain the vacancies."""
    model = model_of(weeks=120, parameters__workforce__quit_rate=0.3, parameters__workforce__vacancy_weeks=10.0)
    wanted = len(model.table("workers"))
    run = model.run()
    posts = run.counts[:, : len(run.grids), MEASURES.index("posts_weeks")].sum(axis=1)
    vacant = run.counts[:, : len(run.grids), MEASURES.index("vacant_weeks")].sum(axis=1)
    assert (posts + vacant == wanted).all() and vacant.sum() > 0
    assert counted(run, "quits") - counted(run, "hires") == model.table("workers")["vacant"].sum()
    active = model.table("workers")["active"] == 1
    assert np.array_equal(active, model.table("workers")["vacant"] == 0)


def test_a_fifth_of_those_of_usual_morale_leaves_in_a_year():
    model, scene = scene_of()
    workers, left, weeks = model.table("workers"), 0, 20_000
    for week in range(weeks):
        scene.hour = week * 168 + LAST_DAY
        left += len(workforce._leaving(scene, np.arange(len(workers))))
    expected = 0.2 * weeks * len(workers) * 7 / 365.25
    assert abs(left - expected) < 4 * math.sqrt(expected)


def test_pay_raises_morale_and_keeps_people():
    """Paired runs of a larger place, with the slopes at their largest."""
    settings = {"run.weeks": 104, "run.warmup": 0, "place.residents": 20_000,
                "parameters.workforce.quit_slope": 6.0, "parameters.workforce.pay_effect": 0.3}  # fmt: skip
    policy = {"policies": [{"kind": "pay_recognition", "level": 1.0}]}
    without, paid = (measures.outcomes(Community(load("demo", settings | extra)).run()) for extra in ({}, policy))
    assert paid["morale"]["value"] > without["morale"]["value"]
    assert paid["turnover"]["value"] < without["turnover"]["value"]


def test_the_same_seed_gives_the_same_posts():
    tables = [model.table("workers") for model in (model_of(weeks=20), model_of(weeks=20)) if model.run()]
    assert np.array_equal(*tables)


def test_a_measure_changes_nothing_before_its_start():
    """Local hiring from week 10 on leaves the first nine weeks as they were."""
    policy = [{"kind": "local_hiring", "share": 1.0, "start": date(2021, 3, 8)}]
    settings = {"run.weeks": 12, "run.warmup": 0, "parameters.workforce.quit_rate": 0.3}
    runs = [Community(load("demo", settings | extra)).run() for extra in ({}, {"policies": policy})]
    assert np.array_equal(runs[0].counts[:9], runs[1].counts[:9])


@cache
def outcomes_with(name, value, residents=3_500):
    settings = {"run.weeks": 52, "run.warmup": 0, "place.residents": residents, "policies": LIVELY,
                "parameters.dispute.rate": DISPUTES.high}  # fmt: skip
    changed = {f"parameters.{name}": value} if name else {}
    found = measures.values(measures.part(Community(load("demo", settings | changed)).run()))
    return {outcome: value for outcome, value in found.items() if not math.isnan(value)}


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_moves_an_outcome(name):
    known = parameters()[name]
    residents = 20_000 if "skill" in name else 3_500  # what skill changes shows in few sessions
    assert outcomes_with(name, known.low, residents) != outcomes_with(name, known.high, residents)


def paired(policy, **parameters_changed):
    settings = {"run.weeks": 78, "run.warmup": 0, "place.residents": 20_000, "policies": []}
    settings |= {f"parameters.{name.replace('__', '.')}": value for name, value in parameters_changed.items()}
    return [Community(load("demo", settings | extra)) for extra in ({}, {"policies": [policy]})]


def test_training_settles_more_of_the_sessions():
    without, trained = paired({"kind": "training", "intensity": 1.0}, workforce__training_effect=1.0,
                              dispute__rate=DISPUTES.high)  # fmt: skip
    shares = [counted(run, "sessions_settled") / counted(run, "sessions") for run in (without.run(), trained.run())]
    assert shares[1] > shares[0]


def test_local_hiring_makes_the_staff_local_as_posts_fall_vacant():
    few, many = paired({"kind": "local_hiring", "share": 1.0}, workforce__quit_rate=0.3, workforce__local_known=0.2)
    runs = [few.run(), many.run()]
    local = [model.table("workers")["local"].mean() for model in (few, many)]
    assert local[1] > local[0]
    known = [measures.outcomes(run)["knows_worker"]["value"] for run in runs]
    assert known[1] > known[0]
