"""The pages of a class: the trainer's, the big screen, a joiner's phone; and what stands before them."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from govsim.dashboard.classroom import seen, seen_by
from govsim.dashboard.classroom.acting import lead
from govsim.dashboard.classroom.hall import Snapshot
from govsim.dashboard.classroom.here import Here, here
from govsim.dashboard.classroom.room import LONGEST_ANSWER
from govsim.dashboard.classroom.sheet import class_sheet
from govsim.dashboard.classroom.taking_part import seat_of
from govsim.dashboard.classroom.visiting import (
    admitted,
    attempt,
    code_known,
    enter,
    joiner_acts,
    knock,
    said,
    secret,
    told,
)
from govsim.dashboard.health import STARTED
from govsim.dashboard.texts import Words
from govsim.dashboard.view import FIRST, View, use_view
from govsim.dashboard.whole import Event, Whole, unpacked
from govsim.lessons import catalogue, lesson

TEXTS = Path(__file__).with_name("texts.toml")
STYLE = Path(__file__).with_name("page.css")
_PATIENCE = 1.0  # s between two looks of a page whether it is still wanted

_LOG = logging.getLogger(__name__)
_WHOLE = unpacked("words", "shown", "says", "file")
offered: solara.Reactive[tuple[int, str]] = solara.reactive((0, ""))  # of one open page


@solara.component_vue("stage.vue", vuetify=False, to_json=_WHOLE)
def _Stage(words: Any, shown: Any, join: dict[str, str], lang: str, now: float, started: str, keep: str) -> None:
    """Draw the big screen, as large as there is room (stage.vue)."""


@solara.component_vue("lead.vue", vuetify=False, to_json=_WHOLE)
def _Lead(words: Any, shown: Any, now: float, screen: str, file: Any, event_act: Event) -> None:
    """Draw the phases of the lesson and what the trainer can do (lead.vue)."""


@solara.component_vue("seats.vue", vuetify=False, to_json=_WHOLE)
def _Seats(words: Any, shown: Any, says: Any, event_act: Event) -> None:
    """Draw the seats (seats.vue)."""


@solara.component_vue("phone.vue", vuetify=False, to_json=_WHOLE)
def _Phone(
    words: Any, shown: Any, says: Any, now: float, lang: str, langs: dict[str, str], lead: str, most: int, keep: str,
    inside: bool, started: str, event_act: Event,
) -> None:  # fmt: skip
    """Draw a joiner's phone (phone.vue)."""


@solara.component_vue("word.vue", vuetify=False, to_json=_WHOLE)
def _Word(words: Any, says: Any, quiet: bool, join: str, langs: dict[str, str], event_knock: Event) -> None:
    """Ask for the trainer's word; quiet: only tell what this browser keeps from before (word.vue)."""


@solara.component_vue("notes.vue", vuetify=False, to_json=_WHOLE)
def _Notes(words: Any, phase: str, screen: str) -> None:
    """Say what the trainer does in this phase (notes.vue)."""


@solara.component_vue("plain.vue", vuetify=False, to_json=_WHOLE)
def _Plain(words: Any, lessons: list[dict[str, Any]], steps: list[dict[str, str]]) -> None:
    """Draw what a class is, where this server holds none (plain.vue)."""


@solara.component
def Class() -> None:
    """The page 课堂 Class: the trainer's, or what a class is where this server holds none."""
    view, open_class = use_view(), here()
    words = _use_words(view)
    if open_class is not None:
        _Trainer(open_class, view)
        return
    solara.Style(STYLE)
    lessons = [{"id": each.id, "title": each.title.word(view.lang), "challenge": each.challenge.word(view.lang),
                "question": each.question.word(view.lang)} for each in map(lesson, catalogue())]  # fmt: skip
    commands = ("govsim class check", "govsim class print L2", "govsim dashboard --class --lesson L2")
    texts = Words(TEXTS, view.lang)
    steps = [{"name": texts[f"plain_{place}"], "text": texts[f"plain_{place}_text"], "command": command}
             for place, command in enumerate(commands, 1)]  # fmt: skip
    _Plain(words=words, lessons=lessons, steps=steps)


def alone(view: View) -> Any:
    """Return what stands on this page instead of the frame with all its pages; None: the frame is for this browser."""
    open_class = here()
    if open_class is None:
        return None
    if not admitted.value:
        return _Entrance
    if view.page == "class" and view.get("as") == "screen":
        return _Screen
    return _Joining if view.page == "class" and (view.get("room") or view.get("as") == "join") else None


@solara.component
def _Entrance(view: View) -> None:
    """Let trainers in by their word, joiners to their phone's page; there is no other way in."""
    open_class = here()
    if open_class is None:
        return
    joins = view.page in (FIRST, "class") and view.get("as") not in ("trainer", "screen")
    words, says = _use_words(view), _use_said(view)
    with solara.Div(classes=["g-frame", "k-alone"], attributes={"lang": view.lang}):
        solara.Style(STYLE)
        _Word(words=words, says=says, quiet=joins, join="/class", langs=_langs(view),
              event_knock=lambda message: knock(open_class, message))  # fmt: skip
        if joins:
            _JoinPage(open_class, view)


@solara.component
def _Joining(view: View) -> None:
    """Show the phone's page to somebody who was let in as the trainer, to try it."""
    open_class = here()
    if open_class is not None:
        with solara.Div(classes=["g-frame", "k-alone"], attributes={"lang": view.lang}):
            solara.Style(STYLE)
            _JoinPage(open_class, view)


@solara.component
def _JoinPage(open_class: Here, view: View) -> None:
    """A joiner's phone."""
    asked = view.get("room") or ""
    solara.use_memo(lambda: enter(open_class, asked, quiet=True) if asked else None, [asked])
    known = [view.lang, secret.value, code_known.value]
    shown = _use_shown(open_class, lambda snapshot: _phone_shown(snapshot, view.lang), known)
    _Phone(
        words=_use_words(view), shown=Whole(shown), says=_use_said(view), now=_use_now(), lang=view.lang,
        langs=_langs(view), lead=view.address("class", rest=[("as", "trainer")]), most=LONGEST_ANSWER,
        keep=secret.value, inside=code_known.value, started=STARTED,
        event_act=lambda message: joiner_acts(open_class, message),
    )  # fmt: skip


@solara.component
def _Screen(view: View) -> None:
    """The big screen in a window of its own."""
    open_class = here()
    if open_class is None:
        return
    shown = _use_shown(open_class, lambda snapshot: seen.screen(snapshot, view.lang), [view.lang])
    with solara.Div(classes=["g-frame", "k-alone"], attributes={"lang": view.lang}):
        solara.Style(STYLE)
        _drawn(open_class, view, shown)


def _drawn(open_class: Here, view: View, shown: dict[str, Any]) -> None:
    join = {"address": open_class.address, "picture": open_class.picture()} if shown["screen"] == "seats" else {}
    _Stage(words=_use_words(view), shown=Whole(shown), join=join, lang=view.lang, now=_use_now(), started=STARTED,
           keep=open_class.room.passkey)  # fmt: skip


@solara.component
def _Trainer(open_class: Here, view: View) -> None:
    """Phases on the left, a copy of the big screen, seats on the right."""
    words, says = _use_words(view), _use_said(view)
    shown = _use_shown(open_class, lambda snapshot: seen.screen(snapshot, view.lang), [view.lang])
    beside = _use_shown(open_class, lambda snapshot: seen_by.trainer(snapshot, view.lang), [view.lang])
    screen = view.address("class", rest=[("as", "screen")])

    def act(message: Mapping[str, Any]) -> None:
        if isinstance(message, Mapping) and message.get("do") == "export":
            offered.value = (offered.value[0] + 1, class_sheet(open_class.hall.latest, view.lang))
        else:
            attempt(lambda: lead(open_class, message))

    file = {"number": offered.value[0], "text": offered.value[1]}
    with solara.Div(classes=["k-trainer"]):
        solara.Style(STYLE)
        _Lead(words=words, shown=Whole(beside), now=_use_now(), screen=screen, file=file, event_act=act)
        with solara.Div(classes=["k-centre"]):
            _drawn(open_class, view, shown)
            _Notes(words=words, phase=shown["phase"], screen=shown["screen"])
        _Seats(words=words, shown=Whole(beside), says=says, event_act=act)


def _phone_shown(snapshot: Snapshot, lang: str) -> dict[str, Any]:
    team = seat_of(snapshot.room, secret.peek()) if secret.peek() else None
    shown = seen_by.phone(snapshot, team, lang)
    return shown if team or code_known.peek() else {key: shown[key] for key in ("room", "team", "closed")}


def _langs(view: View) -> dict[str, str]:
    return {lang: view.address(lang=lang) for lang in ("zh", "en")}


def _use_now() -> float:
    """Return the server's time when the page was drawn first; the browser counts on from it."""
    now: float = solara.use_memo(time.time, [])
    return now


def _use_words(view: View) -> Whole:
    words: Whole = solara.use_memo(lambda: Whole(Words(TEXTS, view.lang).all()), [view.lang])
    return words


def _use_said(view: View) -> Whole:
    says: Whole = solara.use_memo(lambda: Whole(told(view.lang)), [said.value, view.lang])
    return says


def _use_shown(open_class: Here, shown: Callable[[Snapshot], dict[str, Any]], on: list[Any]) -> dict[str, Any]:
    """Return what a page shows of the class; the page is drawn again as soon as that is something else."""
    latest: solara.Reactive[dict[str, Any] | None] = solara.use_reactive(None)
    first = solara.use_memo(lambda: shown(open_class.hall.latest), on)

    def follow() -> Callable[[], None]:
        left = threading.Event()
        latest.value = None

        def watch() -> None:
            before, number = first, -1
            while not left.is_set() and not open_class.hall.closed:
                snapshot = open_class.hall.wait(number, _PATIENCE)
                if snapshot.number == number or left.is_set():
                    continue
                number = snapshot.number
                try:
                    now = shown(snapshot)
                except Exception:  # a page that stood still would be worse, and the next change may be shown again
                    _LOG.exception("a page of the class could not be made")
                    continue
                if now != before:
                    before = latest.value = now

        threading.Thread(target=watch, daemon=True).start()
        return left.set

    solara.use_effect(follow, on)
    now: dict[str, Any] = latest.value or first
    return now
