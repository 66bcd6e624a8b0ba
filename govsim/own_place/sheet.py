"""Reading a filled sheet: the answers, the table of buildings, and everything that is wrong, cell by cell."""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govsim.errors import GovsimError, InputError
from govsim.own_place.cells import answer_in
from govsim.own_place.questions import (
    Answer,
    AnswerError,
    Question,
    checked_shares,
    questions,
)
from govsim.own_place.template import BUILDINGS, HEADERS, NOTES, PLACE, rows_of
from govsim.place import InputError as TableError
from govsim.place.columns import UNSAVED
from govsim.place.problems import spoken
from govsim.place.sheets import MOST_BYTES, Sheet, failed, sheet_of, workbook, worksheet_rows

TOP_ROWS = 10  # in which the headers are looked for
NEEDED = ("number", "question", "answer")


@dataclass
class Filled:
    """What a sheet says: answers by question, the table of buildings if there is one, and all that is wrong."""

    file: str
    answers: dict[str, Answer] = field(default_factory=dict)
    buildings: Sheet | None = None
    wrong: list[tuple[str, str, str]] = field(default_factory=list)  # cell, zh, en
    cells: dict[str, str] = field(default_factory=dict)  # question -> its cell

    def fault(self, cell: str, zh: str, en: str) -> None:
        """Note what is wrong with a cell."""
        self.wrong.append((cell, zh, en))

    def also(self, failure: TableError) -> None:
        """Note what is wrong with the table of buildings."""
        for each in failure.problems:
            value = f" {each.value}" if each.value else ""
            zh, en = (f"{spoken(each.path, lang)}{value}" for lang in ("zh", "en"))
            self.fault(BUILDINGS, f"{zh}：{each.zh}", f"{en}: {each.en}")

    def finish(self) -> None:
        """Raise InputError if anything is wrong."""
        if self.wrong:
            zh = [f"{self.file}  {cell}  {text}" for cell, text, _ in self.wrong]
            en = [f"{self.file}  {cell}  {text}" for cell, _, text in self.wrong]
            raise InputError(
                "\n".join([*zh, f"共 {len(zh)} 处错误，没有写文件。"]),
                "\n".join([*en, f"mistakes: {len(en)}; no file was written."]),
            )


@dataclass(frozen=True)
class Grid:
    """A worksheet with the columns that are needed: by name their number, from 1."""

    values: Any
    formulas: Any
    header: int
    columns: dict[str, int]

    def cell(self, row: int, name: str) -> Any:
        """Return a cell of the values."""
        return self.values.cell(row, self.columns[name])


def read_filled(path: Path) -> Filled:
    """Read the sheet; mistakes are kept in `wrong`, to be told with those of how the answers fit together.

    Raises InputError where the file is no such workbook at all.
    """
    name = path.name
    if path.suffix.lower() != ".xlsx":
        raise failed(
            name, "要 .xlsx 文件；.xls 请另存为 .xlsx", "must be an .xlsx file; save an .xls as .xlsx", path=""
        )
    content = _content(path)
    found = Filled(name)
    try:
        with workbook(name, content) as (values, formulas):
            if formulas is None:
                raise failed(name, "文件太大，不是填好的模板", "too large for a filled template")
            _read_place(found, values, formulas)
            _read_buildings(found, values, formulas)
    except TableError as failure:
        (only,) = failure.problems
        raise failed(name, only.zh, only.en, only.value, path="") from None
    return found


def _content(path: Path) -> bytes:
    size = path.stat().st_size  # an OSError says by itself which file it is
    if size > MOST_BYTES:
        raise failed(path.name, "文件超过 20 MB", "the file exceeds 20 MB", path="")
    return path.read_bytes()


def _read_place(found: Filled, values: Any, formulas: Any) -> None:
    title = _title(values)
    if title is None:
        listed = "、".join(values.sheetnames)
        found.fault("", f"没有名为“{PLACE}”的表（有：{listed}）", f"there is no sheet {PLACE} (there are: {listed})")
        return
    grid = _grid(found, values[title], formulas[title])
    if grid is None:
        return
    by_code = {
        code: (question, name, label) for question in questions().values() for code, name, label in rows_of(question)
    }
    seen: dict[str, int] = {}
    employment: dict[str, float] = {}
    for row in range(grid.header + 1, grid.values.max_row + 1):
        code = _code(grid.cell(row, "number").value)
        if _row_fits(found, grid, row, code, by_code, seen):
            question, part, _ = by_code[code]
            _read_answer(found, grid, row, question, part, employment)
    _all_there(found, title, seen, by_code)
    _employment(found, employment, title)


def _title(values: Any) -> str | None:
    """Return which sheet holds the answers: by its name, or the only one that is no other sheet of the template."""
    others = [name for name in values.sheetnames if name.strip() not in (BUILDINGS, NOTES)]
    named = [name for name in others if name.strip() == PLACE]
    return named[0] if named else others[0] if len(others) == 1 else None


def _grid(found: Filled, values: Any, formulas: Any) -> Grid | None:
    """Return where the headers stand; None, and a fault, where a needed one is missing or stands twice."""
    best: dict[str, list[int]] = {}
    header = 1
    for row in range(1, min(TOP_ROWS, values.max_row) + 1):
        columns: dict[str, list[int]] = {}
        for cell in values[row]:
            name = _header(cell.value)
            if name:
                columns.setdefault(name, []).append(cell.column)
        if len(set(columns) & set(NEEDED)) > len(set(best) & set(NEEDED)):
            best, header = columns, row
    for name in NEEDED:
        zh, en = HEADERS[name]
        if len(best.get(name, [])) != 1:
            twice = name in best
            found.fault(
                f"{values.title}!{header}:{header}",
                f"“{zh}”列出现了两次" if twice else f"缺少“{zh}”列（表头在前 {TOP_ROWS} 行里找）",
                f"the column {en} stands there twice" if twice else f"the column {en} ({zh}) is missing",
            )
    if any(len(best.get(name, [])) != 1 for name in NEEDED):
        return None
    return Grid(values, formulas, header, {name: places[0] for name, places in best.items()})


def _header(value: Any) -> str | None:
    lines = unicodedata.normalize("NFKC", str(value or "")).strip().lower().split("\n")
    said = {part.strip() for part in [*lines, *" ".join(lines).split()]}
    return next((name for name, both in HEADERS.items() if said & {text.lower() for text in both}), None)


def _code(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str("" if value is None else value)).strip().lower().rstrip(".、")


def _row_fits(
    found: Filled, grid: Grid, row: int, code: str, by_code: dict[str, tuple[Question, str, tuple[str, str]]],
    seen: dict[str, int],
) -> bool:  # fmt: skip
    """Return whether the row is one of a question: known, for the first time, and beside its own text."""
    at, answer = _at(grid, row, "number"), grid.cell(row, "answer").value
    if not code:
        if answer not in (None, ""):
            found.fault(_at(grid, row, "answer"), "这一行有内容，却没有编号", "there is something here, but no number")
        return False
    if code not in by_code:
        found.fault(at, f"没有编号 {code}", f"there is no question {code}")
        return False
    if code in seen:
        found.fault(at, f"编号 {code} 在第 {seen[code]} 行已有", f"question {code} stands in row {seen[code]} already")
        return False
    seen[code] = row
    zh, en = by_code[code][2]
    written = _plain(grid.cell(row, "question").value)
    if _plain(zh) not in written and _plain(en) not in written:
        found.fault(
            _at(grid, row, "question"),
            f"编号 {code} 应为“{zh}”，行可能错开了",
            f"question {code} is {en!r}: have rows shifted?",
        )
        return False
    return True


def _plain(value: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value or "")).lower().split())


def _at(grid: Grid, row: int, name: str) -> str:
    return f"{grid.values.title}!{grid.values.cell(row, grid.columns[name]).coordinate}"


def _read_answer(
    found: Filled, grid: Grid, row: int, question: Question, part: str, employment: dict[str, float]
) -> None:
    at = _at(grid, row, "answer")
    cell = grid.cell(row, "answer")
    formula = grid.formulas.cell(row, grid.columns["answer"]).value
    found.cells.setdefault(question.id, at)
    try:
        if _is_merged(grid, cell):
            raise AnswerError("合并的单元格，请拆开", "a merged cell: unmerge it")
        if cell.value is None and isinstance(formula, str) and formula.startswith("="):
            raise AnswerError(*UNSAVED)
        value = answer_in(question, part, cell)
    except GovsimError as failure:
        shown = "" if cell.value is None else f"{str(cell.value)[:40]}"
        found.fault(at, f"{shown}：{failure.text('zh')}", f"{shown}: {failure.text('en')}")
        return
    if value is not None and part:
        employment[part] = value
    elif value is not None:
        found.answers[question.id] = value


def _is_merged(grid: Grid, cell: Any) -> bool:
    return any(cell.coordinate in merged for merged in grid.values.merged_cells.ranges)


def _all_there(
    found: Filled, title: str, seen: dict[str, int], by_code: dict[str, tuple[Question, str, tuple[str, str]]]
) -> None:
    absent = [code for code in by_code if code not in seen]
    if absent:
        listed = "、".join(absent)
        found.fault(title, f"缺少编号 {listed} 的行（不清楚的请留空，不要删行）",
                    f"the rows {', '.join(absent)} are missing (leave unknown ones empty, not out)")  # fmt: skip


def _employment(found: Filled, points: dict[str, float], title: str) -> None:
    try:
        shares = checked_shares(points)
    except GovsimError as failure:
        found.fault(f"{title} 5a-5e", failure.text("zh"), failure.text("en"))
    else:
        if shares:
            found.answers["employment"] = shares


def _read_buildings(found: Filled, values: Any, formulas: Any) -> None:
    name = next((title for title in values.sheetnames if title.strip() == BUILDINGS), None)
    if name is None:
        return
    rows = worksheet_rows(values[name], formulas[name])
    if sum(any(cell not in (None, "") for cell in row) for row in rows) > 1:
        found.buildings = sheet_of(f"{found.file} {BUILDINGS}", rows)
