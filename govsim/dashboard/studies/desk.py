"""Analyses under way: one process at a time for all pages of this server, and every page may watch the same one."""

import multiprocessing
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from govsim.dashboard.studies.preparing import serve

_WAIT = 0.2  # s between two looks at the pipe


@dataclass(frozen=True)
class Stand:
    """How far an analysis is. `state`: waiting, reading, computing, done, stopped, wrong (why: zh and en)."""

    state: str = "waiting"
    done: int = 0
    all: int = 0
    wrong: tuple[str, str] = ("", "")

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "stopped", "wrong")


@dataclass(eq=False)
class Task:
    """An analysis that a page has asked for; pages that ask for the same one share it."""

    folder: Path
    stand: Stand = field(default_factory=Stand)
    stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Give it up; what was analysed before stays."""
        self.stopped.set()


class Desk:
    """Does the analyses one after the other."""

    def __init__(self) -> None:
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._tasks: dict[Path, Task] = {}

    def ask(self, folder: Path) -> Task:
        """Return the analysis of a folder, begun now if none is under way."""
        with self._lock:
            task = self._tasks.get(folder)
            if task is None or task.stand.ended or task.stopped.is_set():
                task = self._tasks[folder] = Task(folder)
                threading.Thread(target=self._do, args=(task,), daemon=True, name="govsim-analysis").start()
            return task

    def under_way(self, folder: Path) -> Task | None:
        """Return the analysis of a folder that is under way."""
        task = self._tasks.get(folder)
        return task if task is not None and not task.stand.ended and not task.stopped.is_set() else None

    def _do(self, task: Task) -> None:
        with self._turn:
            if not task.stopped.is_set():
                _watched(task)
        if not task.stand.ended:
            task.stand = replace(task.stand, state="stopped")
        with self._lock:
            if self._tasks.get(task.folder) is task:
                del self._tasks[task.folder]


def _watched(task: Task) -> None:
    """Start a process for the task and hear it to its end."""
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(theirs, str(task.folder)), daemon=True, name="govsim-analysis")
    process.start()
    theirs.close()
    try:
        while not task.stopped.is_set() and not task.stand.ended:
            if pipe.poll(_WAIT):
                task.stand = _heard(pipe.recv())
    except (EOFError, OSError):
        lost = ("分析进程意外结束（内存不够？）。", "The process of the analysis ended by itself (out of memory?).")
        task.stand = Stand("wrong", wrong=lost)
    finally:
        process.kill()
        process.join()
        pipe.close()


def _heard(told: tuple[Any, ...]) -> Stand:
    if told[0] == "read":
        return Stand("reading" if told[1] < told[2] else "computing", told[1], told[2])
    return Stand("done") if told[0] == "done" else Stand("wrong", wrong=(told[1], told[2]))


desk = Desk()
