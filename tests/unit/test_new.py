"""A user's own place from twelve questions: answers, how they fit together, the file, what hangs on what is assumed."""

import io
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim.cli import execute
from govsim.errors import GovsimError, InputError, UsageError
from govsim.own_place import (
    Fit,
    Interview,
    Made,
    Portion,
    answer_of,
    assumed_paths,
    base_of,
    faults,
    hanging,
    orders_a_month,
    questions,
    scenario_text,
    small,
    whole_or_nothing,
)
from govsim.own_place.facts import counts, elderly_share, non_local_share
from govsim.own_place.hotline import bounds
from govsim.own_place.hours import hours_of, in_words, open_hours, shifts
from govsim.own_place.writing import rates, size_for
from govsim.place.build import build_place
from govsim.population.spec import SHARES
from govsim.rosters import from_text
from govsim.scenario import Scenario, ScenarioError, check, describe, fingerprint_of, load

DAY = date(2026, 5, 4)
BASE = load("demo")
STREET = {
    "households": 34_000, "residents": 86_000, "non_local": Portion(share=0.31), "grids": 64, "grid_workers": 96,
    "hours": hours_of("周一至周五 8:30-12:00 13:30-17:30；周六 9:00-12:00"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOVSIM_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def made(answers: dict[str, Any], base: str = "demo", lang: str = "zh", **more: Any) -> Made:
    return Made(load(base), base, answers, "street", "street.toml", lang, DAY, **more)


def written(folder: Path, answers: dict[str, Any], base: str = "demo", lang: str = "zh", **more: Any) -> Scenario:
    file = folder / "street.toml"
    file.write_text(scenario_text(made(answers, base, lang, **more)), encoding="utf-8")
    assert check(file) == []
    return load(file)


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("households", "34000", 34_000), ("households", "３４，０００ 户", 34_000), ("residents", "8.6万", 86_000),
        ("residents", " 86000人 ", 86_000), ("grids", "不清楚", None), ("grids", "", None), ("grids", "？", None),
        ("grids", "不清楚，用默认（假设）", None), ("grids", "don't know", None),
        ("non_local", "31%", Portion(share=0.31)),
        ("non_local", "３１％", Portion(share=0.31)), ("elderly", "16500", Portion(people=16_500)),
        ("elderly", "30人", Portion(people=30)), ("groups", "0", 0),
    ],
)  # fmt: skip
def test_answers_are_read_as_people_write_them(name: str, text: str, answer: Any) -> None:
    assert answer_of(questions()[name], text) == answer


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("households", "三万", "number"), ("households", "3.5", "whole number"), ("households", "86,00", "number"),
        ("grids", "0", "between 1 and"), ("grids", "-3", "between"), ("elderly", "30", "people or per cent"),
        ("elderly", "0.2", "0.2%"), ("non_local", "131%", "between 0 and 100"),
        ("employment", "10 20 30", "five numbers"), ("employment", "10 20 30 10 10", "add up to 80"),
        ("employment", "60 60 ? ? ?", "120"), ("hours", "whenever", "not understood"),
        ("hours", "周一至周五", "not understood"),
        ("hours", "mon-fri 8:30-25:00", "no 25:00"), ("hours", "mon 9-12 11-13", "overlap"),
        ("hours", "fri-mon 9-12", "Monday"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_in_both_languages(name: str, text: str, said: str) -> None:
    with pytest.raises(GovsimError) as caught:
        answer_of(questions()[name], text)
    assert said in caught.value.text("en") and caught.value.text("zh") != caught.value.text("en")


def test_employment_may_be_known_in_part() -> None:
    known = answer_of(questions()["employment"], "8 ? ? 31% ?")
    assert known == pytest.approx({"government": 0.08, "home": 0.31})
    whole = answer_of(questions()["employment"], "6，48，12，28，6.5")  # rounded figures may miss 100 by a little
    assert isinstance(whole, dict) and sum(whole.values()) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("周一至周五 8:30-12:00 13:30-17:30；周六 9:00-12:00", 40.5), ("每天 8点半到20点", 80.5),
     ("工作日8：00—17：00，周末 9:00~12:00", 51),
     ("mon-fri 9-17", 40), ("周一、周三 9:00-12:00", 6), ("星期一到星期五 上午8:00-12:00 下午2:00-5:30", 37.5),
     ("monday to friday 9 to 17; sat, sun 9-12", 46)],
)  # fmt: skip
def test_opening_hours(text: str, hours: float) -> None:
    assert open_hours(hours_of(text)) == hours


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 90), st.integers(1, 5)), min_size=1, max_size=12))
def test_shifts_cover_the_hours_once_and_none_is_too_long(spans: list[tuple[int, int, int]]) -> None:
    """The sum of the shifts' rosters is the roster of the hours: nothing lost, nothing twice."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    free = {(day, begin // 15) for day, begin, _ in spans}
    lines = tuple(f"{days[day]} {slot * 4:02}:00-{slot * 4 + 3:02}:30" for day, slot in sorted(free) if slot < 6)
    if not lines:
        return
    parts = shifts(lines)
    assert sum(from_text(part) for part in parts) == pytest.approx(from_text(lines))
    assert len(parts) == 1 or all(open_hours(part) <= 44 + 4 for part in parts)


def test_hours_in_words_are_read_again() -> None:
    lines = hours_of("周一至周五 8:30-12:00 13:30-17:30；周六 9:00-12:00")
    assert in_words(lines, "zh") == "周一至周五 08:30-12:00 13:30-17:30；周六 09:00-12:00"
    assert all(hours_of(in_words(lines, lang)) == lines for lang in ("zh", "en"))


@pytest.mark.parametrize(
    ("answers", "about"),
    [
        ({"households": 500, "residents": 100}, ("households", "residents")),
        ({"households": 10, "residents": 5_000}, ("households", "residents")),
        ({"residents": 100, "grids": 90}, ("grids", "households")),
        ({"households": 100, "estates": 101}, ("estates", "households")),
        ({"residents": 1_000, "elderly": Portion(people=1_001)}, ("elderly", "residents")),
        ({"elderly": Portion(share=0.95)}, ("elderly",)),
        ({"residents": 500, "grid_workers": 501}, ("grid_workers", "residents")),
        ({"grids": 2, "grid_workers": 500}, ("grid_workers", "grids")),
        ({"grid_workers": 0, "community_workers": 0}, ("grid_workers", "community_workers")),
        ({"residents": 1_000, "orders": 9_000}, ("orders", "residents")),
        ({"households": 960, "groups": 200}, ("groups", "households")),
    ],
)  # fmt: skip
def test_answers_that_do_not_fit_name_their_questions(answers: dict[str, Any], about: tuple[str, ...]) -> None:
    wrong = [fault for fault in faults(BASE, answers) if not fault.hint]
    assert about in [fault.about for fault in wrong]
    for lang in ("zh", "en"):
        assert all(str(questions()[name].number) in fault.line(lang) for fault in wrong for name in fault.about)


def test_answers_that_fit_have_no_faults_and_defaults_are_never_blamed() -> None:
    assert faults(BASE, {}) == [] and faults(BASE, STREET) == []
    (hint,) = faults(BASE, {"grids": 64, "residents": 90_000, "grid_workers": 20})
    assert hint.hint and hint.about == ("grid_workers", "grids")


def test_the_file_holds_the_answers(tmp_path: Path) -> None:
    found = written(tmp_path, STREET)
    place = build_place(found.place, 1, None)
    assert (place.residents, len(place.household_sizes), len(place.grids)) == (86_000, 34_000, 64)
    shares = dict(zip(SHARES["categories"], found.population.shares("categories"), strict=True))
    assert shares["non_local"] + shares["foreign"] == pytest.approx(0.31)
    assert shares["local_owner"] / shares["local_tenant"] == pytest.approx(5.5)  # the base's proportions
    assert [(staff.id, staff.number) for staff in found.staff] == [("grid_workers", 96), ("station_workers", 0)]
    assert {staff.roster for staff in found.staff} == {"station"} and found.station.hours == (STREET["hours"],)
    text = (tmp_path / "street.toml").read_text(encoding="utf-8")
    given = [line for line in text.splitlines() if "已填 2026-05-04" in line]
    assert len(given) == len(STREET)


def test_what_is_not_answered_is_called_assumed_and_described(tmp_path: Path) -> None:
    found = written(tmp_path, STREET)
    assert found.assumed == tuple(path for path, _ in assumed_paths(made(STREET)))
    unanswered = set(questions()) - set(STREET)
    assert {name for _, name in assumed_paths(made(STREET))} == unanswered
    for lang in ("zh", "en"):
        lines = describe(found, lang)
        assert sum("(population.ages)" in line or "（population.ages）" in line for line in lines) == 1
        assert sum("--assumed" in line for line in lines) == 1
    assert fingerprint_of(found) == fingerprint_of(found.model_copy(update={"assumed": ()}))


@pytest.mark.parametrize("base", ["baseline", "demo", "mega-estate", "two-loops", "foreigners", "liyang"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_answered_is_the_base_itself(base: str, lang: str, tmp_path: Path) -> None:
    found, origin = written(tmp_path, {}, base, lang), load(base)
    assert found.place.residents == origin.place.residents and found.place.grid_count == origin.place.grid_count
    assert found.place.household_count == origin.place.household_count
    assert found.place.estate_count == origin.place.estate_count and found.station == origin.station
    assert list(found.population.shares("ages")) == list(origin.population.shares("ages"))
    assert {name for _, name in assumed_paths(made({}, base))} == set(questions())


@given(
    residents=st.integers(50, 2_000_000), size=st.floats(1, 9.9), away=st.floats(0, 1), old=st.floats(0, 0.8),
    points=st.lists(st.integers(0, 100), min_size=5, max_size=5).filter(lambda points: sum(points) > 0),
)  # fmt: skip
@settings(max_examples=12)
def test_any_answers_that_fit_make_a_scenario(
    residents: int, size: float, away: float, old: float, points: list[int]
) -> None:
    households = max(10, round(residents / size))
    names = ("government", "enterprise", "self_employed", "home", "student")
    answers = {
        "residents": residents, "households": households, "non_local": Portion(share=away),
        "elderly": Portion(share=old),
        "employment": {name: point / sum(points) for name, point in zip(names, points, strict=True)},
    }  # fmt: skip
    if any(not fault.hint for fault in faults(BASE, answers)):
        return
    with tempfile.TemporaryDirectory() as folder:
        found = written(Path(folder), answers)
    assert found.place.household_count == households
    assert non_local_share(found) == pytest.approx(away, abs=1e-4)
    assert elderly_share(found) == pytest.approx(old, abs=1e-4)
    home = dict(zip(SHARES["schedules"], found.population.shares("schedules"), strict=True))["home"]
    assert home == pytest.approx(points[3] / sum(points), abs=1e-3)


@given(st.integers(10, 5_000_000), st.floats(1, 10))
def test_the_size_of_households_gives_the_households(households: int, size: float) -> None:
    residents = round(households * size)
    assert round(residents / size_for(residents, households)) == households


def test_groups_are_there_from_the_beginning_in_so_many_buildings(tmp_path: Path) -> None:
    found = written(tmp_path, {"residents": 2_400, "households": 960, "groups": 5})
    (policy,) = [each for each in found.policies if each.name == "existing_groups"]
    assert policy.on and policy.start is not None and policy.start < found.run.start
    assert policy.model_dump()["coverage"] == pytest.approx(5 / 20)
    assert "policies.existing_groups.depth" in found.assumed
    both = load(tmp_path / "street.toml", {"policies.self_groups.coverage": 0.5})  # a measure may add to them
    assert [each.name for each in both.policies][-1] == "self_groups"


def test_own_hours_reach_the_workers_and_measures_move_them() -> None:
    from govsim.model import Community

    changes = {"place.residents": 600, "run.weeks": 1, "run.warmup": 0, "staff.grid_workers.roster": "station"}
    own = load("demo", {**changes, "station.hours": '[["mon-fri 09:00-12:00"], ["mon-fri 14:00-17:00"]]'})
    model = Community(own, rng=1)
    settings = model.built.settings[0]
    first, length = settings.roster_sets[model.built.roster_sets["station"]]
    assert length == 2 and settings.rosters[first].sum() == 15 and settings.rosters[first + 1].sum() == 15
    moved = settings.roster_sets[model.built.roster_sets["policy staggered"]][0]
    assert (
        settings.rosters[moved].sum() == pytest.approx(15)
        and settings.rosters[moved].tolist() != settings.rosters[first].tolist()
    )
    run = model.run()
    standard = Community(load("demo", {**changes, "staff.grid_workers.roster": "standard"}), rng=1).run()
    assert run.fingerprint != standard.fingerprint


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('assumed = ["place.grid"]', "assumed"), ('assumed = ["staff.nobody"]', "assumed"),
        ('[station]\nhours = [["whenever"]]', "station.hours"),
        ('[[staff]]\nid = "grid_workers"\nroster = "station"', "staff"),
        ('[[offices]]\nid = "housing"\nroster = "station"', "offices"),
    ],
)  # fmt: skip
def test_the_reader_refuses_what_is_no_setting_and_no_hours(text: str, path: str, tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(f'extends = "demo"\n{text}\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert [problem.path.startswith(path) for problem in caught.value.problems] == [True]


def test_rates_follow_the_hotline_orders_within_their_ranges(tmp_path: Path) -> None:
    low, high = bounds(BASE)
    assert low == pytest.approx(0.5) and high == pytest.approx(2)
    tiny = small(BASE, 600, 12, 4)
    before = orders_a_month(tiny, seeds=2)
    more = tiny.model_copy(update={"parameters": rates(tiny, 2.0)})
    assert 1.4 * before < orders_a_month(more, seeds=2) < 2.6 * before
    used = written(tmp_path, {"orders": 30}, fit=Fit(33.0, 30.1, 30, 30 / 33))
    assert used.parameters["dispute.rate"] == pytest.approx(0.115 * 30 / 33, rel=1e-4)
    assert not any(path.startswith("parameters") for path in used.assumed)
    far = written(tmp_path, {"orders": 900}, fit=Fit(33.0, 33.0, 900, None))
    assert far.parameters == {} and "parameters.dispute.rate" in far.assumed


def test_a_small_copy_keeps_the_proportions(tmp_path: Path) -> None:
    found = written(tmp_path, STREET)
    copied = small(found, 4_300)
    assert copied.place.residents == 4_300 and copied.place.grid_count == 3 and copied.place.household_size == 2.5294
    assert copied.staff[0].number == 5 and copied.staff[1].number == 0 and copied.staff[0].roster == "station"
    assert small(BASE, 10_000).place.residents == 3_500


def test_what_hangs_on_what_is_assumed_is_found_by_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Paperwork of 4 and of 26 hours must move overtime; estates move nothing where no measure goes by estate."""
    module = sys.modules["govsim.own_place.hanging"]
    for name, value in (("RESIDENTS", 700), ("WEEKS", 10), ("WARMUP", 2)):
        monkeypatch.setattr(module, name, value)
    found = written(tmp_path, {name: value for name, value in STREET.items() if name != "grid_workers"})
    wanted = ("place.estates", "parameters.work.paperwork_hours", "offices.housing.hours")
    shares: list[float] = []
    rows, unvaried = hanging(found.model_copy(update={"assumed": wanted}), seeds=6, progress=shares.append)
    assert unvaried == ["offices.housing.hours"] and shares[-1] == 1.0 and len(shares) == 2 * 2 * 6
    moved = {row.paths[0]: row.moved for row in rows}
    assert moved["place.estates"] == {} and moved["parameters.work.paperwork_hours"]["overtime"].low > 0
    with pytest.raises(UsageError):
        hanging(load("demo"))


def interview(lines: Sequence[str], patient: bool = True, lang: str = "en") -> tuple[dict[str, Any], list[str]]:
    told: list[str] = []
    heard = iter(lines)
    held = Interview(BASE, lang, told.append, lambda: next(heard, None), patient)
    return held.hold(), told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_twelve_questions_are_asked_with_range_default_and_use(lang: str) -> None:
    answers, told = interview([""] * 12, lang=lang)
    assert answers == {}
    side = 0 if lang == "zh" else 1
    for question in questions().values():
        about = "\n".join(told)
        assert all(text in about for text in (question.label[side], question.use[side], question.allowed(lang)))
    assert sum("12/12" in line for line in told) == 1


def test_a_wrong_answer_is_asked_again_and_one_may_go_back() -> None:
    nobody, told = interview([*[""] * 7, "0", "0", "", "4", "", "", ""])  # not even by default
    assert (
        nobody == {"grid_workers": 0, "community_workers": 4} and sum("no worker at all" in line for line in told) == 2
    )
    answers, told = interview(["three", "500", "100", "<", "1000", "1500", *[""] * 10])
    assert answers == {"households": 1_000, "residents": 1_500}
    assert sum("answer again" in line for line in told) == 2
    assert sum("1/12" in line and "11/12" not in line for line in told) == 2


def test_off_a_terminal_a_wrong_answer_or_too_few_end_it() -> None:
    with pytest.raises(InputError, match="question 2"):
        interview(["100", "many"], patient=False)
    with pytest.raises(UsageError, match="before question 3"):
        interview(["100", "250"])


def feed(monkeypatch: pytest.MonkeyPatch, lines: Sequence[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_the_command_writes_a_scenario_and_says_what_is_assumed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, ["1200", "3000", *[""] * 10])
    assert execute(["new", "mine.toml", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["given"] == ["households", "residents"] and "place.grids" in document["assumed"]
    assert load(Path("mine.toml")).place.residents == 3_000
    before = Path("mine.toml").read_bytes()
    assert execute(["new", "mine.toml"]) == 2 and Path("mine.toml").read_bytes() == before
    assert "--force" in capsys.readouterr().err
    feed(monkeypatch, ["1200", "3100", *[""] * 10])
    assert execute(["--lang", "zh", "new", "mine.toml", "--force"]) == 0
    assert load(Path("mine.toml")).place.residents == 3_100 and "假设" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "lines", "code"),
    [(["new"], [], 2), (["new", "mine.txt"], [], 2), (["new", "no/mine.toml"], [], 2),
     (["new", "mine.toml", "--from", "nope"], [], 3), (["new", "mine.toml", "--from", "../x.toml"], [], 2),
     (["new", "mine.toml", "--excel", "a.xlsx", "--buildings", "b.csv"], [], 2),
     (["new", "mine.toml", "--excel", "absent.xlsx"], [], 5), (["new", "mine.toml"], ["1"], 3),
     (["new", "mine.toml"], [""], 2), (["new", "mine.toml", "--buildings", "/etc/hostname"], [], 3)],
)  # fmt: skip
def test_failures_leave_nothing_behind(
    arguments: list[str], lines: list[str], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    feed(monkeypatch, lines)
    assert execute(arguments) == code
    assert [path.name for path in tmp_path.iterdir() if path.name != "state"] == []


def test_an_interruption_while_it_is_held_against_the_model_restores_what_was_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("govsim.own_place.fit", stopped)
    lines = ["", "", "", "", "", "", "", "", "", "", "30", ""]
    feed(monkeypatch, lines)
    assert execute(["new", "mine.toml"]) == 130 and not Path("mine.toml").exists()
    Path("mine.toml").write_text('extends = "demo"\n', encoding="utf-8")
    feed(monkeypatch, lines)
    assert execute(["new", "mine.toml", "--force"]) == 130
    assert Path("mine.toml").read_text(encoding="utf-8") == 'extends = "demo"\n'
    with pytest.raises(ValueError), whole_or_nothing(tmp_path / "a"):
        (tmp_path / "a").write_text("half", encoding="utf-8")
        raise ValueError
    assert not (tmp_path / "a").exists()


def test_a_table_of_buildings_answers_what_it_knows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = "楼栋,社区,网格,小区,户数,人口\n东1,东,1,花园,30,80\n东2,东,2,花园,40,90\n"
    (tmp_path / "楼栋.csv").write_bytes(rows.encode("gb18030"))
    feed(monkeypatch, [""] * 8)
    assert execute(["new", "mine.toml", "--buildings", "楼栋.csv"]) == 0
    found = load(Path("mine.toml"))
    assert found.place.buildings == "楼栋.csv" and not any(path.startswith("place.") for path in found.assumed)
    assert small(found).place.residents == 170 and small(found).place.grid_count == 2


def test_a_place_that_is_a_table_is_no_origin(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("楼栋,社区,网格,户数\n东1,东,1,30\n", encoding="utf-8")
    (tmp_path / "t.toml").write_text('extends = "demo"\n[place]\nbuildings = "b.csv"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="table of buildings"):
        base_of("t.toml", tmp_path)


def test_counts_that_nobody_answers_follow_the_residents() -> None:
    base = load("mega-estate")  # 20,000 people, four grids, eight at the station
    grown = counts(base, {"residents": 40_000})
    assert (grown.grids, grown.grid_workers, grown.community_workers, grown.households) == (8, 8, 16, 16_000)
