"""A session's model as it plays: hour by hour at a speed, from moment to moment, and what is asked of it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govsim.dashboard.live.asking import STORIES, awaited, groups_of, report_of, story_of, thing_of
from govsim.dashboard.live.opening import Wish, first_moment
from govsim.dashboard.live.pairs import pairs_of
from govsim.dashboard.live.screen import Screen, Tell
from govsim.dashboard.live.stage import Stage

WEEK, DAY = 168, 24
BUDGET = 0.12  # s of simulation before the pipe is looked at again
FASTEST = 1e9  # hours a second
MOST_PAIRS = 30
STOPPED = object()


class Player:
    """Plays hours at a speed, and tells frames and figures by `tell(name, content)`."""

    def __init__(self, tell: Tell, folder: Path) -> None:
        self._tell, self._folder = tell, folder
        self._screen = Screen(tell)
        self.playing, self.speed = False, 2.0
        self._owed, self._ticked = 0.0, 0.0
        self._job: Iterator[Any] | None = None

    # ---- what is simulated

    def open(self, wish: Wish, hour: int | None = None, playing: bool | None = None) -> None:
        """Take up a scenario, at its first moment or at the given hour. Raises ScenarioError."""
        self._tell("opening", wish)
        self.stage = Stage(wish, self._folder)
        self._screen.show(self.stage)
        self._choose()
        self._go(first_moment(self.stage.pair.option) if hour is None else hour)
        if playing is not None:
            self.playing = playing

    def change(self, changes: dict[str, Any]) -> None:
        """Take up other measures at the same moment. Raises ScenarioError; then everything stays as it was."""
        self.stage.change(changes)
        self._choose()
        self._go(self.stage.hour)

    def _choose(self) -> None:
        self.stage.choose()
        self._job = None
        self._screen.begin()

    # ---- time

    def wait(self) -> float | None:
        """Return how long nothing is to be done, in seconds; None: until something is asked."""
        if not self.playing:
            return None if self._job is None else 0.0
        now = time.monotonic()
        next_hour = self._ticked + (1 - self._owed) / self.speed
        return max(0.0, min(next_hour, self._screen.next_frame()) - now)

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
        self._look(anyway=not self.playing)

    def _advance(self) -> None:
        """Run an hour, or what is left of a day where so much is due."""
        last, hour = self.stage.clock.hours, self.stage.hour
        stop = hour // DAY * DAY + DAY if self._owed >= DAY else hour + 1
        stop = min(stop, last)
        self.stage.run_to(stop)
        self._owed -= stop - hour
        if stop >= last:
            self.playing = False

    def play(self, speed: float | None = None) -> None:
        """Play on, at a speed in hours a second."""
        if speed is not None:
            self.speed = min(max(speed, 0.1), FASTEST)
        self.playing = self.stage.hour < self.stage.clock.hours
        self._owed, self._ticked = 0.0, time.monotonic()
        self._look(anyway=True)

    def pause(self) -> None:
        """Stand still."""
        self.playing = False
        self._look(anyway=True)

    def step(self, hours: int) -> None:
        """Go on by some hours, or back, and stand still."""
        self.playing = False
        self._go(self.stage.hour + hours)

    def week(self, number: int, clock: int = 0) -> None:
        """Go to an hour of a measured week and stand still."""
        self.playing = False
        self._go(self.stage.clock.first_hour + number * WEEK + clock)

    def _go(self, hour: int) -> None:
        self.stage.seek(hour, self._screen.progress)
        self._owed, self._ticked = 0.0, time.monotonic()
        self._look(anyway=True)

    # ---- what is told

    def _look(self, anyway: bool = False) -> None:
        self._screen.look(self.playing, self.speed, anyway)

    def seen(self, number: int) -> None:
        """The frame of this number has been drawn: others may follow."""
        self._screen.seen(number)

    def layer(self, name: str) -> None:
        """Colour the map by another outcome."""
        if self._screen.layer(name):
            self._look(anyway=True)

    def groups(self, outcome: str) -> None:
        """Tell an outcome by group of residents."""
        self._tell("groups", groups_of(self.stage, outcome))

    def report(self, lang: str, number: int) -> None:
        """Tell the page of the run as far as it has come."""
        self._tell("report", report_of(self.stage, lang, number))

    def inspect(self, thing: dict[str, Any], lang: str) -> None:
        """Tell the sheet of a thing; a story takes a while, and something stands there until it is told."""
        if thing.get("kind") in STORIES:
            self._tell("sheet", awaited(lang))
            sheet = story_of(self.stage, thing, lang, self._screen.progress)
            self._tell("progress", None)
            self._tell("sheet", sheet)
            return
        sheet = thing_of(self.stage, thing, lang)
        if sheet is not None:
            self._tell("sheet", sheet)

    def pairs(self, number: int) -> None:
        """Begin to run pairs with other seeds, up to the last whole week; 0 stops them."""
        stage, weeks = self.stage, self.stage.weeks
        wanted = number > 0 and weeks > stage.since and stage.differ is not None
        self.playing = self.playing and not wanted
        pair = (stage.pair.option, stage.pair.base)
        self._job = pairs_of(*pair, weeks, stage.since, min(number, MOST_PAIRS)) if wanted else None
        if wanted:
            self._look(anyway=True)
        else:
            self._tell("pairs", None)

    def _go_on(self) -> None:
        if self._job is None:
            return
        told = next(self._job, STOPPED)
        if told is STOPPED:
            self._job = None
        elif told is not None:
            self._tell("pairs", told)
