"""Analyses of sweeps on made-up runs: effects, robustness, trade-offs, conditions, the folder and the command."""

import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from govsim.analysis import paired
from govsim.analysis.conditions import conditions
from govsim.analysis.contrasts import Asked, contrasts, overall, tabled
from govsim.analysis.extras import MissingExtraError, needed
from govsim.analysis.factorials import interactions, main_effects, shares
from govsim.analysis.responses import against_first, chance_share, contrasted, factorial
from govsim.analysis.robustness import better_shares, robustness
from govsim.analysis.studies import ANALYSES, Study, analyse, circumstances
from govsim.analysis.studies.sentences import columns, titles, words
from govsim.analysis.trade_offs import front, trade_offs
from govsim.cli import execute
from govsim.measures.catalogue import Direction
from govsim.store import Contents, Store, Summary, encoded
from govsim.store.design import Design, frozen

GRID = pd.DataFrame(
    itertools.product(["day", "evening"], ["0.3", "0.7"], [1, 3]), columns=["roster", "employed", "patience"]
).rename_axis("point")
Value = Callable[[Mapping[str, Any], int, Mapping[str, float]], float]


def runs_of(points: pd.DataFrame, value: Value, seeds: int = 4, draws: pd.DataFrame | None = None) -> pd.DataFrame:
    """Runs of every point: the outcome reach_failure, for the place and, twice as large, for the employed."""
    rows = []
    known = {-1: {}, **({} if draws is None else draws.to_dict("index"))}
    for draw, parameters in known.items():
        for (point, row), seed in itertools.product(points.to_dict("index").items(), range(seeds)):
            found = value(row, seed, parameters)
            rows.append((point, draw, seed, "place", "reach_failure", found))
            rows.append((point, draw, seed, "schedule:employed", "reach_failure", 2 * found))
            rows.append((point, draw, seed, "place", "cost_hours", 100.0 + 10 * (row["roster"] == "evening") + seed))
    return pd.DataFrame(rows, columns=["point", "draw", "seed", "label", "outcome", "value"])


def helps_the_employed(row: Mapping[str, Any], seed: int, parameters: Mapping[str, float]) -> float:
    """Evenings take away 10 times the share of the employed; a draw above .5 turns that round."""
    turned = -1 if parameters.get("contact.patience", 0) > 0.5 else 1
    gain = 10 * float(row["employed"]) * turned if row["roster"] == "evening" else 0.0
    return 40 + seed - gain + 0.1 * seed * (row["roster"] == "evening") + 0.5 * (seed % 2) * row["patience"]


RUNS = runs_of(GRID, helps_the_employed)
PAIRINGS = contrasted(GRID, "roster", "day")


def test_every_level_is_paired_with_the_base_in_its_own_setting() -> None:
    assert [(each.base, each.point) for each in PAIRINGS] == [(0, 4), (1, 5), (2, 6), (3, 7)]
    assert PAIRINGS[2].setting == {"employed": "0.7", "patience": 1}
    lame = contrasted(GRID.drop(index=1), "roster", "day")
    assert [each.point for each in lame] == [4, 6, 7]
    with pytest.raises(ValueError, match="night"):
        contrasted(GRID, "roster", "night")


def test_effects_in_a_setting_equal_the_paired_difference() -> None:
    found = contrasts(
        PAIRINGS, RUNS, "reach_failure", asked=Asked(primary=["reach_failure"], matters={"reach_failure": 1})
    )
    values = RUNS[(RUNS["label"] == "place") & (RUNS["outcome"] == "reach_failure")].set_index(["point", "seed"])[
        "value"
    ]
    by_hand = paired(values[2].tolist(), values[6].tolist())
    assert (found[2].effect.difference, found[2].effect.low) == (by_hand.difference, by_hand.low)
    assert found[2].effect.primary and found[2].effect.matters == 1 and found[2].effect.variance_ratio > 1
    assert [round(each.effect.difference, 6) for each in found] == [-2.85, -2.85, -6.85, -6.85]


def test_groups_have_effects_of_their_own() -> None:
    found = contrasts(PAIRINGS, RUNS, "reach_failure", "schedule:employed")
    assert found[2].effect.difference == pytest.approx(-13.7) and found[2].effect.label == "schedule:employed"


def test_the_effect_over_all_settings_uses_seeds_that_all_settings_have() -> None:
    lost = RUNS[~((RUNS["point"] == 7) & (RUNS["seed"] == 3))]
    whole, fewer = (overall(PAIRINGS, each, "reach_failure")[0] for each in (RUNS, lost))
    assert whole.settings == 4 and whole.effect.runs == 4 and fewer.effect.runs == 3
    assert whole.effect.difference == pytest.approx(-4.85)  # mean of -2.85 and -6.85
    assert fewer.effect.difference == pytest.approx(-5 + 0.1)  # seeds 0, 1, 2


def test_effects_have_the_range_of_the_draws() -> None:
    draws = pd.DataFrame({"contact.patience": [0.1, 0.2, 0.9, 0.3]}).rename_axis("draw")
    runs = runs_of(GRID, helps_the_employed, draws=draws)
    found = contrasts(PAIRINGS, runs, "reach_failure", draws=draws)[2].effect
    assert (found.sign_share, found.n_assumptions, found.turning) == (0.75, 4, ("contact.patience",))
    assert found.assumption_low is not None and found.assumption_low < 0 < (found.assumption_high or 0)
    partly = runs[(runs["draw"] < 0) | runs["point"].isin([2, 6])]
    assert overall(PAIRINGS, partly, "reach_failure")[0].effect.n_assumptions == 0  # other settings have no draws


def test_draws_that_differ_by_chance_alone_do_not_turn_an_effect() -> None:
    """An effect of a fifth of a pair's standard deviation, the same in all draws of four seeds."""
    random, shares = np.random.default_rng(3), []
    points = pd.DataFrame({"roster": ["day", "evening"]}).rename_axis("point")
    for _ in range(20):
        frame = pd.DataFrame(itertools.product([0, 1], range(-1, 32), range(400)), columns=["point", "draw", "seed"])
        frame = frame[(frame["draw"] < 0) | (frame["seed"] < 4)].assign(label="place", outcome="reach_failure")
        runs = frame.assign(value=random.normal(0, 2, len(frame)) - 0.566 * frame["point"])
        runs = pd.concat([runs[runs["draw"] < 0], runs[runs["draw"] >= 0].sample(frac=1, random_state=1)])
        (found,) = contrasts(contrasted(points, "roster", "day"), runs, "reach_failure")
        shares.append(found.effect.sign_share)
    assert np.mean([share is not None and share < 0.7 for share in shares]) <= 0.1


def test_hours_for_each_unit_gained_are_of_the_same_setting() -> None:
    costs = contrasts(PAIRINGS, RUNS, "cost_hours")
    # Each pair spends 10 hours more with no spread at all, so the rise is sure.
    table = tabled(contrasts(PAIRINGS, RUNS, "reach_failure"), costs)
    assert table["hours_per_effect"].tolist() == pytest.approx([10 / 2.85, 10 / 2.85, 10 / 6.85, 10 / 6.85])


def test_points_are_compared_with_the_first_where_there_is_no_contrast() -> None:
    found = against_first(GRID.iloc[[0, 1, 6]])
    assert [(each.factor, each.level) for each in found] == [("patience", "3"), ("roster · employed", "evening · 0.7")]


def test_main_effects_and_interactions_equal_those_computed_by_hand() -> None:
    points = GRID[["roster", "employed"]].iloc[[0, 2, 4, 6]]
    table = pd.DataFrame([[1.0, 2], [3, 3], [5, 9], [2, 4]], index=points.index)
    mains, pair = main_effects(points, table), interactions(points, table)
    assert mains["difference"].tolist() == pytest.approx(
        [(3.5 + 6.5) / 2 - (2 + 2.5) / 2, (2.5 + 3.5) / 2 - (3 + 5.5) / 2]
    )
    # evening at .3: 4 and 7; at .7: -1 and 1; seed by seed -5 and -6
    assert (pair["base"].item(), pair["other"].item(), pair["difference"].item()) == (5.5, 0, -5.5)
    assert factorial(points) and not factorial(points[:3])


@few(max_examples=25)
@given(arrays.arrays(float, (8, 3), elements=st.floats(-100, 100)))
def test_shares_of_the_differences_add_up(values: np.ndarray) -> None:
    found = shares(GRID, pd.DataFrame(values, index=GRID.index))
    total = found["share"].sum()
    assert total == pytest.approx(100, abs=0.01) or np.ptp(values.mean(axis=1)) < 1e-6
    assert len(found) == 3 + 3 + 1


def test_the_share_of_chance_is_the_noise_over_all() -> None:
    random = np.random.default_rng(1)
    noise = random.normal(0, 2, (400, 10))
    assert chance_share(pd.DataFrame(noise)) == pytest.approx(100, rel=0.15)  # points differ by chance alone
    assert chance_share(pd.DataFrame(noise + 10 * random.normal(size=(400, 1)))) == pytest.approx(
        100 * 0.4 / 100.4, rel=0.2
    )
    assert np.isnan(chance_share(pd.DataFrame([[1.0], [2.0]])))


def test_robustness_equals_the_figures_computed_by_hand() -> None:
    means = pd.DataFrame({"a": [1.0, 5, 3, 2], "b": [2.0, 2, 3, np.nan], "c": [4.0, 4, 0, 0]})
    found = robustness(means, "up").set_index("option")  # regrets a: 3 0 0, b: 2 3 0, c: 0 1 3
    assert found["largest_regret"].to_dict() == {"a": 3, "b": 3, "c": 3}
    assert found["mean_regret"].to_dict() == pytest.approx({"a": 1, "b": 5 / 3, "c": 4 / 3})
    assert found["best_share"].to_dict() == pytest.approx({"a": 200 / 3, "b": 100 / 3, "c": 100 / 3})
    assert found["draws"].tolist() == [3, 3, 3]
    down = robustness(means, "down").set_index("option")  # regrets a: 0 3 3, b: 1 0 3, c: 3 2 0
    assert down["mean_regret"].to_dict() == pytest.approx({"a": 2, "b": 4 / 3, "c": 5 / 3})
    wins = better_shares(means, "up")
    assert wins.loc["a", "b"] == pytest.approx(100 / 3) and wins.loc["c", "a"] == pytest.approx(100 / 3)
    with pytest.raises(ValueError, match="agreed"):
        robustness(means, "none")


@given(arrays.arrays(np.int64, st.tuples(st.integers(1, 12), st.just(3)), elements=st.integers(0, 4)))
def test_the_front_equals_that_of_comparing_all_with_all(values: np.ndarray) -> None:
    directions: dict[str, Direction] = {"x": "up", "y": "down", "z": "up"}
    good = [(row[0], -row[1], row[2]) for row in values.tolist()]
    expected = [
        not any(all(a >= b for a, b in zip(other, row, strict=True)) and other != row for other in good) for row in good
    ]
    assert front(pd.DataFrame(values, columns=list("xyz")), directions).tolist() == expected


def test_options_on_the_front_come_first_and_say_how_surely() -> None:
    tables = {"x": pd.DataFrame([[1.0, 1], [2, 2], [0, 0]]), "y": pd.DataFrame([[5.0, 5], [4, 8], [4, 4]])}
    found = trade_offs(tables, {"x": "up", "y": "up"}).set_index("point")
    assert found["front"].to_dict() == {1: True, 0: False, 2: False}
    assert found.loc[2, "front_share"] == 0 and 0 < found.loc[0, "front_share"] < 100 == found.loc[1, "front_share"]


def test_outcomes_that_are_not_known_everywhere_do_no_harm() -> None:
    holes = RUNS[~((RUNS["point"] == 0) & (RUNS["seed"] < 2)) & ~((RUNS["point"] == 1) & (RUNS["seed"] >= 2))]
    found = {each.id: each for each in analyse(study_of(runs=holes)).analyses}
    assert found["trade_offs"].table["front_share"].isna().all() and len(found["trade_offs"].table) == 8
    assert found["main_effects"].table["runs"].eq(0).all() and "effects_overall" not in found
    gone = {each.id: each for each in analyse(study_of(runs=RUNS[RUNS["point"] != 0])).analyses}
    assert not gone["shares"].findings and len(gone["trade_offs"].table) == 7


def test_a_known_box_is_found() -> None:
    random = np.random.default_rng(3)
    cases = pd.DataFrame(random.random((400, 5)), columns=list("abcde")).assign(
        kind=random.choice(["x", "y", "z"], 400)
    )
    wanted = ((cases["a"] > 0.3) & (cases["b"] < 0.6) & (cases["kind"] != "x")).to_numpy()
    box = conditions(cases, wanted ^ (random.random(400) < 0.05))
    assert box is not None
    limits = {each.factor: each for each in box.limits}
    assert set(limits) == {"a", "b", "kind"} and limits["kind"].names == ("y", "z")
    assert limits["a"].low == pytest.approx(0.3, abs=0.05) and limits["a"].high is None
    assert limits["b"].high == pytest.approx(0.6, abs=0.05) and limits["b"].low is None
    assert box.coverage > 80 and box.density > 85 and box.overlap > 80 and min(each.kept for each in box.limits) > 80
    clean = conditions(cases, wanted)
    assert clean is not None and (clean.coverage, clean.density) == (100, 100)
    assert clean.cases == wanted.sum() and clean.base == 100 * wanted.mean()


def test_levels_of_a_grid_can_be_conditions() -> None:
    cases = pd.DataFrame(itertools.product([1, 3, 8], [0.1, 0.2, 0.3, 0.4], range(4)), columns=["a", "b", "c"])
    box = conditions(cases, ((cases["a"] >= 3) & (cases["b"] <= 0.2)).to_numpy())
    assert box is not None
    found = {each.factor: (each.low, each.high) for each in box.limits}
    assert found == {"a": (2.0, None), "b": (None, pytest.approx(0.25))}


def test_noise_has_no_conditions() -> None:
    random = np.random.default_rng(4)
    cases = pd.DataFrame(random.random((300, 4)), columns=list("abcd"))
    box = conditions(cases, random.random(300) < 0.4)
    assert box is None or box.overlap < 60
    assert conditions(cases, np.ones(300, dtype=bool)) is None


def test_what_chance_may_have_brought_is_no_circumstance() -> None:
    random = np.random.default_rng(5)
    rows = list(itertools.product(("day", "evening"), range(6), range(4)))
    points = pd.DataFrame(rows, columns=["roster", "employed", "patience"]).rename_axis("point")

    def told(effect: Callable[[int], float]) -> tuple[float, str]:
        runs = pd.DataFrame([
            {"point": point, "draw": -1, "seed": seed, "label": "place", "outcome": "reach_failure",
             "value": 40 + random.normal() + (effect(employed) if roster == "evening" else 0.0)}
            for point, (roster, employed, _) in enumerate(rows) for seed in range(12)
        ])  # fmt: skip
        study = Study(points=points, runs=runs, method="grid", outcomes=("reach_failure",),
                      asked=Asked(primary=("reach_failure",)), contrast=("roster", "day"))  # fmt: skip
        found = circumstances.conditions(study)
        assert found is not None
        [question] = circumstances._questions(study)
        return float(question.interest.mean()), found.findings[0].en

    share, words_of_noise = told(lambda employed: 0.0)
    assert share <= 0.1 and "mostly where" not in words_of_noise
    share, words_of_half = told(lambda employed: -5.0 if employed >= 3 else 0.0)
    assert share == pytest.approx(0.5, abs=0.1) and "mostly where employed is" in words_of_half


def study_of(method: str = "grid", runs: pd.DataFrame = RUNS, **more: Any) -> Study:
    return Study(
        points=GRID,
        runs=runs,
        method=method, outcomes=("reach_failure", "cost_hours"),
        asked=Asked(primary=("reach_failure",)), contrast=("roster", "day"), **more,
    )  # fmt: skip


def test_a_design_decides_on_its_analyses() -> None:
    found = analyse(study_of())
    done = [each.id for each in found.analyses]
    assert done == ["effects_overall", "effects", "shares", "main_effects", "interactions", "trade_offs"]
    assert set(found.skipped) | set(done) == set(ANALYSES) == set(titles())
    assert "[assumptions]" in found.skipped["robustness"]["en"] and "grid" in found.skipped["sobol"]["en"]


def test_findings_are_told_in_both_languages() -> None:
    overall_told, *rest = (told for each in analyse(study_of()).analyses for told in each.findings)
    assert "4 settings" in overall_told.en and "4 种设置" in overall_told.zh and "4.85" in overall_told.en
    interaction = next(told for told in rest if "stronger" in told.en)
    assert "employed at 0.7 instead of 0.3" in interaction.en and "−4.00" in interaction.zh


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    assert set(words("zh")) == set(words("en"))
    for key, text in words("zh").items():
        named = [{part.split("}")[0] for part in each.split("{")[1:]} for each in (text, words("en")[key])]
        assert named[0] == named[1], key
    assert all(set(each) == {"zh", "en"} for each in (*titles().values(), *columns().values()))


def test_every_column_of_a_table_has_a_name_in_both_languages() -> None:
    for each in analyse(study_of()).analyses:
        assert set(each.table.columns) - {"reach_failure"} <= set(columns()) | {"cost_hours"}, each.id


def test_a_missing_library_is_told_with_the_command() -> None:
    with pytest.raises(MissingExtraError, match=r"pip install \"govsim\[analysis\]\"") as caught:
        needed("no_such_library.inside", "SuchLibrary")
    assert caught.value.exit_code == 5


DESIGN = {
    "scenario": "demo", "question": "Whom?", "method": "grid", "seeds": 4, "first_seed": 0, "weeks": 4,
    "contrast": {"factor": "roster", "base": "day"}, "outcomes": {"primary": ["reach_failure"]},
    "factors": [
        {"name": "roster", "levels": [{"name": "day"}, {"name": "evening"}]},
        {"name": "employed", "levels": [{"name": "0.3"}, {"name": "0.7"}]},
        {"path": "parameters.contact.patience", "values": [1, 3]},
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sweep's folder with made-up runs."""
    settings = pd.DataFrame(
        {"point": GRID.index, "draw": -1, "scenario": [f"s{each}" for each in GRID.index], "source": "p"}
    )
    points, draws = GRID.rename(columns={"patience": "parameters.contact.patience"}), pd.DataFrame().rename_axis("draw")
    design, texts = Design.model_validate(frozen(DESIGN)), dict.fromkeys(settings["scenario"], "{}")
    store = Store.make(tmp_path / "sweep", Contents(design, points, draws, settings, texts, {}))
    for one in store.wanted():
        rows = RUNS[(RUNS["point"] == one.point) & (RUNS["seed"] == one.seed)]
        values = {
            str(label): dict(zip(each["outcome"], each["value"], strict=True)) for label, each in rows.groupby("label")
        }
        summary = Summary(one.key, f"s{one.point}", "p", one.seed, "f", {"residents": 1}, values)
        store.keep(one.key, encoded(summary))
    return tmp_path / "sweep"


def test_the_command_writes_tables_and_says_what_was_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["analyse", str(folder), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Whom?" in said and "mean of 4 settings" in said and str(folder / "analysis") in said
    document = json.loads((folder / "analysis" / "analysis.json").read_text(encoding="utf-8"))
    assert document["fingerprint"] == Store(folder).fingerprint and document["runs"]["done"] == 32
    assert document["primary"] == ["reach_failure"] and document["exploratory"] == ["cost_hours"]
    for each in document["analyses"]:
        table = pd.read_parquet(folder / "analysis" / each["files"]["parquet"])
        assert len(table) == each["rows"]
        assert (folder / "analysis" / each["files"]["csv"]).read_bytes().startswith("\ufeff".encode())
    effects = pd.read_parquet(folder / "analysis" / "effects.parquet")
    employed = effects[(effects["label"] == "schedule:employed") & (effects["point"] == 6)]
    assert employed["difference"].item() == pytest.approx(-13.7)


def test_the_command_as_json_and_in_chinese(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["analyse", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["analyses"][0]["id"] == "effects_overall"
    assert execute(["analyse", str(folder), "--lang", "zh"]) == 0
    assert "各种设置平均的效应" in capsys.readouterr().out


def test_bad_input_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["analyse", str(folder), "--outcome", "nonsense", "--lang", "en"]) == 2
    assert "nonsense" in capsys.readouterr().err
    assert execute(["analyse", str(tmp_path / "nothing"), "--lang", "en"]) == 3
    for path in (folder / "runs").rglob("*.parquet"):
        path.unlink()
    assert execute(["analyse", str(folder), "--lang", "en"]) == 3
    assert "no run is done yet" in capsys.readouterr().err
