"""The page 推演 Explore: a model that plays in a process of its own, its map, its figures and its stories."""

from typing import Any

__all__ = ["Explore", "close", "prepare"]


def __getattr__(name: str) -> Any:
    """Return the page's component; the processes that play do without Solara."""
    if name == "Explore":
        from govsim.dashboard.live.page import Explore

        return Explore
    raise AttributeError(name)


def prepare() -> None:
    """Start a process for the first session, so that its page shows at once."""
    from govsim.dashboard.live.link import stable

    stable.prepare()


def close() -> None:
    """End all processes."""
    from govsim.dashboard.live.link import stable

    stable.close()
