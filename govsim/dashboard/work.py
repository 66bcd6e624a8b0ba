"""The crew of this server: begun and ended with it, made when there is something to do."""

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsim.dashboard.crew import Crew

_begun = False
_crew: "Crew | None" = None
_making = threading.Lock()


def begin() -> None:
    """Take on work from now on."""
    global _begun
    _begun = True


def crew() -> "Crew":
    """Return the crew. Raises RuntimeError while the server is not running."""
    global _crew
    with _making:
        if not _begun:
            raise RuntimeError("the server is not running")
        if _crew is None:
            from govsim.dashboard.crew import Crew  # loads more than the first page needs

            _crew = Crew()
        return _crew


def healthy() -> bool:
    """Whether the crew can take work."""
    return _begun and (_crew is None or _crew.healthy)


def runs() -> int:
    """Return how many runs are under way."""
    return _crew.runs if _crew is not None else 0


def end() -> None:
    """End all runs and their processes."""
    global _begun, _crew
    with _making:
        _begun = False
        if _crew is not None:
            _crew.close()
            _crew = None
