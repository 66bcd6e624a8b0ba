"""Tables of a paper: rows in one language, written as CSV for spreadsheets and as LaTeX."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from govsim.records.files import guarded

_ESCAPED = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "−": r"$-$", "▲": r"$\blacktriangle$", "▼": r"$\blacktriangledown$", "≈": r"$\approx$",
    "○": r"$\circ$",
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A table in one language: caption, names of the columns, rows of texts."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def csv_of(sheet: Sheet) -> str:
    """Return the table for spreadsheets: a mark for Chinese, no cell that would be calculated."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(cell) for cell in sheet.head])
    writer.writerows([_cell(cell) for cell in row] for row in sheet.rows)
    return "\ufeff" + text.getvalue()


def tex_of(sheet: Sheet) -> str:
    """Return the table for LaTeX (packages booktabs, longtable, amssymb; xeCJK for Chinese)."""
    columns = "p{4.2cm}" + "l" * (len(sheet.head) - 1)
    head = " & ".join(map(escaped, sheet.head))
    body = [" & ".join(map(escaped, row)) + r" \\" for row in sheet.rows]
    return "\n".join([
        rf"\begin{{longtable}}{{{columns}}}", rf"\caption{{{escaped(sheet.caption)}}}\\", r"\toprule", head + r" \\",
        r"\midrule", r"\endhead", *body, r"\bottomrule", r"\end{longtable}", "",
    ])  # fmt: skip


def escaped(text: str) -> str:
    """Return text as LaTeX shows it."""
    return "".join(_ESCAPED.get(letter, letter) for letter in text)


def _cell(cell: str) -> str:
    """Return a number with the minus sign that spreadsheets know; other text so that it is not calculated."""
    plain = cell.replace("−", "-").replace(",", "")
    try:
        float(plain)
    except ValueError:
        return str(guarded(cell))
    return plain
