"""Worker processes: fresh ones after some runs, so that memory is given back; none outlives an interruption."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager

from govsim.comparison.jobs import Done, Failure, Job, lost, perform

RUNS_PER_PROCESS = 16


def perform_all(jobs: Sequence[Job], workers: int | None = None) -> Iterator[Done | Failure]:
    """Yield what comes of the jobs, in the order in which they end.

    workers: processes side by side, one for each processor by default; 0 = in this process. A process that is killed
    from outside costs only its own run. The first job goes alone where the program is yet to be compiled.
    """
    number = processors() if workers is None else min(workers, processors())
    if number == 0:
        yield from map(perform, jobs)
        return
    first = 0 if is_compiled() else 1
    yield from _batch(jobs[:first], 1)
    for begin in range(first, len(jobs), number * RUNS_PER_PROCESS):
        yield from _batch(jobs[begin : begin + number * RUNS_PER_PROCESS], number)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batch(jobs: Sequence[Job], workers: int) -> Iterator[Done | Failure]:
    unknown = []
    for job, result in _results(jobs, workers):
        if result is None:
            unknown.append(job)
        else:
            yield result
    for job in unknown:  # nobody knows which of them ended the process, so each is tried alone
        yield from (result or lost(job) for job, result in _results([job], 1))


def _results(jobs: Sequence[Job], workers: int) -> Iterator[tuple[Job, Done | Failure | None]]:
    """Yield each job and its result, None where its process was killed."""
    if not jobs:
        return
    strangers = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(min(workers, len(jobs)), multiprocessing.get_context("spawn"), _ignore_interruptions)
    try:
        with _interruptions_held_back():
            futures = {pool.submit(perform, job): job for job in jobs}
        for future in as_completed(futures):
            try:
                yield futures[future], future.result()
            except BrokenExecutor:
                yield futures[future], None
        pool.shutdown()
    except BaseException:  # also Ctrl-C, and a caller that wants no more
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - strangers:
            child.terminate()
        raise


@contextmanager
def _interruptions_held_back() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit that, and could not take it before they are set up."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ignore_interruptions() -> None:
    """Leave Ctrl-C, which every process of the terminal gets, to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def is_compiled() -> bool:
    """Whether the compiled program is kept, or none is needed: else every new process would compile it once more."""
    from govsim.engine.compiled import PLAIN, is_stored

    return PLAIN or is_stored()
