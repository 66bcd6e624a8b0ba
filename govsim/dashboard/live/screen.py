"""What is told of a stage while it plays: frames as fast as they are drawn, figures when a week has ended."""

import math
import time
from collections.abc import Callable
from typing import Any

from govsim.dashboard.live import frames
from govsim.dashboard.live.drawing import drawing
from govsim.dashboard.live.figures import Weekly, since, ticker
from govsim.dashboard.live.offers import offers
from govsim.dashboard.live.opening import begins
from govsim.dashboard.live.stage import Stage
from govsim.locale import LANGUAGES

APART = 0.16  # s between two frames
AHEAD = 4  # frames that may be under way to the browser, which says now and then which it has drawn
FIGURES_APART = 1.0  # s between two series while playing
Tell = Callable[[str, Any], None]


class Screen:
    """Tells by `tell(name, content)` what a page shows: of the place, of its measures, of the hour."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._layer = "reach_failure"
        self._framed, self._figured = 0.0, 0.0
        self._drawn = 0  # number of the last frame that the browser has said to have drawn
        self._told_strip: Any = None
        self._number, self._shown = 0, -1  # of the last frame: its number and its hour
        self._told_weeks: tuple[int, bool] | None = None  # of the last figures: weeks, and whether they are thorough

    def next_frame(self) -> float:
        """Return when a frame is to be told; never, while it would show nothing new or the browser is behind."""
        new = self._stage.hour != self._shown
        return self._framed + APART if new and self._number - self._drawn < AHEAD else math.inf

    def show(self, stage: Stage) -> None:
        """Take up another place and tell it."""
        self._stage = stage
        self._houses = frames.Houses.of(stage.base.model)
        self._tell("place", _place(stage))

    def begin(self) -> None:
        """Take up other measures and tell what can be done."""
        self._weekly = {"base": Weekly(), "option": Weekly()}
        self._told_strip = self._told_weeks = None
        self._tell("offers", {lang: offers(self._stage.pair.option, lang) for lang in LANGUAGES})

    def seen(self, number: int) -> None:
        """The frame of this number has been drawn: others may follow."""
        self._drawn = min(number, self._number)

    def layer(self, name: str) -> bool:
        """Colour the map by another outcome; return whether there is one of that name."""
        if name not in frames.LAYERS:
            return False
        self._layer = name
        return True

    def progress(self, share: float) -> None:
        """Tell how much is done, not too often."""
        if time.monotonic() - self._framed > APART:
            self._framed = time.monotonic()
            self._tell("progress", share)

    def look(self, playing: bool, speed: float, anyway: bool) -> None:
        """Tell a frame if it is time for one, and the figures if a week has ended."""
        now = time.monotonic()
        if anyway or now >= self.next_frame():
            self._framed, self._shown = now, self._stage.hour
            self._tell("frame", self._frame() | {"playing": playing, "speed": speed})
            self._tell_strip()
        if anyway or now - self._figured >= FIGURES_APART:
            self._tell_figures(anyway)

    def _frame(self) -> dict[str, Any]:
        model, clock = self._stage.option.model, self._stage.clock
        low, high, better = frames.LAYERS[self._layer]
        values = frames.layer(model, self._houses, self._layer)
        self._number += 1
        return {
            "number": self._number, "hour": model.hour, "when": model.now.isoformat(),
            "week": clock.week_of(model.hour), "week_hour": self._week_hour(),
            "layer": self._layer, "low": low, "high": high, "better": better,
            "values": frames.quantised(values, low, high), "workers": frames.on_duty(model),
            "ended": model.hour >= clock.hours, "ticker": ticker(model),
        }  # fmt: skip

    def _week_hour(self) -> int:
        hour = max(0, self._stage.hour - 1)
        return int(self._stage.base.model.built.settings[0].week_hour[hour])

    def _tell_strip(self) -> None:
        option, base = self._stage.option.model, self._stage.base.model
        strip = {"option": frames.strip(option), "base": frames.strip(base)["duty"]}
        if strip != self._told_strip:
            self._told_strip = strip
            self._tell("strip", strip)

    def _tell_figures(self, thorough: bool) -> None:
        stage, weeks = self._stage, self._stage.weeks
        if self._told_weeks in ((weeks, thorough), (weeks, True)):
            return
        self._told_weeks, self._figured = (weeks, thorough), time.monotonic()
        first = min(stage.since, weeks)
        told: dict[str, Any] = {"weeks": weeks, "since": first, "compared": stage.differ is not None}
        for name, track in (("base", stage.base), ("option", stage.option)):
            run = track.model.result()
            told[name] = {"series": self._weekly[name].of(run, thorough), "since": since(run, first)}
        self._tell("figures", told)


def _place(stage: Stage) -> dict[str, Any]:
    scenario, sizes = stage.pair.option, stage.base.model.result().sizes
    return {
        "map": drawing(stage.base.model), "id": scenario.id, "seed": scenario.run.seed,
        "title": {lang: scenario.word(lang) for lang in LANGUAGES},
        "question": {lang: scenario.question.word(lang) for lang in LANGUAGES},
        "source": {lang: scenario.source.word(lang) for lang in LANGUAGES}, "row": scenario.source.row,
        "start": scenario.run.start.isoformat(), "weeks": stage.clock.weeks, "begins": begins(scenario).isoformat(),
        "sizes": {name: int(value) for name, value in sizes.items()}, "whole": stage.pair.whole,
        "layers": list(frames.LAYERS),
    }  # fmt: skip
