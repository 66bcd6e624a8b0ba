"""敏感性 Sensitivity: which factors the outcome goes with, by the method that the design has."""

from collections.abc import Mapping

from govsim.analysis.studies.sentences import named
from govsim.dashboard.studies.common import Choice, Drawn, plain, rows_of
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import Row

PARTS = ("sobol", "morris", "pawn", "shares")
MOST_BARS = 40
_VALUE: Mapping[str, str] = {"sobol": "index", "morris": "mu_star", "pawn": "index", "shares": "share"}


def sensitivity(content: Content, choice: Choice, lang: str) -> Drawn:
    """Return a bar for each factor: total and first-order index, mean size of effects, PAWN, or share of variance."""
    parts = [name for name in PARTS if content.table(name) is not None]
    if not parts:
        return {"kind": "none", "why": content.about["skipped"].get("shares", {}).get(lang, "")}
    part = choice.part if choice.part in parts else parts[0]
    rows = rows_of(content, part, choice.outcome)
    bars = _sobol(rows, lang) if part == "sobol" else [_bar(row, part, lang) for row in rows]
    ordered = sorted(bars, key=lambda bar: -abs(bar["value"] or 0))
    return {
        "kind": "bars", "title": _title(content, part, choice.outcome, lang), "parts": parts, "part": part,
        "rows": ordered[:MOST_BARS], "left_out": max(0, len(ordered) - MOST_BARS),
        "chance": plain(rows[0].get("chance_share")) if rows else None,
        "idle": plain(rows[0].get("idle")) if rows and part == "pawn" else None,
    }  # fmt: skip


def _bar(row: Row, part: str, lang: str) -> Drawn:
    factors = " × ".join(named(each, lang) for each in str(row["factor"]).split(" × "))
    return {"name": factors, "value": plain(row[_VALUE[part]]), "low": plain(row.get("low")),
            "high": plain(row.get("high")), "more": plain(row.get("sigma"))}  # fmt: skip


def _sobol(rows: list[Row], lang: str) -> list[Drawn]:
    """Return the total index of each factor with its first-order index beside it."""
    first = {str(row["factor"]): row for row in rows if row["order"] == "first"}
    bars = []
    for row in rows:
        if row["order"] == "total":
            alone = first.get(str(row["factor"]))
            inner = {"value": plain(alone["index"]), "low": plain(alone["low"]), "high": plain(alone["high"])}\
                if alone is not None else None  # fmt: skip
            bars.append({**_bar(row, "sobol", lang), "first": inner})
    return bars


def _title(content: Content, part: str, outcome: str, lang: str) -> str:
    """Return what the analysis found about the outcome, "" where it says nothing."""
    told = next(each["findings"] for each in content.about["analyses"] if each["id"] == part)
    return next((str(each[lang]) for each in told if each["outcome"] == outcome), "")
