"""The empty sheet to fill in: the questions in Chinese and English, a table of buildings, notes."""

from pathlib import Path
from typing import Any

from govsim.own_place.facts import default_text
from govsim.own_place.questions import EMPLOYMENT, Question, questions
from govsim.place.columns import COLUMNS
from govsim.scenario import Scenario

PLACE, BUILDINGS, NOTES = "本地情况", "楼栋", "说明"
HEADERS = {
    "number": ("编号", "no."), "question": ("问题", "question"), "answer": ("填写", "answer"), "unit": ("单位", "unit"),
    "allowed": ("可填", "allowed"), "default": ("不填时假设", "assumed if empty"), "example": ("例", "example"),
    "use": ("用处", "what for"),
}  # fmt: skip
WIDTHS = {"number": 7, "question": 46, "answer": 30, "unit": 16, "allowed": 34, "default": 26, "example": 30, "use": 46}
BUILDING_COLUMNS = (
    "building",
    "community",
    "grid",
    "estate",
    "households",
    "residents",
    "storeys",
    "year",
    "condition",
)
EXAMPLE_BUILDINGS = (
    ("东苑1号楼", "东苑社区", "一", "东苑小区", 60, 148, 6, 1998, 0.6),
    ("东苑2号楼", "东苑社区", "一", "东苑小区", 48, "", "", "", ""),
)
NOTE_LINES = (
    ("怎样用", "How to use it"),
    ("1. 在“本地情况”表的“填写”一列填数；不清楚的留空或写“不清楚”，程序用默认值并标明是假设。",
     "1. Answer in the column “answer” of the sheet 本地情况. Leave empty what you do not know: "
     "a default is assumed and marked so."),
    ("2. 不要改动“编号”和“问题”两列，不要合并单元格，不要增加同名的列。",
     "2. Leave the columns “no.” and “question” as they are; merge no cells; add no columns of the same names."),
    ("3. 人数类：写 16500 或 1.65万；百分比写 31%（百分比格式的单元格也可以）。",
     "3. People: 16500. Per cents: 31 % (cells in percent format will do)."),
    ("4. 公式可以用，但文件要在表格软件里保存过，程序只读保存的结果。",
     "4. Formulas will do if a spreadsheet program has saved the file: only saved results are read."),
    ("5. “楼栋”表可以不填。填了，户数、人口、小区数、网格数以楼栋表为准；一行一栋，不要合计行。",
     "5. The sheet 楼栋 (buildings) may stay empty. If it is filled, it gives households, residents, estates, grids; "
     "one row a building, no totals."),
    ("6. 填好后：govsim new 我的地方.toml --excel 这个文件.xlsx；有错会一次列出全部，写明单元格。",
     "6. Then: govsim new my.toml --excel this.xlsx. All mistakes are listed at once, cell by cell."),
    ("7. 只填汇总数，不要填任何个人信息。", "7. Totals only: never fill in anything about single persons."),
)  # fmt: skip


def write_template(path: Path, base: Scenario) -> None:
    """Write the sheet; its column of defaults is that of the base."""
    from openpyxl import Workbook

    book = Workbook()
    _place_sheet(book.active, base)
    _buildings_sheet(book.create_sheet(BUILDINGS))
    _notes_sheet(book.create_sheet(NOTES))
    book.save(path)


def rows_of(question: Question) -> list[tuple[str, str, tuple[str, str]]]:
    """Return the rows of a question in the sheet: code, class of employment (else empty), label."""
    if question.kind != "shares":
        return [(str(question.number), "", question.label)]
    head = ("就业大类（占成年人 %）", "employment (% of adults)")
    return [
        (f"{question.number}{letter}", name, (f"{head[0]}：{words[0]}", f"{head[1]}: {words[1]}"))
        for letter, (name, words) in zip("abcde", EMPLOYMENT.items(), strict=True)
    ]


def _place_sheet(sheet: Any, base: Scenario) -> None:
    from openpyxl.styles import PatternFill

    sheet.title = PLACE
    _headers(sheet, [HEADERS[name] for name in HEADERS], [WIDTHS[name] for name in HEADERS])
    for question in questions().values():
        for part, (code, _, label) in enumerate(rows_of(question)):
            sheet.append([code, "\n".join(label), None, *_about(question, part, base)])
            row = sheet.max_row
            cell = sheet.cell(row, 3)
            cell.fill = PatternFill("solid", fgColor="FFF7D6")
            if question.kind != "whole":
                cell.number_format = "@" if question.kind == "hours" else "General"
            _validate(sheet, question, f"C{row}")
    _wrap(sheet)


def _about(question: Question, part: int, base: Scenario) -> list[str]:
    """Return unit, what is allowed, the default, an example and the use of a row."""
    default, example = (default_text(question.id, base, {}, lang) for lang in ("zh", "en")), question.example
    if question.kind == "shares":
        number = next(default).split()[part]
        allowed = "0 到 100；五行合计 100\n0 to 100; the five add up to 100"
        return ["%", allowed, number, example[0].split()[part], "\n".join(question.use)]
    allowed = "\n".join(question.allowed(lang) for lang in ("zh", "en"))
    return [_both(question.unit), allowed, _both(tuple(default)), _both(example), "\n".join(question.use)]


def _both(texts: tuple[str, ...]) -> str:
    return "\n".join(dict.fromkeys(texts))


def _validate(sheet: Any, question: Question, cell: str) -> None:
    """Let the spreadsheet program refuse what can never be right; texts such as “不清楚” are told by the program."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if question.kind == "hours":
        return
    low, high = {"whole": (question.low, question.high), "part": (0, 20_000_000), "shares": (0, 100)}[question.kind]
    rule = f"OR(ISTEXT({cell}),AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high}))"
    found = DataValidation(type="custom", formula1=rule, allow_blank=True, showErrorMessage=True, showInputMessage=True)
    found.errorTitle, found.error = "超出范围 out of range", f"{low:,} – {high:,}"
    found.promptTitle = question.short[0][:30]
    found.prompt = f"{question.allowed('zh')}；不清楚请留空 / leave empty if not known"[:250]
    sheet.add_data_validation(found)
    found.add(cell)


def _buildings_sheet(sheet: Any) -> None:
    names = [COLUMNS[name].headers for name in BUILDING_COLUMNS]
    _headers(sheet, [(f"{zh}",) for _, zh, *_ in names], [14] * len(names))


def _notes_sheet(sheet: Any) -> None:
    for zh, en in NOTE_LINES:
        sheet.append([f"{zh}\n{en}"])
    sheet.append([""])
    sheet.append(["楼栋表各列 columns of the sheet 楼栋（* 必填 required）"])
    for name in BUILDING_COLUMNS:
        column = COLUMNS[name]
        limits = "" if column.text else f"：{column.low:g} – {column.high:g}"
        sheet.append([f"{column.headers[1]} {column.headers[0]}{' *' if column.required else ''}{limits}"])
    sheet.append(["例 example: " + " | ".join(COLUMNS[name].headers[1] for name in BUILDING_COLUMNS)])
    for row in EXAMPLE_BUILDINGS:
        sheet.append(["　　" + " | ".join(str(cell) for cell in row)])
    sheet.column_dimensions["A"].width = 110
    _wrap(sheet)


def _headers(sheet: Any, texts: list[tuple[str, ...]], widths: list[int]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.append(["\n".join(both) for both in texts])
    for number, width in enumerate(widths, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"


def _wrap(sheet: Any) -> None:
    from openpyxl.styles import Alignment

    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
