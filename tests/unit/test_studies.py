"""Studies as the page draws them: the sample is what its runs say, points open as they were run, pages stay light."""

import json
import re
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govsim.analysis.paired import paired
from govsim.analysis.studies import FOLDER
from govsim.dashboard.studies import opening, shelf
from govsim.dashboard.studies.common import Choice, differences
from govsim.dashboard.studies.content import RUNS, Content, content_of, is_ready
from govsim.dashboard.studies.data import csv_of
from govsim.dashboard.studies.desk import Desk, Task
from govsim.dashboard.studies.opening import Run, opened_of, picked
from govsim.dashboard.studies.overview import runs_of
from govsim.dashboard.studies.page import TABS, TEXTS
from govsim.dashboard.studies.preparing import prepare
from govsim.dashboard.studies.shelf import SAMPLE, SAMPLE_FOLDER, entries, entry, look_in
from govsim.dashboard.studies.strips import pairs_of, spread_between
from govsim.dashboard.view import LONGEST, View, view_of
from govsim.errors import InputError
from govsim.measures import PLACE, summary
from govsim.model import Community
from govsim.scenario import fingerprint_of, load
from govsim.store.beside import Failure
from govsim.sweep import sweep

MOST_SENT = 500_000  # letters of a tab
DESIGN = """
scenario = "{scenario}"
method = "grid"
weeks = 3
seeds = 3
settings = {{ "place.residents" = 300, "run.warmup" = 1 }}
question = {{ zh = "问", en = "<img src=x onerror=alert(1)>{{{{ 7 * 7 }}}}" }}
outcomes = {{ primary = ["reach_failure"] }}
contrast = {{ factor = "hours", base = "standard" }}
[[factors]]
name = "hours"
levels = [{{ name = "standard" }}, {{ name = "@staggered", changes = {{ "policies.staggered.on" = true }} }}]
[[factors]]
path = "parameters.contact.patience"
values = [1, 3]
[assumptions]
draws = 2
seeds = 2
at = {{ "parameters.contact.patience" = 3 }}
"""
PLACE_FILE = """
id = "mine"
extends = "baseline"
[place]
residents = 400
[population.schedules]
home = 0.24
student = 0.06
[[policies]]
id = "staggered"
kind = "roster"
variant = "staggered"
share = 0.25
on = false
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small study of a shipped scenario, one of a scenario file, and what is no study."""
    top = tmp_path_factory.mktemp("results")
    (top / "place.toml").write_text(PLACE_FILE, encoding="utf-8")
    for name, scenario in (("shipped", "demo"), ("own", "place.toml")):
        file = top / f"{name}.toml"
        file.write_text(DESIGN.format(scenario=scenario), encoding="utf-8")
        sweep(file, top / name, workers=0)
        prepare(top / name, lambda done, number: None)
    (top / "nothing").mkdir()
    (top / "half").mkdir()
    (top / "half" / "design.toml").write_text('scenario = "demo"\nmethod = "gr', encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def sample() -> Content:
    return content_of(entry(SAMPLE, SAMPLE_FOLDER))


def read(folder: Path, name: str) -> Content:
    return content_of(entry(name, folder / name))


def test_the_sample_is_small_whole_and_ready(sample: Content) -> None:
    assert is_ready(sample.entry)
    assert sum(path.stat().st_size for path in SAMPLE_FOLDER.rglob("*") if path.is_file()) < 1_000_000
    runs = sample.about["runs"]
    assert runs["done"] == runs["wanted"] == len(sample.runs.groupby(["point", "draw", "seed"]))
    assert len(sample.about["seeds"]) >= 10 and sample.draws >= 20


def test_the_samples_figures_are_those_of_its_runs(sample: Content) -> None:
    """Effects, assumption range and shares of its tables follow from the table of its runs."""
    effects = sample.table("effects")
    assert effects is not None
    chosen = (effects["label"] == PLACE) & effects["outcome"].isin(sample.about["primary"])
    assert chosen.sum() == 3 * 12  # outcomes, pairs of settings
    for row in effects[chosen].to_dict("records"):
        values = sample.runs[(sample.runs["outcome"] == row["outcome"]) & (sample.runs["draw"] == -1)]
        base, other = (values[values["point"] == row[end]].sort_values("seed") for end in ("base_point", "point"))
        found = paired(list(base["value"]), list(other["value"]))
        assert [row[name] for name in ("difference", "low", "high", "runs")] == pytest.approx(
            [found.difference, found.low, found.high, found.runs], nan_ok=True
        )
        if row["n_assumptions"] > 0:
            own = differences(sample, str(row["outcome"]))[row["base_point"], row["point"]]
            gains, drawn = np.array(list(own.values())[1:]), spread_between(pairs_of(sample, row), row)
            assert row["n_assumptions"] == len(drawn.means) == len(gains)
            assert row["sign_share"] == pytest.approx(np.mean(np.sign(drawn.means) == np.sign(row["difference"])))
            ends = [row["assumption_low"], row["assumption_high"]]
            assert ends == pytest.approx(list(np.quantile(drawn.means, [0.05, 0.95])))
            if drawn.told:  # the draws' own means in the same order around the same centre, closer together
                assert list(np.argsort(drawn.means)) == list(np.argsort(gains))
                assert np.mean(drawn.means) == pytest.approx(np.mean(gains))
                assert np.std(drawn.means) <= np.std(gains)


@pytest.mark.parametrize("draw", [-1, 3])
def test_the_sample_is_of_this_model(sample: Content, draw: int) -> None:
    """A run of it done now gives the same numbers. After a change of the model it is made anew: experiments/sample."""
    own = sample.runs[sample.runs["draw"] == draw]
    point, seed = int(own["point"].max()), int(own["seed"].max())
    opened = opened_of(sample, point, draw)
    assert (opened.why, opened.note) in (("", ""), ("", "older"))
    found = summary(Community(load(opened.scenario, dict(opened.changes)), rng=seed).run())[PLACE]
    kept = own[(own["point"] == point) & (own["seed"] == seed)].set_index("outcome")["value"]
    assert {name: found[name] for name in kept.index} == pytest.approx(kept.to_dict())


def test_the_finding_is_a_verdict(sample: Content) -> None:
    effects = sample.table("effects")
    assert effects is not None
    for lang in ("zh", "en"):
        assert any(text and text in sample.entry.finding[lang] for text in effects[lang])


@pytest.mark.parametrize("name", ["shipped", "own"])
@pytest.mark.parametrize("draw", [-1, 1])
def test_a_link_opens_what_was_run(folder: Path, name: str, draw: int) -> None:
    content = read(folder, name)
    view = View(page="studies", lang="en")
    for point in sorted(set(content.runs[content.runs["draw"] == draw]["point"])):
        told = picked(content, Run(point, draw, 2), view)
        assert told is not None and told["seed"] == 2 and (told["why"], told["note"]) == ("", "")
        assert len(told["link"]) < LONGEST
        opened = view_of(*told["link"].split("?"))
        made = load(opened.get("scenario") or "", opened.changes)
        settings = content.store.settings().set_index(["point", "draw"])
        assert opened.page == "explore" and opened.seed == 2
        assert fingerprint_of(made.with_run(seed=0)) == settings.loc[(point, draw), "scenario"]


def test_what_cannot_be_opened_says_why(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, view = read(folder, "shipped"), View(page="studies")
    monkeypatch.setattr(opening, "MOST_RESIDENTS", 100)
    opened_of.cache_clear()
    large = picked(content, Run(0, -1, 1), view)
    assert large is not None and (large["why"], large["link"]) == ("large", "")
    monkeypatch.undo()
    copied = tmp_path / "other"
    shutil.copytree(folder / "own", copied)
    for path in (copied / "scenarios").glob("*.json"):
        path.unlink()
    gone = picked(content_of(entry("other", copied)), Run(0, -1, 1), view)
    assert gone is not None and gone["why"] == "unknown"
    settings = copied / "settings.parquet"
    text = (copied / "design.toml").read_text(encoding="utf-8").replace("place.toml", "demo")
    (copied / "design.toml").write_text(text, encoding="utf-8")
    assert settings.exists()
    unlike = picked(content_of(entry("other", copied)), Run(0, -1, 1), view)
    assert unlike is not None and unlike["why"] == "unlike"
    assert picked(content, Run(99, -1, 1), view) is None


def test_the_list_says_what_each_folder_is(folder: Path) -> None:
    look_in(folder)
    try:
        found = {each.id: each for each in entries()}
    finally:
        look_in(None)
    assert {name: each.state for name, each in found.items()} == {
        "shipped": "analysed", "own": "analysed", SAMPLE: "analysed", "nothing": "other", "half": "wrong",
    }  # fmt: skip
    assert "design.toml" in found["half"].wrong["en"] and "design.toml" in found["half"].wrong["zh"]
    assert found["shipped"].finding["en"] and found["shipped"].finding["zh"]
    assert list(found)[2:] == [SAMPLE, "half", "nothing"]


@pytest.mark.parametrize("damage", ["analysis.json", "effects.parquet", RUNS])
def test_half_written_files_are_told(folder: Path, tmp_path: Path, damage: str) -> None:
    copied = tmp_path / "torn"
    shutil.copytree(folder / "shipped", copied)
    path = copied / FOLDER / damage
    path.write_bytes(path.read_bytes()[:100])
    found = entry("torn", copied)
    if damage == "analysis.json":
        assert found.state == "wrong" and "analysis.json" in found.wrong["en"]
    elif damage == RUNS:
        assert not is_ready(found)  # it is made anew
    else:
        with pytest.raises(InputError, match=r"effects\.parquet"):
            TABS["effects"](content_of(found), Choice(outcome="reach_failure"), "en")


def test_an_analysis_of_another_version_is_told(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "old"
    shutil.copytree(folder / "shipped", copied)
    path = copied / FOLDER / "analysis.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0}))
    assert entry("old", copied).state == "wrong"


def test_more_runs_than_were_analysed_are_counted(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "newer"
    shutil.copytree(folder / "shipped", copied)
    path = copied / FOLDER / "analysis.json"
    about = json.loads(path.read_text())
    about["runs"]["done"] -= 2
    path.write_text(json.dumps(about))
    told = runs_of(content_of(entry("newer", copied)))
    assert told["done"] - told["seen"] == 2


def test_failed_runs_are_listed_with_seed_and_command(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "failed"
    shutil.copytree(folder / "shipped", copied)
    content = content_of(entry("failed", copied))
    one = next(each for each in content.store.wanted() if each.draw == -1)
    content.store.path_of(one.key).unlink()
    content.store.beside.keep_failure(Failure(one.key, one.point, one.draw, one.seed, "<b>out of memory</b>", ""))
    told = TABS["overview"](content, Choice(outcome="reach_failure"), "en")
    assert told["runs"]["failed"] == 1
    assert told["failures"] == [{"point": one.point, "draw": -1, "seed": one.seed, "reason": "<b>out of memory</b>"}]
    assert told["again"] == f"govsim sweep design.toml --out {copied} --retry"


def test_an_analysis_is_done_in_another_process_and_can_be_stopped(folder: Path, tmp_path: Path) -> None:
    copied, desk = tmp_path / "raw", Desk()
    shutil.copytree(folder / "shipped", copied)
    shutil.rmtree(copied / FOLDER)
    stopped = desk.ask(copied)
    assert desk.ask(copied) is stopped and desk.under_way(copied) is stopped
    stopped.stop()
    ended(stopped)
    assert stopped.stand.state == "stopped" and not (copied / FOLDER / RUNS).exists()
    again = desk.ask(copied)
    ended(again)
    assert again.stand.state == "done" and is_ready(entry("raw", copied))


def ended(task: Task) -> None:
    import time

    for _ in range(600):
        if task.stand.ended:
            return
        time.sleep(0.2)
    raise AssertionError("the analysis does not end")


def test_a_study_without_runs_is_told(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "empty"
    shutil.copytree(folder / "shipped", copied)
    shutil.rmtree(copied / "runs")
    with pytest.raises(InputError, match="no run is done"):
        prepare(copied, lambda done, number: None)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_can_be_sent(sample: Content, folder: Path, tab: str, lang: str) -> None:
    """Plain data, no NaN, for every outcome; of a study without conditions a reason instead of a figure."""
    for content in (sample, read(folder, "own")):
        for outcome in (content.outcomes[0], content.outcomes[-1]):
            told = TABS[tab](content, Choice(outcome=outcome), lang)
            json.dumps(told, allow_nan=False)
            assert told["kind"] != "none" or told["why"]


def test_thousands_of_points_stay_light(sample: Content) -> None:
    """A study of 4,000 points and 200 draws sends less than half a megabyte for each of its tabs."""
    many = large(sample, 4000, 200)
    for tab, drawn in TABS.items():
        told = drawn(many, Choice(outcome=many.outcomes[0]), "zh")
        assert len(json.dumps(told, ensure_ascii=False).encode()) < MOST_SENT, tab
    assert csv_of(many, "runs") is None


def large(sample: Content, points: int, draws: int) -> Content:
    """Return a content with made-up runs: half of the points have the second level of the sample's contrast."""
    random = np.random.default_rng(1)
    names = list(sample.study.points.columns)
    half = np.arange(points) // 2
    table = pd.DataFrame({names[0]: np.where(np.arange(points) % 2, "25 %", "0 %"), names[1]: half.astype(str),
                          names[2]: half}, index=pd.RangeIndex(points, name="point"))  # fmt: skip
    rows = [(point, -1) for point in range(points)] + [(point, draw) for draw in range(draws) for point in range(2)]
    runs = pd.DataFrame(rows, columns=["point", "draw"]).assign(seed=1, value=random.normal(size=len(rows)))
    every = pd.concat([runs.assign(outcome=name) for name in sample.outcomes], ignore_index=True)
    parameters = sample.store.draws().iloc[np.arange(draws) % sample.draws].set_index(pd.RangeIndex(draws, name="draw"))
    found = replace(sample, runs=every.astype({"outcome": "category"}))
    effects = table_of(sample, "effects")
    rows = effects[(effects["label"] == PLACE) & (effects["n_assumptions"] > 0)].assign(base_point=0, point=1)
    tables = {"effects": pd.concat([rows] * 200, ignore_index=True)}
    found.__dict__["study"] = replace(sample.study, points=table, runs=every, draws=parameters)
    found.__dict__["table"] = lambda name: tables.get(name, sample.table(name))
    return found


def test_csv_has_a_mark_and_no_formulas(folder: Path) -> None:
    content = read(folder, "own")
    text = csv_of(content, "effects")
    assert text is not None and text.startswith("\ufeff")
    assert text.count("\r\n") == 1 + len(table_of(content, "effects"))
    assert ",'@staggered," in text and ",@staggered," not in text
    assert csv_of(content, "../../secret") is None


def table_of(content: Content, name: str) -> pd.DataFrame:
    found = content.table(name)
    assert found is not None
    return found


def test_both_languages_have_the_same_texts() -> None:
    tables = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    assert tables["zh"].keys() == tables["en"].keys()
    for key, text in tables["en"].items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", tables["zh"][key])), key
    templates = "".join(path.read_text(encoding="utf-8") for path in TEXTS.parent.glob("*.vue"))
    assert set(re.findall(r"\bwords\.(\w+)", templates)) <= tables["en"].keys()


def test_a_name_in_an_address_opens_no_other_folder(folder: Path) -> None:
    look_in(folder)
    try:
        assert shelf.found("../results/own") is None and shelf.found("/etc") is None
        assert shelf.found("own") is not None
    finally:
        look_in(None)
