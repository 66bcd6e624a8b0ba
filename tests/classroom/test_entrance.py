"""Who comes in, at which address, and what a browser's message may hold."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim.dashboard.classroom import address
from govsim.dashboard.classroom.acting import OddError, lead, sit_down, take_part
from govsim.dashboard.classroom.gate import Gate
from govsim.dashboard.classroom.hall import Hall
from govsim.dashboard.classroom.here import Here
from govsim.dashboard.classroom.leading import skip
from govsim.dashboard.classroom.room import RefusedError
from govsim.errors import UsageError
from tests.classroom.made_up import Bench, affordable, forecasts, room, setting, which


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_wrong_words_are_slowed_down_and_the_right_one_with_them():
    clock = Clock()
    gate = Gate(3, 30.0, clock)
    assert gate.opens("right", "right") and not any(gate.opens("wrong", "right") for _ in range(3))
    assert not gate.opens("right", "right") and gate.wait() == 30.0
    clock.now += 29
    assert not gate.opens("right", "right")
    clock.now += 2
    assert gate.wait() == 0 and gate.opens("right", "right")


def test_right_words_are_never_slowed_down_by_themselves():
    gate = Gate(3, 30.0, Clock())
    assert all(gate.opens("山-水", "山-水") for _ in range(50))


@pytest.mark.parametrize(
    "asked",
    ["8.8.8.8", "0.0.0.0", "255.255.255.255", "100.64.0.1", "172.32.0.1", "::1", "here", "10.0.0", "", "10.0.0.5:80"],
)
def test_addresses_that_are_not_of_a_local_network_are_refused(asked):
    with pytest.raises(UsageError):
        address.chosen(asked)


@pytest.mark.parametrize("asked", ["192.168.1.23", "10.0.0.7", "172.31.255.1", "169.254.3.4", "127.0.0.2"])
def test_addresses_of_a_local_network_are_taken(asked):
    assert address.chosen(asked) == asked


def test_addresses_found_are_private_and_not_loopback():
    for each in address.found():
        assert address.chosen(each) == each and not each.startswith("127.")


def test_without_a_network_the_command_says_what_to_do(monkeypatch):
    monkeypatch.setattr(address, "found", list)
    with pytest.raises(UsageError, match="hotspot"):
        address.chosen(None)


@pytest.fixture
def open_class(tmp_path):
    made = room(tmp_path)
    return Here(Hall(made, tmp_path, bench=Bench), setting(tmp_path))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5,
)  # fmt: skip
DOES = st.sampled_from((
    "next", "back", "skip", "lock", "extend", "free", "replace", "hide", "lesson", "role", "predict", "choose",
    "submit", "take_back", "answer", "x",
))  # fmt: skip
KEYS = st.sampled_from((
    "do", "phase", "team", "on", "seconds", "lesson", "role", "forecasts", "choice", "gave_way", "question", "text",
))  # fmt: skip


@settings(max_examples=60)
@given(does=DOES, rest=st.dictionaries(KEYS, JSON, max_size=5))
def test_whatever_a_browser_sends_is_taken_or_refused(tmp_path_factory, does, rest):
    folder = tmp_path_factory.mktemp("room")
    here = Here(Hall(skip(room(folder), "choose_1", 1.0), folder, bench=Bench), setting(folder))
    secret = sit_down(here, {"team": 0})
    message = {**rest, "do": does}
    for act in (lambda: take_part(here, secret, message), lambda: lead(here, message)):
        with suppress(RefusedError, OddError):
            act()
    json.dumps(str(here.room))


def test_a_joiner_cannot_do_what_the_trainer_does(open_class):
    secret = sit_down(open_class, {"team": 1})
    for does in ("next", "skip", "lock", "extend", "free", "replace", "end", "rerun", "lesson"):
        with pytest.raises(OddError):
            take_part(open_class, secret, {"do": does, "team": 0, "phase": "leave"})
    assert open_class.room.screen == "seats"


def test_without_a_seat_nothing_is_done(open_class):
    lead(open_class, {"do": "skip", "phase": "choose_1"})
    for secret in ("", "made up"):
        with pytest.raises(RefusedError):
            take_part(open_class, secret, {"do": "submit", "choice": {}, "gave_way": ""})


def test_a_team_goes_through_its_lesson_by_messages(open_class):
    secret = sit_down(open_class, {"team": 1})
    lead(open_class, {"do": "skip", "phase": "predict"})
    said = [{"ask": each.ask, "side": each.side, "size": each.size, "sure": each.sure} for each in forecasts()]
    take_part(open_class, secret, {"do": "predict", "forecasts": said})
    lead(open_class, {"do": "next"})
    role = which().roles[0].id
    take_part(open_class, secret, {"do": "submit", "choice": affordable(), "gave_way": role})
    team = open_class.room.team(1)
    assert team.forecasts == tuple(forecasts()) and team.rounds[0].submitted and team.rounds[0].gave_way == role


def test_ending_a_class_keeps_it_and_begins_another(open_class, tmp_path):
    sit_down(open_class, {"team": 1})
    before = open_class.room
    lead(open_class, {"do": "end"})
    after = open_class.room
    assert after.id != before.id and not any(team.joined for team in after.teams) and not after.closed
    assert (after.word, after.passkey, after.lesson) == (before.word, before.passkey, before.lesson)
    assert after.code != before.code or after.id != before.id
    assert len(list(tmp_path.glob("class-*.json"))) == 1


def test_the_lesson_is_chosen_before_anybody_sits(open_class):
    lead(open_class, {"do": "lesson", "lesson": "L1"})
    assert open_class.room.lesson == "L1"
    sit_down(open_class, {"team": 1})
    with pytest.raises(RefusedError):
        lead(open_class, {"do": "lesson", "lesson": "L2"})


def test_the_code_on_the_screen_leads_to_the_room(open_class):
    assert open_class.link() == f"http://127.0.0.2:8765/class?room={open_class.room.code}"
    assert open_class.picture().startswith("data:image/svg+xml")
    assert open_class.knows(open_class.room.passkey) and not open_class.knows("") and not open_class.knows(None)
