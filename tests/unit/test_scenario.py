"""Scenario files: what is read, how files extend each other, and what each kind of mistake is told."""

import os
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from govsim.scenario import (
    Problem,
    ScenarioError,
    change_of,
    check,
    describe,
    difference,
    fingerprint_of,
    load,
    resolved,
)

WriteFile = Callable[..., Path]
PLACE = "[place]\nresidents = 3000\n"


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Writes a scenario file that extends the baseline, unless told otherwise."""

    def _write(text: str | bytes, name: str = "my.toml", extends: str | None = "baseline") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, str):
            text = (f'extends = "{extends}"\n' if extends else "").encode() + text.encode()
        path.write_bytes(text)
        return path

    return _write


def errors(path: Path | str, **changes: object) -> list[Problem]:
    """The errors of a file, after checking that each is complete in both languages."""
    found = [problem for problem in check(path, changes) if problem.severity == "error"]
    for problem in found:
        assert problem.zh and problem.en and problem.zh != problem.en, problem
        assert re.search("[一-鿿]", problem.zh), problem
        assert not re.search("[一-鿿]", problem.en), problem
        assert problem.file
        assert "\n" not in problem.line("zh") + problem.line("en")
    return found


def only(path: Path | str, **changes: object) -> Problem:
    """The single error of a file; loading it raises the same."""
    found = errors(path, **changes)
    assert len(found) == 1, found
    with pytest.raises(ScenarioError) as raised:
        load(path, changes)
    assert found[0] in raised.value.problems
    return found[0]


# What is read


def test_a_file_without_errors_is_a_scenario(write: WriteFile) -> None:
    scenario = load(write(PLACE))
    assert (scenario.id, scenario.place.residents, scenario.run.start) == ("my", 3000, date(2021, 1, 4))
    assert len(scenario.issues) == 23
    assert scenario.baseline is not None and scenario.baseline.id == "baseline"


def test_names_and_texts_are_not_inherited(write: WriteFile) -> None:
    scenario = load(write(PLACE))
    assert scenario.word("zh") == "my" and scenario.question.zh == ""


def test_whole_numbers_serve_as_decimals(write: WriteFile) -> None:
    assert load(write("[place]\nhousehold_size = 3\n")).place.household_size == 3.0


def test_a_byte_order_mark_and_windows_line_ends_are_read(write: WriteFile) -> None:
    text = b'\xef\xbb\xbfextends = "baseline"\r\n[place]\r\nresidents = 3000\r\n'
    assert load(write(text)).place.residents == 3000


# extends


def test_tables_merge_and_lists_of_tables_merge_by_name(write: WriteFile) -> None:
    write(
        '[[policies]]\nkind = "duty_list"\nclarity = 0.4\n[[policies]]\nid = "late"\nkind = "deadline"\n', "base.toml"
    )
    top = '[[policies]]\nkind = "duty_list"\nhours = 3\n[[policies]]\nid = "late"\non = false\n'
    top += '[[staff]]\nid = "grid_workers"\nskill = 0.2\n'
    scenario = load(write(top, extends="base.toml"))
    first, second = scenario.policies
    assert (first.name, first.hours, getattr(first, "clarity")) == ("duty_list", 3.0, 0.4)  # noqa: B009 (of one kind of policy)
    assert (second.name, second.kind, second.on) == ("late", "deadline", False)
    assert (scenario.staff[0].skill, scenario.staff[0].per_grid) == (0.2, 2.5)


def test_another_way_of_saying_how_many_replaces_the_inherited_one(write: WriteFile) -> None:
    scenario = load(write('[[offices]]\nid = "housing"\nstaff = 3\n[[staff]]\nid = "grid_workers"\nnumber = 9\n'))
    housing = next(office for office in scenario.offices if office.id == "housing")
    assert (housing.staff, housing.per_10000) == (3, None)
    assert (scenario.staff[0].number, scenario.staff[0].per_grid) == (9, None)
    assert load("baseline", {"staff.grid_workers.number": 7}).staff[0].per_grid is None


def test_an_issue_is_changed_by_its_id(write: WriteFile) -> None:
    changed = load(write('[[issues]]\nid = "noise"\nparty = "firm"\n'))
    noise, same = (next(issue for issue in one.issues if issue.id == "noise") for one in (changed, load("baseline")))
    assert (noise.party, noise.share) == ("firm", same.share)
    assert len(changed.issues) == len(load("baseline").issues)


def test_extends_stays_in_the_folder(write: WriteFile, tmp_path: Path) -> None:
    write("", "outside.toml")
    for name in ("../outside.toml", str(tmp_path / "outside.toml"), "a/../../outside.toml"):
        problem = only(write(PLACE, "inner/my.toml", extends=name))
        assert problem.path == "extends" and "inner" in problem.en


def test_a_link_does_not_lead_out_of_the_folder(write: WriteFile, tmp_path: Path) -> None:
    outside = write("", "outside.toml")
    inner = write(PLACE, "inner/my.toml", extends="link.toml")
    (inner.parent / "link.toml").symlink_to(outside)
    assert only(inner).path == "extends"


def test_extends_does_not_go_in_circles(write: WriteFile) -> None:
    write("", "a.toml", extends="b.toml")
    problem = only(write("", "b.toml", extends="a.toml"))
    assert "b.toml → a.toml → b.toml" in problem.en
    assert only(write("", "self.toml", extends="self.toml")).path == "extends"


def test_extends_has_at_most_eight_levels(write: WriteFile) -> None:
    for level in range(1, 9):
        write("", f"level{level}.toml", extends=f"level{level - 1}.toml" if level > 1 else "baseline")
    assert not errors(write("", "level7.toml", extends="level6.toml"))
    assert "8" in only(write("", "top.toml", extends="level8.toml")).en


@pytest.mark.parametrize("value", ["3", '""', "true", '["baseline"]'])
def test_extends_is_a_name(write: WriteFile, value: str) -> None:
    assert only(write(f"extends = {value}\n", extends=None)).path == "extends"


def test_the_file_that_holds_the_mistake_is_named(write: WriteFile) -> None:
    base = write('[run]\nweeks = 0\n[[policies]]\nkind = "duty_list"\nclarity = 7\n', "base.toml")
    found = errors(write('[[policies]]\nkind = "nothing"\n', extends="base.toml"))
    assert {(problem.file, problem.path) for problem in found} == {
        (str(base), "run.weeks"), (str(base), "policies[1].clarity"),
    }  # fmt: skip


# Names and values


def test_everything_wrong_is_found_at_once(write: WriteFile) -> None:
    found = errors(write(
        '[place]\nresidents = -1\n[run]\nweks = 3\n[[policies]]\nkind = "duty_list"\nclarity = 2\n'
        '[[policies]]\nkind = "nothing"\nend = 2020-01-01\n[parameters.contact]\npatience = 100\n'
        '[outcomes]\nprimary = ["backlogs"]\n'
    ))  # fmt: skip
    assert {problem.path for problem in found} == {
        "place.residents", "run.weks", "policies[1].clarity", "policies[2].end", "parameters.contact.patience",
        "outcomes.primary[1]",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "path", "nearest"),
    [
        ("[run]\nweaks = 3", "run.weaks", "weeks"),
        ("[plase]\nresidents = 3", "plase", "place"),
        ("weeks = 3", "weeks", "run.weeks"),
        ('[[policies]]\nkind = "roster"\nshre = 0.3', "policies[1].shre", "share"),
        ('[[policies]]\nkind = "rooster"', "policies[1].kind", "roster"),
        ("[parameters.contact]\npatiense = 3", "parameters.contact.patiense", "contact.patience"),
        ('[outcomes]\nprimary = ["knows_workers"]', "outcomes.primary[1]", "knows_worker"),
        ("[population.categories]\nnon_locals = 0.3", "population.categories.non_locals", "non_local"),
        ('[[staff]]\nid = "grid_workers"\nroster = "evenings"', "staff[1].roster", "evening"),
        ('[[issues]]\nid = "noise"\ndepartment = "hosing"', "issues[1].department", "housing"),
        ('[[shocks]]\nkind = "issues"\nissues = ["noize"]\nfactor = 2\nstart = 2021-03-01\nend = 2021-04-01',
         "shocks[1].issues[1]", "noise"),
        ('[[policies]]\nkind = "nothing"\nwhere = ["c33"]', "policies[1].where[1]", "c3"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_told_the_nearest_right_one(write: WriteFile, text: str, path: str, nearest: str) -> None:
    problem = only(write(text))
    assert problem.path == path
    assert nearest in problem.en and nearest in problem.zh


@pytest.mark.parametrize(
    ("text", "path", "value", "allowed"),
    [
        ("[place]\nresidents = '5000'", "place.residents", '"5000"', "whole number"),
        ("[place]\nresidents = 5000.0", "place.residents", "5000.0", "whole number"),
        ("[place]\nresidents = true", "place.residents", "true", "whole number"),
        ("[place]\nresidents = -5", "place.residents", "-5", "0 to 25,000,000"),
        ("[place]\nresidents = 99999999999999999999", "place.residents", "99999999999999999999", "25,000,000"),
        ("[place]\nhousehold_size = nan", "place.household_size", "nan", "1 to 10"),
        ("[place]\nhousehold_size = inf", "place.household_size", "inf", "1 to 10"),
        ("[place]\ncondition = 1.2", "place.condition", "1.2", "0 to 1"),
        ("[place]\nhouseholds_per_building = 0", "place.households_per_building", "0", "1 to"),
        ("[station]\nserved_by = 'nobody'", "station.served_by", '"nobody"', "worker, grid or community"),
        ("[run]\nstart = '2021-01-04'", "run.start", '"2021-01-04"', "without quotes"),
        ("[run]\nstart = 2021-01-04T08:00:00", "run.start", "2021-01-04T08:00:00", "without a time"),
        ("[run]\nstart = 20210104", "run.start", "20210104", "date"),
        ("[run]\nstart = 1492-01-04", "run.start", "1492-01-04", "date"),
        ("run = 3", "run", "3", "table"),
        ("staff = 3", "staff", "3", "list"),
        ("[outcomes]\nprimary = ['endured', 'backlog', 'overtime', 'transfers']", "outcomes.primary", "[", "at most 3"),
        ("[parameters.contact]\npatience = 99", "parameters.contact.patience", "99", "1.0 to 10.0"),
        ("[parameters.contact]\npatience = nan", "parameters.contact.patience", "nan", "1.0 to 10.0"),
        ("[parameters.contact]\npatience = '3'", "parameters.contact.patience", '"3"', "1.0 to 10.0"),
        ("policies = 3", "policies", "3", "[[policies]]"),
        ("policies = [3]", "policies[1]", "3", "[[policies]]"),
        ("[[policies]]\nstart = 2021-03-01", "policies[1].kind", "", "roster"),
        ("[title]\nzh = \"\\u001b[2J\"", "title.zh", '"\\u001b[2J"', "in one line"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_what_is_allowed(
    write: WriteFile, text: str, path: str, value: str, allowed: str
) -> None:
    problem = only(write(text))
    assert problem.path == path
    assert problem.value.startswith(value)
    assert allowed in problem.en


def test_shares_above_one_are_refused_in_both_languages(write: WriteFile) -> None:
    assert "categories" in only(write("[population.categories]\nnon_local = 0.9\nlocal_owner = 0.9\n")).en


def test_two_items_of_one_name_are_refused(write: WriteFile) -> None:
    office = '[[offices]]\nid = "clinic"\nzh = "诊所"\nen = "clinic"\ntier = "town"\nstaff = 1\nhours = 1\n'
    assert only(write(office * 2)).value == '"clinic"'
    assert "nothing" in only(write('[[policies]]\nkind = "nothing"\n' * 2)).en
    assert not errors(write('[[policies]]\nkind = "nothing"\n[[policies]]\nid = "other"\nkind = "nothing"\n'))


# Dates and measures that fight


def test_a_measure_ends_after_it_starts(write: WriteFile) -> None:
    problem = only(write('[[policies]]\nkind = "nothing"\nstart = 2021-05-01\nend = 2021-05-01\n'))
    assert problem.path == "policies[1].end" and "2021-05-01" in problem.zh


def test_measures_that_promise_the_same_hours_must_keep_them(write: WriteFile) -> None:
    """Staff around the clock cannot be staggered at the same total, nor can two kinds of staff with unlike weeks."""
    moved = '[[policies]]\nkind = "roster"\nvariant = "{}"\n'
    clock = {"staff.grid_workers.roster": "around_the_clock"}
    problem = only(write(moved.format("weekend_rota")), **clock)
    assert problem.path == "policies[1]" and "168" in problem.en and "40" in problem.zh
    assert not check(write(moved.format("extended")), clock)
    assert not check(write(moved.format("weekend_rota") + "on = false\n"), clock)


def test_a_platform_that_nobody_uses_more_is_a_hint(write: WriteFile) -> None:
    platform = '[[policies]]\nkind = "platform"\nuptake = 0.4\n'
    assert [(hint.severity, hint.path) for hint in check(write(platform))] == [("hint", "policies[1].uptake")]
    assert not check(write(platform + "[parameters.channels]\nplatform_uptake = 0.0\n"))


def test_a_measure_outside_the_run_is_a_hint(write: WriteFile) -> None:
    hints = check(write('[[policies]]\nkind = "nothing"\nstart = 2031-05-01\n'))
    assert [(hint.severity, hint.path) for hint in hints] == [("hint", "policies[1].start")]
    hints = check(write('[[policies]]\nkind = "nothing"\nstart = 2001-05-01\nend = 2002-01-01\n'))
    assert [(hint.severity, hint.path) for hint in hints] == [("hint", "policies[1].end")]


def two(first: str, second: str) -> str:
    """Two measures that set the same lever."""
    kind = 'kind = "duty_list"'
    return f'[[policies]]\nid = "one"\n{kind}\n{first}\n[[policies]]\nid = "two"\n{kind}\n{second}\n'


def test_two_measures_that_set_one_lever_are_refused(write: WriteFile) -> None:
    problem = only(write(two("", "")))
    assert "one" in problem.zh and "two" in problem.zh and "clarity" in problem.en
    assert only(write(two("end = 2021-06-02", "start = 2021-06-01")))
    assert only(write(two('where = ["c1", "c2"]', 'where = ["c2"]')))


def test_measures_of_other_dates_or_places_do_not_fight(write: WriteFile) -> None:
    assert not errors(write(two("end = 2021-06-01", "start = 2021-06-01")))
    assert not errors(write(two('where = ["c1"]', 'where = ["c2"]')))
    assert not errors(write(two("on = false", "")))
    mixed = check(write(two('where = ["c1"]', 'where = ["g1"]')))
    assert [problem.severity for problem in mixed] == ["hint"]


def test_measures_that_combine_do_not_fight(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    from govsim.policies.duty_list import DutyList

    monkeypatch.setattr(DutyList, "combines", DutyList.moves)
    assert not errors(write(two("", "")))


def test_a_floor_combines_with_patrols_and_added_paperwork_with_a_factor(write: WriteFile) -> None:
    kinds = ("patrols", "field_floor", "paperwork", "supervision")
    assert not errors(write("".join(f'[[policies]]\nkind = "{kind}"\n' for kind in kinds)))


def test_a_year_without_holidays_is_a_hint(write: WriteFile) -> None:
    hints = check(write("[run]\nstart = 2091-01-01\n"))
    assert [(hint.severity, hint.path) for hint in hints] == [("hint", "run.start")]
    assert "2091" in hints[0].zh


def test_a_budget_that_is_exceeded_is_a_hint(write: WriteFile) -> None:
    hints = check(write('[budget]\nhours = 10\n[[policies]]\nkind = "nothing"\nhours = 20\n'))
    assert [(hint.severity, hint.path) for hint in hints] == [("hint", "budget.hours")]


def test_an_absent_department_is_a_hint_and_one_hint_only(write: WriteFile) -> None:
    office = '[[offices]]\nid = "city"\nzh = "市"\nen = "city"\ntier = "city"\nstaff = 1\nhours = 1\n'
    text = f'{PLACE}[[staff]]\nid = "workers"\nper_grid = 1\n{office}'
    hints = check(write(text, extends=None))
    assert [hint.severity for hint in hints] == ["hint"] and "housing" in hints[0].en


# Files that are none


def test_a_folder_a_missing_file_and_an_unknown_id(tmp_path: Path) -> None:
    assert "folder" in only(tmp_path).en
    assert "no such file" in only(tmp_path / "absent.toml").en
    assert "no such file" in only(tmp_path / "absent" / "my.toml").en
    assert "qiaosi" in only("qiaosii").en and "qiaosi" in only("qiaosii").zh


def test_strange_names_are_told_so() -> None:
    for name in ("a\0b", "x" * 5000, "", "x" * 300 + ".toml", "/dev/null", "a\0b.toml"):
        assert only(name)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert "regular" in only(tmp_path / "pipe.toml").en


def test_an_unreadable_file(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(PLACE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in only(path).en


def test_ten_megabytes_are_not_read(write: WriteFile) -> None:
    path = write(b"#" * 10_000_000)
    begin = time.process_time()
    assert "256 KB" in only(path).en
    assert time.process_time() - begin < 1


@pytest.mark.parametrize("part", ["1,", "1,\n"])
def test_endless_lists_are_not_parsed(write: WriteFile, part: str) -> None:
    begin = time.process_time()
    assert "20,000" in only(write("x = [" + part * 60_000 + "]")).en
    assert time.process_time() - begin < 1


def test_text_that_is_none(write: WriteFile) -> None:
    assert "UTF-8" in only(write('[title]\nzh = "社区"\n'.encode("gb18030"))).en
    assert "Line 2" in only(write('[title]\nzh = "社区"\n'.encode("gb18030"))).en
    assert "binary" in only(write(bytes(range(256)))).en


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "{a=" * 5000 + "1" + "}" * 5000,
        "[" + ".".join("a" * 5000) + "]",
        ".".join("a" * 5000) + " = 1",
        ".".join(["'a'"] * 5000) + " = 1",
        'y = """x""""\n' + ".".join("a" * 5000) + " = 1",
        "x = {" + ".".join("a" * 5000) + " = 1}",
        "[a.b.c.d]\ne.f.g.h.i = 1",
        "x = " + "[" * 5000,
    ],
)  # fmt: skip
def test_five_thousand_levels_are_refused_before_they_are_parsed(write: WriteFile, text: str) -> None:
    path = write(text)
    begin = time.process_time()
    assert "8 levels" in only(path).en or "at most 8" in only(path).en
    assert time.process_time() - begin < 1


def test_brackets_and_dots_in_texts_and_comments_are_no_levels(write: WriteFile) -> None:
    signs = "[" * 50 + "a.b.c.d.e.f.g.h.i.j" + "{" * 50
    text = f'# {signs}\n[title]\nzh = "{signs}"\nen = \'{signs}\'\n[question]\nzh = """{signs}"""\n'
    assert not errors(write(text))


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("[run]\nstart = 2021-02-30\n", 3, 9, "no such day"),
        ("[run]\nweeks = 3\nweeks = 4\n", 4, 10, "twice"),
        ("[run]\nweeks 3\n", 3, 7, "equals sign"),
        ("[title]\nzh = 社区\n", 3, 6, "quotation marks"),
        ('[title]\nzh = "社区\n', 3, 9, "quotation mark"),
        ("[run]\nseed = 1" + "0" * 5000 + "\n", 3, None, "too long"),
    ],
)  # fmt: skip
def test_mistakes_in_toml_are_told_line_and_column(
    write: WriteFile, text: str, line: int, column: int | None, words: str
) -> None:
    problem = only(write(text))
    assert words in problem.en
    if column is not None:
        assert f"Line {line}, column {column}" in problem.en and f"第 {line} 行第 {column} 列" in problem.zh


# The table of buildings

HEADER = "社区,网格,小区,楼栋,户数\n"


def with_table(write: WriteFile, rows: str, name: str = "houses.csv") -> Path:
    """A scenario with a table of buildings beside it."""
    write((HEADER + rows).encode(), name)
    return write(f'[place]\nbuildings = "{name}"\n')


def test_a_table_of_buildings_is_found_beside_the_file_that_names_it(write: WriteFile, tmp_path: Path) -> None:
    path = with_table(write, "东社区,一网格,东苑,1号楼,40\n东社区,二网格,东苑,2号楼,40\n")
    scenario = load(path)
    assert scenario.folder == tmp_path and scenario.place.residents == 0
    above = load(write("", "above.toml", extends="my.toml"))
    assert above.folder == tmp_path
    before = fingerprint_of(scenario)
    with_table(write, "东社区,一网格,东苑,1号楼,40\n东社区,二网格,东苑,2号楼,41\n")
    assert fingerprint_of(load(path)) != before


def test_measures_take_names_of_places_from_the_table(write: WriteFile) -> None:
    def measures(first: str, second: str) -> Path:
        return write('[place]\nbuildings = "houses.csv"\n' + two(first, second))

    write((HEADER + "东社区,一网格,东苑,1号楼,40\n东社区,二网格,东苑,2号楼,40\n").encode(), "houses.csv")
    assert load(measures('where = ["一网格"]', "on = false")).policies[0].where == ("一网格",)
    [unknown] = check(measures('where = ["三网格"]', "on = false"))
    assert unknown.severity == "error" and "一网格" in unknown.zh
    [beside] = check(measures('where = ["一网格"]', 'where = ["二网格"]'))
    assert beside.severity == "hint"
    assert only(measures('where = ["a\\u0000b"]', "on = false"))


def test_a_building_without_households_is_refused(write: WriteFile) -> None:
    problem = only(with_table(write, "东社区,一网格,东苑,1号楼,40\n东社区,一网格,东苑,2号楼,0\n"))
    assert "3" in problem.path and "户数" in problem.path and problem.value == "0"


@pytest.mark.parametrize("name", ["../houses.csv", "/etc/passwd", "absent.csv", ".", "a\\u0000b.csv"])
def test_a_table_outside_the_folder_or_absent_is_refused(write: WriteFile, name: str) -> None:
    write(HEADER.encode(), "houses.csv")
    assert only(write(f'[place]\nbuildings = "{name}"\n', "inner/my.toml"))


def test_a_linked_table_outside_the_folder_is_refused(write: WriteFile) -> None:
    outside = write((HEADER + "东社区,一网格,东苑,1号楼,40\n").encode(), "houses.csv")
    inner = write('[place]\nbuildings = "link.csv"\n', "inner/my.toml")
    (inner.parent / "link.csv").symlink_to(outside)
    assert only(inner)


# Changes by path


def test_settings_are_changed_by_path() -> None:
    scenario = load("qiaosi-evening", {
        "place.residents": "30000", "policies.evening.share": 0.3, "policies[1].awareness": "0.4",
        "parameters.contact.patience": 2, "run.start": "2021-03-01", "policies.duty_list.clarity": 0.4,
    })  # fmt: skip
    evening, added = scenario.policies
    assert (getattr(evening, "share"), getattr(evening, "awareness")) == (0.3, 0.4)  # noqa: B009 (of one kind of policy)
    assert (added.kind, getattr(added, "clarity")) == ("duty_list", 0.4)  # noqa: B009 (of one kind of policy)
    assert (scenario.place.residents, scenario.run.start) == (30000, date(2021, 3, 1))
    assert scenario.parameters == {"contact.patience": 2.0}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("place.residens", 3, "residents"),
        ("place.residents", "many", "whole number"),
        ("policies.evning.share", 0.3, "evening"),
        ("policies[2].share", 0.3, "no such item"),
        ("policies.0.share", 0.3, "no such item"),
        ("run.start", "2021-13-01", "without quotes"),
        ("extends", "demo", "in the file"),
        ("", 3, "path=value"),
        ("a.b.c.d.e.f.g.h.i", 3, "path=value"),
        ("place.residents.more", 3, "Nothing can be set below"),
        ("parameters.contact.patience", "nan", "1.0 to 10.0"),
        ("run.weeks", "[" * 3000, "whole number"),
    ],
)
def test_a_wrong_change_is_told_its_path(path: str, value: object, words: str) -> None:
    found = [problem for problem in check("qiaosi-evening", {path: value}) if problem.severity == "error"]
    assert len(found) == 1
    assert (found[0].file, found[0].path) == ("--set", path)
    assert words in found[0].en and found[0].zh


def test_changes_on_the_command_line_are_read_as_toml() -> None:
    assert change_of("run.start=2021-03-01") == ("run.start", date(2021, 3, 1))
    assert change_of("policies.a.where=['c1']") == ("policies.a.where", ["c1"])
    assert change_of("station.served_by=worker") == ("station.served_by", "worker")
    assert change_of("policies.a.on = false") == ("policies.a.on", False)
    assert change_of("run.weeks=3\nx=4")[1] == "3\nx=4"


# Differences, fingerprints, words


def test_a_difference_names_every_setting_that_changed(write: WriteFile) -> None:
    scenario = load(
        write('[place]\nresidents = 3000\n[parameters.contact]\npatience = 2\n[[policies]]\nkind = "nothing"\n')
    )
    found = {path: (before, after) for path, before, after in difference(scenario)}
    assert found["place.residents"] == (20000, 3000)
    assert found["parameters.contact.patience"] == (3.0, 2.0)
    assert found["policies.nothing.on"] == (None, True)
    assert all(path.split(".")[0] in ("place", "parameters", "policies") for path in found)
    assert difference(load("baseline")) == []
    assert difference(load(write(""))) == []


def test_the_fingerprint_follows_results_and_nothing_else(write: WriteFile) -> None:
    base = fingerprint_of(load("baseline"))
    assert fingerprint_of(load(write('[title]\nzh = "别的名字"\n[budget]\nhours = 3\n'))) == base
    assert fingerprint_of(load(write('[[policies]]\nkind = "nothing"\non = false\n'))) == base
    others = [
        "[run]\nseed = 2\n",
        PLACE,
        "[parameters.contact]\npatience = 2\n",
        '[[issues]]\nid = "noise"\nparty = "firm"\n',
    ]
    assert len({base, *(fingerprint_of(load(write(text))) for text in others)}) == 1 + len(others)


def test_resolved_holds_every_setting(write: WriteFile) -> None:
    plain = resolved(load(write(PLACE)))
    assert plain["parameters"]["contact.patience"] == 3.0
    assert plain["population"]["adults"] == 0.84
    assert plain["run"]["start"] == "2021-01-04"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_description_tells_measures_and_differences(write: WriteFile, lang: str) -> None:
    text = '[place]\nresidents = 3000\n[[policies]]\nkind = "nothing"\nhours = 20\nstart = 2021-03-01\n'
    text += 'end = 2021-09-01\nwhere = ["c1"]\nramp = 30\n'
    described = "\n".join(describe(load(write(text)), lang))
    for part in ("3,000", "20,000 → 3,000", "2021-03-01", "2021-09-01", "c1", "20", "30"):
        assert part in described
    assert ("常住人口" in described) == (lang == "zh")


def test_errors_and_scenarios_travel_to_other_processes(write: WriteFile) -> None:
    with pytest.raises(ScenarioError) as raised:
        load(write("x = 1"))
    assert pickle.loads(pickle.dumps(raised.value)).problems == raised.value.problems
    scenario = load("qiaosi-evening")
    assert fingerprint_of(pickle.loads(pickle.dumps(scenario))) == fingerprint_of(scenario)


def test_reading_scenarios_loads_nothing_heavy() -> None:
    heavy = ("numba", "scipy", "mesa", "pandas", "pyarrow", "matplotlib")
    code = f"import sys, govsim.scenario; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
