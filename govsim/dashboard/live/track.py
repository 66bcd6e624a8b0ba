"""One scenario as it is played: forwards hour by hour, back to any hour by way of states kept on disk."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from govsim.clock import Clock
from govsim.errors import GovsimError
from govsim.model import Community
from govsim.rosters import STANDARD
from govsim.scenario import Scenario, fingerprint_of

DAY, WEEK = 24, 168
WEEKS_APART = 4  # between two kept states
MOST_BYTES = 1_000_000_000  # of kept states
Watch = Callable[[float], None]  # is told the share that is done; may raise to stop


class Track:
    """A scenario under way. States are kept in `folder` under a name that says all they depend on.

    So a scenario that differs from an earlier one in a measure of a later date goes on from that one's state, with the
    same result as from the seed.
    """

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario, self._folder = scenario, folder
        self.model = Community(scenario)
        self._fresh = True

    @property
    def hour(self) -> int:
        """Hours since the beginning of the warm-up."""
        return self.model.hour

    def run_to(self, hour: int) -> None:
        """Go forwards to an hour, keeping the state every few weeks."""
        while self.hour < hour:
            self._fresh = False
            self.model.run_to(min(hour, self._next_kept()))
            if self.hour % WEEK == 0 and self._is_kept(self.hour):
                self._keep()

    def seek(self, hour: int, watch: Watch = lambda share: None) -> None:
        """Go to an hour, from the nearest kept state before it or from the seed."""
        best = self._nearest(hour)
        if self.hour > hour or (best or 0) > self.hour:
            self._restore(best)
        first = self.hour
        while self.hour < hour:
            self.run_to(min(hour, (self.hour // WEEK + 1) * WEEK))
            watch((self.hour - first) / max(1, hour - first))

    def _restore(self, hour: int | None) -> None:
        """Take over the state of an hour; without one, or where it does not fit, begin from the seed."""
        if not self._fresh:
            self.model, self._fresh = Community(self.scenario), True
        if hour is None:
            return
        try:
            self.model.load(self._path(hour))
            self._fresh = False
        except GovsimError:  # more posts than that place had, or the file is gone
            self.model, self._fresh = Community(self.scenario), True

    def _next_kept(self) -> int:
        first = self.model.built.clock.first_hour
        if self.hour < first:
            return first
        apart = WEEKS_APART * WEEK
        return first + ((self.hour - first) // apart + 1) * apart

    def _is_kept(self, hour: int) -> bool:
        since = hour - self.model.built.clock.first_hour
        return since >= 0 and since % (WEEKS_APART * WEEK) == 0

    def _nearest(self, hour: int) -> int | None:
        """Return the latest hour, at most `hour`, whose state is kept."""
        first, apart = self.model.built.clock.first_hour, WEEKS_APART * WEEK
        if hour < first:
            return None
        latest = first + (hour - first) // apart * apart
        return next((kept for kept in range(latest, first - 1, -apart) if self._path(kept).exists()), None)

    def _keep(self) -> None:
        path = self._path(self.hour)
        if not path.exists():
            try:
                self.model.save(path)
                make_room(self._folder)
            except OSError:
                return  # a full disk costs time on the way back, nothing else

    def _path(self, hour: int) -> Path:
        return self._folder / f"{history_of(self.scenario, hour)}-{hour}.npz"


def history_of(scenario: Scenario, hour: int) -> str:
    """Return what the state at an hour depends on: all settings but measures that begin then or later."""
    midnight = scenario.run.start + timedelta(weeks=-scenario.run.warmup, days=hour // DAY)
    begun = [policy for policy in scenario.policies if policy.on and (policy.start or scenario.run.start) < midnight]
    held = scenario.model_copy(update={"policies": tuple(begun)})
    held._folder = scenario.folder
    # The rows of all rosters are part of a state, also of those that nobody has yet.
    rosters = [len(policy.rosters(STANDARD) or ()) for policy in scenario.policies]
    plain = json.dumps([fingerprint_of(held), [number for number in rosters if number]])
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


def first_difference(one: Scenario, other: Scenario) -> int | None:
    """Return the first hour at which two scenarios with other measures may differ; None where they never do."""
    clock = Clock(one.run.start, one.run.warmup, one.run.weeks)
    mine, theirs = ({policy.model_dump_json(): policy for policy in each.policies if policy.on}
                    for each in (one, other))  # fmt: skip
    starts = [(mine | theirs)[text].start or one.run.start for text in mine.keys() ^ theirs.keys()]
    return clock.hour_of(min(starts)) if starts else None


def make_room(folder: Path) -> None:
    """Remove the states that were written longest ago, until the rest fit."""
    files = sorted(folder.glob("*.npz"), key=lambda file: file.stat().st_mtime, reverse=True)
    held = 0
    for file in files:
        held += file.stat().st_size
        if held > MOST_BYTES:
            file.unlink(missing_ok=True)
