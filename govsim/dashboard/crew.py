"""Worker processes that all open pages share: one run at a time each, pages in turn, stopped at once when asked."""

import contextlib
import multiprocessing
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any

from govsim.comparison.jobs import Done, Failure, Job, lost, perform
from govsim.comparison.processes import RUNS_PER_PROCESS, is_compiled, processors

Result = Done | Failure
_IDLE = 300.0  # seconds after which a process without work gives its memory back


class Work:
    """The runs of one page; iterate over it for what comes of them, in the order in which they end."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        """Takes the runs in the order in which they are wanted."""
        self.waiting = deque(jobs)
        self.left = len(jobs)
        self.results: queue.SimpleQueue[Result | None] = queue.SimpleQueue()
        self.stopped = threading.Event()

    def __iter__(self) -> Iterator[Result]:
        """Yield results until all are there or the work is stopped."""
        while self.left and not self.stopped.is_set():
            result = self.results.get()
            if result is None:
                return
            self.left -= 1
            yield result


class Crew:
    """As many processes as there are processors; each is started when there is work and replaced after some runs."""

    doing: Callable[[Any], Any] = staticmethod(perform)  # what a process does with a job
    losing: Callable[[Any], Any] = staticmethod(lost)  # what comes of a job whose process ended without a word
    runs_each: int = RUNS_PER_PROCESS

    def __init__(self, number: int | None = None) -> None:
        """number: processes, one for each processor by default."""
        self._turns: deque[Work] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._hands = [_Hand(self, first) for first in _firsts(number or processors())]

    def perform(self, jobs: Sequence[Job]) -> Work:
        """Take on the runs of a page; pages take turns."""
        work = Work(jobs)
        with self._changed:
            self._turns.append(work)
            self._changed.notify_all()
        return work

    def stop(self, work: Work) -> None:
        """End the runs of a page, also those that are under way."""
        work.stopped.set()
        work.results.put(None)
        with self._changed:
            work.waiting.clear()
        for hand in self._hands:
            hand.drop(work)

    def close(self) -> None:
        """End all processes."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for hand in self._hands:
            hand.drop(None)
        for hand in self._hands:
            hand.join(5)

    @property
    def runs(self) -> int:
        """How many runs are under way."""
        return sum(hand.work is not None for hand in self._hands)

    @property
    def healthy(self) -> bool:
        """Whether every one of the threads that serve the processes is there."""
        return not self._closed and all(hand.is_alive() for hand in self._hands)

    def next(self, first: bool, patience: float) -> tuple[Work, Job] | None:
        """Return the next run in turn, None if there was none for some seconds. Raises StopIteration when closed.

        Until the program is compiled only the first process works: the others would compile it once more.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._turns and (first or is_compiled())), patience)
            if self._closed:
                raise StopIteration
            if not self._turns or not (first or is_compiled()):
                return None
            return self._taken()

    def _taken(self) -> tuple[Work, Job] | None:
        while self._turns:
            work = self._turns.popleft()
            if work.waiting:
                job = work.waiting.popleft()
                if work.waiting:
                    self._turns.append(work)
                return work, job
        return None


class _Hand(threading.Thread):
    """A thread that keeps one process busy."""

    def __init__(self, crew: Crew, first: bool) -> None:
        super().__init__(daemon=True, name="govsim-crew")
        self.crew, self.first = crew, first
        self.work: Work | None = None
        self.process: Any = None
        self.pipe: Connection | None = None
        self.runs = 0
        self.start()

    def run(self) -> None:
        """Take runs until the crew is closed."""
        while True:
            try:
                turn = self.crew.next(self.first, 1.0 if self.process is None else _IDLE)
            except StopIteration:
                self._release()
                return
            if turn is None:
                self._release()
                continue
            self.work, job = turn
            result = self._performed(job)
            work, self.work = self.work, None
            if not work.stopped.is_set():
                work.results.put(result)

    def drop(self, work: Work | None) -> None:
        """Kill the process if it is at a run of this work; None: in any case."""
        process = self.process
        if process is not None and (work is None or self.work is work):
            process.kill()

    def _performed(self, job: Job) -> Result:
        if self.process is None or self.runs >= self.crew.runs_each:
            self._release()
            self._start()
        self.runs += 1
        try:
            assert self.pipe is not None
            self.pipe.send(job)
            found: Result = self.pipe.recv()
        except (EOFError, OSError):
            self._release()
            gone: Result = self.crew.losing(job)
            return gone
        return found

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.crew.doing), daemon=True, name="govsim-run")
        self.process.start()
        theirs.close()

    def _release(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
        if self.pipe is not None:
            self.pipe.close()
        self.process, self.pipe, self.runs = None, None, 0


def _serve(pipe: Connection, doing: Callable[[Any], Any]) -> None:
    """Do runs until the other end is gone; Ctrl-C is left to the process that started this one."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            pipe.send(doing(pipe.recv()))


def _firsts(number: int) -> list[bool]:
    return [place == 0 for place in range(number)]


__all__ = ["Crew", "Work"]
