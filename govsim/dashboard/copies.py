"""How the processes that play are started: as copies of one that has loaded the program, where the system can."""

import multiprocessing
from typing import Any

COPIED = "forkserver" in multiprocessing.get_all_start_methods()  # processes share what the first of them loaded
READY = "govsim.dashboard.live.ready"  # loads the program once for all


def context() -> Any:
    """Return how processes start: as copies of one that has loaded the program; each by itself on Windows."""
    if not COPIED:
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([READY])
    return found


def begin() -> None:
    """Have the first process load the program from now on, while this one does other things."""
    if COPIED:
        context()
        from multiprocessing import forkserver

        forkserver.ensure_running()
