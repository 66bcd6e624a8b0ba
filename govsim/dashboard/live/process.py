"""The process in which a session's model runs: it obeys what comes through its pipe and ends with it."""

import contextlib
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from govsim.dashboard.live.opening import Wish
from govsim.errors import GovsimError

COMMANDS = ("open", "change", "play", "pause", "step", "week", "seen", "layer", "groups", "inspect", "pairs", "report")


def serve(connection: Connection, folder: str, first: Wish | None) -> None:
    """Play what is asked for until the other side closes the pipe or is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to every process of a terminal; the pipe says when
    with contextlib.suppress(EOFError, OSError):  # the session is over
        _serve(connection, Path(folder), first)


def _serve(connection: Connection, folder: Path, first: Wish | None) -> None:
    from govsim.dashboard.live.player import Player

    def tell(name: str, content: Any) -> None:
        connection.send((name, content))

    player = Player(tell, folder)
    if first is not None:
        _obey(player, tell, "open", (first,))
    while True:
        if connection.poll(player.wait()):
            name, *content = connection.recv()
            _obey(player, tell, name, tuple(content))
        else:
            player.play_on()


def _obey(player: Any, tell: Any, name: str, content: tuple[Any, ...]) -> None:
    """Do one thing that is asked for; what goes wrong is told, and the process lives on."""
    if name not in COMMANDS:
        return
    try:
        getattr(player, name)(*content)
    except (EOFError, OSError):
        raise
    except GovsimError as error:
        tell("refused", {lang: error.text(lang) for lang in ("zh", "en")})
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        tell("failed", {"zh": words, "en": words, "trace": traceback.format_exc()})
