"""A session's model as it plays: the option and its baseline on one clock, and what is told of them."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from govsim.dashboard.live import frames
from govsim.dashboard.live.drawing import drawing
from govsim.dashboard.live.figures import Weekly, by_group, since, ticker
from govsim.dashboard.live.inspecting import sheet_of, story_sheet
from govsim.dashboard.live.offers import offers
from govsim.dashboard.live.opening import Wish, begins, first_moment, pair_of
from govsim.dashboard.live.pairs import pairs_of
from govsim.dashboard.live.sheets import row_of
from govsim.dashboard.live.texts import words
from govsim.dashboard.live.track import Track, first_difference
from govsim.errors import GovsimError
from govsim.locale import LANGUAGES
from govsim.scenario import Scenario
from govsim.stories import Case, story, unlike

WEEK, DAY = 168, 24
APART = 0.2  # s between two frames
BUDGET = 0.12  # s of simulation before the pipe is looked at again
FIGURES_APART = 1.0  # s between two series while playing
FASTEST = 1e9  # hours a second
MOST_PAIRS = 30
STOPPED = object()
Tell = Callable[[str, Any], None]


class Player:
    """Plays hours at a speed, and tells frames and figures by `tell(name, content)`."""

    def __init__(self, tell: Tell, folder: Path) -> None:
        self._tell, self._folder = tell, folder
        self._interrupted: Callable[[], bool] = lambda: False
        self.playing, self.speed = False, 2.0
        self._layer = "reach_failure"
        self._owed, self._ticked = 0.0, 0.0
        self._framed, self._figured = 0.0, 0.0
        self._seen = True
        self._told_strip: Any = None
        self._number = 0
        self._job: Iterator[Any] | None = None
        self._stand: tuple[int, int] | None = None

    # ---- what is simulated

    def open(self, wish: Wish, hour: int | None = None, playing: bool | None = None) -> None:
        """Take up a scenario, at its first moment or at the given hour. Raises ScenarioError."""
        self._tell("opening", wish)
        pair = pair_of(wish)
        self._wish, self._pair = wish, pair
        self.base = Track(pair.base, self._folder)
        self._houses = frames.Houses.of(self.base.model)
        self._tell("place", self._place())
        self._choose(pair.option)
        self._go(first_moment(pair.option) if hour is None else hour)
        if playing is not None:
            self.playing = playing

    def change(self, changes: dict[str, Any]) -> None:
        """Take up other measures at the same moment. Raises ScenarioError; then everything stays as it was."""
        wish = replace(self._wish, changes=changes)
        pair = pair_of(wish)
        hour = self.base.hour
        self._wish, self._pair = wish, pair
        self._choose(pair.option)
        self._go(hour)

    def _choose(self, option: Scenario) -> None:
        """Let the option be the baseline itself as long as no measure is on."""
        self._differ = first_difference(option, self._pair.base)
        self.option = self.base if self._differ is None else Track(option, self._folder)
        self._job = None
        self._weekly = {"base": Weekly(), "option": Weekly()}
        self._told_strip = None
        self._tell("offers", {lang: offers(option, lang) for lang in LANGUAGES})

    def _since(self) -> int:
        """Return the first measured week that the figures count: that of the measures' beginning."""
        clock = self.base.model.built.clock
        start = clock.first_hour if self._differ is None else self._differ
        return int(max(0, clock.week_of(start)))

    def _tracks(self) -> list[Track]:
        return [self.base] if self.option is self.base else [self.base, self.option]

    # ---- time

    def wait(self) -> float | None:
        """Return how long nothing is to be done, in seconds; None: until something is asked."""
        if not self.playing:
            return None if self._job is None else 0.0
        now = time.monotonic()
        next_hour = self._ticked + (1 - self._owed) / self.speed
        return max(0.0, min(next_hour, self._framed + APART) - now)

    def play_on(self) -> None:
        """Run the hours that are due and tell where that led; or go on with the pairs that are wanted."""
        if not self.playing:
            self._go_on()
            return
        now = time.monotonic()
        self._owed = min(self._owed + (now - self._ticked) * self.speed, max(2.0, self.speed))
        self._ticked = now
        while self._owed >= 1 and self.playing and time.monotonic() - now < BUDGET:
            self._advance()
        self.look()

    def _advance(self) -> None:
        """Run an hour, or what is left of a day where so much is due."""
        last, hour = self.base.model.built.clock.hours, self.base.hour
        stop = hour // DAY * DAY + DAY if self._owed >= DAY else hour + 1
        stop = min(stop, last)
        for track in self._tracks():
            track.run_to(stop)
        self._owed -= stop - hour
        if stop >= last:
            self.playing = False

    def play(self, speed: float | None = None) -> None:
        """Play on, at a speed in hours a second."""
        if speed is not None:
            self.speed = min(max(speed, 0.1), FASTEST)
        self.playing = self.base.hour < self.base.model.built.clock.hours
        self._owed, self._ticked = 0.0, time.monotonic()

    def pause(self) -> None:
        """Stand still."""
        self.playing = False
        self.look(anyway=True)

    def step(self, hours: int) -> None:
        """Go on by some hours, or back, and stand still."""
        self.playing = False
        self._go(self.base.hour + hours)

    def week(self, number: int, clock: int = 0) -> None:
        """Go to an hour of a measured week and stand still."""
        self.playing = False
        self._go(self.base.model.built.clock.first_hour + number * WEEK + clock)

    def _go(self, hour: int) -> None:
        clock = self.base.model.built.clock
        hour = min(max(hour, clock.first_hour), clock.hours)
        tracks = self._tracks()
        for number, track in enumerate(tracks):
            track.seek(hour, self._part(number, len(tracks)))
        self._owed, self._ticked = 0.0, time.monotonic()
        self.look(anyway=True)

    def _part(self, number: int, of: int) -> Callable[[float], None]:
        """Return what is told the share that is done of one of several parts."""
        return lambda share: self._progress((number + share) / of)

    def _progress(self, share: float) -> None:
        if time.monotonic() - self._framed > APART:
            self._framed = time.monotonic()
            self._tell("progress", share)

    # ---- what is told

    def seen(self) -> None:
        """The last frame has been drawn: another one may follow."""
        self._seen = True

    def layer(self, name: str) -> None:
        """Colour the map by another outcome."""
        if name in frames.LAYERS:
            self._layer = name
            self.look(anyway=True)

    def look(self, anyway: bool = False) -> None:
        """Tell a frame if the last one was drawn and a while ago, and the figures if a week has ended."""
        now = time.monotonic()
        if anyway or (self._seen and now - self._framed >= APART):
            self._framed, self._seen = now, False
            self._tell("frame", self._frame())
            self._tell_strip()
        if anyway or now - self._figured >= FIGURES_APART:
            self._tell_figures(anyway)

    def _frame(self) -> dict[str, Any]:
        model = self.option.model
        low, high, better = frames.LAYERS[self._layer]
        values = frames.layer(model, self._houses, self._layer)
        self._number += 1
        return {
            "number": self._number, "hour": model.hour, "when": model.now.isoformat(), "playing": self.playing,
            "week": model.built.clock.week_of(model.hour), "week_hour": self._week_hour(), "speed": self.speed,
            "layer": self._layer, "low": low, "high": high, "better": better,
            "values": frames.quantised(values, low, high), "workers": frames.on_duty(model),
            "ended": model.hour >= model.built.clock.hours, "ticker": ticker(model),
        }  # fmt: skip

    def _week_hour(self) -> int:
        hour = max(0, self.base.hour - 1)
        return int(self.base.model.built.settings[0].week_hour[hour])

    def _tell_strip(self) -> None:
        strip = {"option": frames.strip(self.option.model), "base": frames.strip(self.base.model)["duty"]}
        if strip != self._told_strip:
            self._told_strip = strip
            self._tell("strip", strip)

    def _tell_figures(self, anyway: bool) -> None:
        weeks = len(self.base.model.kept.counts)
        stand = (weeks, id(self.option))
        if not anyway and stand == self._stand:
            return
        self._stand, self._figured = stand, time.monotonic()
        first = min(self._since(), weeks)
        told: dict[str, Any] = {"weeks": weeks, "since": first, "compared": self._differ is not None}
        for name, track in (("base", self.base), ("option", self.option)):
            run = track.model.result()
            told[name] = {"series": self._weekly[name].of(run, anyway), "since": since(run, first)}
        self._tell("figures", told)

    def groups(self, outcome: str) -> None:
        """Tell an outcome by group of residents, for the option and the baseline."""
        first = min(self._since(), len(self.base.model.kept.counts))
        runs = {name: track.model.result() for name, track in (("base", self.base), ("option", self.option))}
        rows = {name: by_group(run, outcome, first) for name, run in runs.items()}
        self._tell("groups", {"outcome": outcome, **rows})

    def pairs(self, number: int) -> None:
        """Begin to run pairs with other seeds, up to the last whole week; 0 stops them."""
        weeks = len(self.base.model.kept.counts)
        wanted = number > 0 and weeks > self._since() and self._differ is not None
        self.playing = self.playing and not wanted
        pair = (self._pair.option, self._pair.base)
        self._job = pairs_of(*pair, weeks, self._since(), min(number, MOST_PAIRS)) if wanted else None
        if wanted:
            self.look(anyway=True)
        else:
            self._tell("pairs", None)

    def report(self, lang: str, number: int) -> None:
        """Tell the page of the run as far as it has come, as `govsim run` writes it for as many weeks."""
        from govsim.report.page import page  # with Matplotlib, slow to import, and few ask for it

        run = self.option.model.result()
        weeks = len(self.option.model.kept.counts)
        if weeks == 0:
            raise GovsimError("第一周还没有过完，没有可写的。", "The first week is not over: nothing to write yet.")
        self._tell("report", {"number": number, "weeks": weeks, "text": page(run, lang)})

    def _go_on(self) -> None:
        if self._job is None:
            return
        told = next(self._job, STOPPED)
        if told is STOPPED:
            self._job = None
        elif told is not None:
            self._tell("pairs", told)

    def inspect(self, thing: dict[str, Any], lang: str) -> None:
        """Tell the sheet of a thing: of the option, at this hour."""
        kind = thing.get("kind")
        if kind in ("story", "unlike"):
            self._tell("sheet", {"title": words(lang)["story"], "note": words(lang)["telling"]})
            self._tell("sheet", self._story(thing, lang))
            return
        sheet = sheet_of(self.option.model, thing, lang)
        if sheet is not None:
            if kind == "buildings" and self._differ is not None:
                way = row_of(words(lang)["changed_case"], "", {"kind": "unlike"})
                sheet["lists"][0]["rows"].append(way)
            self._tell("sheet", sheet)

    def _story(self, thing: dict[str, Any], lang: str) -> dict[str, Any] | None:
        hour, scenarios = self.base.hour, [track.scenario for track in reversed(self._tracks())]
        case = self._unlike() if thing["kind"] == "unlike" else Case(int(thing["person"]), int(thing["arose"]))
        if case is None:
            return {"title": words(lang)["story"], "note": words(lang)["story_same"]}
        told = [
            story(scenario, case, lang, hour, self._part(number, len(scenarios)))
            for number, scenario in enumerate(scenarios)
        ]
        self._tell("progress", None)
        return story_sheet(self.option.model, lang, case, told)

    def _unlike(self) -> Case | None:
        first = self.base.model.built.clock.first_hour
        return unlike(self.option.model.result().cases, self.base.model.result().cases, first)

    def _place(self) -> dict[str, Any]:
        scenario, clock = self._pair.option, self.base.model.built.clock
        sizes = self.base.model.result().sizes
        return {
            "map": drawing(self.base.model), "id": scenario.id, "seed": scenario.run.seed,
            "title": {lang: scenario.word(lang) for lang in ("zh", "en")},
            "question": {lang: scenario.question.word(lang) for lang in ("zh", "en")},
            "source": {lang: scenario.source.word(lang) for lang in ("zh", "en")}, "row": scenario.source.row,
            "start": scenario.run.start.isoformat(), "weeks": clock.weeks, "begins": begins(scenario).isoformat(),
            "sizes": {name: int(value) for name, value in sizes.items()}, "whole": self._pair.whole,
            "layers": list(frames.LAYERS),
        }  # fmt: skip
