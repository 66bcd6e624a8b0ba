"""The folder of a class: the room as JSON, written whole after every change, and what was computed for it."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from govsim.dashboard.classroom.room import MOST_TEAMS, PHASES, RefusedError, Room

FORMAT = 1
ROOM = "room.json"
_LARGEST = 1 << 20  # bytes of a room's file; a full one has some ten thousand
_ROOM = TypeAdapter(Room)


class UnreadableError(Exception):
    """A file that is no room of this program."""


def default_folder() -> Path:
    """Return the folder for classes among the user's own data."""
    home = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".local" / "share") / "govsim" / "class"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let no other server hold a class in the folder meanwhile; a killed one leaves no lock behind.

    Raises RefusedError, OSError.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock", mode=0o600, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise RefusedError(
            f"{folder} 里的课堂正由另一个 govsim dashboard --class 开着。请先停掉它，或用 --room 换一个文件夹。",
            f"Another govsim dashboard --class holds the class in {folder}. Stop it first, or choose another --room.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def write(folder: Path, name: str, content: object) -> None:
    """Write a JSON file so that it is there whole or not at all, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{name}.{os.getpid()}"
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(number, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / name)


def save(room: Room, folder: Path, name: str = ROOM) -> None:
    """Keep a room."""
    write(folder, name, {"govsim_room": FORMAT, "room": _ROOM.dump_python(room, mode="json")})


def load(folder: Path) -> Room | None:
    """Return the room that the folder keeps, None if there is none. Raises UnreadableError."""
    path = folder / ROOM
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableError
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or document.get("govsim_room") != FORMAT:
            raise UnreadableError
        return _checked(_ROOM.validate_json(json.dumps(document.get("room")), strict=True))
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, ValueError, RecursionError, ValidationError, IsADirectoryError):
        raise UnreadableError from None


def set_aside(folder: Path, why: str) -> Path:
    """Give the file of a room another name, so that it is kept and a new room can begin."""
    path = folder / name_for(why)
    os.replace(folder / ROOM, path)
    return path


def name_for(why: str) -> str:
    """Return a name that no other file has."""
    return f"{why}-{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000:06d}.json"


def _checked(room: Room) -> Room:
    """Return a room whose numbers fit together. Raises UnreadableError."""
    names = [team.name for team in room.teams]
    sound = (
        len(set(names)) == len(names) <= MOST_TEAMS and all(0 <= name < MOST_TEAMS for name in names) and room.runs > 0
        and 0 <= room.phase < len(PHASES) and 0 <= room.step < len(PHASES[room.phase].screens)
    )  # fmt: skip
    if not sound:
        raise UnreadableError
    return room
