"""Runs on processes: a Dask cluster of this machine, or one somewhere else. The bytes do not depend on which."""

import asyncio
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from govsim.sweep.cluster import ClusterError, Tell, Where, await_scheduler
from govsim.sweep.jobs import Answer, Job, perform

AHEAD = 3  # runs handed out for each worker, so that none waits for the next
ATTEMPTS = 3  # times that a run may take its worker with it, alone, before it is blamed
POLL, EVERY = 0.004, 1.0  # seconds between looks at the runs, and at the workers
MOST_REPLACED = 20  # times that each worker is replaced without a run being done
SILENT = ("distributed", "tornado.application", "asyncio")
CONFIG: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.admin.low-level-log-length": 100,
    "distributed.scheduler.worker-saturation": float("inf"),
    "distributed.worker.http.routes": [],
    "distributed.scheduler.http.routes": [],
    "distributed.worker.preload": ["govsim.sweep.worker"],
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 65536,
}

Work = Callable[[Job], Answer]


class Pool:
    """Where the runs of a sweep are done; a cluster is started with the first of them.

    scratch: a folder for the workers of this machine, removed at the end. tell: is told what is waited for.
    """

    def __init__(self, where: Where, scratch: Path, work: Work = perform, tell: Tell = lambda zh, en: None) -> None:
        self.where, self.scratch, self.work, self.tell = where, scratch, work, tell
        self._open = ExitStack()
        self._handed: _Handed | None = None

    def performed(self, jobs: Iterable[Job], one_first: bool = False) -> Iterator[Answer]:
        """Yield what comes of the jobs, in the order in which they end. one_first: the first job goes alone.

        A run whose worker is killed is done again, in the end alone: it is blamed only if it ends three workers by
        itself. Raises ClusterError.
        """
        if self.where.cluster is None and self.where.workers == 0:
            yield from map(self.work, jobs)
            return
        if self._handed is None:
            if self.where.cluster is not None:
                await_scheduler(self.where.cluster, self.where.patience, self.tell)
            client, cluster = self._open.enter_context(_connected(self.where, self.scratch))
            self._handed = _Handed(client, cluster, self.where, self.work)
        yield from self._handed.results(iter(jobs), one_first)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


@contextmanager
def _connected(where: Where, scratch: Path) -> Iterator[Any]:
    import dask
    from distributed import Client

    with dask.config.set({**CONFIG, "distributed.comm.timeouts.connect": f"{where.patience}s"}), _silenced():
        if where.cluster is not None:
            client = _reached(where)
            try:
                yield client, None
            finally:
                with suppress(Exception):
                    client.close(timeout=2)
            return
        cluster = _local(scratch)
        try:
            with Client(cluster, set_as_default=False) as client:
                yield client, cluster
        finally:
            with suppress(Exception, asyncio.CancelledError):
                cluster.close(timeout=5)
            shutil.rmtree(scratch, ignore_errors=True)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _local(scratch: Path) -> Any:
    """Return a cluster without workers: they come when runs are handed out."""
    from distributed import LocalCluster

    shutil.rmtree(scratch, ignore_errors=True)  # of a sweep that was killed
    scratch.mkdir(parents=True, exist_ok=True)
    return LocalCluster(
        n_workers=0, processes=True, threads_per_worker=1, host="127.0.0.1", memory_limit=0,
        local_directory=str(scratch), silence_logs=logging.CRITICAL, dashboard_address=None,
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    )  # fmt: skip


def _reached(where: Where) -> Any:
    from distributed import Client
    from distributed.security import Security

    address = str(where.cluster)
    try:
        security = Security(require_encryption=True, **where.files) if where.files else None
        return Client(address, security=security, set_as_default=False, timeout=where.patience)
    except (OSError, ValueError, TypeError, TimeoutError) as error:
        raise ClusterError(address, str(error) or type(error).__name__) from None


@contextmanager
def _silenced() -> Iterator[None]:
    """Let what a cluster writes about itself not get between the results."""
    loggers = [logging.getLogger(name) for name in SILENT]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class _Handed:
    """Jobs in the hands of a cluster."""

    def __init__(self, client: Any, cluster: Any, where: Where, work: Work) -> None:
        from distributed import as_completed

        self.client, self.where, self.work = client, where, work
        self.staff = _Staff(cluster, where) if cluster is not None else None
        self.under_way: dict[Any, Job] = {}
        self.ended = as_completed(with_results=True, raise_errors=False, loop=client.loop)
        self.suspects: list[Job] = []
        self.number = 0

    def results(self, jobs: Iterator[Job], one_first: bool) -> Iterator[Answer]:
        if one_first:
            yield from self._all(islice(jobs, 1), 1)
        yield from self._all(jobs, None)
        while self.suspects:  # nobody knows which of those handed out ended the worker, so each is tried alone
            suspects, self.suspects = self.suspects, []
            for job in suspects:
                yield self._alone(job)

    def _all(self, jobs: Iterator[Job], room: int | None) -> Iterator[Answer]:
        self._hand_out(jobs, room)
        while self.under_way:
            answer = self._next()
            self._hand_out(jobs, room)
            if answer is not None:
                yield answer

    def _alone(self, job: Job) -> Answer:
        for _ in range(ATTEMPTS):
            answer = next(self._all(iter([job]), 1), None)
            if answer is not None:
                return answer
            self.suspects.remove(job)
        return Answer(job.key, reason="WorkerKilled: this run ends the process that does it (out of memory?)")

    def _hand_out(self, jobs: Iterator[Job], room: int | None) -> None:
        most = room or AHEAD * self._workers()
        for job in islice(jobs, max(0, most - len(self.under_way))):
            self.number += 1
            name = f"run-{job.key[:16]}-{self.number}"
            future = self.client.submit(self.work, job, key=name, pure=False)
            self.under_way[future] = job
            self.ended.add(future)

    def _workers(self) -> int:
        if self.staff is not None:
            return self.staff.number
        self._check_client()
        return max(1, len(self.client.scheduler_info(n_workers=-1).get("workers", {})))

    def _check_client(self) -> None:
        if self.client.status in ("closed", "closing"):
            raise ClusterError(str(self.where.cluster or "(local)"), "connection lost")

    def _next(self) -> Answer | None:
        """Wait for a run; None where its worker was killed too often, and it is to be tried alone."""
        from distributed import KilledWorker

        while not self.ended.has_ready():
            self._check_client()
            if self.staff is not None:
                self.staff.keep_up()
            time.sleep(POLL)
        future, result = next(self.ended)
        job = self.under_way.pop(future)
        future.release()
        if isinstance(result, Answer):  # also where the worker that gave it is gone by now
            if self.staff is not None:
                self.staff.replaced = 0
            return result
        error = result[1] if isinstance(result, tuple) else result  # type, error and traceback: what a run raised
        if isinstance(error, KilledWorker):
            self.suspects.append(job)
            return None
        if isinstance(result, tuple) and not isinstance(error, OSError):
            return Answer(job.key, reason=f"{type(error).__name__}: {error}")
        raise ClusterError(str(self.where.cluster or "(local)"), str(error) or type(error).__name__)


class _Staff:
    """The worker processes of this machine: one that ends is replaced, also if it ends while it starts."""

    def __init__(self, cluster: Any, where: Where) -> None:
        self.cluster = cluster
        self.number = processors() if where.workers is None else where.workers
        self.replaced, self.looked = -self.number, -EVERY  # the first ones replace nobody

    def keep_up(self) -> None:
        """Start the workers that are missing. Raises ClusterError where they end as soon as they start."""
        if time.monotonic() - self.looked < EVERY:
            return
        self.looked = time.monotonic()
        if self.replaced > MOST_REPLACED * self.number:
            raise ClusterError("(local)", "工作进程一启动就结束 / worker processes end as soon as they start")
        self.cluster.loop.add_callback(self._replace)

    def _replace(self) -> None:
        from distributed import Status

        gone = [name for name, one in self.cluster.workers.items() if one.status in (Status.closed, Status.failed)]
        for name in gone:
            del self.cluster.workers[name]
        missing = self.number - len(self.cluster.workers)
        if missing > 0 and not self.cluster._lock.locked():
            self.replaced += missing
            self.cluster.scale(self.number)
