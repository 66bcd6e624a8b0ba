"""Calibration: the emulator, the two rules, the space that is left, designs, the folder, draws from the kept set."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime

from govsim.analysis import assumption_draws, kept_set
from govsim.calibration import CalibrationError, calibrate, read_design, runs, sentences
from govsim.calibration.emulator import PLANE, Emulator, _cost, _squares
from govsim.calibration.implausibility import Goal, distances, ruling, scatter
from govsim.calibration.posterior import _prior
from govsim.calibration.result import quantiles
from govsim.calibration.space import Space, allowed_part
from govsim.cli import execute
from govsim.comparison.assumed import drawn
from govsim.errors import InputError, RunError, UsageError
from govsim.model import run
from govsim.scenario import ScenarioError, load
from govsim.validation.patterns import STATISTICS, measured
from tests.unit.calibrated import PARAMETERS, TRUTH, design_text, exact, formula, written

CUBE = Space(("a", "b", "c"), np.zeros(3), np.ones(3), np.zeros(3, bool))


@pytest.fixture
def modelled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Let the formula stand in for the model; yields the seeds that were run."""
    seeds: list[int] = []

    def counted(job: Any, scenario: Any, statistics: bool) -> bytes:
        seeds.append(job.seed)
        return formula(job, scenario, statistics)

    monkeypatch.setattr(runs, "_content", counted)
    yield seeds


# The emulator


def curved(points: np.ndarray) -> np.ndarray:
    return np.asarray(3 * points[:, 0] + np.sin(5 * points[:, 1]) + 2 * points[:, 2] * points[:, 0])


def test_an_emulator_knows_how_wrong_it_is() -> None:
    within, misses = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        points, others = CUBE.hypercube(40, rng), rng.random((200, 3))
        emulator = Emulator.fit(points, curved(points) + rng.normal(0, 0.2, 40), np.full(40, 0.04))
        mean, variance = emulator.predict(others)
        within.append((np.abs(mean - curved(others)) <= 1.96 * np.sqrt(variance)).mean())
        misses.append(np.sqrt(((mean - curved(others)) ** 2).mean()))
    assert 0.9 <= np.mean(within) <= 0.99 and np.mean(misses) < 0.2  # noise of a value: .2


def test_leaving_one_out_equals_fitting_without_it() -> None:
    rng = np.random.default_rng(2)
    points = rng.random((12, 2))
    values, noise = points.sum(1) + rng.normal(0, 0.1, 12), np.full(12, 0.01)
    whole = Emulator.fit(points, values, noise)
    covariance = whole.variance * np.exp(-0.5 * _squares(points / whole.lengths, points / whole.lengths))
    covariance += PLANE * (1 + (points - 0.5) @ (points - 0.5).T)
    covariance += np.diag(noise / whole.scale**2 + 1e-6)
    rest = np.arange(1, 12)
    plain = (values - whole.level) / whole.scale
    predicted = covariance[0, rest] @ np.linalg.solve(covariance[np.ix_(rest, rest)], plain[rest])
    assert whole.misses[0] == pytest.approx(whole.scale * (plain[0] - predicted), rel=1e-4)


def test_the_slope_of_the_likelihood_is_its_derivative() -> None:
    rng = np.random.default_rng(3)
    points = rng.random((15, 2))
    apart = np.array([_squares(column[:, None], column[:, None]) for column in points.T])
    plane = PLANE * (1 + (points - 0.5) @ (points - 0.5).T) + 0.01 * np.eye(15)
    values, at = points.sum(1), np.array([0.1, -0.3, -0.5])
    slopes = approx_fprime(at, lambda logs: _cost(logs, apart, plane, values)[0], 1e-6)
    assert _cost(at, apart, plane, values)[1] == pytest.approx(slopes, rel=1e-3, abs=1e-3)


def test_an_outcome_that_never_varies_is_emulated_by_its_value() -> None:
    points = CUBE.hypercube(12, np.random.default_rng(1))
    mean, variance = Emulator.fit(points, np.full(12, 7.0), np.full(12, 1e-12)).predict(points)
    assert mean == pytest.approx(np.full(12, 7.0)) and np.isfinite(variance).all()


# The two rules


def test_distances_are_those_computed_by_hand() -> None:
    # V = [[4 + 1, 2], [2, 9 + 2]]: its inverse is [[11, -2], [-2, 5]] / 51
    found = distances(np.array([[3.0, -1.0]]), np.array([[1.0, 2.0]]), np.array([[4.0, 2.0], [2.0, 9.0]]))
    assert found == pytest.approx([(11 * 9 + 2 * 2 * 3 + 5) / 51])


def test_the_scatter_of_runs_is_pooled_over_points() -> None:
    values = np.array([[[1.0, 5.0], [3.0, 5.0]], [[10.0, 5.0], [14.0, math.nan]]])
    found = scatter(values)  # 2 and 8 over two degrees of freedom
    assert found[0, 0] == pytest.approx((2 + 8) / 2) and 0 < found[1, 1] < 1e-9


def test_the_second_largest_rules_where_it_is_asked_for() -> None:
    table = np.array([[1.0, 5.0, 2.0], [4.0, 0.0, 1.0]])
    assert ruling(table, False).tolist() == [5.0, 4.0] and ruling(table, True).tolist() == [2.0, 1.0]


def test_the_cut_holds_a_chi_square_at_its_level() -> None:
    goal = Goal(("x", "y"), np.zeros(2), np.ones(2), np.zeros(2), np.ones(2))
    assert goal.cut(0.9) == pytest.approx(-2 * math.log(0.1))


# The space


@pytest.mark.parametrize("edge", [0.8, 0.2, 0.06])
def test_a_sample_of_a_small_part_is_even_and_knows_its_share(edge: float) -> None:
    found = allowed_part(CUBE, lambda points: np.abs(points - 0.5).max(1) / (edge / 2), np.random.default_rng(4))
    assert found.share == pytest.approx(edge**3, rel=0.35)
    within = (found.points - 0.5) / edge  # even: mean 0, standard deviation 1 / sqrt(12) = .289
    assert np.abs(within.mean(0)).max() < 0.08 and within.std(0) == pytest.approx(np.full(3, 0.2887), abs=0.06)


def test_a_part_that_is_empty_gives_no_points() -> None:
    found = allowed_part(CUBE, lambda points: 2 + points.sum(1), np.random.default_rng(1))
    assert len(found.points) == 0 and found.lowest >= 2


def test_whole_parameters_take_whole_numbers() -> None:
    space = Space(("n",), np.array([1.0]), np.array([10.0]), np.array([True]))
    values = space.to_values(space.hypercube(30, np.random.default_rng(1)))
    assert (values == np.round(values)).all() and values.min() == 1 and values.max() == 10


# Designs


@pytest.mark.parametrize(
    ("old", "new", "path", "word"),
    [
        ("work.field_share", "work.feld_share", "parameters.1.name", "work.field_share"),
        ('name = "contact.patience"', 'name = "contact.patience"\nlow = 20', "parameters.3", "1 and 10"),
        ('"field.talk_hours"', '"work.field_share"', "parameters.2.name", "twice"),
        ('"contact_rate"', '"contact_rat"', "targets.2.outcome", "contact_rate"),
        ('outcome = "contact_rate"', 'statistic = "contact_rate"', "targets.2.statistic", "off_hours"),
        ('outcome = "contact_rate"', "", "targets.2", "outcome or statistic"),
        ("deviation = 0.2\n[[targets]]", "[[targets]]", "targets.1", "deviation"),
        ("deviation = 0.2\n[[targets]]", "deviation = -1.0\n[[targets]]", "targets.1.deviation", "at least 0"),
        ("waves = 2", "waves = 0", "waves", "1 to 20"),
        ("waves = 2", "wave = 2", "wave", "waves"),
        ('scenario = "demo"', "", "scenario", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_design_is_told_with_its_path(
    old: str, new: str, path: str, word: str, tmp_path: Path
) -> None:
    text = design_text(**exact(TRUTH))
    assert old in text
    with pytest.raises(ScenarioError) as told:
        read_design(written(tmp_path, text.replace(old, new, 1)))
    (problem,) = told.value.problems
    assert problem.path == path and word in problem.en and problem.zh != problem.en


def test_a_band_is_four_deviations_wide(tmp_path: Path) -> None:
    text = design_text(recorded=1.0).replace("value = 1.0\ndeviation = 0.2", "band = [50.0, 58]")
    assert read_design(written(tmp_path, text)).targets[0].measured == (54.0, 2.0)


def test_a_parameter_without_bounds_has_those_of_the_table(tmp_path: Path) -> None:
    space = read_design(written(tmp_path)).space
    assert (space.low[0], space.high[0]) == (0.2, 0.6) and space.whole.tolist() == [False, False, True]


def test_statistics_are_those_of_the_pattern_checks() -> None:
    assert tuple(measured(run(load("demo", {"place.residents": 600}), 1, 4))) == STATISTICS


# The folder


def test_a_calibration_finds_what_made_the_targets(tmp_path: Path, modelled: list[int]) -> None:
    found = calibrate(written(tmp_path), tmp_path / "out", workers=0)
    assert found.holds(TRUTH)
    rows = {row["name"]: row for row in found.document["parameters"]}
    for name in PARAMETERS[:2]:
        assert rows[name]["identified"] and rows[name]["kept_low"] <= TRUTH[name] <= rows[name]["kept_high"]
    assert not rows["contact.patience"]["identified"]
    assert all(row["hit"] > 0.5 for row in found.document["targets"])
    assert found.kept["weight"].sum() == pytest.approx(1) and len(found.kept) == found.document["kept"] > 0
    stored = json.loads((tmp_path / "out" / "calibration.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(found.document))
    table = pd.read_parquet(tmp_path / "out" / "waves.parquet")
    assert len(table) == len(modelled) == found.document["runs"] and table["seed"].is_unique


def test_what_is_found_is_said_in_both_languages(tmp_path: Path, modelled: list[int]) -> None:
    found = calibrate(written(tmp_path), tmp_path / "out", workers=0).document
    chinese, english = ("\n".join(sentences(found, lang)) for lang in ("zh", "en"))
    assert "不可识别" in chinese and "not identified" in english
    assert "contact.patience" in chinese and "{" not in chinese + english


def test_an_interrupted_calibration_goes_on(
    tmp_path: Path, modelled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = calibrate(written(tmp_path), tmp_path / "whole", workers=0)
    count, inner = len(modelled), runs._content
    modelled.clear()

    def stopping(job: Any, scenario: Any, statistics: bool) -> bytes:
        if len(modelled) == 20:
            raise KeyboardInterrupt
        return inner(job, scenario, statistics)

    monkeypatch.setattr(runs, "_content", stopping)
    with pytest.raises(KeyboardInterrupt):
        calibrate(written(tmp_path), tmp_path / "part", workers=0)
    monkeypatch.setattr(runs, "_content", inner)
    again = calibrate(written(tmp_path), tmp_path / "part", workers=0)
    assert len(modelled) == count and again.document == whole.document
    assert (tmp_path / "part" / "kept.parquet").read_bytes() == (tmp_path / "whole" / "kept.parquet").read_bytes()


def test_targets_that_nothing_meets_are_named(tmp_path: Path, modelled: list[int]) -> None:
    impossible = exact(TRUTH) | {"recorded": 90.0}
    with pytest.raises(CalibrationError) as told:
        calibrate(written(tmp_path, design_text(**impossible)), tmp_path / "out", workers=0)
    assert "recorded" in told.value.text("zh") and "contradict" in told.value.text("en") and told.value.exit_code == 3


def test_runs_that_fail_are_left_out_and_counted(
    tmp_path: Path, modelled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = runs._content

    def failing(job: Any, scenario: Any, statistics: bool) -> bytes:
        if job.seed in (3, 4, 9):  # both runs of the second point, one of the fifth
            raise ValueError("made to fail")
        return inner(job, scenario, statistics)

    monkeypatch.setattr(runs, "_content", failing)
    found = calibrate(written(tmp_path), tmp_path / "out", workers=0).document
    assert found["failures"] == 3 and "3" in sentences(found, "zh")[-1]
    monkeypatch.setattr(runs, "_content", inner)
    assert calibrate(written(tmp_path), tmp_path / "out", workers=0).document["failures"] == 0


def test_where_every_run_fails_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(job: Any, scenario: Any, statistics: bool) -> bytes:
        raise ValueError("made to fail")

    monkeypatch.setattr(runs, "_content", failing)
    with pytest.raises(RunError, match="made to fail"):
        calibrate(written(tmp_path), tmp_path / "out", workers=0)


def test_a_target_without_values_is_told(tmp_path: Path, modelled: list[int]) -> None:
    text = design_text(**exact(TRUTH), find_time=3.0)
    with pytest.raises(CalibrationError, match="find_time has no value"):
        calibrate(written(tmp_path, text), tmp_path / "out", workers=0)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, modelled: list[int]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="other files"):
        calibrate(written(tmp_path), tmp_path / "out", workers=0)
    assert modelled == []


# ABC


def test_abc_narrows_what_the_waves_left_and_goes_on(
    tmp_path: Path, modelled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyabc")
    calls: list[float] = []

    def simulated(self: Any, values: Any) -> dict[str, float]:
        calls.append(values["work.field_share"])
        luck = np.random.default_rng(len(calls))
        return {name: value + luck.normal(0, 0.7) for name, value in exact(dict(values)).items()}

    monkeypatch.setattr("govsim.calibration.posterior.Outcomes.__call__", simulated)
    text = design_text(**exact(TRUTH)) + "[abc]\npopulations = 2\nsize = 20\n"
    found = calibrate(written(tmp_path, text), tmp_path / "out", workers=0)
    (row,) = (row for row in found.document["parameters"] if row["name"] == "work.field_share")
    low, middle, high = row["posterior"]
    assert low <= middle <= high and high - low < 0.2 and low < TRUTH["work.field_share"] < high
    assert len(found.kept) == 20 and found.kept["weight"].sum() == pytest.approx(1)
    assert found.kept["work.field_share"].is_unique
    done = len(calls)
    again = calibrate(written(tmp_path, text), tmp_path / "out", workers=0)
    assert len(calls) == done and again.document["abc"] == found.document["abc"]


def test_workers_that_get_a_copy_of_the_prior_draw_different_values(tmp_path: Path, modelled: list[int]) -> None:
    pyabc = pytest.importorskip("pyabc")
    import cloudpickle

    matching = calibrate(written(tmp_path), tmp_path / "out", workers=0).matching
    content = cloudpickle.dumps(_prior(pyabc, PARAMETERS, matching))
    one, other = (cloudpickle.loads(content).rvs() for _ in range(2))
    assert one["work.field_share"] != other["work.field_share"]
    density = cloudpickle.loads(content).pdf
    assert density(one) == 1.0 and density({**one, PARAMETERS[0]: 0.9}) == 0.0


def test_weighted_quantiles() -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert quantiles(values, np.array([1.0, 1.0, 1.0]))[1] == pytest.approx(2.0)
    assert quantiles(values, np.array([100.0, 1.0, 1.0]))[1] > 2.8


# Draws from the kept set


def kept_in(folder: Path) -> pd.DataFrame:
    shares = np.linspace(0.3, 0.4, 5)
    weights = np.array([0.4, 0.3, 0.2, 0.1, 0.0])
    frame = pd.DataFrame({"work.field_share": shares, "field.talk_hours": 2 * shares - 0.4, "weight": weights})
    frame.to_parquet(folder / "kept.parquet")
    return frame


def test_draws_take_whole_rows_of_the_kept_set_by_their_weight(tmp_path: Path) -> None:
    frame = kept_in(tmp_path)
    draws = assumption_draws(40, 1, kept_set(tmp_path))
    found = pd.Series([row["work.field_share"] for row in draws]).value_counts()
    assert [int(found.get(share, 0)) for share in frame["work.field_share"]] == [16, 12, 8, 4, 0]
    assert all(row["field.talk_hours"] == pytest.approx(2 * row["work.field_share"] - 0.4) for row in draws)
    without = assumption_draws(40, 1)
    others = without[0].keys() - set(frame.columns)
    assert others and all(draws[n][name] == without[n][name] for n in range(40) for name in others)


def test_what_is_compared_is_not_drawn_from_the_kept_set_either(tmp_path: Path) -> None:
    kept_in(tmp_path)
    (row,) = drawn(1, 1, {"work.field_share"}, kept_set(tmp_path))
    assert "work.field_share" not in row and "field.talk_hours" in row


@pytest.mark.parametrize("change", ["absent", "unknown", "damaged", "weightless"])
def test_a_folder_without_a_kept_set_is_refused(change: str, tmp_path: Path) -> None:
    frame = kept_in(tmp_path)
    path = tmp_path / "kept.parquet"
    if change == "absent":
        path.unlink()
    elif change == "damaged":
        path.write_bytes(path.read_bytes()[:50])
    else:
        renamed = frame.rename(columns={"work.field_share": "nobody"})
        (renamed if change == "unknown" else frame.assign(weight=0.0)).to_parquet(path)
    with pytest.raises(InputError, match="no result of govsim calibrate"):
        kept_set(tmp_path)


# The command


def test_the_command_calibrates_and_says_what_comes_next(
    tmp_path: Path, modelled: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["calibrate", str(written(tmp_path)), "--out", str(tmp_path / "out"), "--workers", "0"]
    assert execute([*arguments, "--lang", "zh"]) == 0
    assert f"--calibrated {tmp_path / 'out'}" in capsys.readouterr().out
    assert execute([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"] > 0


def test_calibrated_goes_with_assumptions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = ["compare", "demo", "+policies.staggered.on=true", "--calibrated", str(tmp_path), "--lang", "en"]
    assert execute(arguments) == 2
    assert "--assumptions 64" in capsys.readouterr().err
    assert execute([*arguments, "--assumptions", "2", "--workers", "0"]) == 3
    assert "no result of govsim calibrate" in capsys.readouterr().err
