"""A word to whoever waits: what a command is doing, where it has shown nothing for a while."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsim.cli.session import Session

PATIENCE = 2.0  # seconds


@dataclass
class Silence:
    """Lasts until something is shown; `doing` says what goes on meanwhile, at first that the program is loaded."""

    doing: str = ""
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def attended(session: "Session", seconds: float = PATIENCE) -> Iterator[None]:
    """Say once what is being done if nothing has been shown after these seconds."""
    timer = threading.Timer(seconds, _say, [session])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _say(session: "Session") -> None:
    if not session.silence.over.is_set():
        doing = session.silence.doing or session.say("start.loading")
        session.note(f"{doing} …")
