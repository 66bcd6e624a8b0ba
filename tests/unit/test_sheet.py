"""The Excel sheet of a place: the template, filled well and filled badly."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from govsim.cli import execute
from govsim.errors import GovsimError
from govsim.own_place import Portion, base_of, filled_sheet, questions, write_template
from govsim.own_place.sheet import read_filled
from govsim.own_place.template import BUILDINGS, PLACE
from govsim.scenario import load

BUILT = [
    ["东1", "东社区", "1", "花园", 30, 80, 6, 1998, 0.6],
    ["东2", "东社区", "2", "花园", 40, 90],
    ["西1", "西社区", "1", "河畔", 20, 50],
]
Edit = Callable[[Any], None]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOVSIM_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def filled(
    folder: Path, cells: Mapping[str, Any], edit: Edit | None = None, buildings: Sequence[Sequence[Any]] = ()
) -> Path:
    """Fill the template: the cells by the number of their question."""
    path = folder / "本地情况.xlsx"
    write_template(path, base_of("demo", folder))
    book = load_workbook(path)
    sheet = book[PLACE]
    rows = {str(sheet.cell(row, 1).value): row for row in range(2, sheet.max_row + 1)}
    for code, value in cells.items():
        sheet.cell(rows[code], 3).value = value
    for row in buildings:
        book[BUILDINGS].append(list(row))
    if edit:
        edit(book)
    book.save(path)
    return path


def wrong(path: Path) -> list[str]:
    found = read_filled(path)
    with pytest.raises(GovsimError) as caught:
        found.finish()
    assert caught.value.exit_code == 3 and caught.value.text("zh") != caught.value.text("en")
    return [cell for cell, _, _ in found.wrong]


def test_the_template_is_in_both_languages_and_empty(tmp_path: Path) -> None:
    path = filled(tmp_path, {})
    found = read_filled(path)
    found.finish()
    assert found.answers == {} and found.buildings is None
    book = load_workbook(path)
    assert book.sheetnames == [PLACE, BUILDINGS, "说明"]
    text = "\n".join(str(cell.value) for row in book[PLACE].iter_rows() for cell in row)
    single = [question for question in questions().values() if question.kind != "shares"]
    assert all(label in text for question in single for label in question.label)
    assert len(book[PLACE].data_validations.dataValidation) == 15  # all but the hours


def test_answers_of_all_kinds(tmp_path: Path) -> None:
    def percent(book: Any) -> None:
        book[PLACE]["C4"].value, book[PLACE]["C4"].number_format = 0.31, "0.0%"

    cells = {
        "1": 34_000, "2": "８.６万", "4": "16500 人", "5a": 6, "5b": "48%", "5d": 28.0, "6": 41.0,
        "7": "不清楚", "8": "９６",
        "10": "周一至周五 8:30-12:00 13:30-17:30", "11": "", "12": 0,
    }  # fmt: skip
    found = read_filled(filled(tmp_path, cells, percent))
    found.finish()
    assert found.answers.pop("employment") == pytest.approx({"government": 0.06, "enterprise": 0.48, "home": 0.28})
    assert found.answers == {
        "households": 34_000, "residents": 86_000, "non_local": Portion(share=0.31), "elderly": Portion(people=16_500),
        "estates": 41, "grid_workers": 96, "groups": 0, "hours": ("mon-fri 08:30-12:00", "mon-fri 13:30-17:30"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "value", "cell"),
    [
        ("1", "三万", "C2"), ("1", 3.5, "C2"), ("1", -4, "C2"), ("2", datetime.date(2020, 1, 1), "C3"),
        ("2", True, "C3"),
        ("3", 0.31, "C4"), ("3", 31, "C4"), ("3", "131%", "C4"), ("7", "=1+1", "C12"),
        ("10", datetime.time(8, 30), "C15"),
        ("10", 8.5, "C15"), ("10", "whenever", "C15"), ("12", "#DIV/0!", "C17"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(code: str, value: Any, cell: str, tmp_path: Path) -> None:
    assert wrong(filled(tmp_path, {code: value})) == [f"{PLACE}!{cell}"]


def _set(cell: str, value: Any) -> Edit:
    def edit(book: Any) -> None:
        book[PLACE][cell].value = value

    return edit


def _percent_of_households(book: Any) -> None:
    book[PLACE]["C2"].value, book[PLACE]["C2"].number_format = 0.4, "0%"


@pytest.mark.parametrize(
    ("edit", "cells"),
    [
        (lambda book: book[PLACE].merge_cells("C14:C15"), ["C14", "C15"]),
        (lambda book: book[PLACE].delete_cols(3), ["1:1"]),
        (lambda book: book[PLACE].delete_rows(12), [""]),
        (_set("D1", "填写"), ["1:1"]),
        (_set("B12", "小区数"), ["B12"]),
        (_set("A12", "6"), ["A12", ""]),
        (_set("A12", "77"), ["A12", ""]),
        (_set("C30", "漏了编号"), ["C30"]),
        (_percent_of_households, ["C2"]),
        (lambda book: [_set(f"C{row}", 0.2)(book) for row in range(6, 11)], [" 5a-5e"]),
    ],
)  # fmt: skip
def test_a_sheet_out_of_shape_is_told_by_its_cells(edit: Edit, cells: list[str], tmp_path: Path) -> None:
    told = wrong(filled(tmp_path, {}, edit))
    assert [cell.removeprefix(PLACE).removeprefix("!") for cell in told] == cells


def test_rows_may_be_inserted_and_a_title_may_stand_above(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book[PLACE].insert_rows(5)
        book[PLACE].insert_rows(1, 2)
        book[PLACE]["A1"].value = "某街道基本情况"

    found = read_filled(filled(tmp_path, {"12": 3}, edit))
    found.finish()
    assert found.answers == {"groups": 3}


def test_which_of_several_sheets_is_meant_must_be_clear(tmp_path: Path) -> None:
    def renamed(book: Any) -> None:
        book[PLACE].title = "一月"

    def two(book: Any) -> None:
        renamed(book)
        book.create_sheet("二月")

    read_filled(filled(tmp_path, {}, renamed)).finish()
    assert wrong(filled(tmp_path, {}, two)) == [""]


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"not a workbook"), ("a.xls", b""), ("b.xlsx", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(GovsimError, match=name):
            read_filled(tmp_path / name)


def test_the_command_from_template_to_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["new", "--template", "place.xlsx"]) == 0 and execute(["new", "--template", "place.xlsx"]) == 2
    assert execute(["new", "--template", "place.csv"]) == 2
    path = filled(tmp_path, {"8": 6}, buildings=BUILT)
    assert execute(["--lang", "zh", "new", "my.toml", "--excel", path.name]) == 0
    found = load(Path("my.toml"))
    assert found.place.buildings == "my.buildings.csv" and found.staff[0].number == 6
    assert "假设" in capsys.readouterr().out
    assert not any(path.startswith("place.") for path in found.assumed)
    assert execute(["new", "other.toml", "--excel", path.name]) == 0
    assert execute(["new", "my.toml", "--excel", path.name]) == 2


def test_mistakes_of_both_sheets_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["东1", "东社区", "1", "花园", "三十", 80], ["合计", None, None, None, 40, 90]]
    path = filled(tmp_path, {"1": "x"}, buildings=rows)
    assert execute(["--lang", "zh", "new", "my.toml", "--excel", path.name]) == 3
    told = capsys.readouterr().err
    assert "本地情况!C2" in told and "第 2 行“户数”列" in told and "合计行" in told and not Path("my.toml").exists()


def test_answers_against_the_table_of_buildings_name_question_and_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path, {"7": 9, "1": 90}, buildings=BUILT)
    assert execute(["new", "my.toml", "--excel", path.name]) == 3
    told = capsys.readouterr().err
    assert "question 7" in told and "C12" in told and "question 1 " not in told


def test_merged_cells_titles_and_unsaved_formulas_of_a_table_of_buildings(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["某街道楼栋表"])
    sheet.append(["楼栋", "社区", "网格（号）", "户数(户)", "人口"])
    for row in (["1", "东社区", "1", 30, "1,080"], ["2", None, "1", 30, 90], ["3", None, "2", 30, 90]):
        sheet.append(row)
    sheet.merge_cells("B3:B5")
    sheet["E3"].value = 80
    book.save(tmp_path / "b.xlsx")
    (tmp_path / "t.toml").write_text('extends = "demo"\n[place]\nbuildings = "b.xlsx"\n', encoding="utf-8")
    assert load(tmp_path / "t.toml").place.buildings == "b.xlsx"
    sheet["E4"].value = "=SUM(1, 2)"
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(GovsimError) as caught:
        load(tmp_path / "t.toml")
    assert "第 4 行“人口”列" in caught.value.text("zh") and "公式" in caught.value.text("zh")


def test_the_table_of_a_sheet_is_written_as_csv_for_excel(tmp_path: Path) -> None:
    _, table = filled_sheet(filled(tmp_path, {}, buildings=BUILT), tmp_path / "my.toml")
    assert table is not None and table.text is not None and table.text.startswith("\ufeff楼栋,")
    assert dict(table.answers) == {"households": 90, "residents": 220, "estates": 2, "grids": 3}
