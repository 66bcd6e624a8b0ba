"""The one room of this server, shared by all its pages on purpose: every change is kept, then told to all of them."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from govsim.dashboard.classroom.computing import Bench, Computed, Outcome
from govsim.dashboard.classroom.keeping import save
from govsim.dashboard.classroom.points import Rows, rows_of
from govsim.dashboard.classroom.results_kept import keep, kept
from govsim.dashboard.classroom.room import Choice, Room
from govsim.lessons import lesson


@dataclass(frozen=True)
class Snapshot:
    """The class at one moment. found: what each choice changed, once all of it is there; trouble: why the last change
    could not be kept, "" = it was.
    """

    number: int
    room: Room
    computed: Computed
    found: Mapping[Choice, Rows] = field(default_factory=lambda: MappingProxyType({}))
    trouble: str = ""


class Hall:
    """Holds the latest snapshot; steps are taken one at a time."""

    def __init__(self, room: Room, folder: Path, bench: Callable[..., Any] = Bench) -> None:
        self._folder = folder
        self._changed = threading.Condition()
        self._closed = False
        self._latest = _begun(room, folder)
        self._keep(room)
        self._bench = bench(self._heard)
        self._want()

    @property
    def latest(self) -> Snapshot:
        """The class as it is now."""
        return self._latest

    def act(self, step: Callable[[Room], Room]) -> None:
        """Take a step, keep the room and tell all pages. Whatever the step raises is raised, and nothing changes."""
        with self._changed:
            room = step(self._latest.room)
            if room == self._latest.room:
                return
            before = self._latest
            other = (room.lesson, room.id) != (before.room.lesson, before.room.id)
            after = _begun(room, self._folder) if other else _with_found(replace(before, room=room))
            self._tell(replace(after, trouble=self._keep(room)))
        self._want()

    def try_again(self) -> None:
        """Do runs that failed once more."""
        with self._changed:
            self._tell(replace(self._latest, computed=self._latest.computed.without_failures()))
        self._want()

    def wait(self, number: int, patience: float) -> Snapshot:
        """Return the latest snapshot as soon as its number is another one, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._latest.number != number, patience)
            return self._latest

    def close(self) -> None:
        """End the processes; the room is kept."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._bench.close()

    @property
    def closed(self) -> bool:
        """Whether the server is ending."""
        return self._closed

    def _heard(self, outcome: Outcome) -> None:
        with self._changed:
            computed = self._latest.computed
            if outcome.task.lesson != computed.lesson or outcome.task.seed not in computed.seeds:
                return
            computed = computed.with_outcome(outcome)
            self._tell(_with_found(replace(self._latest, computed=computed)))
        choice = outcome.task.choice
        if choice is not None and computed.is_over(choice):
            keep(self._folder, computed, choice)

    def _want(self) -> None:
        with self._changed:  # or an older list could take the place of a newer one
            latest = self._latest
            self._bench.want([] if latest.room.closed else latest.computed.missing(wanted(latest.room)))

    def _keep(self, room: Room) -> str:
        try:
            save(room, self._folder)
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def _tell(self, snapshot: Snapshot) -> None:
        self._latest = replace(snapshot, number=self._latest.number + 1)
        self._changed.notify_all()


def wanted(room: Room) -> list[Choice]:
    """Return the choices that teams have submitted, the round that is on first."""
    rounds = (1, 0) if room.round == 2 else (0, 1)
    return [team.rounds[place].choice for place in rounds for team in room.teams if team.rounds[place].submitted]


def _begun(room: Room, folder: Path) -> Snapshot:
    seeds = tuple(range(1, room.runs + 1))
    done = kept(folder, room.lesson, seeds, [(), *wanted(room)])
    return _with_found(Snapshot(0, room, Computed(room.lesson, seeds, done=done)))


def _with_found(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with what is found by now; what was found before is not computed again."""
    which, computed, before = lesson(snapshot.room.lesson), snapshot.computed, snapshot.found
    fresh = {choice: rows for choice in dict.fromkeys(wanted(snapshot.room)) if choice not in before
             and (rows := rows_of(which, computed, choice)) is not None}  # fmt: skip
    return replace(snapshot, found=MappingProxyType({**before, **fresh})) if fresh else snapshot
