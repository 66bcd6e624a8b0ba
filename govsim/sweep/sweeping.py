"""Run a design: what is done already is not done again, and what is done is there at once and stays."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from govsim.errors import GovsimError, UsageError
from govsim.store import Design, Store, Wanted
from govsim.store.atomic import disk_errors, write_whole
from govsim.store.beside import Failure, environment, environment_hash, leftovers
from govsim.store.folder import AS_ASSUMED, DESIGN, RUNS
from govsim.sweep.cluster import Tell, Where
from govsim.sweep.engine import Pool, Work
from govsim.sweep.jobs import Answer, perform
from govsim.sweep.preparing import MOST_RUNS, Prepared, prepared
from govsim.sweep.stopping import is_enough, rounds

SCRATCH = "scratch"  # of the workers of this machine, beside the results
Progress = Callable[[int, int], None]


class StoreError(GovsimError):
    """A store of another version or environment, or one that another process is writing to."""

    exit_code = 5


@dataclass(frozen=True)
class Options:
    """How a sweep is run. retry: failed runs once more; mix: runs of several environments in one store, knowingly.

    part: (k, n) only the k-th of n parts, from 1; merge: other stores whose runs are taken over; most: runs that a
    design may have; tell: is told what the user should know, in both languages; work: does one run.
    """

    retry: bool = False
    mix: bool = False
    part: tuple[int, int] = (1, 1)
    merge: Sequence[Path] = ()
    most: int | None = MOST_RUNS
    tell: Tell = field(default=lambda zh, en: None)
    work: Work = perform


def sweep(
    design: Design | str | Path, out: str | Path, workers: int | None = None, cluster: str | None = None,
    progress: Progress | None = None, options: Options | None = None, where: Where | None = None,
) -> Store:  # fmt: skip
    """Run a design and return its store; what is in `out` already is kept, so a sweep goes on where it was stopped.

    workers: processes, one for each processor by default, 0 = none. cluster: address of a Dask scheduler; `where` says
    the same with files for TLS. progress is told runs done, and in all.

    Raises ScenarioError or DesignError (the design), UsageError (too many runs, an address of another form),
    StoreError, ClusterError, DiskError.
    """
    chosen, place = options or Options(), where or Where(workers, cluster)
    ready = prepared(design, chosen.most)
    folder = Path(out)
    with locked(folder):
        store = opened(folder, ready, chosen)
        with Pool(place, store.beside.folder / SCRATCH, chosen.work, chosen.tell) as pool:
            _Sweep(store, ready, chosen, pool, progress).run()
    return store


def opened(folder: Path, ready: Prepared, options: Options) -> Store:
    """Return the store of a design, made or extended, cleared of what does not belong there."""
    contents = ready.contents()
    if (folder / DESIGN).exists():
        before = Store(folder)
        _check_version(before, {source for _, source, _ in ready.settings.values()})
        _keep_design(before, contents.design, options.tell)
    elif folder.is_dir() and any(path.name != "beside" for path in folder.iterdir()):
        raise StoreError(
            f"{folder} 里有别的文件，不是 govsim sweep 的结果。请换一个 --out。",
            f"{folder} holds other files and is no folder of govsim sweep. Choose another --out.",
        )
    store = Store.make(folder, contents)
    _check_environment(store, options.mix)
    _clear(store, options.tell)
    return store


def _check_version(store: Store, sources: set[str]) -> None:
    if not set(store.settings()["source"]) & sources:
        raise StoreError(
            f"{store.folder} 是用另一版本的模型算的，结果不能混在一起。请换一个 --out，或用原来的版本继续。",
            f"{store.folder} was made with another version of the model, and results do not mix. "
            "Choose another --out, or go on with the version it was made with.",
        )


def _keep_design(before: Store, design: Design, tell: Tell) -> None:
    """Keep the design that another one takes the place of: with it went its question and prediction."""
    changed = [name for name in Design.model_fields if getattr(before.design, name) != getattr(design, name)]
    if not changed:
        return
    content = (before.folder / DESIGN).read_bytes()
    kept = before.beside.aside / f"{hashlib.sha256(content).hexdigest()[:8]}-{DESIGN}"
    write_whole(kept, content)
    names = ", ".join(changed)
    tell(
        f"这个文件夹里的设计与现在的不同（{names}），以现在的为准；原设计留在 {kept}。",
        f"The folder's design differs from this one ({names}), which replaces it; the earlier one is kept in {kept}.",
    )


def _check_environment(store: Store, mix: bool) -> None:
    own, known = environment(), store.beside.environments()
    if known and environment_hash(own) not in known and not mix:
        other = next(iter(known.values()))
        differs = ", ".join(f"{name} {other.get(name)} → {own[name]}" for name in own if own[name] != other.get(name))
        raise StoreError(
            f"{store.folder} 是在另一环境下算的（{differs}），结果可能不是逐位相同。确实要混用，请加 --mix。",
            f"{store.folder} was made in another environment ({differs}); results may differ in the last bits. "
            "Add --mix if you mean to mix them.",
        )
    store.beside.keep_environment(own)


def _clear(store: Store, tell: Tell) -> None:
    """Remove what a killed process was just writing, and move aside what is no run's whole file."""
    with disk_errors(store.folder):
        for path in leftovers(store.folder):
            path.unlink(missing_ok=True)
        shutil.rmtree(store.beside.folder / SCRATCH, ignore_errors=True)
    for path in sorted((store.folder / RUNS).rglob("*")):
        if path.is_dir() or (path == store.path_of(path.stem) and store.has(path.stem)):
            continue
        moved = store.beside.put_aside(path)
        tell(
            f"{path} 不是完整的结果文件，已移到 {moved}，这次模拟会重做。",
            f"{path} is not a whole file of a run: it was moved to {moved}, and the run is done again.",
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let nobody else write to the store meanwhile; a killed process leaves no lock behind. Raises StoreError."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    path = folder / "beside" / "lock"
    with disk_errors(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"{folder} 正被另一个 govsim sweep 使用。请等它结束，或换一个 --out。",
                f"{folder} is in use by another govsim sweep. Wait for it, or choose another --out.",
            ) from None
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        with suppress(OSError):
            os.close(handle)


class _Sweep:
    """The runs of a store that are missing, on their way into it."""

    def __init__(self, store: Store, ready: Prepared, options: Options, pool: Pool, progress: Progress | None) -> None:
        self.store, self.ready, self.options, self.pool, self.progress = store, ready, options, pool, progress
        self.failed = {failure.key for failure in store.beside.failures()}
        self.environments = set(store.beside.environments())
        self.wanted: dict[str, Wanted] = {}
        self.total, self.ended = 0, 0

    def run(self) -> None:
        for other in self.options.merge:
            self._merge(Store(other))
        for seeds in rounds(self.ready.design):
            self._do(self.store.wanted(seeds, drawn=False))
            if is_enough(self.store, range(self.ready.design.seeds_of(AS_ASSUMED).start, seeds.stop)):
                break
        self._do(one for one in self.store.wanted(range(0)) if one.draw != AS_ASSUMED)

    def _do(self, wanted: Iterable[Wanted]) -> None:
        listed = {one.key: one for one in wanted}
        mine = [one for number, one in enumerate(listed.values()) if self._is_mine(number)]
        missing = [one for one in mine if self._is_missing(one)]
        self.total += len(mine)
        self._advance(len(mine) - len(missing))
        self.wanted = {one.key: one for one in missing}
        if not missing:
            return
        jobs = (self.ready.job(one) for one in self.ready.together(missing))
        for answer in self.pool.performed(jobs, self._is_first()):
            self._take(answer)

    def _is_mine(self, number: int) -> bool:
        part, parts = self.options.part
        return number % parts == part - 1

    def _is_missing(self, one: Wanted) -> bool:
        if self.store.path_of(one.key).exists():
            return False
        return self.options.retry or one.key not in self.failed

    def _is_first(self) -> bool:
        """Return whether the program is yet to be compiled: then the first run goes alone, and the others wait."""
        from govsim.engine.compiled import PLAIN, is_stored

        return self.pool.where.cluster is None and not PLAIN and not is_stored()

    def _take(self, answer: Answer) -> None:
        one = self.wanted.pop(answer.key)
        source = self.ready.settings[one.point, one.draw][1]
        if answer.source not in ("", source):
            raise StoreError(
                "计算节点上的模型版本与这里不同。请在各节点安装同一版本。",
                "A worker has another version of the model than this machine. Install the same one everywhere.",
            )
        if answer.environment and answer.environment not in self.environments and not self.options.mix:
            raise StoreError(
                "计算节点的软件环境与这里不同，结果可能不是逐位相同。请统一环境，或加 --mix。",
                "A worker has other versions of packages than this machine; results may differ in the last bits. "
                "Make them the same, or add --mix.",
            )
        if answer.content:
            self.store.keep(answer.key, answer.content)
            self.store.beside.keep_timing(answer.key, answer.seconds, len(answer.content), answer.environment)
            if answer.key in self.failed:
                self.store.beside.forget_failure(answer.key)
        else:
            self._fail(one, answer)
        self._advance(1)

    def _fail(self, one: Wanted, answer: Answer) -> None:
        scenario = self.ready.settings[one.point, one.draw][0]
        self.failed.add(one.key)
        self.store.beside.keep_failure(
            Failure(one.key, one.point, one.draw, one.seed, answer.reason, answer.trace, scenario)
        )

    def _advance(self, runs: int) -> None:
        self.ended += runs
        if self.progress:
            self.progress(self.ended, self.total)

    def _merge(self, other: Store) -> None:
        """Take over the runs of another store that this design wants and this store has not."""
        if not set(other.settings()["source"]) & set(self.store.settings()["source"]):
            _check_version(other, set(self.store.settings()["source"]))
        known, theirs = self.store.beside.environments(), other.beside.environments()
        if not set(theirs) <= set(known) and not self.options.mix:
            raise StoreError(
                f"{other.folder} 是在另一环境下算的。确实要混用，请加 --mix。",
                f"{other.folder} was made in another environment. Add --mix if you mean to mix them.",
            )
        for found in theirs.values():
            self.store.beside.keep_environment(found)
        self.environments |= set(theirs)
        taken = 0
        for one in self.store.wanted():
            if not self.store.path_of(one.key).exists() and other.has(one.key):
                with disk_errors(other.path_of(one.key)):
                    content = other.path_of(one.key).read_bytes()
                self.store.keep(one.key, content)
                taken += 1
        self.options.tell(f"从 {other.folder} 接收 {taken} 次模拟。", f"{taken} runs taken over from {other.folder}.")


def check_part(text: str) -> tuple[int, int]:
    """Return the part that `2/3` names. Raises UsageError."""
    part, _, parts = text.partition("/")
    if part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts) <= 100_000:
        return int(part), int(parts)
    raise UsageError(
        f"--part 写成 1/2（两份中的第一份），不能是 {text}。", f"--part takes 1/2, the first of two parts, not {text}."
    )
