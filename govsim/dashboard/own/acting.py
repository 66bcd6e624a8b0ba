"""What a page does with its files and its form: receives, has them checked, has a scenario made, stops."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import solara
import solara.lab

from govsim.dashboard.own import form, shelf
from govsim.dashboard.own.checking import Found, checked, made
from govsim.dashboard.own.errand import Errand
from govsim.dashboard.own.naming import file_name
from govsim.errors import GovsimError
from govsim.own_place import Answers, questions

LONGEST_NAME = 40  # letters of a place's name


@dataclass(frozen=True, eq=False)
class Doing:
    """What is under way: `checking` or `making`, how far it is (None: cannot be told)."""

    kind: str
    errand: Errand
    share: float | None = None


@dataclass(frozen=True)
class Table:
    """A table of buildings that the form starts from: its file and what it answers."""

    file: str
    answers: Answers = field(default_factory=dict)


opened: solara.Reactive[str] = solara.reactive("")  # "", "files" or "form": what the dialog shows
doing: solara.Reactive[Doing | None] = solara.reactive(None)
told: solara.Reactive[tuple[Found, ...]] = solara.reactive(())  # of the last files
result: solara.Reactive[Found | None] = solara.reactive(None)  # of the form
texts: solara.Reactive[Mapping[str, str]] = solara.reactive({})
table: solara.Reactive[Table | None] = solara.reactive(None)


def announce(files: Any, number: Any) -> None:
    """Make ready for files; what speaks against them is told, and nothing is taken."""
    told.value = ()
    try:
        shelf.announce(int(number), [(each.get("name"), each.get("size")) for each in list(files)[:100]])
    except GovsimError as error:
        shelf.give_up()
        told.value = (_refusal(error),)


def take(what: Mapping[str, Any], buffers: Sequence[Any], lang: str) -> None:
    """Take a part of a file; once all are there, have them checked."""
    content = bytes(buffers[0]) if len(buffers) == 1 else b""
    if shelf.take(what.get("number"), what.get("place"), what.get("offset"), content):
        names = shelf.arrived()
        _begin("checking", Errand(checked, names, lang, folder=shelf.folder()), _checked)


def answer(name: Any, text: Any) -> None:
    """Note what was typed."""
    if name in questions() and isinstance(text, str):
        texts.value = {**texts.peek(), name: text[: form.LONGEST]}


def make(name: str, held: bool, lang: str) -> None:
    """Have a scenario made of the answers; held: against the hotline orders."""
    stem = name.strip()[:LONGEST_NAME]
    if file_name(f"{stem}.toml") is None:
        result.value = Found(stem, None, ("名称不能为空，也不能含 / \\ : * ? \" < > |。",),
                             ("A name is needed, without / \\ : * ? \" < > |.",))  # fmt: skip
        return
    answers, wrong = form.answers_of(texts.peek())
    if wrong:
        result.value = _many(stem, list(wrong.values()))
        return
    known = table.peek()
    answers = {key: value for key, value in answers.items() if not known or key not in known.answers}
    errand = Errand(made, stem, answers, known.file if known else None, lang, held, folder=shelf.folder())
    result.value = None
    _begin("making", errand, _made)


def start_from(found: Found) -> None:
    """Let the form start from a table of buildings."""
    table.value = Table(found.file, found.settled or {})
    opened.value = "form"


def stop() -> None:
    """Stop what is under way; files that have arrived stay."""
    shelf.give_up()
    under_way = doing.peek()
    if under_way is not None:
        under_way.errand.stop()


def _begin(kind: str, errand: Errand, done: Callable[[Any], None]) -> None:
    stop()
    mine = Doing(kind, errand)
    doing.value = mine
    threading.Thread(target=_follow, args=(mine, done), daemon=True).start()


def _follow(mine: Doing, done: Callable[[Any], None]) -> None:
    def progress(share: float) -> None:
        if _is_mine(mine):
            doing.value = replace(mine, share=share)

    try:
        done(mine.errand.run(progress))
    except GovsimError as error:
        if mine.kind == "checking":
            told.value = (_refusal(error),)
        else:
            result.value = _refusal(error)
    finally:
        if _is_mine(mine):
            doing.value = None


def _is_mine(mine: Doing) -> bool:
    now = doing.peek()
    return now is not None and now.errand is mine.errand


def _checked(found: list[Found]) -> None:
    shelf.keep([each.place for each in found if each.place])
    told.value = tuple(found)


def _made(found: Found) -> None:
    if found.place:
        shelf.keep([found.place])
    result.value = found


def _refusal(error: GovsimError) -> Found:
    return Found("", None, tuple(error.text("zh").splitlines()), tuple(error.text("en").splitlines()))


def _many(name: str, errors: Sequence[GovsimError]) -> Found:
    return Found(name, None, tuple(each.text("zh") for each in errors), tuple(each.text("en") for each in errors))


@solara.lab.on_kernel_start
def _leave_with_page() -> Callable[[], None]:
    """End what is under way when its page is closed."""
    return stop_quietly


def stop_quietly() -> None:
    """End what is under way; nobody looks any more."""
    under_way = doing.peek()
    if under_way is not None:
        under_way.errand.stop()

