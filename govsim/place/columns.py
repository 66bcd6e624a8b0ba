"""The columns of a table of buildings: names in two languages, ranges, and all that is wrong with the cells."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from govsim.place.problems import InputError, Problem
from govsim.place.sheets import Sheet

MOST_PROBLEMS = 200  # listed; the rest are counted
LONGEST_NAME = 100
FULLEST = 20  # residents of a household
TOTALS = ("合计", "总计", "小计", "共计", "total", "sum")
ROWS_OF_TITLE = 5  # above the headers at most
ENOUGH = 3  # known headers that make a row the headers
_UNIT = re.compile(r"\s*[(\[].*[)\]]\s*$")
_GROUPED = re.compile(r"\s*\d{1,3}([,\uff0c]\d{3})+(\.\d+)?\s*")


UNSAVED = (
    "公式没有保存结果：请在表格软件里打开并保存，或粘贴为数值",
    "a formula without a saved result: open and save the file in a spreadsheet program, or paste the values",
)


@dataclass(frozen=True)
class Column:
    """A column: headers that name it, and for numbers the least and the largest value."""

    headers: tuple[str, ...]
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    required: bool = False

    @property
    def text(self) -> bool:
        """Whether it holds names."""
        return self.high == 0


COLUMNS = {
    "building": Column(("building", "楼栋", "building_id", "id", "楼号", "楼栋号", "楼栋编号", "楼"), required=True),
    "community": Column(("community", "社区", "社区名称"), required=True),
    "grid": Column(("grid", "网格", "网格号", "网格名称"), required=True),
    "estate": Column(("estate", "小区", "院落", "小区名称", "yard")),
    "households": Column(("households", "户数", "总户数"), 1, 5_000, whole=True, required=True),
    "residents": Column(("residents", "人口", "人数", "居民数", "population"), 1, 50_000, whole=True),
    "storeys": Column(("storeys", "层数", "楼层", "stories", "floors"), 1, 200, whole=True),
    "year": Column(("year", "年份", "建成年份", "建成年"), 1800, 2100, whole=True),
    "condition": Column(("condition", "房况", "状况"), 0, 1),
    "x": Column(("x", "横坐标"), -1e8, 1e8),
    "y": Column(("y", "纵坐标"), -1e8, 1e8),
    "lon": Column(("lon", "经度", "lng", "longitude"), -180, 180),
    "lat": Column(("lat", "纬度", "latitude"), -89, 89),
}


@dataclass
class Cells:
    """The cells of a sheet by column (None: empty), and the problems found on the way, each with its row."""

    sheet: Sheet
    header: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[tuple[int, Problem]] = field(default_factory=list)

    def wrong(self, row: int, column: str, value: object, zh: str, en: str) -> None:
        """Note a problem of one cell."""
        number = self.sheet.numbers[row]
        path = f"row {number}, column {self.header.get(column, column)}"
        self.problems.append((number, Problem(self.sheet.file, path, _shown(value), zh, en)))

    def wrong_header(self, column: str, zh: str, en: str) -> None:
        """Note a problem of the headers."""
        self.problems.append((1, Problem(self.sheet.file, f"row 1, column {column}", "", zh, en)))

    def finish(self) -> None:
        """Raise InputError if anything is wrong, row by row."""
        found = [problem for _, problem in sorted(self.problems, key=lambda pair: pair[0])]
        more = len(found) - MOST_PROBLEMS
        if more > 0:
            rest = Problem(self.sheet.file, "", str(more), f"另有 {more} 处错误", f"and {more} more")
            found = [*found[:MOST_PROBLEMS], rest]
        if found:
            raise InputError(found)


def read_cells(sheet: Sheet) -> Cells:
    """Recognise the columns and read every cell, noting what is wrong; nothing is raised yet."""
    cells = Cells(_below_title(sheet))
    sheet = cells.sheet
    for name, position in _positions(cells).items():
        column = COLUMNS[name]
        raw = [row[position] if position < len(row) else None for row in sheet.rows]
        read = _read_name if column.text else _read_number
        cells.values[name] = [read(cells, row, name, value) for row, value in enumerate(raw)]
    for row, content in enumerate(sheet.rows):
        if any(cell not in (None, "") for cell in content[len(sheet.headers) :]):
            cells.wrong(row, str(len(sheet.headers) + 1), content[-1], "此列没有表头", "a cell without a header")
    return cells


def _below_title(sheet: Sheet) -> Sheet:
    """Return the sheet without lines of title above its headers."""
    if sum(_named(header) is not None for header in sheet.headers) >= ENOUGH:
        return sheet
    for row, cells in enumerate(sheet.rows[:ROWS_OF_TITLE]):
        headers = ["" if cell is None else str(cell) for cell in cells]
        if sum(_named(header) is not None for header in headers) >= ENOUGH and sheet.rows[row + 1 :]:
            return Sheet(sheet.file, headers, sheet.rows[row + 1 :], sheet.numbers[row + 1 :])
    return sheet


def _named(header: str) -> str | None:
    """Return the column that a header means, with or without a unit in brackets; None where it is not known."""
    known = {header: name for name, column in COLUMNS.items() for header in column.headers}
    plain = unicodedata.normalize("NFKC", header).strip().lower()
    return known.get(plain) or known.get(_UNIT.sub("", plain))


def _positions(cells: Cells) -> dict[str, int]:
    """Return where each known column stands; others are ignored."""
    found: dict[str, int] = {}
    for position, header in enumerate(cells.sheet.headers):
        name = _named(header)
        if name in found:
            cells.wrong_header(header, f"与 {cells.header[name]} 是同一列", f"the same column as {cells.header[name]}")
        elif name:
            found[name], cells.header[name] = position, header
    for name, column in COLUMNS.items():
        if column.required and name not in found:
            _missing(cells, name)
    for one, other in (("x", "y"), ("y", "x"), ("lon", "lat"), ("lat", "lon")):
        if one in found and other not in found:
            cells.wrong_header(other, f"有 {one} 却没有 {other}", f"there is {one} but no {other}")
    return found


def _missing(cells: Cells, name: str) -> None:
    zh, en = COLUMNS[name].headers[1], COLUMNS[name].headers[0]
    near = get_close_matches(name, [h.lower() for h in cells.sheet.headers], 1) if name.isascii() else []
    hint_zh, hint_en = (f"；是否写成了 {near[0]}", f"; is it {near[0]}?") if near else ("", "")
    path = f"{zh}/{en}"
    cells.wrong_header(path, f"缺少必需的列 {zh}（{en}）{hint_zh}", f"the column {en} ({zh}) is missing{hint_en}")


def _read_name(cells: Cells, row: int, name: str, value: Any) -> str | None:
    if value is None or value == "":
        cells.wrong(row, name, value, "不能为空", "must not be empty")
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # spreadsheets keep 12 as 12.0
    text = unicodedata.normalize("NFC", str(value)).strip()
    if text.startswith("="):
        cells.wrong(row, name, value, *UNSAVED)
        return None
    if name == "building" and text.replace(" ", "").lower() in TOTALS:
        cells.wrong(row, name, value, "这是合计行，不是楼栋，请删去", "a line of totals, not a building: take it out")
        return None
    if isinstance(value, list | dict | bool) or len(text) > LONGEST_NAME or not text.isprintable():
        zh, en = f"应为 {LONGEST_NAME} 字以内的名称", f"must be a name of at most {LONGEST_NAME} letters"
        cells.wrong(row, name, value, zh, en)
        return None
    return text


def _read_number(cells: Cells, row: int, name: str, value: Any) -> float | None:
    column = COLUMNS[name]
    if value is None or value == "":
        if column.required:
            cells.wrong(row, name, value, "不能为空", "must not be empty")
        return None
    number = _number(value)
    if isinstance(value, str) and value.startswith("="):
        cells.wrong(row, name, value, *UNSAVED)
    elif number is None:
        cells.wrong(row, name, value, "应为数字", "must be a number")
    elif not math.isfinite(number):
        cells.wrong(row, name, value, "应为有限的数", "must be a finite number")
    elif column.whole and number != int(number):
        cells.wrong(row, name, value, "应为整数", "must be a whole number")
    elif not column.low <= number <= column.high:
        low, high = f"{column.low:g}", f"{column.high:g}"
        cells.wrong(row, name, value, f"应在 {low} 到 {high} 之间", f"must lie between {low} and {high}")
    else:
        return number
    return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and "_" in value:
        return None
    if isinstance(value, str) and _GROUPED.fullmatch(value):
        value = value.replace(",", "").replace("，", "")
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
