"""The class that this server holds, if it holds one: its room, where it is reached, who may come in."""

import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from govsim.dashboard.classroom.gate import Gate
from govsim.dashboard.classroom.hall import Hall
from govsim.dashboard.classroom.opening import Setting
from govsim.dashboard.classroom.room import Room

_WRONG_WORDS = (5, 30.0)  # tries, s: of some three million words
_WRONG_CODES = (30, 60.0)


@dataclass(frozen=True)
class Here:
    """An open class."""

    hall: Hall
    setting: Setting
    words: Gate = field(default_factory=lambda: Gate(*_WRONG_WORDS))
    codes: Gate = field(default_factory=lambda: Gate(*_WRONG_CODES))

    @property
    def room(self) -> Room:
        """The room as it is now."""
        return self.hall.latest.room

    @property
    def address(self) -> str:
        """What a joiner types."""
        return f"http://{self.setting.host}"

    def link(self) -> str:
        """Return the address that a joiner's phone reads from the screen, with the room's code in it."""
        return f"{self.address}/class?room={quote(self.room.code)}"

    def knows(self, passkey: object) -> bool:
        """Whether a browser was let in by the trainer's word before."""
        return isinstance(passkey, str) and hmac.compare_digest(passkey.encode(), self.room.passkey.encode())

    def picture(self) -> str:
        """Return the link as a QR code: a picture in an address."""
        return _picture(self.link())


@lru_cache(maxsize=4)
def _picture(link: str) -> str:
    import segno

    made: str = segno.make(link, error="m").svg_data_uri(scale=10, border=2, dark="#17202b", light="#ffffff")
    return made


_here: Here | None = None


def begin(setting: Setting, room: Room) -> None:
    """Open the class of this server."""
    global _here
    _here = Here(Hall(room, setting.folder), setting)


def here() -> Here | None:
    """Return the class of this server, None if it holds none."""
    return _here


def end() -> None:
    """End the computing; the room is kept in its folder."""
    global _here
    if _here is not None:
        _here.hall.close()
        _here = None
