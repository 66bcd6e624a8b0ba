"""Many residents at once: compiled sums and draws against the same in numpy, and which tries are planned anew."""

import numpy as np
import pytest

from govsim.engine import codes
from govsim.engine.draws import draws
from govsim.model import Community
from govsim.scenario import load


@pytest.fixture(scope="module")
def model() -> Community:
    found = Community(load("demo", {"place.residents": 3000, "run.weeks": 6, "run.warmup": 0}))
    found.run_to(3 * 168)
    return found


def test_draws_are_those_of_numpy(model: Community) -> None:
    rows = np.arange(0, 3000, 7)
    expected = draws(model.built.world.seed, "tried", rows, 55)
    assert np.array_equal(model.days.everybody.draw("tried", rows, 55), expected)


def test_peers_are_counted_over_the_network(model: Community) -> None:
    since = model.hour - 12 * 168.0
    tables, rows = model.built.world.tables, np.arange(0, 3000, 3)
    block = model.built.world.parts[0]
    rows = rows[rows < block.residents[1]]
    known = [tables["edges"][slice(*tables["edges_from"][row : row + 2])] for row in rows]
    expected = [int((tables["residents"]["attended"][each] > since).sum()) for each in known]
    assert model.days.everybody.peers(rows, since).tolist() == expected
    assert sum(expected) > 0


def test_amounts_are_counted_by_grid_and_kind(model: Community) -> None:
    scene, own = model.days.scene, model.built.world.own[0]["counts"]
    measure = codes.MEASURES.index("attendances")
    rows, before = np.array([3, 4, 900]), own[:, measure].copy()
    scene.count("attendances", rows, np.array([1.0, 2.0, 4.0]))
    added = own[:, measure] - before
    grids = model.built.world.parts[0].grids[1]
    for offset, size in ((0, grids), (grids, 5), (grids + 5, 8), (grids + 13, 6)):
        assert added[offset : offset + size].sum() == pytest.approx(7.0)
    grid = model.table("residents")["grid"][rows]
    assert added[grid[0]] >= 1.0 and added.sum() == pytest.approx(28.0)
    own[:, measure] = before


def test_planning_tries_anew_where_nothing_changed_changes_nothing(model: Community) -> None:
    """So desks that are as they were can be left out."""
    cases = model.built.world.own[0]["cases"]
    waiting = np.flatnonzero(np.isin(cases["task"], (codes.ATTEMPT, codes.GIVE_UP)))
    before = cases[["due", "task", "booked", "aware"]][waiting].copy()
    model.days._replan(model.hour)
    assert len(waiting) > 0
    assert np.array_equal(cases[["due", "task", "booked", "aware"]][waiting], before)


def test_every_column_of_a_record_is_that_of_its_case(model: Community) -> None:
    from govsim.model import keeping

    rows, part = keeping.still_open(model.built.world), model.built.world.parts[0]
    cases = model.built.world.own[0]["cases"]
    slots = {(int(c["person"]) + part.residents[0], int(c["arose"])): k for k, c in enumerate(cases) if c["state"] > 0}
    mine = [row for row in rows if row["person"] < part.residents[1]]
    assert len(mine) > 20
    for row in mine:
        case = cases[slots[int(row["person"]), int(row["arose"])]]
        for name in set(rows.dtype.names or ()) - {"grid", "person", "other"}:
            assert row[name] == case[name], name
