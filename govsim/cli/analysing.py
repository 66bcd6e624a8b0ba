"""The command `analyse`: what a sweep found, in words and in tables."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import typer

from govsim.cli.arguments import Json, OutcomesAnalysed
from govsim.cli.session import Session
from govsim.cli.sweeping import StoreFolder


def analyse(ctx: typer.Context, folder: StoreFolder, outcomes: OutcomesAnalysed = None, as_json: Json = False) -> None:
    """Analyse a sweep."""
    from govsim.analysis.studies import FOLDER, analyse_store
    from govsim.store import Store

    session: Session = ctx.obj
    with session.progress(session.say("analyse.progress")):
        found = analyse_store(Store(folder), outcomes or ())
    if as_json:
        session.emit(found)
        return
    session.out(*_lines(session, found))
    session.out("", session.say("analyse.written", path=folder / FOLDER))


def _lines(session: Session, found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the question, then what each analysis found."""
    runs, lang = found["runs"], session.lang
    for name in ("question", "prediction"):
        text = found[name][lang] or found[name]["en"] or found[name]["zh"]
        if text:
            yield session.say(f"analyse.{name}", text=text)
    yield session.say("analyse.head", points=found["points"], runs=runs["done"], draws=found["draws"])
    if runs["done"] < runs["wanted"]:
        yield session.say("analyse.missing", missing=runs["wanted"] - runs["done"], failed=runs["failed"])
    if not found["primary"]:
        yield session.say("analyse.no_primary")
    for each in found["analyses"]:
        if each["findings"]:
            yield from ("", each["title"][lang])
            yield from (f"  {told[lang]}" for told in each["findings"])


COMMANDS: dict[str, Callable[..., None]] = {"analyse": analyse}
