"""Main effects and interactions of a full factorial, and what goes with what."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from govsim.analysis.factorials import interactions as interactions_of
from govsim.analysis.factorials import main_effects as main_effects_of
from govsim.analysis.factorials import shares as shares_of
from govsim.analysis.numbers import number
from govsim.analysis.responses import chance_share, factorial, levels
from govsim.analysis.studies.sentences import finding, named, of_chance, outcome_name, say
from govsim.analysis.studies.study import Analysis, Finding, Study

TOLD = 2  # interactions told in words for each outcome


def main_effects(study: Study) -> Analysis | None:
    """Return every factor's main effects on every outcome; None unless the design holds all combinations."""
    if not _fits(study):
        return None
    tables = [_marked(study, name, main_effects_of(study.points, study.table(name))) for name in study.outcomes]
    return Analysis("main_effects", pd.concat(tables, ignore_index=True))


def interactions(study: Study) -> Analysis | None:
    """Return how far factors change each other's effects; None unless all combinations of two factors are there."""
    if not _fits(study) or len(study.points.columns) < 2:
        return None
    tables = {name: _marked(study, name, interactions_of(study.points, study.table(name))) for name in study.outcomes}
    told = [each for name in study.asked.primary for each in _told(study, name, tables[name])]
    return Analysis("interactions", pd.concat(tables.values(), ignore_index=True), tuple(told))


def shares(study: Study) -> Analysis | None:
    """Return which share of the differences between settings goes with which factor; None unless factorial."""
    if not _fits(study) or len(study.points.columns) < 2:
        return None
    tables = {name: _marked(study, name, shares_of(study.points, study.table(name))) for name in study.outcomes}
    known = [name for name in study.asked.primary if tables[name]["share"].notna().all()]
    told = [_told_share(study, name, tables[name]) for name in known]
    return Analysis("shares", pd.concat(tables.values(), ignore_index=True), tuple(told))


def _fits(study: Study) -> bool:
    return study.method == "grid" and factorial(study.points)


def _marked(study: Study, outcome: str, table: pd.DataFrame) -> pd.DataFrame:
    head = pd.DataFrame({"outcome": outcome, "primary": outcome in study.asked.primary}, index=table.index)
    return pd.concat([head, table], axis=1)


def _told(study: Study, outcome: str, table: pd.DataFrame) -> list[Finding]:
    """Return the largest interactions whose interval excludes 0, in words."""
    sure = table[(table["low"] > 0) | (table["high"] < 0)]
    if sure.empty:
        return [finding(outcome, lambda lang: say(lang, "no_interaction", outcome=outcome_name(outcome, lang)))]
    largest = sure.reindex(sure["difference"].abs().sort_values(ascending=False, kind="stable").index)[:TOLD]
    rows = largest.to_dict("records")
    bases = [levels(study.points, row["second"])[0] for row in rows]
    return [
        finding(outcome, partial(_sentence, outcome=outcome, row=row, second_base=base))
        for row, base in zip(rows, bases, strict=True)
    ]


def _sentence(lang: str, outcome: str, row: Mapping[Any, object], second_base: object) -> str:
    numbers = {name: float(str(row[name])) for name in ("base", "other", "difference", "low", "high")}
    turned = numbers["base"] * numbers["other"] < 0
    grown = abs(numbers["other"]) > abs(numbers["base"])
    return say(
        lang, "interaction", outcome=outcome_name(outcome, lang), factor=named(str(row["factor"]), lang),
        level=row["level"], second=named(str(row["second"]), lang), second_level=row["second_level"],
        second_base=second_base, more=say(lang, "opposite" if turned else "more" if grown else "less"),
        one=number(numbers["base"]), other=number(numbers["other"]), size=number(numbers["difference"]),
        low=number(numbers["low"]), high=number(numbers["high"]),
    )  # fmt: skip


def _told_share(study: Study, outcome: str, table: pd.DataFrame) -> Finding:
    chance = chance_share(study.table(outcome))
    rows = table[table["factor"] != "…"].sort_values("share", ascending=False, kind="stable").to_dict("records")[:2]

    def told(lang: str) -> str:
        names = [{"factor": _names(str(row["factor"]), lang), "share": f"{row['share']:.0f}"} for row in rows]
        rest = say(lang, "share_rest", **names[1]) if rows[1]["share"] >= 1 else ""
        return say(
            lang, "share", outcome=outcome_name(outcome, lang), **names[0], rest=rest, chance=of_chance(lang, chance)
        )

    return finding(outcome, told)


def _names(factors: str, lang: str) -> str:
    return " × ".join(named(each, lang) for each in factors.split(" × "))
