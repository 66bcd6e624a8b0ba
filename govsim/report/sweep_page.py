"""Sections of the page of a sweep: what each analysis found, its figure, its table."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from govsim.analysis import shown
from govsim.measures import PLACE, outcomes_known
from govsim.report import figures
from govsim.report.analysed import Analysed, Section
from govsim.report.fonts import figure_language
from govsim.report.markup import Html, table, tag
from govsim.report.texts import Words

MOST_ROWS = 60
MOST_BARS = 24
HIDDEN = ("zh", "en", "base_point", "point", "label", "case", "deviation", "variance_ratio")
# analysis -> columns of name, value, low, high (empty: no interval)
BARS = {
    "effects_overall": ("level", "difference", "low", "high"), "effects": ("setting", "difference", "low", "high"),
    "main_effects": ("level", "difference", "low", "high"), "sobol": ("factor", "index", "low", "high"),
    "morris": ("factor", "mu_star", "low", "high"), "pawn": ("factor", "index", "low", "high"),
    "shares": ("factor", "share", "", ""), "robustness": ("option", "largest_regret", "", ""),
}  # fmt: skip
IN_UNITS = ("effects_overall", "effects", "main_effects", "robustness")  # the others are shares and indices
LONGEST = 40
_TABLES = re.compile(r"\b(?:[A-Za-z_]\w*\.)+(\w+)")  # parameters.contact.patience


def sweep_facts(found: Analysed, words: Words) -> Iterator[tuple[str, object, bool]]:
    """Yield what was run."""
    about = found.about
    yield words["scenario"], about["scenario"], False
    yield words["points"], about["points"], False
    yield words["runs_done"], f"{about['runs']['done']} / {about['runs']['wanted']}", False
    yield words["draws"], about["draws"] or words["draws_none"], False
    yield words["primary"], ", ".join(words.outcome(name) for name in about["primary"]), True
    yield words["fingerprint"], tag("code", about["fingerprint"]), True


def sweep_sections(found: Analysed, words: Words) -> Iterator[Html]:
    """Yield the sections of the page."""
    asked = found.about.get("question", {}).get(words.lang)
    if asked:
        yield tag("p", asked)
    for section in found.sections:
        yield tag("section", tag("h2", section.title[words.lang]), *_content(section, words))


def _content(section: Section, words: Words) -> Iterator[Html]:
    findings = (tag("li", told[words.lang]) for told in section.findings)
    if section.findings:
        yield tag("ul", *findings, class_="verdicts")
    chart = bars_of(section, words)
    if chart is not None:
        yield chart
    yield tag("details", tag("summary", words["table"]), _table(section, words))


def _table(section: Section, words: Words) -> Html:
    names = [name for name in section.table.columns if name not in HIDDEN]
    rows = _places(section.table).head(MOST_ROWS)
    head = [section.called(name, words.lang) for name in names]
    body = ([_shown(row[name], words) for name in names] for row in rows[names].to_dict("records"))
    note = tag("p", words["rows_more"].format(n=len(section.table)), class_="soft")
    return tag("div", table(head, body), note if len(section.table) > len(rows) else None)


def _places(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["label"] == PLACE] if "label" in frame else frame


def _shown(value: Any, words: Words) -> str:
    if isinstance(value, str):
        return words.outcome(value) if value in outcomes_known() else value
    if value is None or pd.isna(value):
        return "—"
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    return shown(float(value)) if isinstance(value, float) else str(value)


def bars_of(section: Section, words: Words) -> Html | None:
    """Return the figure of an analysis: for each outcome marks with their intervals; None where it has none."""
    known = BARS.get(section.id)
    frame = _places(section.table)
    if known is None or not {known[0], known[1], "outcome"} <= set(frame.columns) or frame.empty:
        return None
    spoken = words.spoken(figure_language(words.lang))
    groups = [(str(outcome), rows.head(MOST_BARS)) for outcome, rows in frame.groupby("outcome", sort=False)][:3]

    def draw(canvas: Figure) -> None:
        axes = canvas.subplots(1, len(groups), squeeze=False).ravel()
        for axis, (outcome, rows) in zip(axes, groups, strict=True):
            draw_marks(axis, section, outcome, rows, spoken)

    height = 1.2 + 0.3 * max(len(rows) for _, rows in groups)
    return figures.figure((3.6 * len(groups) + 1.5, height), section.title[spoken.lang], draw)


def draw_marks(axis: Axes, section: Section, outcome: str, rows: pd.DataFrame, words: Words) -> None:
    """Draw a mark and its interval for each row, the first on top, with the outcome's name above."""
    _, value, low, high = BARS[section.id]
    places = range(len(rows))
    ends = [rows[value] - rows[low], rows[high] - rows[value]] if low else None
    axis.errorbar(rows[value], places, xerr=ends, fmt="o", color=figures.OPTIONS[1], ms=4, lw=1.4)
    axis.axvline(0, color="#808080", lw=0.8)
    axis.set_yticks(places, [_short(name) for name in _names(section, rows)])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    known = outcome in outcomes_known()
    unit = f" ({words.points(outcome)})" if known and section.id in IN_UNITS else ""
    axis.set_xlabel(f"{section.called(value, words.lang)}{unit}")
    axis.set_title(words.outcome(outcome) if known else outcome)


def _names(section: Section, rows: pd.DataFrame) -> list[str]:
    """Return what the rows are called: a level with its factor, and the setting it was observed in."""
    if section.id in ("effects_overall", "main_effects") and {"factor", "level"} <= set(rows.columns):
        return [f"{factor} = {level}" for factor, level in zip(rows["factor"], rows["level"], strict=True)]
    if section.id == "effects":
        return [f"{level}; {setting}" for level, setting in zip(rows["level"], rows["setting"], strict=True)]
    return [str(name) for name in rows[BARS[section.id][0]]]


def _short(text: str) -> str:
    """Return a setting without the tables before the names, cut where it is long."""
    plain = _TABLES.sub(r"\1", text)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
