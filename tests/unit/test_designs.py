"""Designs: the points that each method gives, what is written down of them, and mistakes said in a sentence."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from govsim.errors import GovsimError, UsageError
from govsim.parameters import parameters
from govsim.scenario import ScenarioError
from govsim.store import Design
from govsim.store.design import design_text, frozen
from govsim.sweep import prepared, read_design
from govsim.sweep.points import DesignError, count_of, points_of

PATIENCE = "parameters.contact.patience"
VALUES = {"path": PATIENCE, "values": [1, 3, 8]}
ROSTER = {
    "name": "roster",
    "levels": [{"name": "now"}, {"name": "staggered", "changes": {"policies.staggered.on": True}}],
}
RANGES = [{"path": PATIENCE, "low": 1, "high": 8}, {"path": "place.residents", "low": 500, "high": 700}]


def design(**settings: Any) -> Design:
    """Return a design of the demo community."""
    given = {"scenario": "demo", "method": "grid", "seeds": 2, "factors": [ROSTER, VALUES], **settings}
    return Design.model_validate(frozen(given))


def labels(given: Design) -> list[tuple[Any, ...]]:
    """Return what stands in the table of points."""
    return [tuple(point.labels.values()) for point in points_of(given)]


def written(folder: Path, text: str) -> Path:
    """Write a design file."""
    path = folder / "design.toml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = f"""
scenario = "demo"
method = "grid"
seeds = 3
question = "Whom does it help?"
[[factors]]
path = "{PATIENCE}"
values = [1, 3]
"""


def test_a_grid_crosses_all_factors() -> None:
    found = labels(design())
    assert found == [("now", 1), ("now", 3), ("now", 8), ("staggered", 1), ("staggered", 3), ("staggered", 8)]
    assert count_of(design()) == 6
    last = list(points_of(design()))[-1]
    assert last.changes == {"policies.staggered.on": True, PATIENCE: 8} and last.number == 5


def test_one_at_a_time_changes_one_factor_from_the_first_of_all() -> None:
    given = design(method="one-at-a-time")
    assert labels(given) == [("now", 1), ("staggered", 1), ("now", 3), ("now", 8)]
    assert count_of(given) == 4


def test_a_list_takes_the_values_side_by_side() -> None:
    given = design(method="list", factors=[VALUES, {"path": "place.residents", "values": [600, 700, 800]}])
    assert labels(given) == [(1, 600), (3, 700), (8, 800)] and count_of(given) == 3


def test_a_latin_hypercube_uses_every_slice_once_and_rounds_whole_numbers() -> None:
    given = design(method="latin-hypercube", samples=20, factors=RANGES)
    ready = prepared(given)
    table = ready.contents().points
    assert len(table) == count_of(given) == 20
    assert sorted(np.floor((table[PATIENCE] - 1) / 7 * 20).clip(0, 19)) != []
    assert table["place.residents"].map(float.is_integer).all() if table["place.residents"].dtype == float else True
    slices = np.floor((table["place.residents"] - 500) / 10).clip(0, 19)
    assert len(set(slices)) >= 17  # rounding may move a value over the border of its slice
    assert labels(given) == labels(given)
    assert labels(given) != labels(given.model_copy(update={"sampling_seed": 2}))


@pytest.mark.parametrize(
    ("method", "samples", "second", "points"),
    [("sobol", 8, False, 32), ("sobol", 8, True, 48), ("morris", 5, False, 15)],
)
def test_sobol_and_morris_have_the_points_that_their_analysis_needs(
    method: str, samples: int, second: bool, points: int
) -> None:
    given = design(method=method, samples=samples, second_order=second, factors=RANGES)
    assert count_of(given) == len(labels(given)) == points
    values = np.array(labels(given), float)
    assert (values >= [1, 500]).all() and (values <= [8, 700]).all()


def test_what_is_written_is_read_again_as_the_same_design() -> None:
    given = design(
        question={"zh": '问"题"\n', "en": "why \\ not"}, contrast={"factor": "roster", "base": "now"},
        stop={"outcome": "reach_failure", "halfwidth": 0.5}, assumptions={"draws": 4, "at": {PATIENCE: 3}},
        settings={"place.residents": 600, "population.schedules": {"home": 0.4}}, weeks=4,
    )  # fmt: skip
    import tomllib

    assert Design.model_validate(frozen(tomllib.loads(design_text(given)))) == given


def test_a_plain_question_stands_for_both_languages_and_defaults_are_filled_in(tmp_path: Path) -> None:
    ready = prepared(written(tmp_path, GOOD))
    assert ready.design.question.word("zh") == ready.design.question.word("en") == "Whom does it help?"
    assert (ready.design.first_seed, ready.design.weeks) == (1, 52)


def test_draws_leave_out_what_the_design_varies_and_go_to_the_points_that_are_held() -> None:
    ready = prepared(design(assumptions={"draws": 3, "seeds": 2, "at": {PATIENCE: 3}}))
    contents = ready.contents()
    assert list(contents.draws.index) == [0, 1, 2] and "contact.patience" not in contents.draws.columns
    drawn = contents.settings[contents.settings["draw"] >= 0]
    assert sorted(set(drawn["point"])) == [1, 4] and len(drawn) == 6
    assert contents.settings["scenario"].nunique() == 6 + 6
    other = ready.scenario_of(4, 2)
    assert other.parameters["contact.patience"] == 3 and other.policies[-1].on
    name = contents.draws.columns[0]
    assert other.parameters[name] == contents.draws[name][2]


def test_draws_leave_out_what_the_scenario_or_all_points_state(tmp_path: Path) -> None:
    level = {"name": "slow", "changes": {"parameters.contact": {"patience": 2}}}
    ways = {"name": "way", "levels": [{"name": "now"}, level]}
    settings = {"parameters.work.field_share": 0.5, "place.residents": 600}
    given = {"factors": [ways], "settings": settings, "assumptions": {"draws": 2, "seeds": 2}}
    ready = prepared(design(scenario="read-receipts", weeks=2, **given))
    stated = {"channels.platform_uptake", "work.field_share", "contact.patience"}
    assert not stated & {*ready.contents().draws.columns}
    for point, patience in ((0, None), (1, 2.0)):
        other = ready.scenario_of(point, 1).parameters
        assert (other["channels.platform_uptake"], other["work.field_share"]) == (0.0, 0.5)
        assert other.get("contact.patience") == patience
    kept = pd.DataFrame({"channels.platform_uptake": [0.3], "contact.patience": [5.0], "weight": [1.0]})
    (tmp_path / "calibration").mkdir()
    kept.to_parquet(tmp_path / "calibration" / "kept.parquet")
    given["assumptions"] |= {"calibrated": str(tmp_path / "calibration")}
    drawn = prepared(design(scenario="read-receipts", weeks=2, **given)).contents().draws
    assert set(drawn["channels.platform_uptake"]) == {0.3} and "contact.patience" not in drawn


MISTAKES = {
    "unknown path": ('"place.residnts"', "values = [1, 2]", "Did you mean residents"),
    "value out of range": ('"place.residents"', "values = [600, -5]", "Point 1"),
    "empty": ('"place.residents"', "values = []", "at least one"),
    "twice": ('"place.residents"', "values = [600, 600]", "same value twice"),
    "parameter": ('"parameters.contact.patienc"', "values = [1]", "contact.patience"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_of_factors_are_named(tmp_path: Path, name: str) -> None:
    path, values, said = MISTAKES[name]
    text = f'scenario = "demo"\nmethod = "grid"\n[[factors]]\npath = {path}\n{values}\n'
    with pytest.raises(GovsimError) as found:
        prepared(written(tmp_path, text))
    assert said in found.value.text("en") and found.value.exit_code == 3
    assert any("\u4e00" <= letter <= "\u9fff" for letter in found.value.text("zh"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"method": "latin-hypercube", "samples": 4, "factors": [{**RANGES[0], "low": 9}]}, "is empty; low"),
        ({"method": "latin-hypercube", "factors": RANGES}, "needs samples"),
        ({"method": "sobol", "samples": 12, "factors": RANGES}, "power of two"),
        ({"method": "grid", "factors": RANGES}, "path and values"),
        ({"method": "list", "factors": [ROSTER, VALUES]}, "same number"),
        ({"factors": []}, "no factors"),
        ({"factors": [VALUES, VALUES]}, "stands twice"),
        ({"contrast": {"factor": "rooster", "base": "now"}}, "no factor rooster"),
        ({"contrast": {"factor": "roster", "base": "then"}}, "no value of roster: then"),
        ({"stop": {"outcome": "reach_failure", "halfwidth": 1}}, "needs a [contrast]"),
        ({"assumptions": {"at": {"rooster": 1}}}, "no factor rooster"),
        ({"assumptions": {"at": {"roster": "then"}}}, "no value of roster: then"),
    ],
)
def test_parts_that_do_not_fit_together(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("[", r"\[")) as found:
        prepared(design(**settings))
    assert found.value.exit_code == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('methd = "grid"', "method"),
        ('seeds = "many"', "seeds"),
        ("seeds = 0", "seeds"),
        ('[outcomes]\nprimary = ["reach_failur"]', "reach_failure"),
        ("seeds = [", "design.toml"),
    ],
)
def test_mistakes_in_the_file_are_listed_with_what_is_allowed(tmp_path: Path, line: str, said: str) -> None:
    text = GOOD.replace("seeds = 3\n", "") if line.startswith("seeds") else GOOD
    place = text + line + "\n" if line.startswith("[") else line + "\n" + text
    with pytest.raises(ScenarioError) as found:
        read_design(written(tmp_path, place))
    assert said in found.value.text("en") and found.value.exit_code == 3


def test_a_million_runs_by_accident_are_not_begun(tmp_path: Path) -> None:
    many = GOOD.replace("seeds = 3", "seeds = 1000000")
    with pytest.raises(UsageError, match="--yes") as found:
        prepared(written(tmp_path, many))
    assert found.value.exit_code == 2
    wide = design(factors=[{"path": f"offices.o{n}.hours", "values": list(range(100))} for n in range(5)])
    with pytest.raises(UsageError, match="20,000,000,000"):  # counted, not made
        prepared(wide)


def test_the_scenario_lies_beside_the_design(tmp_path: Path) -> None:
    (tmp_path / "place.toml").write_text('extends = "demo"\n[run]\nweeks = 7\nseed = 5\n', encoding="utf-8")
    ready = prepared(written(tmp_path, GOOD.replace('"demo"', '"place.toml"')))
    assert (ready.design.weeks, ready.design.first_seed) == (7, 5)
    with pytest.raises(ScenarioError, match="missing"):
        prepared(written(tmp_path, GOOD.replace('"demo"', '"missing.toml"')))


def test_rounding_leads_no_value_past_the_ends_of_its_factor() -> None:
    names = ("channels.digital_others", "closing.satisfied_resolved", "contact.belief_other")
    ranges = [_whole_range(name) for name in names]
    table = prepared(design(method="morris", samples=8, factors=ranges)).contents().points
    for each in ranges:
        assert table[each["path"]].between(each["low"], each["high"]).all()
        assert {each["low"], each["high"]} <= set(table[each["path"]])


def _whole_range(name: str) -> dict[str, Any]:
    return {"path": f"parameters.{name}", "low": parameters()[name].low, "high": parameters()[name].high}


def test_of_many_settings_a_message_names_those_that_are_wrong() -> None:
    names = [name for name, each in parameters().items() if each.kind == "assumed" and each.unit != "count"][:30]
    ranges = [_whole_range(name) for name in names]
    ranges[17]["high"] = 1e9
    with pytest.raises(DesignError) as refused:
        prepared(design(method="morris", samples=8, factors=ranges))
    first = refused.value.text("en").partition("\n")[0]
    assert f"parameters.{names[17]} = " in first and first.count(" = ") == 1 and "…" in first
