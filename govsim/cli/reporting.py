"""The commands `report` and `reproduce`: documents of finished results, and doing an archive's runs again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from govsim.cli.arguments import (
    Archive,
    ArchiveFile,
    Brief,
    DocumentsOut,
    Json,
    Paper,
    Patterns,
    ReproducedRuns,
    ResultsFolder,
    Workers,
)
from govsim.cli.session import Session

if TYPE_CHECKING:
    from govsim.archive import Reproduced

DIFFERENT, SOME_FAILED = 1, 4


def report(
    ctx: typer.Context, folder: ResultsFolder, brief: Brief = False, paper: Paper = False, patterns: Patterns = None,
    archive: Archive = None, out: DocumentsOut = None,
) -> None:  # fmt: skip
    """Write documents about finished results."""
    from datetime import date

    from govsim.report.documents import write_documents

    session: Session = ctx.obj
    with session.progress(session.say("report.progress")):
        written = write_documents(folder, session.lang, out, date.today(), brief=brief, paper=paper, patterns=patterns,
                                  page=not (brief or paper or archive))  # fmt: skip
    if archive is not None:
        from govsim.archive import write_archive
        from govsim.report.documents import title_of

        written.append(write_archive(folder, archive, title_of(folder, session.lang), date.today()))
    session.out(*(session.say("report.written", path=path) for path in written))


def reproduce(
    ctx: typer.Context, archive: ArchiveFile, runs: ReproducedRuns = None, workers: Workers = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Do the runs of an archive again and compare fingerprints."""
    from dataclasses import asdict

    from govsim.archive import reproduce as reproduced

    session: Session = ctx.obj
    session.announce_compiling()
    with session.progress(session.say("compare.progress")) as bar:
        found = reproduced(archive, runs, workers, lambda done, whole: bar(done / whole))
    if as_json:
        session.emit({**asdict(found), "equal": found.equal})
    else:
        session.out(*_lines(session, found))
    if not found.equal:
        raise typer.Exit(SOME_FAILED if found.failures else DIFFERENT)


def _lines(session: Session, found: "Reproduced") -> list[str]:
    """Return what came of it: equal, or which runs differ; and where the environment is another one."""
    same = found.runs - len(found.differences) - len(found.failures)
    lines = [session.say("reproduce.count", runs=found.runs, all=found.all, same=same)]
    for one in found.differences:
        lines.append(session.say("reproduce.differs", option=one.option, draw=one.draw, seed=one.seed,
                                 before=one.before[:12], now=one.now[:12]))  # fmt: skip
    for each in found.failures:
        lines.append(session.say("compare.failed", scenario=each.scenario, seed=each.key.seed, reason=each.reason))
    if found.environment:
        pairs = (f"{name} {then or '?'} → {now or '?'}" for name, (then, now) in found.environment.items())
        lines.append(session.say("reproduce.environment", names="; ".join(pairs)))
    verdict = "equal" if found.equal else "elsewhere" if found.environment else "different"
    return [*lines, session.say(f"reproduce.{verdict}")]


COMMANDS: dict[str, Callable[..., None]] = {"report": report, "reproduce": reproduce}
