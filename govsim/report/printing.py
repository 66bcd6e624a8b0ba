"""Figures for paper: black on white, as PNG for Word and as SVG with letters as outlines."""

import io
import re
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from govsim.report.figures import Draw
from govsim.report.fonts import chinese_font

BETTER, WORSE, UNTOLD = "#1d5fb4", "#b45309", "#5b6675"  # blue and orange, told apart by the colour-blind too
INK, LINE = "#1b2430", "#c3c9d2"
DOTS = 220  # an inch
_STYLE: dict[str, Any] = {
    "svg.fonttype": "path", "svg.hashsalt": "govsim", "text.parse_math": False,  # no name is a formula
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK,
    "ytick.color": INK, "axes.edgecolor": LINE, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
    "grid.color": LINE, "grid.linewidth": 0.5, "font.size": 8, "axes.titlesize": 8.5, "axes.titlelocation": "left",
    "axes.axisbelow": True, "axes.unicode_minus": False, "xtick.major.size": 2, "ytick.major.size": 2,
}  # fmt: skip


def printed(size: tuple[float, float], draw: Draw) -> tuple[bytes, str]:
    """Return a figure of that size in inches as PNG and as SVG; the same content gives the same bytes."""
    fonts = [name for name in (chinese_font(), "DejaVu Sans") if name]
    style: Any = {**_STYLE, "font.sans-serif": fonts, "font.family": "sans-serif"}
    with mpl.rc_context(style):
        canvas = Figure(figsize=size, layout="constrained", facecolor="white")
        draw(canvas)
        pixels, lines = io.BytesIO(), io.StringIO()
        canvas.savefig(pixels, format="png", dpi=DOTS, metadata={"Software": None})
        canvas.savefig(lines, format="svg", metadata={"Date": None, "Creator": None})
    svg = re.sub(r"<metadata>.*?</metadata>", "", lines.getvalue(), flags=re.DOTALL)
    return pixels.getvalue(), svg[svg.index("<svg") :]
