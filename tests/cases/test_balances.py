"""What cannot get lost: cases, places in lists, hours of workers and papers add up in every hour."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim.engine import codes
from govsim.engine.agenda import CANDIDATES, RING
from govsim.engine.codes import MEASURES, STATES, TASKS
from govsim.engine.offices.tables import TRAVELLING, WAITING
from govsim.model import Community
from govsim.scenario import Scenario
from govsim.world.schema import Block
from tests.twins.small_places import BORDERS, BUSY, LIVELY, SEVERAL, small

# What a case in a state may wait for at the end of an hour.
WAITS_FOR = {
    "latent": {"hidden"}, "undecided": {"decide"}, "endured": {"flare", "fade"}, "settled": {"nothing"},
    "contact": {"attempt", "call", "give_up"}, "dispatch": {"dispatched"}, "staff": {"queue"},
    "group": {"group_meet", "give_up"}, "property": {"reply"}, "session": {"meet"}, "transfer": {"nothing"},
    "office": {"nothing", "decision"}, "closed": {"nothing", "return"}, "withdrawn": {"nothing"}, "moot": {"nothing"},
}  # fmt: skip
HOURS = ("duty", "field", "case", "session", "paper", "idle", "emergency", "overtime")
# Counts that belong to a case and its person: the same sum over grids, categories, schedules and ages.
BY_PERSON = ("arisen", "reported", "recorded", "attempts", "contacts", "calls", "sessions", "resolved", "withdrawn",
             "tried", "tried_in_vain", "visits", "seeking_days")  # fmt: skip


def blocks(model: Community) -> Iterator[Block]:
    return map(model.built.world.block, range(len(model.built.world.parts)))


def totals(model: Community) -> np.ndarray:
    """All counts since the beginning, (rows, measures); the warm-up must be empty."""
    grids, others = [], []
    for part, own in zip(model.built.world.parts, model.built.world.own, strict=True):
        number = part.grids[1] - part.grids[0]
        grids.append(own["counts"][:number])
        others.append(own["counts"][number:])
    return np.asarray(sum(model.kept.counts) + np.concatenate([*grids, np.sum(others, axis=0)]))


def all_cases(model: Community) -> dict[str, np.ndarray]:
    """The columns that records keep, over the pools and what was taken out of them."""
    pools = [own["cases"][own["cases"]["state"] != codes.FREE] for own in model.built.world.own]
    flushed = model.kept.cases
    names = ("klass", "state", "recorded", "reported", "responded", "found_by", "reopened", "attempts", "transfers",
             "arose", "formal", "failures")  # fmt: skip
    return {name: np.concatenate([rows[name].astype(np.int64) for rows in [*pools, *flushed]]) for name in names}


def chain(rows: np.ndarray, first: int) -> list[int]:
    """The rows of a doubly linked list, each pointing back to the one before."""
    found, before = [], -1
    while first >= 0:
        assert rows["previous"][first] == before
        assert len(found) <= len(rows)
        found.append(first)
        before, first = first, int(rows["next"][first])
    return found


def check_pool(block: Block) -> None:
    """Free slots form one list of the noted length, and only they are in it."""
    row, free = int(block.pool[0]), []
    while row >= 0:
        free.append(row)
        assert len(free) <= len(block.cases)
        row = int(block.cases["next"][row])
    assert len(free) == block.pool[1]
    assert sorted(free) == np.flatnonzero(block.cases["state"] == codes.FREE).tolist()


def check_states(block: Block) -> None:
    """Each state waits only for what can end it."""
    used = block.cases[block.cases["state"] != codes.FREE]
    pairs = set(zip(used["state"].tolist(), used["task"].tolist(), strict=True))
    wrong = [(STATES[s], TASKS[t]) for s, t in pairs if TASKS[t] not in WAITS_FOR[STATES[s]]]
    assert wrong == []


def check_lists(block: Block, hour: int) -> None:
    """Every waiting case is in exactly one list: of its task and hour, of its desk, or of its grid's hidden ones."""
    cases, seen = block.cases, []
    for task, slot in np.argwhere(block.heads >= 0).tolist():
        rows = chain(cases, int(block.heads[task, slot]))
        assert (cases["task"][rows] == task).all()
        assert (cases["due"][rows] % RING == slot).all() and (cases["due"][rows] >= hour).all()
        seen += rows
    for number, desk in enumerate(block.desks):
        rows = chain(cases, int(desk["first_case"]))
        assert len(rows) == desk["waiting"] and desk["last_case"] == (rows[-1] if rows else -1)
        assert (cases["task"][rows] == codes.QUEUE).all() and (cases["desk"][rows] == number).all()
        assert (np.diff(cases["rank"][rows]) >= 0).all() or len({*block.levers["queue_rule"].tolist()}) > 1
        seen += rows
    for number, grid in enumerate(block.grids):
        rows = chain(cases, int(grid["hidden"]))
        assert (cases["task"][rows] == codes.HIDDEN).all()
        assert (block.residents["grid"][cases["person"][rows]] == number).all()
        seen += rows
    assert sorted(seen) == np.flatnonzero(cases["task"] != codes.NOTHING).tolist()


def check_arrivals(block: Block, hour: int) -> None:
    """Every resident to whom matters can happen waits in the list of the hour of her next candidate."""
    seen = []
    for slot in np.flatnonzero(block.arrivals >= 0).tolist():
        row = int(block.arrivals[slot])
        while row >= 0:
            seen.append(row)
            assert block.residents["candidate"][row] % CANDIDATES == slot and block.residents["candidate"][row] >= hour
            row = int(block.residents["next"][row])
    assert sorted(seen) == np.flatnonzero(block.residents["rate"] > 0).tolist()


def check_endured(block: Block) -> None:
    """Whoever endures points to a matter of her own that is endured."""
    people = np.flatnonzero(block.residents["endured"] > 0)
    slots = block.residents["endured"][people] - 1
    assert (block.cases["person"][slots] == people).all()
    assert (block.cases["state"][slots] == codes.ENDURED).all()


def check_offices(model: Community) -> None:
    """At midnight a case is before the offices iff they hold it and have not answered."""
    waiting = set()
    for part, own in zip(model.built.world.parts, model.built.world.own, strict=True):
        rows = own["cases"][(own["cases"]["state"] == codes.OFFICE) & (own["cases"]["task"] == codes.NOTHING)]
        waiting |= set(zip((rows["person"] + part.residents[0]).tolist(), rows["arose"].tolist(), strict=True))
        assert not (own["cases"]["state"] == codes.TRANSFER).any()
    matters = model.days.desks.matters
    held = matters[np.isin(matters["state"], (TRAVELLING, WAITING)) & (matters["person"] >= 0)]
    assert set(zip(held["person"].tolist(), held["arose"].tolist(), strict=True)) == waiting


def check_cases(model: Community) -> None:
    """Arisen = in a state + taken out; the counts of the weeks are those of the cases."""
    counted = dict(zip(MEASURES, totals(model)[: len(model.built.place.grids)].sum(axis=0).tolist(), strict=True))
    case = all_cases(model)
    staff = case["recorded"] == 1
    certificate, dispute = case["klass"] == codes.CERTIFICATE, case["klass"] <= codes.ORGANISATION_DISPUTE
    once_closed = staff & ((case["reopened"] > 0) | (case["state"] == codes.CLOSED))
    expected = {
        "arisen": len(case["state"]),
        "reported": (case["found_by"] == 0)[case["reported"] >= 0].sum(),
        "found_visit": (case["found_by"] == codes.BY_VISIT).sum(),
        "found_patrol": (case["found_by"] == codes.BY_PATROL).sum(),
        "recorded": (staff & ~certificate).sum(), "recorded_disputes": (staff & dispute).sum(),
        "certificates": (staff & certificate).sum(), "responses": (case["responded"] >= 0).sum(),
        "response_hours": (case["responded"] - case["reported"])[case["responded"] >= 0].sum(),
        "withdrawn": (case["state"] == codes.WITHDRAWN).sum(),
        "settled_between": (case["state"] == codes.SETTLED).sum(), "returned": case["reopened"].sum(),
        "attempts": case["attempts"].sum(), "transfers": case["transfers"].sum(),
        "closed_disputes": (once_closed & dispute).sum(),
    }  # fmt: skip
    assert counted["faded"] + counted["moot"] == (case["state"] == codes.MOOT).sum()
    closed = sum(counted[f"closed_{tier}"] for tier in ("local", "town", "city"))
    assert closed == (once_closed & ~certificate).sum()
    assert {name: counted[name] for name in expected} == {name: int(value) for name, value in expected.items()}


def check_hours(model: Community) -> None:
    """In each grid: duty + sessions beyond duty = field + cases + sessions + papers + idle + called away.

    Overtime counts both sessions that a worker off duty comes for and papers done after hours (`workers.overtime`),
    so the first are overtime - papers after hours.
    """
    grids = len(model.built.place.grids)
    total = totals(model)[:grids]
    hours = {name: total[:, MEASURES.index(f"{name}_hours")] for name in HOURS}
    workers, papers_after_hours = model.table("workers"), np.zeros(grids)
    offsets = np.concatenate([np.full(p.workers[1] - p.workers[0], p.grids[0]) for p in model.built.world.parts])
    np.add.at(papers_after_hours, workers["grid"] + offsets, workers["overtime"])
    used = sum(hours[name] for name in ("field", "case", "session", "paper", "idle", "emergency"))
    beyond = hours["overtime"] - papers_after_hours
    np.testing.assert_allclose(hours["duty"] + beyond, used, atol=1e-6)
    out = total[:, [MEASURES.index("patrol_hours"), MEASURES.index("visit_hours")]].sum(axis=1)
    np.testing.assert_allclose(out, hours["field"], atol=1e-6)


def check_papers(model: Community) -> None:
    """Papers that arrived = done on duty + done after hours + dropped + waiting; for each worker too."""
    workers, total = model.table("workers"), totals(model)[: len(model.built.place.grids)].sum(axis=0)
    counted = {name: total[MEASURES.index(name)] for name in ("paper_arrived", "paper_dropped", "paper_hours")}
    assert counted["paper_arrived"] == pytest.approx(workers["arrived"].sum(), abs=1e-6)
    done = counted["paper_hours"] + workers["overtime"].sum()
    assert done == pytest.approx(workers["done"].sum(), abs=1e-6)
    rest = workers["arrived"] - workers["done"] - workers["backlog"]
    assert rest.sum() == pytest.approx(counted["paper_dropped"], abs=1e-6)
    assert (rest > -1e-9).all() and (workers["backlog"] > -1e-9).all()


def check_rows(model: Community) -> None:
    """What is counted of persons adds up to the same over grids, categories, schedules and ages."""
    total = totals(model)[:, [MEASURES.index(name) for name in BY_PERSON]]
    grids = len(model.built.place.grids)
    ends = grids + np.cumsum([0, len(codes.CATEGORIES), len(codes.SCHEDULES), len(codes.AGES)])
    for first, last in itertools.pairwise(ends):
        np.testing.assert_allclose(total[first:last].sum(axis=0), total[:grids].sum(axis=0), rtol=1e-9)


def check(model: Community) -> None:
    for block in blocks(model):
        check_pool(block)
        check_states(block)
        check_lists(block, model.hour)
        check_arrivals(block, model.hour)
        check_endured(block)
    check_cases(model)
    check_hours(model)
    check_papers(model)
    check_rows(model)
    if model.hour % 24 == 0:
        check_offices(model)


def follow(scenario: Scenario, hours: int, every: int = 1) -> Community:
    """Run the hours one by one and check after each `every`."""
    model = Community(scenario)
    for hour in range(hours):
        model.step()
        if (hour + 1) % every == 0:
            check(model)
    return model


def test_everything_adds_up_in_every_hour_of_a_lively_place() -> None:
    model = follow(small(LIVELY, warmup=0, weeks=3, **SEVERAL, **BUSY), 16 * 24)
    counted = dict(zip(MEASURES, totals(model)[: len(model.built.place.grids)].sum(axis=0).tolist(), strict=True))
    lively = ("arisen", "endured", "recorded", "sessions", "failed_attempts", "returned", "first_group", "calls",
              "transfers", "paper_hours", "found_patrol", "withdrawn", "referred_city")  # fmt: skip
    assert {name for name in lively if counted[name] == 0} == set()


AWAY = """
[[policies]]
id = "away"
kind = "emergency_mode"
share = 0.8
start = 2021-01-07
"""


def test_everything_adds_up_while_workers_are_called_away() -> None:
    """Hours of emergencies are hours of nothing else."""
    model = follow(small(LIVELY + AWAY, warmup=0, weeks=3, **SEVERAL, **BUSY), 16 * 24, every=5)
    total = totals(model)[: len(model.built.place.grids)].sum(axis=0)
    assert all(total[MEASURES.index(name)] > 0 for name in ("emergency_hours", "sessions", "case_hours"))


PLACES = st.fixed_dictionaries(
    {
        "run__seed": st.integers(1, 10_000),
        "place__residents": st.integers(300, 1500),
        "station__served_by": st.sampled_from(codes.SERVED_BY),
        "busy": st.booleans(),
        "policies__hours__variant": st.sampled_from(("staggered", "flexible", "weekend_rota", "extended")),
        "policies__groups__coverage": st.sampled_from((0.0, 0.3, 1.0)),
        "policies__mediators__on": st.booleans(),
        "staff__station__number": st.integers(1, 3),
    }
)


@settings(max_examples=6)
@given(PLACES)
def test_everything_adds_up_in_random_places(changes: dict[str, object]) -> None:
    most = BUSY if changes.pop("busy") else {}
    follow(small(LIVELY, warmup=0, weeks=3, **changes, **most), 16 * 24, every=5)


REDRAWN = BORDERS + """
[[policies]]
id = "papers"
kind = "paperwork"
factor = 3.0
start = 2021-01-04
end = 2021-01-12
"""


@pytest.mark.parametrize("served_by", codes.SERVED_BY)
def test_everything_adds_up_when_grids_are_redrawn(served_by: str) -> None:
    """Also with so much paperwork that workers stay after hours."""
    scenario = small(REDRAWN, warmup=0, weeks=3, station__served_by=served_by, **SEVERAL, **BUSY)
    model = follow(scenario, 15 * 24, every=3)
    assert model.table("workers")["overtime"].sum() > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_merged_grids_leave_no_matter_at_a_desk_without_staff(seed: int) -> None:
    """Three grids become one; whoever waited, was seeking or phoning goes on with the one that is left."""
    place = {"place.communities": 1, "place.grids": 3, "place.residents": 3500}
    scenario = small(REDRAWN, warmup=0, weeks=3, run__seed=seed, **BUSY, **place)
    model = follow(scenario, 12 * 24, every=2)
    for block in blocks(model):
        assert (block.grids["residents"] > 0).sum() == 1
        empty = np.flatnonzero(block.desks["first_worker"][: len(block.grids)] < 0)
        assert len(empty) == 2
        seeking = np.isin(block.cases["state"], (codes.CONTACT, codes.STAFF, codes.SESSION))
        seeking &= np.isin(block.cases["channel"], (codes.VIA_WORKER, codes.VIA_PHONE))
        assert not (seeking & np.isin(block.cases["desk"], empty)).any()


MORE_WORKERS = """
[[policies]]
id = "more"
kind = "households_per_worker"
number = 60
end = 2021-01-14
"""


def test_who_served_a_resident_alone_leaves_no_matter_behind() -> None:
    """When added workers go, what waited at their desks goes to those who stay; queues stay whole."""
    scenario = small(MORE_WORKERS, warmup=0, weeks=3, station__served_by="worker", **SEVERAL, **BUSY)
    model = follow(scenario, 10 * 24, every=24)
    served = sum(len(desks_without_staff(block)[0]) for block in blocks(model))
    for _ in range(48):
        model.step()
        check(model)
        waiting = [desks_without_staff(block) for block in blocks(model)]
        assert sum(left for _, left in waiting) == 0
    assert sum(len(empty) for empty, _ in waiting) > served


def desks_without_staff(block: Block) -> tuple[np.ndarray, int]:
    """The workers' desks that nobody is at, and how many matters wait there."""
    empty = np.flatnonzero(block.desks["first_worker"][: len(block.workers)] < 0)
    waiting = np.isin(block.cases["state"], (codes.CONTACT, codes.STAFF, codes.SESSION))
    return empty, int((waiting & np.isin(block.cases["desk"], empty)).sum())


@pytest.mark.parametrize("served_by", codes.SERVED_BY)
def test_everything_adds_up_when_people_move(served_by: str) -> None:
    """On 1 February two households in three move: what nobody waits for any more leaves every list."""
    start = {"run.start": "2021-01-18", "station__served_by": served_by}
    model = Community(small(LIVELY, warmup=0, weeks=3, **SEVERAL, **BUSY, **start))
    scene = model.days.scene
    rates = {name: 12.0 for name in scene.rules if name.startswith("people.moves_")}
    scene.rules = dict(scene.rules) | rates
    model.run_to(14 * 24)
    before, gone = open_matters(model), moved_on_the_day(model)
    assert gone["moot"] > 0 and 0.5 < gone["leavers"] / len(model.table("residents")) < 0.8
    assert gone["moot"] <= before
    for _ in range(40):
        model.step()
        check(model)
    offices = [own["cases"]["state"] == codes.OFFICE for own in model.built.world.own]
    assert sum(map(np.sum, offices)) > 0, "offices go on with what they hold"


def open_matters(model: Community) -> int:
    over = (codes.FREE, codes.SETTLED, codes.CLOSED, codes.WITHDRAWN, codes.MOOT)
    return sum(int((~np.isin(own["cases"]["state"], over)).sum()) for own in model.built.world.own)


def moved_on_the_day(model: Community) -> dict[str, float]:
    """Run an hour and return what was counted in it of those who left; the lists must hold at once."""
    names = ("leavers", "moot")
    columns = [MEASURES.index(name) for name in names]
    before = totals(model)[: len(model.built.place.grids), columns].sum(axis=0)
    model.step()
    check(model)
    after = totals(model)[: len(model.built.place.grids), columns].sum(axis=0)
    return dict(zip(names, (after - before).tolist(), strict=True))
