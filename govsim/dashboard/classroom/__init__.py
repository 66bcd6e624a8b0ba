"""The page 课堂 Class: a room for one class, shared by the trainer's page, the big screen and the phones."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govsim.dashboard.view import View

__all__ = ["alone"]
_HERE = "govsim.dashboard.classroom.here"


def alone(view: "View") -> Any:
    """Return what stands on this page instead of the frame with all its pages; None: the frame is for this browser."""
    if _HERE not in sys.modules:  # so no class is held, and its page need not be loaded
        return None
    from govsim.dashboard.classroom import page

    return page.alone(view)
