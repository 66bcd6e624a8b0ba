"""数据 Data: the tables behind the figures, to look at and to take along."""

import io
from collections.abc import Iterator
from typing import Any

import pandas as pd

from govsim.dashboard.studies.common import Choice, Drawn, plain
from govsim.dashboard.studies.content import Content

ALL_RUNS = "runs"
MOST_SHOWN = 40
MOST_COLUMNS = 16
MOST_LETTERS = 450_000  # of a table that is sent to a page
_HIDDEN = ("zh", "en", "deviation", "variance_ratio")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would calculate cells that begin so


def data(content: Content, choice: Choice, lang: str) -> Drawn:
    """Return which tables there are, and the first rows of one."""
    listed = list(_listed(content, lang))
    part = choice.part if choice.part in [each["id"] for each in listed] else listed[0]["id"]
    table = _table(content, part)
    names = [name for name in table.columns if name not in _HIDDEN][:MOST_COLUMNS]
    rows: Any = table[names].head(MOST_SHOWN).itertuples(index=False, name=None)
    called = {each["id"]: each["columns"] for each in content.about["analyses"]}.get(part, {})
    return {"kind": "data", "title": "", "tables": listed, "part": part,
            "columns": [called.get(name, {}).get(lang, name) for name in names],
            "rows": [[_cell(value) for value in row] for row in rows], "all": len(table)}  # fmt: skip


def csv_of(content: Content, part: str) -> str | None:
    """Return a table as CSV that a spreadsheet reads, None where it is too large for a page or there is none."""
    if part != ALL_RUNS and all(each["id"] != part for each in content.about["analyses"]):
        return None
    table = _table(content, part)
    if len(table) * len(table.columns) * 4 > MOST_LETTERS:  # cannot fit: do not write it first
        return None
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    safe = table.assign(**{str(name): table[name].astype(object).map(_safe) for name in texts})
    sink = io.StringIO()
    safe.to_csv(sink, index=False, lineterminator="\r\n")
    text = sink.getvalue()
    return "\ufeff" + text if len(text) <= MOST_LETTERS else None


def _listed(content: Content, lang: str) -> Iterator[Drawn]:
    for each in content.about["analyses"]:
        yield {"id": each["id"], "title": each["title"][lang], "rows": each["rows"]}
    title = {"zh": "每次模拟的结果", "en": "What every run came to"}[lang]
    yield {"id": ALL_RUNS, "title": title, "rows": len(content.runs)}


def _table(content: Content, part: str) -> pd.DataFrame:
    if part == ALL_RUNS:
        return content.runs
    found = content.table(part)
    return found if found is not None else pd.DataFrame()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value != value:
        return ""
    return plain(value) if isinstance(value, int | float) or hasattr(value, "item") else str(value)[:200]


def _safe(value: Any) -> Any:
    """Return text that a spreadsheet does not calculate."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
