"""The six studies, small: their designs are whole, every level can be loaded, and their corners run."""

import runpy
import tomllib
from datetime import date
from pathlib import Path

import pytest

from govsim.scenario import load
from govsim.store import Design
from govsim.sweep import prepared, read_design, sweep
from govsim.sweep.points import count_of

EXPERIMENTS = Path(__file__).resolve().parents[2] / "experiments"
RUNS = {"hours": 6480, "closure": 5760, "grids": 3600, "groups": 5760, "money": 1280, "portfolio": 1920}


def design(study: str) -> Design:
    """Return the study's design."""
    return read_design(EXPERIMENTS / study / "design.toml")


@pytest.mark.parametrize("study", RUNS)
def test_the_design_has_the_runs_that_its_readme_names(study: str) -> None:
    """The number of runs at the settings, without the assumption draws, stands in the README."""
    found = design(study)
    settings = 1
    for factor in found.factors:
        settings *= len(factor.values or factor.levels)
    assert settings * found.seeds == RUNS[study]
    text = (EXPERIMENTS / study / "README.md").read_text(encoding="utf-8")
    assert f"{RUNS[study]:,} runs" in text
    assert date(2026, 11, 22).isoformat() in text.partition("**Prediction")[2].partition("\n")[0]


@pytest.mark.parametrize("study", RUNS)
def test_every_level_can_be_set(study: str) -> None:
    """Each level of each factor is a scenario that can be run, and differs from the first level."""
    place = EXPERIMENTS / study / "place.toml"
    for factor in design(study).factors:
        changes = [level.changes for level in factor.levels] or [{factor.path: value} for value in factor.values]
        loaded = [load(place, each).model_dump(mode="json") for each in changes]
        assert all(each != loaded[0] for each in loaded[1:]), factor.id


@pytest.mark.parametrize("study", RUNS)
def test_the_corners_run(study: str, tmp_path: Path) -> None:
    """The first and the last level of the contrast run for two weeks in a small place, as a sweep does it."""
    whole = tomllib.loads((EXPERIMENTS / study / "design.toml").read_text(encoding="utf-8"))
    for factor in whole["factors"]:
        ends = factor.get("levels") or factor["values"]
        chosen = [ends[0], ends[-1]] if factor.get("name") == whole["contrast"]["factor"] else [ends[-1]]
        factor["levels" if "levels" in factor else "values"] = chosen
    small = {"place.residents": 1400, "place.communities": 1, "run.warmup": 2}
    place = str(EXPERIMENTS / study / "place.toml")
    whole |= {"scenario": place, "seeds": 1, "weeks": 2, "settings": small}
    whole.pop("assumptions", None)
    file = tmp_path / "small.toml"
    file.write_text(_text(whole), encoding="utf-8")
    store = sweep(file, tmp_path / "out", workers=0)
    runs = store.table()
    assert len(store.failures()) == 0
    assert set(runs["point"]) == {0, 1}
    assert prepared(file, None).contents()
    recorded = runs[runs["outcome"] == "recorded"]  # the rates of resolved cases need more weeks than two
    assert (recorded["value"] > 0).all() and len(recorded) == 2


def _text(table: dict[str, object]) -> str:
    from govsim.store.design import toml_value

    return "".join(f"{key} = {toml_value(value)}\n" for key, value in table.items())


def test_the_screening_takes_every_assumed_parameter() -> None:
    """The design is what its program writes from the table of parameters now."""
    folder = EXPERIMENTS / "screening"
    assert (folder / "design.toml").read_text(encoding="utf-8") == runpy.run_path(str(folder / "design.py"))["text"]()
    found = read_design(folder / "design.toml")
    points = count_of(found)
    assert points == (found.samples or 0) * (len(found.factors) + 1)
    assert f"{points:,} runs" in (folder / "README.md").read_text(encoding="utf-8")
