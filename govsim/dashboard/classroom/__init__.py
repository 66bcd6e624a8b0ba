"""The page 课堂 Class: a room for one class, shared by the trainer's page, the big screen and the phones."""

from typing import Any

__all__ = ["Class", "alone"]


def __getattr__(name: str) -> Any:
    """Return the page's components; the processes that compute do without Solara."""
    if name in __all__:
        from govsim.dashboard.classroom import page

        return getattr(page, name)
    raise AttributeError(name)
