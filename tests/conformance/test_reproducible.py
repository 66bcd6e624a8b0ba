"""The same scenario and seed give the same numbers: in another process, on threads, in blocks, resumed, elsewhere."""

from datetime import date
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from govsim import hour as hours
from govsim.errors import GovsimError
from govsim.model import Community, community, keeping
from govsim.model.assembly import build
from govsim.policies import POLICIES
from govsim.scenario import Scenario
from govsim.world import state
from tests.twins.small_places import BORDERS, LIVELY, SEVERAL, SLOTS, digest, digest_of, in_process, run, small

REDRAWN = BORDERS + """
[[policies]]
id = "groups"
kind = "self_groups"
coverage = 0.5
start = 2021-01-12
ramp = 20
"""
LATER = date(2021, 1, 18)  # two weeks after the warm-up
WHOLE = {"grid_redraw": "grids_per_community = 1", "self_groups": "coverage = 0.5", "covenant": "strength = 0.5"}
ROOMY = {
    f"offices__{office}__per_10000": 1000.0
    for office in ("subdistrict", "housing", "urban_management", "environment", "public_security", "social_affairs")
}


@cache
def lively() -> Scenario:
    return small(LIVELY, weeks=3, warmup=1, **SEVERAL)


@cache
def plainly_run() -> str:
    return run(lively())


def in_blocks(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(community, "build", partial(build, block=size))


def records(model: Community) -> np.ndarray:
    """All cases so far, taken out or open, by person and hour."""
    rows = np.concatenate([*model.kept.cases, keeping.still_open(model.built.world)])
    return rows[np.lexsort((rows["arose"], rows["person"]))]


@pytest.mark.parametrize("hash_seed", ["0", "1", "2"])
def test_another_process_finds_the_same(hash_seed: str) -> None:
    assert in_process("grid", PYTHONHASHSEED=hash_seed) == digest_of("grid")


def test_another_seed_is_another_history() -> None:
    assert run(lively().with_run(seed=2)) != plainly_run()


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    in_blocks(monkeypatch, 1)
    found = []
    for threads in (1, 2):
        model = Community(lively(), threads=threads)
        assert len(model.built.world.parts) == 3
        model.run()
        found.append(digest(model))
    assert found[0] == found[1]


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases to the last bit; sums of hours are added in another order, so their last digits may differ."""
    models = []
    for size in (1, 10**9):
        in_blocks(monkeypatch, size)
        models.append(Community(lively()))
        models[-1].run()
    assert [len(model.built.world.parts) for model in models] == [3, 1]
    assert (records(models[0]) == records(models[1])).all()
    for name in ("counts", "answers", "open_cases", "backlog", "workers", "waiting"):
        several, one = (np.array(getattr(model.kept, name)) for model in models)
        np.testing.assert_allclose(several, one, rtol=1e-9, atol=1e-9)
    everywhere = [model.table("residents") for model in models]
    for name in ("trust_workers", "trust_offices", "ties", "belonging", "efficacy", "known_until", "candidate"):
        assert (everywhere[0][name] == everywhere[1][name]).all(), name


def test_the_size_of_the_pool_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With few slots the pool grows on the way, and every case lies elsewhere."""
    usual = plainly_run()
    monkeypatch.setattr(state, "ROOM", 20)
    monkeypatch.setattr(state, "CASES_PER_RESIDENT", 0.01)
    monkeypatch.setattr(state, "link_free", backwards)
    model = Community(lively())
    slots = len(model.built.world.own[0]["cases"])
    model.run()
    assert len(model.built.world.own[0]["cases"]) > slots
    assert digest(model) == usual


def backwards(cases: np.ndarray, pool: np.ndarray, first: int) -> None:
    """Put the slots from `first` on at the head of the list of free ones, the last one first."""
    rows = np.arange(first, len(cases))
    cases["next"][first:] = rows - 1
    cases["next"][first] = pool[0] if first else -1
    pool[0], pool[1] = len(cases) - 1, pool[1] + len(rows)


@pytest.mark.parametrize("text", [LIVELY, REDRAWN], ids=["lively", "redrawn"])
@pytest.mark.parametrize("hour", [5 * 24, 9 * 24 + 11, 14 * 24, 17 * 24 + 23])
def test_a_saved_state_goes_on_as_if_nothing_had_been(text: str, hour: int, tmp_path: Path) -> None:
    place = {"place.residents": 3500, "place.communities": 2, "place.grids": 5}
    scenario = small(text, weeks=3, warmup=1, **place)
    whole = Community(scenario)
    whole.run_to(hour)
    whole.save(tmp_path / "state.npz")
    resumed = Community(scenario).load(tmp_path / "state.npz")
    assert resumed.hour == hour and digest(resumed) == digest(whole)
    one, other = whole.run(), resumed.run()
    assert digest(resumed) == digest(whole) and one.fingerprint == other.fingerprint
    assert (one.counts == other.counts).all() and one.cases.equals(other.cases)


def test_a_state_of_another_place_is_refused(tmp_path: Path) -> None:
    Community(small()).save(tmp_path / "state.npz")
    with pytest.raises(GovsimError):
        Community(small(place__residents=1300)).load(tmp_path / "state.npz")


def until(kind: str | None) -> tuple[str, np.ndarray, np.ndarray]:
    """Return counts, cases and residents at the hour in which a policy of a kind is about to begin."""
    measure = f'\n[[policies]]\nid = "late"\nkind = "{kind}"\nstart = {LATER}\n{WHOLE.get(kind or "", "")}'
    text = measure if kind else ""
    model = Community(small(text, weeks=4, warmup=1, **SEVERAL))
    model.run_to(3 * 168)
    return model.built.world.fingerprint, records(model), model.table("residents")


without = cache(partial(until, None))


@pytest.mark.parametrize("kind", sorted(POLICIES))
def test_a_measure_changes_nothing_before_its_day(kind: str) -> None:
    (fingerprint, cases, people), (usual, usual_cases, usual_people) = until(kind), without()
    assert fingerprint == usual
    assert (cases == usual_cases).all()
    for name in usual_people.dtype.names or ():
        if ("residents", name) not in SLOTS:
            assert (people[name] == usual_people[name]).all(), name


def test_doing_nothing_changes_nothing() -> None:
    nothing = '\n[[policies]]\nid = "none"\nkind = "nothing"\n'
    assert run(small(nothing, weeks=3, **SEVERAL)) == run(small(weeks=3, **SEVERAL))


def test_what_is_done_in_one_community_leaves_the_others_alone() -> None:
    """Offices have people for everybody here: only their queues could carry something over."""
    measures = LIVELY.replace("start =", 'where = ["c2"]\nstart =')
    with_them = Community(small(measures, weeks=4, **SEVERAL, **ROOMY))
    without_them = Community(small(LIVELY.replace("start =", "on = false\nstart ="), weeks=4, **SEVERAL, **ROOMY))
    for model in (with_them, without_them):
        model.run()
    second = int(with_them.built.place.names["community"]["c2"])
    found = []
    for model in (with_them, without_them):
        rows = records(model)
        elsewhere = model.built.place.grids["community"][rows["grid"]] != second
        found.append((rows[elsewhere], rows[~elsewhere]))
    assert (found[0][0] == found[1][0]).all()
    assert len(found[0][1]) != len(found[1][1]) or (found[0][1] != found[1][1]).any()


def test_there_is_one_compilation_of_the_hour() -> None:
    """Whatever the scenario: other tables, groups, shocks, desks."""
    for served_by in ("grid", "worker", "community"):
        run(small(LIVELY, weeks=1, warmup=0, station__served_by=served_by, place__residents=400))
    compiled = (hours.advance, hours.start, hours.assign, hours.replan, hours.exchange, hours.ask, hours.take_ended)
    assert {entry.__name__: len(entry.signatures) for entry in compiled if len(entry.signatures) != 1} == {}
