"""The figures of a paper, as SVG with letters as outlines."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from govsim import shipped
from govsim.analysis import Effect
from govsim.measures import outcomes_known
from govsim.report.analysed import Section
from govsim.report.printing import BETTER, INK, LINE, UNTOLD, WORSE, printed
from govsim.report.study import Study
from govsim.report.sweep_page import BARS, draw_marks
from govsim.report.texts import Words

WIDTH = 6.9  # inches
MOST_ROWS = 30
_STEPS = {"en": r"`(\w+(?: > \w+){5,})`", "zh": r"^(\S+(?: → [^→\n]+){5,})$"}


def steps(lang: str) -> list[str]:
    """Return the steps of the simulated hour as the description of the model names them; none where it is missing."""
    folder = shipped.docs_folder()
    file = folder / ("model.zh.md" if lang == "zh" else "model.md") if folder else None
    if file is None or not file.is_file():
        return []
    found = re.search(_STEPS[lang], file.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[（。].*", "", each).strip() for each in re.split(r" > | → ", found[1])] if found else []


def mechanisms(names: Sequence[str]) -> str:
    """Return figure 1: the steps of an hour in their order."""
    columns = 4
    rows = -(-len(names) // columns)

    def draw(canvas: Figure) -> None:
        axis = canvas.subplots()
        axis.set_axis_off()
        axis.set_xlim(-0.5, columns - 0.5)
        axis.set_ylim(0.5 - rows, 0.5)
        places = [_place(number, columns) for number in range(len(names))]
        box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": INK}
        boxes = [
            axis.text(*place, f"{number} {name}", ha="center", va="center", bbox=box)
            for number, (name, place) in enumerate(zip(names, places, strict=True), 1)
        ]
        for (one, before), (other, after) in pairwise(zip(boxes, places, strict=True)):
            ends = {"patchA": one.get_bbox_patch(), "patchB": other.get_bbox_patch(), "shrinkA": 2, "shrinkB": 2}
            axis.annotate("", after, before, arrowprops={"arrowstyle": "->", "color": UNTOLD, **ends})

    return printed((WIDTH, 0.75 * rows), draw)[1]


def _place(number: int, columns: int) -> tuple[float, float]:
    """Return where a step stands: rows run to the right and back in turn."""
    row, column = divmod(number, columns)
    return float(column if row % 2 == 0 else columns - 1 - column), -float(row)


def patterns(rows: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Return figure 2: each check's value on the scale of its bounds, 0 = lower, 1 = upper bound."""
    known = [row for row in rows if row["kind"] == "pattern" and row["high"] > row["low"]][:MOST_ROWS]

    def draw(canvas: Figure) -> None:
        axis = canvas.subplots()
        axis.axvspan(0, 1, color=LINE, alpha=0.5, lw=0)
        for place, row in enumerate(known):
            value = (row["value"] - row["low"]) / (row["high"] - row["low"])
            side = BETTER if row["passed"] else WORSE
            axis.plot(min(2.0, max(-1.0, value)), place, "o" if row["passed"] else "X", color=side, ms=5)
        axis.set_yticks(range(len(known)), [row["id"] for row in known])
        axis.set_xlim(-1.1, 2.1)
        axis.invert_yaxis()
        axis.set_xlabel(words["bounds_axis"])

    return printed((WIDTH, 0.7 + 0.2 * len(known)), draw)[1]


def by_group(study: Study, words: Words) -> str:
    """Return figure 3: effects on the primary outcomes for each group, with their chance intervals."""
    option = study.comparison.others[0].id
    wholes = study.primary(option)
    columns = [study.groups(option, each.outcome) for each in wholes]

    def draw(canvas: Figure) -> None:
        axes = canvas.subplots(1, len(columns), squeeze=False, sharey=True).ravel()
        labels = list(dict.fromkeys(each.label for column in columns for each in column))
        for axis, whole, column in zip(axes, wholes, columns, strict=True):
            _groups(axis, labels, column)
            axis.set_title(words.titled(whole.outcome), fontsize=8)
        axes[0].set_yticks(range(len(labels)), [words.label(label) for label in labels])
        axes[0].invert_yaxis()

    return printed((WIDTH, 0.9 + 0.19 * max(map(len, columns), default=1)), draw)[1]


def _groups(axis: Axes, labels: Sequence[str], effects: Sequence[Effect]) -> None:
    for each in effects:
        colour = UNTOLD if each.better is None else BETTER if each.better else WORSE
        place = labels.index(each.label)
        axis.plot([each.low, each.high], [place, place], color=colour, lw=1.3)
        axis.plot([each.difference], [place], "o", color=colour, ms=3.5)
    axis.axvline(0, color=INK, lw=0.7)


def marks(section: Section, words: Words) -> str | None:
    """Return a figure of marks with intervals, an axis for each of at most three outcomes; None where it has none."""
    columns = BARS.get(section.id)
    frame = section.table[section.table["label"] == "place"] if "label" in section.table else section.table
    if columns is None or frame.empty or not {"outcome", columns[0], columns[1]} <= set(frame.columns):
        return None
    groups = [(str(name), rows.head(MOST_ROWS)) for name, rows in frame.groupby("outcome", sort=False)][:3]

    def draw(canvas: Figure) -> None:
        axes = canvas.subplots(len(groups), 1, squeeze=False).ravel()
        for axis, (name, rows) in zip(axes, groups, strict=True):
            draw_marks(axis, section, name, rows, words)

    return printed((WIDTH, sum(0.9 + 0.2 * len(rows) for _, rows in groups)), draw)[1]


def trade_off(section: Section, words: Words) -> str | None:
    """Return the options in two outcomes, those that no other beats filled; None with fewer than two outcomes."""
    names = [name for name in section.table.columns if name in outcomes_known()][:2]
    if len(names) < 2:
        return None

    def draw(canvas: Figure) -> None:
        axis = canvas.subplots()
        for front, colour in ((False, UNTOLD), (True, BETTER)):
            rows = section.table[section.table["front"].astype(bool) == front]
            style: dict[str, Any] = {"facecolors": colour if front else "none", "edgecolors": colour, "s": 26}
            axis.scatter(rows[names[0]], rows[names[1]], label=words["front" if front else "beaten"], **style)
        axis.set_xlabel(words.titled(names[0]))
        axis.set_ylabel(words.titled(names[1]))
        axis.legend(frameon=False)

    return printed((WIDTH * 0.7, 3.6), draw)[1]

