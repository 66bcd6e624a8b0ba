"""The table of parameters for spreadsheets and for papers."""

import csv
import io
from collections.abc import Mapping, Sequence

from govsim.cli.session import Session
from govsim.locale import unit

_COLUMNS = ("name", "zh", "en", "unit", "value", "low", "high", "kind", "source", "source_zh")
_ESCAPED = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}",
}  # fmt: skip


def csv_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Return the rows as CSV, with the mark that Excel needs to read Chinese."""
    written = io.StringIO()
    sheet = csv.DictWriter(written, _COLUMNS, lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows(rows)
    return "\ufeff" + written.getvalue().rstrip("\r\n")


def latex_text(rows: Sequence[Mapping[str, object]], session: Session) -> str:
    """Return the rows as a LaTeX longtable in the session's language (packages booktabs and longtable)."""
    names = ("words", "unit", "value", "low", "high", "kind", "source")
    head = " & ".join(_escaped(session.say(f"parameters.{name}")) for name in names)
    body = [" & ".join(map(_escaped, _cells(row, session))) + r" \\" for row in rows]
    return "\n".join([r"\begin{longtable}{p{4.5cm}lrrrlp{5cm}}", r"\toprule", head + r" \\", r"\midrule", r"\endhead",
                      *body, r"\bottomrule", r"\end{longtable}"])  # fmt: skip


def _cells(row: Mapping[str, object], session: Session) -> tuple[object, ...]:
    source = row["source_zh" if session.lang == "zh" else "source"]
    kind = session.say(f"kind.{row['kind']}")
    told = unit(str(row["name"]), str(row["unit"]), session.lang)
    return row[session.lang], told, row["value"], row["low"], row["high"], kind, source


def _escaped(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return "".join(_ESCAPED.get(letter, letter) for letter in text)
