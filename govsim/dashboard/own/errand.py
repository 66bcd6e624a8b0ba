"""Work for one page in a process of its own: it can take its time, is stopped at once, and cannot harm other pages."""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from govsim.errors import GovsimError

AT_ONCE = 2  # processes of all pages together
LONGEST = 300.0  # s
MOST_MEMORY = 6 << 30  # bytes of addresses that such a process may take, where the system can limit it
_LOOK = 0.2  # s between two looks whether it is to be stopped
Progress = Callable[[float], None]

_turns = threading.BoundedSemaphore(AT_ONCE)


class Errand:
    """A function that is called in another process: `work(progress, *arguments)`, in a folder if one is given."""

    def __init__(self, work: Callable[..., Any], *arguments: Any, folder: Path | None = None) -> None:
        """Takes what can be sent to a process."""
        self._order = (work, arguments, str(folder) if folder else None)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End it; `run` raises."""
        self._stopped.set()

    def run(self, progress: Progress = lambda share: None) -> Any:
        """Return what the function returns. Raises GovsimError: its own, or that it was stopped, lost or too slow."""
        while not _turns.acquire(timeout=_LOOK):
            self._go_on()
        try:
            return self._ran(progress)
        finally:
            _turns.release()

    def _ran(self, progress: Progress) -> Any:
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._order), daemon=True, name="govsim-own")
        process.start()
        theirs.close()
        try:
            return self._heard(mine, progress)
        finally:
            mine.close()
            process.kill()
            process.join()

    def _heard(self, pipe: Connection, progress: Progress) -> Any:
        left = LONGEST / _LOOK
        while left > 0:
            self._go_on()
            if not pipe.poll(_LOOK):
                left -= 1
                continue
            try:
                kind, content = pipe.recv()
            except (EOFError, OSError):
                raise GovsimError(*_LOST) from None
            if kind == "done":
                return content
            if kind == "wrong":
                raise content
            progress(content)
        raise GovsimError(*_SLOW)

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise GovsimError("已停止。", "Stopped.")


_LOST = ("检查的进程中断了，多半是内存不够；文件可能太大。",
         "The process that did this has ended, most likely for lack of memory: is the file too large?")  # fmt: skip
_SLOW = (f"超过 {LONGEST:.0f} 秒，已停止；请改用命令行：govsim check、govsim new。",
         f"Stopped after {LONGEST:.0f} s; use the command line instead: govsim check, govsim new.")  # fmt: skip


def _serve(pipe: Connection, order: tuple[Callable[..., Any], tuple[Any, ...], str | None]) -> None:
    """Call the function in this process and tell what comes of it."""
    import os

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to every process of a terminal
    _limit_memory()
    work, arguments, folder = order
    if folder is not None:
        os.chdir(folder)
    with suppress(OSError):  # nobody listens any more
        try:
            pipe.send(("done", work(lambda share: pipe.send(("share", share)), *arguments)))
        except GovsimError as error:
            pipe.send(("wrong", error))
        except MemoryError:
            pipe.send(("wrong", GovsimError(*_LOST)))
        except OSError:
            raise
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            pipe.send(("wrong", GovsimError(f"出错了：{words}", f"Something went wrong: {words}")))


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    except (ImportError, ValueError, OSError):  # not on Windows; an administrator's own limit may be lower
        return
