"""The commands `sweep` and `status`: designs of many runs, and how far they are."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from govsim.cli.arguments import Json, Workers
from govsim.cli.session import Session
from govsim.errors import UsageError

if TYPE_CHECKING:
    from govsim.store import Store

DesignFile = Annotated[Path, Argument(metavar="DESIGN", help="argument.design")]
StoreFolder = Annotated[Path, Argument(metavar="DIR", help="argument.store")]
SweepOut = Annotated[Path | None, Option("--out", metavar="DIR", help="option.out_sweep")]
Cluster = Annotated[str | None, Option(metavar="ADDRESS", help="option.cluster")]
TlsCa = Annotated[Path | None, Option("--tls-ca", metavar="FILE", help="option.tls_ca")]
TlsCert = Annotated[Path | None, Option("--tls-cert", metavar="FILE", help="option.tls_cert")]
TlsKey = Annotated[Path | None, Option("--tls-key", metavar="FILE", help="option.tls_key")]
DryRun = Annotated[bool, Option("--dry-run", help="option.dry_run")]
Yes = Annotated[bool, Option("--yes", help="option.yes")]
Retry = Annotated[bool, Option("--retry", help="option.retry")]
Mix = Annotated[bool, Option("--mix", help="option.mix")]
PartOf = Annotated[str | None, Option("--part", metavar="K/N", help="option.part")]
Merge = Annotated[list[Path] | None, Option("--merge", metavar="DIR", help="option.merge")]

SHOWN = 5  # failures
EVERY = {True: 0.5, False: 30.0}  # seconds between lines of progress, on a terminal and elsewhere
_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def sweep(
    ctx: typer.Context, design: DesignFile, out: SweepOut = None, workers: Workers = None, cluster: Cluster = None,
    tls_ca: TlsCa = None, tls_cert: TlsCert = None, tls_key: TlsKey = None, dry_run: DryRun = False, yes: Yes = False,
    retry: Retry = False, mix: Mix = False, part: PartOf = None, merge: Merge = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Run a design."""
    session: Session = ctx.obj
    from govsim.sweep import Where

    where = Where(workers, cluster, tls_ca, tls_cert, tls_key)
    if dry_run:
        return _dry(session, design, out, workers, as_json)
    if out is None:
        raise UsageError("请用 --out 指定结果文件夹。", "Name the folder of the results: --out DIR.")
    from govsim.sweep import MOST_RUNS, Options
    from govsim.sweep import sweep as swept
    from govsim.sweep.sweeping import check_part

    part_of = (1, 1) if part is None else check_part(part)
    session.announce_compiling()
    with _Ticker(session) as ticker:
        options = Options(retry=retry, mix=mix, part=part_of, merge=tuple(merge or ()),
                          most=None if yes else MOST_RUNS, tell=ticker.tell)  # fmt: skip
        store = swept(design, out, progress=ticker, options=options, where=where)
    _report(session, store, as_json)


def status(ctx: typer.Context, folder: StoreFolder, as_json: Json = False) -> None:
    """Say how far a sweep is."""
    from govsim.store import Store

    _report(ctx.obj, Store(folder), as_json, told=True)


def _dry(session: Session, design: Path, out: Path | None, workers: int | None, as_json: bool) -> None:
    from dataclasses import asdict

    from govsim.sweep.estimating import estimate

    session.announce_compiling()
    found = estimate(design, out, workers)
    if as_json:
        session.emit({**asdict(found), "seconds": found.seconds, "bytes": found.bytes})
        return
    session.out(
        session.say(
            "sweep.dry", points=f"{found.points:,}", seeds=f"{found.seeds:,}", runs=f"{found.runs:,}",
            done=f"{found.done:,}", each=f"{found.run_seconds:.2g}", workers=found.workers,
            time=_time(session, found.seconds), disk=_size(found.bytes), free=_size(found.free),
        )
    )  # fmt: skip


def _report(session: Session, store: "Store", as_json: bool, told: bool = False) -> None:
    from govsim.cli.failures import SOME_FAILED

    counts = store.counts()
    rows = store.failures()
    if as_json:
        session.emit(_document(store, counts, rows))
    else:
        if told:
            session.out(*_head(session, store))
        session.out(session.say("sweep.counts", folder=store.folder, **{k: f"{v:,}" for k, v in counts.items()}))
        for row in rows.head(SHOWN).itertuples():
            session.note(session.say("sweep.failed", point=row.point, seed=row.seed, reason=row.reason))
        if counts["failed"]:
            session.note(session.say("sweep.failures", folder=store.beside.failed))
        elif counts["done"]:
            session.out(session.say("sweep.next", folder=store.folder))
    if counts["failed"] and not told:
        raise typer.Exit(SOME_FAILED)


def _document(store: "Store", counts: dict[str, int], failures: Any) -> dict[str, Any]:
    rows = failures.drop(columns="trace").to_dict("records")
    return {
        "folder": str(store.folder), **counts, "fingerprint": store.fingerprint, "failures": rows,
        "environments": store.beside.environments(),
    }  # fmt: skip


def _head(session: Session, store: "Store") -> list[str]:
    design = store.design
    asked = design.question.word(session.lang)
    points, seeds = len(store.points()), len(design.seeds_of(-1))
    factors = ", ".join(factor.id for factor in design.factors)
    size = {"points": f"{points:,}", "seeds": f"{seeds:,}", "draws": len(store.draws())}
    line = session.say("sweep.head", scenario=design.scenario, method=design.method, factors=factors, **size)
    return [*([asked] if asked else []), line]


class _Ticker:
    """Tells how many runs are done, how fast, and what time is left: one line on a terminal, now and then elsewhere."""

    def __init__(self, session: Session) -> None:
        self.session, self.on_terminal = session, sys.stderr is not None and sys.stderr.isatty()
        self.begun, self.told, self.first, self.width = time.monotonic(), 0.0, -1, 0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self.first < 0:
            self.first, self.begun = done, now
        if now - self.told < EVERY[self.on_terminal] and done < total:
            return
        self.told = now
        rate = (done - self.first) / max(now - self.begun, 1e-6)
        left = _time(self.session, (total - done) / rate) if rate > 0 else "…"
        self._show(
            self.session.say("sweep.progress", done=f"{done:,}", total=f"{total:,}", rate=f"{rate:.2f}", left=left)
        )

    def tell(self, zh: str, en: str) -> None:
        """Say a sentence on a line of its own."""
        self._end_line()
        self.session.note(zh if self.session.lang == "zh" else en)

    def _end_line(self) -> None:
        if self.on_terminal and self.width:
            print(file=sys.stderr, flush=True)
            self.width = 0

    def _show(self, line: str) -> None:
        if not self.on_terminal:
            self.session.note(line)
            return
        self.session.silence.over.set()
        print(f"\r{line:<{self.width}}", end="", file=sys.stderr, flush=True)
        self.width = max(self.width, len(line))

    def __enter__(self) -> "_Ticker":
        return self

    def __exit__(self, *_: object) -> None:
        self._end_line()


def _time(session: Session, seconds: float) -> str:
    if seconds < 90:
        return session.say("sweep.seconds", n=f"{seconds:.0f}")
    if seconds < 90 * 60:
        return session.say("sweep.minutes", n=f"{seconds / 60:.0f}")
    return session.say("sweep.hours", n=f"{seconds / 3600:.1f}")


def _size(number: int) -> str:
    for unit, name in _UNITS:
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return f"{number} B"


COMMANDS: dict[str, Callable[..., None]] = {"sweep": sweep, "status": status}
