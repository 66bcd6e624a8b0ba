"""What a team does at its phone: each a pure step from one state of the room to the next."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from govsim.dashboard.classroom.room import (
    LONGEST_ANSWER,
    PLACES,
    QUESTIONS,
    Forecast,
    RefusedError,
    Room,
    Team,
    choice_of,
    must_be_open,
)
from govsim.lessons import Lesson, problems

_MOST_SIZE = 1e6
_CHOOSING = (PLACES["choose_1"], PLACES["choose_2"])


def key_of(secret: str) -> str:
    """Return what the room keeps of a joiner's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seat_of(room: Room, secret: str) -> Team | None:
    """Return the team of the browser that keeps a secret."""
    key = key_of(secret)
    return next((team for team in room.teams if team.key == key), None)


def take_seat(room: Room, name: int, secret: str) -> Room:
    """Sit down at a free seat; a browser has one seat."""
    must_be_open(room)
    if seat_of(room, secret):
        raise RefusedError("这部手机已经入座。", "This phone has a seat already.")
    team = room.team(name)
    if team.joined:
        raise RefusedError("这个座位已有人。请选另一个。", "That seat is taken. Choose another one.")
    return room.with_team(replace(team, key=key_of(secret)))


def take_role(room: Room, team: Team, role: str, lesson: Lesson) -> Room:
    """Choose the role that the phone's holder answers for; roles may be swapped at any time."""
    must_be_open(room)
    if role not in {each.id for each in lesson.roles}:
        raise RefusedError("没有这个角色。", "There is no such role.")
    return room.with_team(replace(team, role=role))


def predict(room: Room, team: Team, forecasts: Sequence[Forecast], lesson: Lesson) -> Room:
    """Say what one expects, until the trainer locks; the last word counts."""
    must_be_open(room)
    if room.now.id != "predict" or room.locked:
        raise RefusedError("现在不收预测。", "Predictions are not taken now.")
    asked = [ask.id for ask in lesson.prediction]
    if [each.ask for each in forecasts] != asked or not all(map(_is_sound, forecasts)):
        raise RefusedError("请回答每一问：▲▼≈、多少、多大把握。", "Answer each question: ▲▼≈, how much, how sure.")
    return room.with_team(replace(team, forecasts=tuple(forecasts)))


def choose(room: Room, team: Team, units: Mapping[str, float], lesson: Lesson, gave_way: str = "") -> Room:
    """Change a choice that is not submitted; what is more than an option allows is refused."""
    place = _round(room)
    if team.rounds[place].submitted:
        raise RefusedError("已经提交。要改，先撤回。", "It is submitted. Take it back to change it.")
    known = {option.id: option for option in lesson.options}
    if not all(name in known and _is_amount(value, known[name].most) for name, value in units.items()):
        raise RefusedError("没有这个选项，或超过上限。", "There is no such option, or more than it allows.")
    if gave_way and gave_way not in {role.id for role in lesson.roles}:
        raise RefusedError("没有这个角色。", "There is no such role.")
    return _with_sheet(room, team, choice=choice_of(dict(units)), gave_way=gave_way)


def submit(room: Room, team: Team, lesson: Lesson) -> Room:
    """Submit a choice that keeps to the rules of the lesson."""
    place = _round(room)
    found = problems(lesson, dict(team.rounds[place].choice), place + 1)
    if found:
        raise RefusedError(found[0].zh, found[0].en)
    return _with_sheet(room, team, submitted=True)


def take_back(room: Room, team: Team) -> Room:
    """Take a submitted choice back, to change it."""
    _round(room)
    return _with_sheet(room, team, submitted=False)


def answer(room: Room, team: Team, question: int, text: str) -> Room:
    """Give a short answer in the debrief; control characters and what is too long are left out."""
    must_be_open(room)
    if room.now.id not in ("debrief", "leave") or not 0 <= question < QUESTIONS:
        raise RefusedError("现在不收回答。", "Answers are not taken now.")
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:LONGEST_ANSWER]
    one, two, three = (said if place == question else each for place, each in enumerate(team.answers))
    return room.with_team(replace(team, answers=(one, two, three)))


def _round(room: Room) -> int:
    """Return which round's choices are taken now, 0 or 1."""
    must_be_open(room)
    if room.phase not in _CHOOSING or room.locked:
        raise RefusedError("现在不收选择。", "Choices are not taken now.")
    return room.round - 1


def _with_sheet(room: Room, team: Team, **changes: Any) -> Room:
    one, two = team.rounds
    rounds = (replace(one, **changes), two) if room.round == 1 else (one, replace(two, **changes))
    return room.with_team(replace(team, rounds=rounds))


def _is_sound(forecast: Forecast) -> bool:
    size = forecast.size
    known = forecast.side in ("up", "down", "same") and forecast.sure in (1, 2, 3)
    return known and (size is None or _is_amount(size, _MOST_SIZE))


def _is_amount(value: object, most: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value <= most
