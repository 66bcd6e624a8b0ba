"""Loads the program and its compiled code, for all processes that are then copied from this one."""

import contextlib
import tempfile
from pathlib import Path

with contextlib.suppress(Exception):  # what is wrong, the first process says to its page
    from govsim.dashboard.live.opening import Wish
    from govsim.dashboard.live.player import Player

    with tempfile.TemporaryDirectory() as folder:
        Player(lambda name, content: None, Path(folder)).open(Wish())
