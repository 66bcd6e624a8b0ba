"""效应 Effects: each level against the base, over all settings and in each, on every outcome."""

from collections.abc import Sequence

from govsim.dashboard.studies.common import MOST_ROWS, Choice, Drawn, effect_of, place_of, plain, rows_of
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import Row, outcome_of, sentence, surest

MOST_LINES = 40  # of the table of levels and outcomes
_TABLES = ("effects_overall", "effects", "main_effects")


def effects(content: Content, choice: Choice, lang: str) -> Drawn:
    """Return a row for each effect on the chosen outcome, and a small table of all outcomes."""
    overall = rows_of(content, "effects_overall", choice.outcome)
    single = rows_of(content, "effects", choice.outcome)
    if not overall and not single:
        single = rows_of(content, "main_effects", choice.outcome)
    if not overall and not single:
        return {"kind": "none", "why": content.about["skipped"].get("effects", {}).get(lang, "")}
    told = surest([row for row in (overall or single) if "case" in row])
    rows = [{**place_of(row, lang), **effect_of(row), "whole": True} for row in overall]
    rows += [{**place_of(row, lang), **effect_of(row), "whole": False} for row in single[:MOST_ROWS]]
    return {"kind": "forest", "title": sentence(told, lang) if told else "", "rows": rows,
            "left_out": max(0, len(single) - MOST_ROWS), "matrix": _matrix(content, lang),
            "matters": plain(content.store.design.outcomes.matters.get(choice.outcome))}  # fmt: skip


def _matrix(content: Content, lang: str) -> Drawn:
    """Return levels x outcomes: the mark and the difference of each, from the first table that there is."""
    table = next((name for name in _TABLES if content.table(name) is not None), "")
    names = list(content.outcomes)
    columns = [rows_of(content, table, name) for name in names] if table else []
    keys = list(dict.fromkeys(_key(row) for rows in columns for row in rows))[:MOST_LINES]
    cells = [{_key(row): row for row in rows} for rows in columns]
    lines = [{**place_of(_first(cells, key), lang), "cells": [_cell(column.get(key)) for column in cells]}
             for key in keys]  # fmt: skip
    return {"columns": [outcome_of(name, lang) for name in names], "rows": lines}


def _key(row: Row) -> tuple[str, str, str]:
    return str(row["factor"]), str(row["level"]), str(row.get("setting") or "")


def _first(cells: Sequence[dict[tuple[str, str, str], Row]], key: tuple[str, str, str]) -> Row:
    return next(column[key] for column in cells if key in column)


def _cell(row: Row | None) -> Drawn | None:
    if row is None:
        return None
    shown = effect_of(row)
    return {key: shown[key] for key in ("difference", "low", "high", "side")}
