"""A class begins: the room that a folder keeps is taken up again, or a new one is made."""

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from govsim.dashboard.classroom.keeping import UnreadableError, default_folder, load, set_aside
from govsim.dashboard.classroom.names import new_code, new_word
from govsim.dashboard.classroom.room import FEWEST_TEAMS, MOST_TEAMS, PHASES, RefusedError, Room, Team
from govsim.lessons import catalogue, lesson, no_lesson

DEFAULT_LESSON, DEFAULT_TEAMS = "L2", 10
Said = tuple[str, str]  # zh, en


@dataclass(frozen=True)
class Setting:
    """A class that was asked for: where it is reached, and what of it was said; None: as the folder has it."""

    address: str
    port: int
    lesson: str | None = None
    teams: int | None = None
    runs: int | None = None
    folder: Path = field(default_factory=default_folder)

    @property
    def host(self) -> str:
        """The address and port as a browser writes them."""
        return self.address if self.port == 80 else f"{self.address}:{self.port}"


def opened(setting: Setting) -> tuple[Room, list[Said]]:
    """Return the room, and what the trainer should know about it. Raises RefusedError, OSError."""
    check(setting)
    try:
        kept = load(setting.folder)
    except UnreadableError:
        path = set_aside(setting.folder, "unreadable")
        return fresh(setting), [(
            f"课堂文件读不出，已改名保留：{path}。开了一堂新课。",
            f"The file of the class cannot be read. It is kept as {path}; a new class begins.",
        )]  # fmt: skip
    if kept is None:
        return fresh(setting), []
    if kept.closed or not _fits(kept, setting):
        path = set_aside(setting.folder, "class")
        return fresh(setting), [(f"上一堂课保存为 {path}。开了一堂新课。",
                                 f"The class before is kept as {path}; a new class begins.")]  # fmt: skip
    return kept, [(
        f"接着上次的课堂（{setting.folder}）。要重新开始，在教师页按“结束课堂”。",
        f"The class in {setting.folder} goes on. To begin anew, press End the class on the trainer's page.",
    )]  # fmt: skip


def fresh(setting: Setting) -> Room:
    """Return a new room with a code and a word of its own."""
    which, now = setting.lesson or DEFAULT_LESSON, time.time()
    return Room(
        id=secrets.token_hex(8), code=new_code(), word=new_word(), passkey=secrets.token_urlsafe(24), lesson=which,
        runs=setting.runs or lesson(which).seeds, opened=now, ends=now + 60 * PHASES[0].minutes,
        teams=tuple(Team(number) for number in range(setting.teams or DEFAULT_TEAMS)),
    )  # fmt: skip


def _fits(room: Room, setting: Setting) -> bool:
    return (
        room.lesson in catalogue() and room.lesson == (setting.lesson or room.lesson)
        and len(room.teams) == (setting.teams or len(room.teams)) and room.runs == (setting.runs or room.runs)
    )  # fmt: skip


def check(setting: Setting) -> None:
    """Refuse a class that cannot be held, before its folder is touched. Raises RefusedError."""
    if setting.lesson is not None and setting.lesson not in catalogue():
        raise RefusedError(*no_lesson(setting.lesson))
    if setting.teams is not None and not FEWEST_TEAMS <= setting.teams <= MOST_TEAMS:
        raise RefusedError(
            f"组数为 {FEWEST_TEAMS} 到 {MOST_TEAMS}，不能是 {setting.teams}。",
            f"{FEWEST_TEAMS} to {MOST_TEAMS} teams, not {setting.teams}.",
        )
