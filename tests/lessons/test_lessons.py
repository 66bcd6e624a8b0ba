"""Lessons: complete in both languages, choices within their rules, runs that share warm-ups, sheets on paper."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from govsim.cli import execute
from govsim.errors import InputError
from govsim.lessons import (
    catalogue,
    cost,
    differences,
    lesson,
    one,
    prepare,
    problems,
    recorded,
    scenario_for,
)
from govsim.lessons.choices import changes_for, settings_of
from govsim.lessons.printing import sheets
from govsim.lessons.runs import shown_of
from govsim.lessons.warmups import ENDING, name_of
from govsim.rosters import STANDARD, from_text
from govsim.scenario import Text
from govsim.strict import Strict

LESSONS = catalogue()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of warm-ups of this test alone."""
    monkeypatch.setenv("GOVSIM_CACHE", str(tmp_path))
    return tmp_path / "warm-ups"


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A lesson of one's own: the second one, with a small place and few weeks."""
    folder = tmp_path / "mine"
    shutil.copytree(lesson("L2").folder, folder)
    (folder / "recorded.json").unlink(missing_ok=True)
    text = (folder / "lesson.toml").read_text(encoding="utf-8").replace("weeks = 26", "weeks = 3")
    (folder / "lesson.toml").write_text(text, encoding="utf-8")
    place = (folder / "place.toml").read_text(encoding="utf-8").replace("residents = 7120", "residents = 1500")
    (folder / "place.toml").write_text(place.replace("weeks = 26", "weeks = 3\nwarmup = 2"), encoding="utf-8")
    return str(folder)


def texts(model: object) -> list[Text]:
    """Return all texts of a model and of what it holds."""
    if isinstance(model, Text):
        return [model]
    if isinstance(model, Strict):
        return [text for name in type(model).model_fields for text in texts(getattr(model, name))]
    return [text for each in model for text in texts(each)] if isinstance(model, tuple) else []


def test_there_is_a_lesson_for_every_challenge() -> None:
    assert LESSONS == ("L1", "L2", "L3", "L4")
    assert [lesson(name).number for name in LESSONS] == [1, 2, 3, 4]


@pytest.mark.parametrize("name", LESSONS)
def test_texts_exist_in_both_languages(name: str) -> None:
    found = texts(lesson(name))
    assert len(found) > 50
    assert all(each.zh and each.en and each.zh != each.en for each in found)


@pytest.mark.parametrize("name", LESSONS)
def test_no_text_gives_a_forecast_or_a_score(name: str) -> None:
    chinese = ("证明", "预测将", "将会", "显著提升", "最优", "第一名")
    english = ("proves", "predicts", "optimal", "the winner", "significant")
    for each in texts(lesson(name)):
        assert not any(word in each.zh for word in chinese) and not any(word in each.en.lower() for word in english)


@pytest.mark.parametrize("name", LESSONS)
def test_every_level_of_every_option_makes_a_scenario(name: str) -> None:
    found = lesson(name)
    plain = changes_for(found, {})
    assert plain == {}
    for option in found.options:
        also = {option.needs[0]: found.option(option.needs[0]).step} if option.needs else {}
        seen = [changes_for(found, {option.id: step * option.step, **also}) for step in range(1, option.steps + 1)]
        assert all(seen.count(each) == 1 for each in seen), option.id
        for changes in seen:
            assert changes != changes_for(found, also)
            assert scenario_for(found, {option.id: option.step, **also}).run.weeks == found.weeks


@pytest.mark.parametrize("name", LESSONS)
def test_something_can_be_chosen_in_each_round_and_packages_keep_to_the_rules(name: str) -> None:
    found = lesson(name)
    assert any(option.unlocked == 2 for option in found.options)
    for package in found.packages:
        assert problems(found, package.choice, 2) == []
    for option in found.options:
        early = problems(found, {option.id: option.step}, 1)
        assert bool(early) == (option.unlocked == 2 or bool(option.needs)), option.id


def test_what_is_wrong_with_a_choice_is_told() -> None:
    second, third = lesson("L2"), lesson("L3")
    assert cost(second, {"evening": 4, "weekend": 1}) == 76
    over = problems(second, {"evening": 4, "weekend": 4}, 1)
    assert len(over) == 1 and "80" in over[0].zh and "124" in over[0].en
    for wrong in (9, -1, 1.5, math.nan, math.inf):
        assert problems(second, {"evening": wrong}, 1), wrong
    assert problems(second, {"early_late": 3}, 1)  # goes in pairs
    assert len(problems(second, {"early_late": 8, "windows": 2}, 1)) == 1  # ten of eight workers
    assert problems(second, {"evening": 1, "announce": 1}, 1) and not problems(second, {"evening": 1, "announce": 1}, 2)
    assert problems(second, {"announce": 1}, 2)
    assert problems(third, {"deadline_5": 1, "deadline_15": 1}, 1)
    assert problems(second, {"no_such": 1}, 1)
    with pytest.raises(KeyError):
        scenario_for(second, {"no_such": 1})


def test_the_price_of_other_hours_is_the_hours_that_move() -> None:
    for option in lesson("L2").options:
        if not option.rosters:
            continue
        pairs = option.rosters[: int(option.step)]
        for roster in option.rosters:
            assert from_text(roster).sum() == pytest.approx(40.0), option.id
        moved = [np.maximum(from_text(roster) - STANDARD, 0).sum() for roster in pairs]
        assert option.cost == pytest.approx(float(np.mean(moved))), option.id


def test_chosen_hours_fill_the_table_of_the_eight() -> None:
    changes = changes_for(lesson("L2"), {"evening": 2, "weekend": 1})
    duty, table = lesson("L2").duty, changes["policies.hours.table"]
    assert duty is not None and isinstance(table, tuple) and len(table) == 8
    assert table[0] == table[1] != table[2] and set(table[3:]) == {duty.standard}


@pytest.mark.parametrize("name", LESSONS)
def test_measures_begin_with_the_measured_weeks(name: str) -> None:
    """So one warm-up of a seed serves all choices; staff of offices stands there before, and is prepared too."""
    found = lesson(name)
    base = name_of(scenario_for(found, {}))
    for option in found.options:
        also = {option.needs[0]: found.option(option.needs[0]).step} if option.needs else {}
        same = name_of(scenario_for(found, {option.id: option.most, **also})) == base
        assert same == (option.id != "staff"), option.id


def test_a_run_is_the_plain_run_and_shares_its_warm_up(small: str, cache: Path) -> None:
    from govsim.model import Community

    found, choice = lesson(small), (("evening", 2.0), ("phone", 1.0))
    plain = shown_of(found, Community(scenario_for(found, dict(choice)), rng=3).run())
    first = one(small, choice, 3)
    assert len(list(cache.iterdir())) == 1
    assert repr(first) == repr(plain) == repr(one(small, choice, 3))
    assert repr(one(small, (), 3)) != repr(first)
    assert len(list(cache.iterdir())) == 1
    assert {(label, name) for label, row in first.items() for name in row} == {
        (each.label, each.outcome) for each in found.values
    }


def test_a_damaged_warm_up_costs_time_only(small: str, cache: Path) -> None:
    prepare(small, 2)
    [file] = cache.iterdir()
    before = one(small, (("phone", 1.0),), 2)
    file.write_bytes(file.read_bytes()[:1000])
    assert repr(one(small, (("phone", 1.0),), 2)) == repr(before)
    assert repr(one(small, (("phone", 1.0),), 2)) == repr(before)


def test_a_folder_that_cannot_be_written_costs_time_only(
    small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("GOVSIM_CACHE", str(tmp_path / "file"))
    assert one(small, (), 1)


def test_warm_ups_of_other_versions_are_removed(small: str, cache: Path) -> None:
    cache.mkdir(parents=True)
    old, other = cache / f"0123456789abcdef-{'0' * 16}-1{ENDING}", cache / "somebody's.txt"
    for path in (old, other):
        path.write_bytes(b"")
    prepare(small, 1)
    assert not old.exists() and other.exists()


def test_differences_have_a_row_for_everything_shown(small: str, cache: Path) -> None:
    found = lesson(small)
    base, team = ([one(small, choice, seed) for seed in (1, 2)] for choice in ((), (("evening", 4.0),)))
    rows = differences(found, base, team)
    assert [(row.outcome, row.label) for row in rows] == [(each.outcome, each.label) for each in found.values]
    for row in rows:
        assert row.runs <= 2 and (math.isnan(row.low) or row.low <= row.difference <= row.high)


@pytest.mark.parametrize("name", LESSONS)
def test_results_are_recorded_for_every_question_and_every_measure(name: str) -> None:
    found, known = lesson(name), recorded(name)
    assert known.seeds == found.seeds == 30 and known.draws >= 16
    for ask in found.prediction:
        row = known.study(ask.id).row(ask.outcome, ask.label)
        assert row.runs == 30 and row.draws >= 16 and row.low <= row.difference <= row.high
        assert row.assumed_low is not None and row.sign_share is not None
    assert {each.id for each in known.of("option")} == {each.id for each in found.options if not each.needs}
    assert {each.id for each in known.of("package")} == {each.id for each in found.packages}
    assert {each.id for each in known.curves} == {each.id for each in found.curves}


@pytest.mark.parametrize("name", LESSONS)
def test_what_is_said_agrees_with_what_is_recorded(name: str) -> None:
    """Claims that rest on a recorded comparison hold there, over its own seeds."""
    found, known = lesson(name), recorded(name)
    settings = {each.id: settings_of(found, each) for each in found.prediction}
    alone = {each.id: changes_for(found, {each.id: each.most}) for each in found.options if not each.needs}
    packed = {each.id: changes_for(found, each.choice) for each in found.packages}
    checked = 0
    for claim in (claim for each in found.surprise for claim in each.claims if claim.last is None):
        first, second = settings_of(found, claim)
        studies = [known.study(name) for name, pair in settings.items() if pair == (first, second)]
        if not first:
            studies += [known.study(name, "option") for name, changes in alone.items() if changes == second]
            studies += [known.study(name, "package") for name, changes in packed.items() if changes == second]
        for study in studies:
            row = study.row(claim.outcome, claim.label)
            assert claim.holds(row.base, row.low, row.high), (study.id, row)
            checked += 1
    assert checked >= 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", LESSONS)
def test_the_printed_lesson_holds_everything(name: str, lang: str) -> None:
    from html import escape

    found, page = lesson(name), sheets(lesson(name), lang)
    wanted = [*found.facts, *found.debrief, *found.limits, found.home, found.story, *found.surprise]
    wanted += [role.name for role in found.roles] + [option.name for option in found.options]
    for text in wanted:
        assert escape(text.word(lang)) in page
    assert "http" not in page.replace("http-equiv", "") and "<script" not in page and "src=" not in page
    assert page.index("class=\"cards\"") < page.index("class=\"answers\"")


def test_a_text_is_never_markup(small: str) -> None:
    file = Path(small) / "lesson.toml"
    evil = "<img src=x onerror=alert(1)>"
    file.write_text(file.read_text(encoding="utf-8").replace("evening shift\"", f"{evil}\""), encoding="utf-8")
    lesson.cache_clear()
    page = sheets(lesson(small), "en")
    assert evil not in page and "&lt;img src=x" in page


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('outcome = "overtime"', 'outcome = "overtine"', "overtine"),
        ("most = 4.0", "most = 4.5", "multiple"),
        ('needs = ["early_late"', 'needs = ["early_lat"', "early_lat"),
        ("budget = 80.0", 'budget = "much"', "budget"),
        ("number = 2", "number = 2\nsize = 3", "size"),
        ("number = 2", "number = ", "TOML"),
        ("[duty]", "[duties]", "duties"),
    ],
)
def test_what_is_wrong_with_a_lesson_is_told(small: str, old: str, new: str, said: str) -> None:
    file = Path(small) / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    lesson.cache_clear()
    with pytest.raises(InputError) as failure:
        lesson(small)
    assert said in failure.value.text("en") and "lesson.toml" in failure.value.text("zh")


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(["class", "print", "L3", "--lang", "zh"]) == 0
    assert "限时办结" in (tmp_path / "L3-zh.html").read_text(encoding="utf-8")
    assert execute(["class", "print", "L3", "--out", "mine.html", "--lang", "en"]) == 0
    assert "deadline" in (tmp_path / "mine.html").read_text(encoding="utf-8")


def test_an_unknown_lesson_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["class", "print", "L9", "--lang", "en"]) == 3
    assert "L1, L2, L3, L4" in capsys.readouterr().err
