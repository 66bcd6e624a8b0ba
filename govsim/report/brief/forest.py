"""Figure 1 of a brief: small forest plots, one for each outcome, two in a row."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from govsim.analysis import Effect
from govsim.report.printing import BETTER, INK, UNTOLD, WORSE, printed
from govsim.report.texts import Words

WIDTH = 6.9  # inches between the margins of A4
_COLOURS = {True: BETTER, False: WORSE, None: UNTOLD}
_MARKERS = ("o", "s", "D", "^", "v", "P")


def forest(effects: Mapping[str, Sequence[Effect]], words: Words) -> tuple[bytes, str]:
    """Return the figure as PNG and SVG: option -> effects, the same outcomes in the same order for each."""
    rows = list(zip(*effects.values(), strict=True))
    names, lines = list(effects), -(-len(rows) // 2)

    def draw(canvas: Figure) -> None:
        axes = canvas.subplots(lines, 2, squeeze=False).ravel()
        for axis, row in zip(axes, rows, strict=False):
            for place, effect in enumerate(row):
                _mark(axis, effect, -place, _MARKERS[place % len(_MARKERS)], names[place])
            _frame(axis, row, words)
        for axis in axes[len(rows) :]:
            axis.set_axis_off()
        if len(names) > 1:
            handles, labels = axes[0].get_legend_handles_labels()
            canvas.legend(handles, labels, loc="outside lower center", ncols=min(3, len(names)), frameon=False)

    height = lines * (0.4 + 0.12 * len(names)) + 0.2 * -(-len(names) // 3) * (len(names) > 1)
    return printed((WIDTH, height), draw)


def _mark(axis: Axes, effect: Effect, height: float, marker: str, name: str) -> None:
    """Draw one effect: the assumption range pale and thick, the chance interval thin, the difference as a mark."""
    colour = _COLOURS[effect.better]
    if effect.assumption_low is not None and effect.assumption_high is not None:
        ends = [effect.assumption_low, effect.assumption_high]
        axis.plot(ends, [height] * 2, color=colour, alpha=0.28, lw=7, solid_capstyle="butt")
    axis.plot([effect.low, effect.high], [height] * 2, color=colour, lw=1.4)
    axis.plot([effect.difference], [height], marker, color=colour, ms=4.5, label=name)


def _frame(axis: Axes, row: Sequence[Effect], words: Words) -> None:
    effect = row[0]
    star = "*" if effect.primary else ""
    axis.set_title(f"{words.outcome(effect.outcome)}{star} ({words.points(effect.outcome)})", pad=3)
    axis.axvline(0, color=INK, lw=0.8)
    for side in (-effect.matters, effect.matters) if effect.matters else ():
        axis.axvline(side, color=INK, lw=0.7, ls=(0, (3, 3)))
    ends = [(each.low, each.high, each.difference, each.assumption_low, each.assumption_high) for each in row]
    known = [abs(end) for group in ends for end in group if end is not None and end == end]
    reach = 1.1 * max([*known, effect.matters or 0.0]) or 1.0
    axis.set_xlim(-reach, reach)
    axis.set_ylim(-len(row) + 0.3, 0.7)
    axis.set_yticks([])
    axis.locator_params(axis="x", nbins=5)
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:.3g}".replace("-", "−") if abs(value) > 1e-12 else "0")
    axis.spines["left"].set_visible(False)
