"""What buttons of the class do: a browser's message is read strictly and becomes a step of the room."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from govsim.dashboard.classroom import leading, taking_part
from govsim.dashboard.classroom.here import Here
from govsim.dashboard.classroom.keeping import name_for, save
from govsim.dashboard.classroom.opening import fresh
from govsim.dashboard.classroom.room import Forecast, RefusedError, Room, Side, Team
from govsim.lessons import catalogue, lesson

Message = Mapping[str, Any]
_MOST_ENTRIES = 40  # of anything that a message lists


class OddError(ValueError):
    """A message that no page of this server sends."""


def lead(here: Here, message: Message) -> None:
    """Do what the trainer asks. Raises RefusedError, OddError."""
    what = _text(message, "do")
    if what == "rerun":
        here.hall.try_again()
    elif what == "end":
        _end(here)
    elif what in _LEADING:
        here.hall.act(lambda room: _LEADING[what](room, message))
    else:
        raise OddError(what)


def take_part(here: Here, secret: str, message: Message) -> None:
    """Do what the team at a phone asks. Raises RefusedError, OddError."""
    what = _text(message, "do")
    if what not in _TAKING_PART:
        raise OddError(what)
    here.hall.act(lambda room: _TAKING_PART[what](room, _seated(room, secret), message))


def sit_down(here: Here, message: Message) -> str:
    """Take a seat and return the secret that the browser is to keep. Raises RefusedError, OddError."""
    secret, name = secrets.token_urlsafe(18), _whole(message, "team")
    here.hall.act(lambda room: taking_part.take_seat(room, name, secret))
    return secret


def _seated(room: Room, secret: str) -> Team:
    team = taking_part.seat_of(room, secret) if secret else None
    if team is None:
        raise RefusedError("这个座位已让给别的手机。", "This seat was given to another phone.")
    return team


def _predict(room: Room, team: Team, message: Message) -> Room:
    rows = _list(message, "forecasts")
    said = [Forecast(_text(row, "ask"), cast(Side, _text(row, "side")), _size(row.get("size")), _whole(row, "sure"))
            for row in rows]  # fmt: skip  # `predict` refuses other sides
    return taking_part.predict(room, team, said, lesson(room.lesson))


def _choose(room: Room, team: Team, message: Message) -> Room:
    units = message.get("choice")
    if not isinstance(units, Mapping) or len(units) > _MOST_ENTRIES:
        raise OddError("choice")
    plain = {str(name): _size(value) or 0.0 for name, value in units.items()}
    return taking_part.choose(room, team, plain, lesson(room.lesson), _text(message, "gave_way"))


def _submit(room: Room, team: Team, message: Message) -> Room:
    chosen = _choose(room, team, message)
    return taking_part.submit(chosen, chosen.team(team.name), lesson(room.lesson))


def _pick(room: Room, message: Message) -> Room:
    """Take another lesson, as long as nobody has a seat."""
    which = _text(message, "lesson")
    if which not in catalogue() or any(team.joined or team.forecasts for team in room.teams):
        raise RefusedError("有人入座以后不能换课程。", "The lesson cannot be changed once somebody has a seat.")
    return replace(room, lesson=which)


def _end(here: Here) -> None:
    """Close the room, keep it under a name of its own, and begin another one with the same people in mind."""
    room = here.room
    try:
        save(leading.close(room), here.setting.folder, name_for("class"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise RefusedError(f"存不下来：{reason}", f"It cannot be kept: {reason}") from None
    setting = replace(here.setting, lesson=room.lesson, teams=len(room.teams), runs=room.runs)
    here.hall.act(lambda _: replace(fresh(setting), word=room.word, passkey=room.passkey))


_LEADING: dict[str, Callable[[Room, Message], Room]] = {
    "next": lambda room, _: leading.onward(room, time.time()),
    "back": lambda room, _: leading.back(room, time.time()),
    "skip": lambda room, message: leading.skip(room, _text(message, "phase"), time.time()),
    "lock": lambda room, message: leading.lock(room, message.get("on") is True),
    "extend": lambda room, message: leading.extend(room, _size(message.get("seconds")) or 0.0, time.time()),
    "free": lambda room, message: leading.free(room, _whole(message, "team")),
    "replace": lambda room, message: leading.replaced(room, _whole(message, "team")),
    "hide": lambda room, message: leading.hide(room, _whole(message, "team"), message.get("on") is True),
    "lesson": _pick,
}
_TAKING_PART: dict[str, Callable[[Room, Team, Message], Room]] = {
    "role": lambda room, team, message: taking_part.take_role(
        room, team, _text(message, "role"), lesson(room.lesson)
    ),
    "predict": _predict,
    "choose": _choose,
    "submit": _submit,
    "take_back": lambda room, team, _: taking_part.take_back(room, team),
    "answer": lambda room, team, message: taking_part.answer(
        room, team, _whole(message, "question"), _text(message, "text", 4000)
    ),
}


def _text(message: Message, key: str, most: int = 100) -> str:
    value = message.get(key)
    if not isinstance(value, str) or len(value) > most:
        raise OddError(key)
    return value


def _whole(message: Message, key: str) -> int:
    value = message.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise OddError(key)
    return value


def _size(value: object) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise OddError("number")
    return None if value is None else float(value)


def _list(message: Message, key: str) -> list[Message]:
    rows = message.get(key)
    if not isinstance(rows, list) or len(rows) > _MOST_ENTRIES or not all(isinstance(row, Mapping) for row in rows):
        raise OddError(key)
    return rows
