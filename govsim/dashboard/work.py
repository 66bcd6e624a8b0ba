"""The crew of this server: begun and ended with it."""

from govsim.dashboard.crew import Crew

_crew: Crew | None = None


def begin() -> None:
    """Make the crew; its processes start with the first run."""
    global _crew
    _crew = Crew()


def crew() -> Crew:
    """Return the crew. Raises RuntimeError while the server is not running."""
    if _crew is None:
        raise RuntimeError("the server is not running")
    return _crew


def healthy() -> bool:
    """Whether the crew can take work."""
    return _crew is not None and _crew.healthy


def runs() -> int:
    """Return how many runs are under way."""
    return _crew.runs if _crew is not None else 0


def end() -> None:
    """End all runs and their processes."""
    global _crew
    if _crew is not None:
        _crew.close()
        _crew = None
