"""Sensitivity measures equal what theory or SALib says."""

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import pawn as salib_pawn
from SALib.analyze import sobol as salib_sobol
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from govsim.analysis.morris import elementary_effects, morris
from govsim.analysis.pawn import pawn
from govsim.analysis.sobol import base_samples, sobol
from govsim.analysis.studies import Study
from govsim.analysis.studies.sensitivity import pawn as pawn_of_study

NAMES = ["a", "b", "c"]
PROBLEM = {"num_vars": 3, "names": NAMES, "bounds": [[-np.pi, np.pi]] * 3}
BOUNDS = dict.fromkeys(NAMES, (-np.pi, np.pi))
# Ishigami & Homma 1990 with 7 and .1: exact indices (Saltelli et al. 2008, p. 179).
FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def of_order(table: pd.DataFrame, order: str) -> list[float]:
    return [float(value) for value in table[table["order"] == order]["index"]]


def test_sobol_indices_of_the_ishigami_function() -> None:
    found = sobol(ishigami(sobol_sample.sample(PROBLEM, 2048, calc_second_order=False, seed=1)), NAMES, False)
    assert of_order(found, "first") == pytest.approx(FIRST, abs=0.02)
    assert of_order(found, "total") == pytest.approx(TOTAL, abs=0.02)
    assert (found["low"] <= found["index"]).all() and (found["index"] <= found["high"]).all()


def test_pairs_that_act_together_are_found() -> None:
    found = sobol(ishigami(sobol_sample.sample(PROBLEM, 2048, seed=1)), NAMES, True)
    assert of_order(found, "second") == pytest.approx([0, 0.2437, 0], abs=0.03)  # a with b, a with c, b with c


def test_sobol_indices_equal_those_of_salib() -> None:
    values = ishigami(sobol_sample.sample(PROBLEM, 64, seed=3))
    found, theirs = sobol(values, NAMES, True), salib_sobol.analyze(PROBLEM, values, seed=1)
    assert of_order(found, "first") == pytest.approx(list(theirs["S1"]))
    assert of_order(found, "total") == pytest.approx(list(theirs["ST"]))
    assert of_order(found, "second") == pytest.approx([theirs["S2"][0, 1], theirs["S2"][0, 2], theirs["S2"][1, 2]])


def test_a_base_sample_with_a_missing_response_is_left_out() -> None:
    values = ishigami(sobol_sample.sample(PROBLEM, 64, calc_second_order=False, seed=3))
    broken = values.copy()
    broken[7] = np.nan  # of the second base sample of five responses
    assert sobol(broken, NAMES, False).equals(sobol(np.delete(values, range(5, 10)), NAMES, False))
    with pytest.raises(ValueError, match="whole number"):
        sobol(values[:-1], NAMES, False)
    assert sobol(np.ones(50), NAMES, False).empty  # nothing differs


def test_elementary_effects_of_a_straight_line_are_its_slopes_over_the_range() -> None:
    points = pd.DataFrame(morris_sample.sample(PROBLEM, 6, 4, seed=2), columns=NAMES)
    found = elementary_effects(points, (2 * points["a"] - points["b"]).to_numpy(), BOUNDS)
    assert np.allclose(found, np.array([4, -2, 0]) * np.pi)


def test_morris_equals_that_of_salib() -> None:
    points = morris_sample.sample(PROBLEM, 20, 4, seed=2)
    found = morris(pd.DataFrame(points, columns=NAMES), ishigami(points), BOUNDS).set_index("factor").loc[NAMES]
    theirs = salib_morris.analyze(PROBLEM, points, ishigami(points), num_levels=4, seed=1)
    for name in ("mu", "mu_star", "sigma"):
        assert list(found[name]) == pytest.approx(list(theirs[name])), name


def test_a_step_without_a_response_or_without_a_move_does_not_count() -> None:
    points = pd.DataFrame([[0, 0], [1, 0], [1, 0], [0, 1], [0, 0], [1, 0]], columns=["a", "b"], dtype=float)
    values = np.array([0.0, 2, 2, 0, np.nan, 5])
    found = elementary_effects(points, values, {"a": (0, 1), "b": (0, 1)})
    assert found["a"].tolist()[0] == 2 and found.isna().to_numpy().sum() == 3
    with pytest.raises(ValueError, match="more than one"):
        elementary_effects(points.iloc[[0, 3, 1]].assign(a=[0, 1, 0]), values[:3], {"a": (0, 1), "b": (0, 1)})
    with pytest.raises(ValueError, match="whole number"):
        elementary_effects(points[:4], values[:4], {"a": (0, 1), "b": (0, 1)})


@pytest.mark.parametrize("pairs", [False, True])
def test_base_samples_are_those_rows_that_no_column_was_taken_from(pairs: bool) -> None:
    x = sobol_sample.sample(PROBLEM, 8, calc_second_order=pairs, seed=3)
    base = x[base_samples(len(x), 3, pairs)]
    assert len(base) == 16 and all(len(np.unique(base[:, column])) == 16 for column in range(3))
    assert {tuple(row) for row in x[:1]} <= {tuple(row) for row in base}


def test_pawn_equals_that_of_salib() -> None:
    x = np.random.default_rng(5).uniform(-np.pi, np.pi, (1000, 3))
    found = pawn(pd.DataFrame(x, columns=NAMES), ishigami(x)).set_index("factor").loc[NAMES]
    theirs = salib_pawn.analyze(PROBLEM, x, ishigami(x), S=10)
    assert list(found["index"]) == pytest.approx(list(theirs["median"]), abs=0.02)


def test_pawn_does_not_call_an_idle_factor_of_a_sobol_design_moving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsim.analysis.pawn.RESAMPLES", 60)
    problem = {"num_vars": 8, "names": list("abcdefgh"), "bounds": [[0, 1]] * 8}
    shared, alone = [], []
    for seed in range(8):
        x = sobol_sample.sample(problem, 64, calc_second_order=False, seed=seed)
        points = pd.DataFrame(x, columns=problem["names"]).rename_axis("point")
        values = x[:, :6].sum(axis=1) + x[:, 0] * x[:, 1]
        runs = pd.DataFrame({"point": points.index, "value": values}).assign(
            draw=-1, seed=1, label="place", outcome="reach_failure"
        )
        study = Study(points=points, runs=runs, method="sobol", outcomes=("reach_failure",))
        analysis = pawn_of_study(study)
        assert analysis is not None
        for tables, found in ((alone, analysis.table), (shared, pawn(points, values))):
            tables.append(found.set_index("factor").loc[["g", "h"]])
    moving = [np.mean([each["index"] > each["idle"] for each in tables]) for tables in (shared, alone)]
    assert moving[1] <= 0.1 and moving[0] > 0.5  # points that share coordinates would be called moving
    assert set(alone[0]["points"]) == {2 * 64}


def test_pawn_tells_an_idle_factor_from_one_that_moves() -> None:
    random = np.random.default_rng(6)
    x = random.random((400, 3))
    found = pawn(pd.DataFrame(x, columns=NAMES), x[:, 0] + 0.1 * random.normal(size=400)).set_index("factor")
    assert found.loc["a", "index"] > found.loc["a", "idle"]
    assert (found.loc[["b", "c"], "index"] <= found.loc[["b", "c"], "idle"]).all()
    assert (found["low"] <= found["index"]).all() and (found["index"] <= found["high"]).all()
    assert pawn(pd.DataFrame(x[:5], columns=NAMES), x[:5, 0]).empty  # too few points for two slices
