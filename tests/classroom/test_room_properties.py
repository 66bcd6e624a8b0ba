"""Whatever is pressed in whatever order, a room stays sound and comes back from its file as it was."""

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from govsim.dashboard.classroom import leading, seen, seen_by
from govsim.dashboard.classroom.computing import Computed
from govsim.dashboard.classroom.hall import Snapshot, _with_found, wanted
from govsim.dashboard.classroom.keeping import load, save
from govsim.dashboard.classroom.points import Rows
from govsim.dashboard.classroom.room import PHASES, Choice, Forecast, RefusedError
from govsim.dashboard.classroom.taking_part import (
    answer,
    choose,
    predict,
    seat_of,
    submit,
    take_back,
    take_role,
    take_seat,
)
from govsim.lessons import problems
from tests.classroom.made_up import SHOWN, computed, room, which

NAMES = st.integers(-1, 4)
SECRETS = st.sampled_from([f"s{number}" for number in range(5)])
OPTIONS = st.sampled_from([each.id for each in which().options] + ["nothing"])
UNITS = st.dictionaries(OPTIONS, st.sampled_from([0.0, 0.5, 1.0, 2.0, 4.0, 1e9, -1.0, float("nan")]), max_size=4)
TIMES = st.floats(0, 4e9)
SIDES = st.sampled_from(["up", "down", "same", "?"])


KNOWN: dict[tuple[Choice, ...], tuple[Computed, Mapping[Choice, Rows]]] = {}


def results(choices, room):
    """Return all results of these choices, made up once."""
    if choices not in KNOWN:
        done = computed(*choices)
        KNOWN[choices] = done, _with_found(Snapshot(0, room, done)).found
    return KNOWN[choices]


class Lesson(RuleBasedStateMachine):
    """Presses any button at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="govsim-room-"))
        self.room = self.before = room(self.folder)

    def step(self, take):
        self.before = self.room
        kept = repr(self.room)
        with suppress(RefusedError):
            self.room = take(self.room)
        assert repr(self.before) == kept  # a step changes nothing that was there

    def as_team(self, secret, take):
        team = seat_of(self.room, secret)
        if team is not None:
            self.step(lambda now: take(now, team))

    @rule(name=NAMES, secret=SECRETS)
    def sit(self, name, secret):
        self.step(lambda now: take_seat(now, name, secret))

    @rule(secret=SECRETS, role=st.sampled_from([each.id for each in which().roles] + ["x"]))
    def role(self, secret, role):
        self.as_team(secret, lambda now, team: take_role(now, team, role, which()))

    @rule(secret=SECRETS, side=SIDES, size=st.none() | st.floats(), sure=st.integers(0, 4))
    def predict(self, secret, side, size, sure):
        said = [Forecast(ask.id, side, size, sure) for ask in which().prediction]
        self.as_team(secret, lambda now, team: predict(now, team, said, which()))

    @rule(secret=SECRETS, units=UNITS)
    def choose(self, secret, units):
        self.as_team(secret, lambda now, team: choose(now, team, units, which()))

    @rule(secret=SECRETS)
    def submit(self, secret):
        self.as_team(secret, lambda now, team: submit(now, team, which()))

    @rule(secret=SECRETS)
    def take_back(self, secret):
        self.as_team(secret, take_back)

    @rule(secret=SECRETS, question=st.integers(-1, 3), text=st.text(max_size=300))
    def answer(self, secret, question, text):
        self.as_team(secret, lambda now, team: answer(now, team, question, text))

    @rule(now=TIMES)
    def onward(self, now):
        self.step(lambda made: leading.onward(made, now))

    @rule(now=TIMES)
    def back(self, now):
        self.step(lambda made: leading.back(made, now))

    @rule(now=TIMES, phase=st.sampled_from([each.id for each in PHASES] + ["x"]))
    def skip(self, now, phase):
        self.step(lambda made: leading.skip(made, phase, now))

    @rule(on=st.booleans())
    def lock(self, on):
        self.step(lambda made: leading.lock(made, on))

    @rule(seconds=st.floats(), now=TIMES)
    def extend(self, seconds, now):
        self.step(lambda made: leading.extend(made, seconds, now))

    @rule(name=NAMES, on=st.booleans())
    def hide(self, name, on):
        self.step(lambda made: leading.hide(made, name, on))

    @rule(name=NAMES)
    def free(self, name):
        self.step(lambda made: leading.free(made, name))

    @rule(name=NAMES)
    def replace(self, name):
        self.step(lambda made: leading.replaced(made, name))

    @precondition(lambda self: self.room.phase > 6)
    @rule()
    def close(self):
        self.step(leading.close)

    @invariant()
    def is_sound(self):
        keys = [team.key for team in self.room.teams if team.key]
        assert len(set(keys)) == len(keys)
        assert [team.name for team in self.room.teams] == [0, 1, 2]
        assert 0 <= self.room.step < len(PHASES[self.room.phase].screens)
        for team in self.room.teams:
            assert len(team.forecasts) in (0, len(which().prediction))
            for place, sheet in enumerate(team.rounds, 1):
                assert not sheet.submitted or not problems(which(), dict(sheet.choice), place)

    @invariant()
    def comes_back_from_its_file(self):
        save(self.room, self.folder)
        assert load(self.folder) == self.room

    @invariant()
    def shows_results_only_after_the_reveal(self):
        done, found = results(tuple(wanted(self.room)), self.room)
        snapshot = Snapshot(0, self.room, done, found)
        shown = [seen.screen(snapshot, "en")] + [seen_by.phone(snapshot, team, "zh") for team in self.room.teams]
        told = any(SHOWN in repr(each) for each in shown)
        assert not told or seen.is_revealed(self.room, 1)


Lesson.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
test_any_order_of_buttons = Lesson.TestCase
