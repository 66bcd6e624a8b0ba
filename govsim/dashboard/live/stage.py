"""What is played: an option and its baseline side by side, on one clock."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from govsim.clock import Clock
from govsim.dashboard.live.opening import Wish, pair_of
from govsim.dashboard.live.track import Track, Watch, first_difference


class Stage:
    """A scenario as it was wished for; the option is the baseline itself as long as no measure is on.

    `differ`: the first hour at which the two may differ, None where they never do.
    """

    def __init__(self, wish: Wish, folder: Path) -> None:
        """Makes the baseline; states are kept in the folder. Raises ScenarioError."""
        self.wish, self._folder = wish, folder
        self.pair = pair_of(wish)
        self.base = self.option = Track(self.pair.base, folder)
        self.differ: int | None = None

    def change(self, changes: dict[str, Any]) -> None:
        """Wish for other measures. Raises ScenarioError; then everything stays as it was."""
        wish = replace(self.wish, changes=changes)
        self.wish, self.pair = wish, pair_of(wish)

    def choose(self) -> None:
        """Make the option that is wished for, at its beginning."""
        self.differ = first_difference(self.pair.option, self.pair.base)
        self.option = self.base if self.differ is None else Track(self.pair.option, self._folder)

    @property
    def tracks(self) -> list[Track]:
        """What is simulated."""
        return [self.base] if self.option is self.base else [self.base, self.option]

    @property
    def clock(self) -> Clock:
        """The clock of both."""
        return self.base.model.built.clock

    @property
    def hour(self) -> int:
        """Hours since the beginning of the warm-up."""
        return self.base.hour

    @property
    def weeks(self) -> int:
        """How many measured weeks are over."""
        return len(self.base.model.kept.counts)

    @property
    def since(self) -> int:
        """The first measured week that the figures count: that of the measures' beginning."""
        start = self.clock.first_hour if self.differ is None else self.differ
        return int(max(0, self.clock.week_of(start)))

    def run_to(self, hour: int) -> None:
        """Go forwards to an hour."""
        for track in self.tracks:
            track.run_to(hour)

    def seek(self, hour: int, watch: Watch) -> None:
        """Go to an hour, or to the nearest one that is measured."""
        hour = min(max(hour, self.clock.first_hour), self.clock.hours)
        tracks = self.tracks
        for number, track in enumerate(tracks):
            track.seek(hour, part(watch, number, len(tracks)))


def part(watch: Watch, number: int, of: int) -> Watch:
    """Return what is told the share that is done of one of several parts."""
    return lambda share: watch((number + share) / of)
