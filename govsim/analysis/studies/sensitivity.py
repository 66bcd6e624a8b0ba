"""Sensitivity of the outcomes of a sampled design: Sobol indices, Morris screening, PAWN."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from govsim.analysis.morris import morris as morris_of
from govsim.analysis.numbers import number
from govsim.analysis.pawn import pawn as pawn_of
from govsim.analysis.responses import chance_share
from govsim.analysis.sobol import base_samples
from govsim.analysis.sobol import sobol as sobol_of
from govsim.analysis.studies.sentences import finding, listed, of_chance, outcome_name, say, unit
from govsim.analysis.studies.study import Analysis, Finding, Study

TOLD = 3  # factors named


def sobol(study: Study) -> Analysis | None:
    """Return Sobol indices of every outcome; None for other methods."""
    if study.method != "sobol":
        return None
    names = [str(name) for name in study.points.columns]
    return _each(study, "sobol", lambda values: sobol_of(values, names, study.second_order), _told_sobol)


def morris(study: Study) -> Analysis | None:
    """Return Morris screening of every outcome; None for other methods."""
    if study.method != "morris":
        return None
    return _each(study, "morris", lambda values: morris_of(study.points, values, study.bounds), _told_morris)


def pawn(study: Study) -> Analysis | None:
    """Return PAWN indices of every outcome; None for designs that do not fill the space of the factors.

    Of a Sobol design the base samples alone count: its other points share their coordinates.
    """
    if study.method not in ("latin-hypercube", "sobol"):
        return None
    rows = np.arange(len(study.points))
    if study.method == "sobol":
        rows = base_samples(len(rows), len(study.points.columns), study.second_order)
    return _each(study, "pawn", lambda values: pawn_of(study.points.iloc[rows], values[rows]), _told_pawn)


def _each(
    study: Study,
    name: str,
    of: Callable[[np.ndarray], pd.DataFrame],
    told: Callable[[str, pd.DataFrame, float], Finding],
) -> Analysis:
    tables, findings = [], []
    for outcome in study.outcomes:
        runs = study.table(outcome)
        table, chance = of(runs.mean(axis=1).to_numpy()), chance_share(runs)
        primary = outcome in study.asked.primary
        head = pd.DataFrame({"outcome": outcome, "primary": primary, "chance_share": chance}, index=table.index)
        tables.append(pd.concat([head, table], axis=1))
        if primary and len(table):
            findings.append(told(outcome, table, chance))
    return Analysis(name, pd.concat(tables, ignore_index=True), tuple(findings))


def _told_sobol(outcome: str, table: pd.DataFrame, chance: float) -> Finding:
    total = table[table["order"] == "total"].sort_values("index", ascending=False)[:TOLD]
    return finding(outcome, lambda lang: _sentence(lang, "sobol", outcome, total, "index") + of_chance(lang, chance))


def _told_morris(outcome: str, table: pd.DataFrame, chance: float) -> Finding:
    return finding(
        outcome, lambda lang: _sentence(lang, "morris", outcome, table[:TOLD], "mu_star") + of_chance(lang, chance)
    )


def _told_pawn(outcome: str, table: pd.DataFrame, chance: float) -> Finding:
    """`chance` is not told: PAWN compares distributions, of which chance is a part."""
    moved = table[table["index"] > table["idle"]]
    if moved.empty:
        return finding(outcome, lambda lang: say(lang, "pawn_none", outcome=outcome_name(outcome, lang)))
    idle = len(table) - len(moved)
    return finding(
        outcome, lambda lang: _sentence(lang, "pawn", outcome, moved[:TOLD], "index", idle=idle, all=len(table))
    )


def _sentence(lang: str, key: str, outcome: str, table: pd.DataFrame, column: str, **more: object) -> str:
    numbers = say(lang, "join").join(number(value) for value in table[column])
    names = listed([str(name) for name in table["factor"]], lang)
    said = {"outcome": outcome_name(outcome, lang), "unit": unit(outcome, lang), "factors": names, "numbers": numbers}
    return say(lang, key, **said, chance="", **more)
