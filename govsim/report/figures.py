"""Figures as SVG to be put into a page: letters as outlines, colours that follow the page's light or dark."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from govsim.analysis import Effect
from govsim.report.fonts import chinese_font
from govsim.report.markup import Html, tag
from govsim.report.texts import Words

OPTIONS = ("#8a8f98", "#7b4fb5", "#00838f", "#a0522d")  # baseline, then options; not the colours of better and worse
USES = ("#4f7cac", "#9a8c98", "#00838f", "#7b4fb5", "#717985")
_INK, _LINE = "#010203", "#040506"  # stand for the page's own colours until the figure is finished
_STYLE: dict[str, Any] = {
    "svg.fonttype": "path", "svg.hashsalt": "govsim", "text.parse_math": False,  # no name is a formula
    "text.color": _INK, "axes.labelcolor": _INK,
    "xtick.color": _INK, "ytick.color": _INK, "axes.edgecolor": _LINE, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": _LINE, "grid.linewidth": 0.6, "font.size": 10,
    "axes.titlesize": 10.5, "axes.titlelocation": "left", "axes.axisbelow": True, "axes.unicode_minus": False,
}  # fmt: skip
Curve = tuple[Sequence[date], Sequence[float]]
Draw = Callable[[Figure], None]


def figure(size: tuple[float, float], title: str, draw: Draw) -> Html:
    """Return a figure element; `draw` fills a Matplotlib figure of that size in inches."""
    fonts = [name for name in (chinese_font(), "DejaVu Sans") if name]
    style: Any = {**_STYLE, "font.sans-serif": fonts, "font.family": "sans-serif"}
    with mpl.rc_context(style):
        canvas = Figure(figsize=size, layout="constrained")
        draw(canvas)
        stream = io.StringIO()
        canvas.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return tag("figure", _inline(stream.getvalue(), title))


def series_figure(curves: Mapping[str, Sequence[Curve]], names: Sequence[str], words: Words, title: str) -> Html:
    """Return small line charts, one an outcome: outcome -> curves (dates, values), one for each of `names`."""
    rows = -(-len(curves) // 2)

    def draw(canvas: Figure) -> None:
        axes = canvas.subplots(rows, 2, squeeze=False).ravel()
        for axis, (outcome, lines) in zip(axes, curves.items(), strict=False):
            axis.set_title(words.outcome(outcome))
            if not any(np.isfinite(values).any() for _, values in lines):
                axis.set_axis_off()
                place = {"ha": "center", "va": "center", "transform": axis.transAxes}
                axis.text(0.5, 0.5, words["no_values"], color=USES[-1], **place)
                continue
            _lines(axis, lines, names)
            axis.set_ylabel(words.unit(outcome))
            _date_axis(axis)
        for axis in axes[len(curves) :]:
            axis.set_axis_off()
        if len(names) > 1:
            drawn = next((axis for axis in axes if axis.lines), axes[0])
            handles, labels = drawn.get_legend_handles_labels()
            canvas.legend(handles, labels, loc="outside upper right", ncols=len(names), frameon=False)

    return figure((10.5, 1.95 * rows), title, draw)


def stacked_hours(bars: Mapping[str, Sequence[float]], uses: Sequence[str], words: Words) -> Html:
    """Return one stacked bar for each name: shares of the uses of duty hours, %."""

    def draw(canvas: Figure) -> None:
        axis = canvas.subplots()
        for row, shares in enumerate(bars.values()):
            left = 0.0
            for share, colour, use in zip(shares, USES, uses, strict=True):
                axis.barh(row, share, left=left, color=colour, label=use if row == 0 else None, height=0.6)
                if share >= 4:
                    axis.text(left + share / 2, row, f"{share:.0f}", ha="center", va="center", color="white")
                left += share
        axis.set_yticks(range(len(bars)) if any(bars) else [], list(bars) if any(bars) else [])
        axis.invert_yaxis()
        axis.set_xlim(0, 100)
        axis.set_xlabel(words["hours_axis"])
        axis.grid(False, axis="y")
        canvas.legend(loc="outside upper center", ncols=len(uses), frameon=False)

    return figure((10.5, 1.45 + 0.45 * len(bars)), words["hours_title"], draw)


def flow_bars(counts: Mapping[str, int], colours: Sequence[str], words: Words, title: str) -> Html:
    """Return bars of how many cases ended where, with numbers and shares."""
    total = max(1, sum(counts.values()))

    def draw(canvas: Figure) -> None:
        axis = canvas.subplots()
        axis.barh(range(len(counts)), list(counts.values()), color=colours, height=0.65)
        for row, count in enumerate(counts.values()):
            axis.text(count + 0.008 * total, row, f"{count:,} ({count / total:.0%})", va="center")
        axis.set_yticks(range(len(counts)), list(counts))
        axis.invert_yaxis()
        axis.set_xlim(0, 1.16 * max(1, *counts.values()))
        axis.set_xlabel(words["flow_axis"])
        axis.grid(False, axis="y")

    return figure((10.5, 0.9 + 0.36 * len(counts)), title, draw)


def forest(effects: Mapping[str, Sequence[Effect]], words: Words, title: str) -> Html:
    """Return a forest plot: a row with its own axis for each outcome, a mark for each option (name -> effects)."""
    names = list(effects)
    rows = list(zip(*effects.values(), strict=True))

    def draw(canvas: Figure) -> None:
        axes = canvas.subplots(len(rows), 1, squeeze=False).ravel()
        for axis, row in zip(axes, rows, strict=True):
            for place, effect in enumerate(row):
                _mark(axis, effect, -place, OPTIONS[1 + place % 3], names[place])
            _forest_axis(axis, row, words)
        if len(names) > 1:
            handles, labels = axes[0].get_legend_handles_labels()
            canvas.legend(handles, labels, loc="outside upper right", ncols=len(names), frameon=False)

    return figure((10.5, len(rows) * (0.72 + 0.16 * len(names)) + 0.3), title, draw)


def _mark(axis: Axes, effect: Effect, height: float, colour: str, name: str) -> None:
    """Draw one effect: the assumption range pale and thick, the chance interval thin, the difference as a dot."""
    if effect.assumption_low is not None and effect.assumption_high is not None:
        axis.plot([effect.assumption_low, effect.assumption_high], [height] * 2, color=colour, alpha=0.28, lw=11,
                  solid_capstyle="butt")  # fmt: skip
    axis.plot([effect.low, effect.high], [height] * 2, color=colour, lw=2)
    axis.plot([effect.difference], [height], "o", color=colour, ms=6, label=name)


def _forest_axis(axis: Axes, row: Sequence[Effect], words: Words) -> None:
    """Put the zero line, the smallest difference that matters, and the name with its unit on a row."""
    effect = row[0]
    axis.axvline(0, color=_INK, lw=1)
    if effect.matters:
        for side in (-effect.matters, effect.matters):
            axis.axvline(side, color=_INK, lw=1, ls=(0, (4, 3)))
    ends = [abs(end) for each in row for end in _ends(each)]
    reach = 1.12 * max([*ends, effect.matters or 0.0])
    axis.locator_params(axis="x", nbins=7)
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:.3g}".replace("-", "−") if abs(value) > 1e-12 else "0")
    if reach == 0:  # nothing moved at all: a scale would only mislead
        reach = 1.0
        axis.set_xticks([0.0])
    axis.set_xlim(-reach, reach)
    axis.set_ylim(-len(row) + 0.35, 0.65)
    axis.set_yticks([])
    name = f"{words.outcome(effect.outcome)}\n({words.points(effect.outcome)})"
    axis.set_ylabel(name, rotation=0, ha="right", va="center")
    axis.spines["left"].set_visible(False)


def _ends(effect: Effect) -> list[float]:
    ends = (effect.low, effect.high, effect.difference, effect.assumption_low, effect.assumption_high)
    return [end for end in ends if end is not None and end == end]


def _lines(axis: Axes, lines: Sequence[Curve], names: Sequence[str]) -> None:
    colours = OPTIONS if len(lines) > 1 else OPTIONS[1:]
    for (days, values), colour, name in zip(lines, colours, names, strict=False):
        axis.plot(np.array(days, "datetime64[D]"), np.asarray(values), color=colour, lw=1.7, label=name)
    low, high = axis.get_ylim()
    if low > 0 and low < 0.5 * high:
        axis.set_ylim(bottom=0)


def _date_axis(axis: Axes) -> None:
    """Label the axis with dates that read the same in both languages."""
    axis.xaxis_date()
    known: Any = dates  # this part of Matplotlib has no types
    axis.xaxis.set_major_locator(known.AutoDateLocator(minticks=3, maxticks=6))
    low, high = axis.get_xlim()
    form = "%Y-%m" if high - low > 100 else "%m-%d"
    axis.xaxis.set_major_formatter(known.DateFormatter(form))


def _inline(svg: str, title: str) -> Html:
    """Return the SVG element alone, named for readers of the screen, in the page's colours, without metadata."""
    body = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    body = body.replace(_INK, "currentColor").replace(_LINE, "var(--line)")
    head: Any = tag("title", title)
    return Html(re.sub(r"(<svg[^>]*)>", lambda match: f'{match[1]} role="img">{head}', body, count=1).strip())
