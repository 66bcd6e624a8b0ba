"""What a worker process of this machine does before its first run; Dask calls `dask_setup`."""

import signal
from contextlib import suppress
from typing import Any


def dask_setup(worker: Any) -> None:
    """Leave Ctrl-C, which every process of the terminal gets, to the process that started this one."""
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
