"""A session's end of the pipe to its process: starts it, hears it, ends it; one process more is kept ready."""

import atexit
import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from govsim.dashboard.copies import COPIED, context
from govsim.dashboard.live.opening import Wish
from govsim.dashboard.live.process import serve
from govsim.dashboard.own.limits import memory
from govsim.dashboard.server import MOST_PAGES
from govsim.errors import GovsimError

EACH = 100 if COPIED else 320  # MB that a process is reckoned with: one of 20,000 residents took 50 alone, or 320
SHARE = 0.75  # of the memory of this machine that the processes may fill
LEAVE = 2.0  # s that a process has for ending by itself
Hear = Callable[[str, Any], None]


def room(megabytes: float) -> int:
    """Return how many processes fit into a machine with so much memory; at least 2, at most one a page."""
    return int(max(2, min(MOST_PAGES, SHARE * megabytes // EACH)))


MOST = room(memory())  # processes at a time


class Link:
    """A process that plays for one session. `hear(name, content)` is called for what it tells, in a thread."""

    def __init__(self, process: Any, connection: Connection, ended: "Callable[[Link], None]") -> None:
        self._process, self._connection, self._ended = process, connection, ended
        self._closed = threading.Event()
        self._sending = threading.Lock()
        self._expected: Wish | None = None

    def listen(self, hear: Hear) -> None:
        """Hear the process until it or the session ends; to be called in a thread of the session."""
        try:
            while not self._closed.is_set():
                if self._connection.poll(0.5):
                    name, content = self._connection.recv()
                    if not self._closed.is_set() and self._concerns(name, content):
                        hear(name, content)
        except (EOFError, OSError):
            if not self._closed.is_set():
                hear("lost", None)

    def open(self, wish: Wish) -> None:
        """Ask for a scenario; what the process still tells of an earlier one is not heard."""
        self._expected = wish
        self.ask("open", wish)

    def _concerns(self, name: str, content: Any) -> bool:
        if name == "opening" and content == self._expected:
            self._expected = None
        return self._expected is None

    def ask(self, name: str, *content: Any) -> None:
        """Ask the process for something; nothing happens once either side has ended."""
        with self._sending, contextlib.suppress(OSError, ValueError):
            self._connection.send((name, *content))

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return bool(self._process.is_alive())

    def close(self) -> None:
        """End the process: the pipe first, then by force if it does not hear."""
        if not self._closed.is_set():
            self._closed.set()
            threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        self._connection.close()
        self._process.join(LEAVE)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(LEAVE)
        self._ended(self)


class Stable:
    """All processes of this server, at most MOST; one that has the first page open already waits for its session."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: set[Link] = set()
        self._ready: Link | None = None
        self._folder: Path | None = None

    def prepare(self) -> None:
        """Start a process for the next session, if there is none and room for it."""
        with self._lock:
            if self._ready is None and len(self._taken) < MOST:
                self._ready = self._started(Wish())

    def take(self, wish: Wish) -> Link:
        """Return a process that opens a scenario. Raises GovsimError when all are taken."""
        with self._lock:
            if len(self._taken) >= MOST:
                raise GovsimError(
                    f"同时推演的页面已满（{MOST} 个）。请稍后再试，或关闭其他页面。",
                    f"All {MOST} simulations of this server are in use. Try again later, or close other pages.",
                )
            link, self._ready = self._ready, None
            if link is None or not link.is_alive() or wish != Wish():
                spare = link if link is not None and link.is_alive() else None
                link = spare or self._started(None)
                link.open(wish)
            self._taken.add(link)
        return link

    def released(self, link: Link) -> None:
        """Forget a process that has ended."""
        with self._lock:
            self._taken.discard(link)

    def number(self) -> int:
        """Return how many processes sessions have taken."""
        return len(self._taken)

    def close(self) -> None:
        """End all processes and remove the states they kept."""
        with self._lock:
            links, self._ready = [*self._taken, *([self._ready] if self._ready else [])], None
        for link in links:
            link.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self, first: Wish | None) -> Link:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="govsim-"))
            atexit.register(self.close)
        processes = context()
        mine, theirs = processes.Pipe()
        process = processes.Process(target=serve, args=(theirs, str(self._folder), first), daemon=True)
        process.start()
        theirs.close()
        return Link(process, mine, self.released)


stable = Stable()
