"""The tables of an analysis as one workbook, a sheet each; no cell is calculated."""

import io
from collections.abc import Iterable
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from govsim.records.files import guarded
from govsim.report.analysed import Section

MOST_ROWS = 1_000_000  # a sheet holds some more
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def workbook(sections: Iterable[Section], lang: str) -> bytes:
    """Return the workbook; its sheets are called as the analyses are."""
    book = Workbook()
    book.remove(book.active)
    for number, section in enumerate(sections, 1):
        title = f"{number} {section.title[lang]}".translate(_FORBIDDEN)[:31]
        sheet = book.create_sheet(title)
        columns = [name for name in section.table.columns if name not in ("zh", "en") or name == lang]
        sheet.append([guarded(section.called(name, lang)) for name in columns])
        for row in section.table[columns].head(MOST_ROWS).itertuples(index=False):
            sheet.append([_cell(value) for value in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for place in range(1, len(columns) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = 16
        sheet.freeze_panes = "A2"
    if not book.sheetnames:
        book.create_sheet("-")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    """Return a value as a spreadsheet takes it: nothing for what is not known, text never as a formula."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    plain = value.item() if hasattr(value, "item") else value
    return guarded(plain) if isinstance(plain, str) else plain
