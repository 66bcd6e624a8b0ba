"""The page 批量研究 Studies: a list of studies, seven tabs on the one that is chosen, robustness first."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from govsim.dashboard.studies.bars import sensitivity
from govsim.dashboard.studies.boxes import conditions
from govsim.dashboard.studies.common import Choice, Drawn
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.data import csv_of, data
from govsim.dashboard.studies.desk import desk
from govsim.dashboard.studies.forests import effects
from govsim.dashboard.studies.opening import Run, picked
from govsim.dashboard.studies.overview import overview, runs_of
from govsim.dashboard.studies.planes import trade_off
from govsim.dashboard.studies.shelf import Entry, entries, place
from govsim.dashboard.studies.sight import Sight, use_sight
from govsim.dashboard.studies.strips import robustness
from govsim.dashboard.studies.telling import outcome_of
from govsim.dashboard.texts import Words
from govsim.dashboard.view import View, use_view
from govsim.dashboard.whole import unpacked, whole
from govsim.errors import GovsimError
from govsim.locale import capital

TEXTS = Path(__file__).with_name("texts.toml")
STYLE = Path(__file__).with_name("page.css")
TABS: Mapping[str, Callable[[Content, Choice, str], Drawn]] = {
    "overview": overview, "effects": effects, "sensitivity": sensitivity, "robustness": robustness,
    "conditions": conditions, "trade_offs": trade_off, "data": data,
}  # fmt: skip
CHOICES = ("outcome", "level", "part", "across", "upward")
_FIRST = ("robustness", "sensitivity", "effects")  # the tab that opens: the first that has something to show
_DAMAGED = (KeyError, ValueError, TypeError, IndexError, AttributeError)  # what tables of another make bring up


@solara.component_vue("shelf.vue", vuetify=False, to_json=unpacked("studies", "words"))
def _Shelf(words: Any, studies: Any, where: str, event_refresh: Any) -> None:
    """Draw the list of studies (shelf.vue)."""


@solara.component_vue("figure.vue", vuetify=False, to_json=unpacked("figure", "words", "head"))
def _Figure(
    words: Any, head: Any, figure: Any, chosen: Any, lang: str, projector: bool, parcel: Any,
    event_pick: Any, event_again: Any, event_stop: Any, event_take: Any,
) -> None:  # fmt: skip
    """Draw the finding, the tabs and the figure (figure.vue)."""


@solara.component_vue("side.vue", vuetify=False, to_json=unpacked("side", "words", "picked"))
def _Side(words: Any, side: Any, picked: Any, event_pick: Any) -> None:
    """Draw what can be chosen, and the point that is (side.vue)."""


@solara.component
def Studies() -> None:
    """Draw the list and the study that the address names, the last finished one by default."""
    view, (looks, set_looks) = use_view(), solara.use_state(0)
    words = solara.use_memo(lambda: Words(TEXTS, view.lang), [view.lang])
    listed = solara.use_memo(entries, [looks])
    asked = view.get("study")
    chosen = next((each for each in listed if each.id == asked), None) if asked else listed[0]
    studies = solara.use_memo(lambda: [_listed(each, chosen, view) for each in listed], [looks, view])
    texts = solara.use_memo(words.all, [view.lang])
    solara.Style(STYLE)
    with solara.Div(classes=["s-page", "projected"] if view.projector else ["s-page"]):
        if not view.projector:
            _Shelf(**whole(words=texts, studies=studies), where=str(place()),
                   event_refresh=lambda _: set_looks(looks + 1))  # fmt: skip
        if chosen is not None and chosen.state in ("analysed", "raw"):
            _Study(chosen, view, words, lambda: set_looks(lambda number: number + 1)).key(f"study-{chosen.id}")
        else:
            why = words.say("no_such", name=(asked or "")[:80]) if chosen is None else _why(chosen, words, view.lang)
            head = {"notice": why, "title": chosen.id if chosen else words["no_such_title"], "tabs": []}
            _Figure(**whole(words=texts, head=head, figure={"kind": "wrong"}), **_idle(view))


def _why(chosen: Entry, words: Words, lang: str) -> str:
    """Return why a folder cannot be looked at."""
    return words["other"] if chosen.state == "other" else chosen.wrong[lang]


def _idle(view: View) -> dict[str, Any]:
    events: dict[str, Any] = dict.fromkeys(("event_pick", "event_again", "event_stop", "event_take"), lambda _: None)
    return {"chosen": None, "lang": view.lang, "projector": view.projector, "parcel": None, **events}


def _listed(each: Entry, chosen: Entry | None, view: View) -> Drawn:
    lang = view.lang
    return {"id": each.id, "name": each.title[lang] or each.id, "state": each.state, "shipped": each.shipped,
            "question": each.question[lang], "finding": each.finding[lang], "wrong": each.wrong[lang],
            "here": each is chosen, "href": view.address(rest=[("study", each.id)])}  # fmt: skip


@solara.component
def _Study(entry: Entry, view: View, words: Words, changed: Callable[[], None]) -> None:
    """Draw a study: the tab of the address, and the point that was chosen on it."""
    turn, set_turn = solara.use_state(0)
    run: solara.Reactive[Run | None] = solara.use_reactive(None)
    parcel: solara.Reactive[Drawn | None] = solara.use_reactive(None)
    sight = use_sight(entry, turn, changed)
    content = sight.content
    tab, choice = _asked(content, view)
    figure = solara.use_memo(lambda: _drawn(content, tab, choice, view.lang, words), [content, tab, choice, view.lang])
    head = solara.use_memo(lambda: _head(sight, tab, view, words), [sight, tab, view])
    side = solara.use_memo(lambda: _side(content, tab, choice, figure, view), [content, figure, view])
    told = solara.use_memo(lambda: _picked(content, run.value, view, words), [content, run.value, view.lang])
    texts = solara.use_memo(words.all, [view.lang])
    at = run.value and {"point": run.value.point, "draw": run.value.draw}
    with solara.Div(classes=["s-study"]):
        _Figure(**whole(words=texts, head=head, figure=figure), chosen=at, lang=view.lang, projector=view.projector,
                parcel=parcel.value, event_pick=lambda what: run.set(_run(what)),
                event_again=lambda _: set_turn(turn + 1), event_stop=lambda _: _stop(entry),
                event_take=lambda part: parcel.set(_parcel(content, str(part), words, parcel.value)))  # fmt: skip
        if not view.projector:
            _Side(**whole(words=texts, side=side, picked=told), event_pick=lambda what: run.set(_run(what)))


def _asked(content: Content | None, view: View) -> tuple[str, Choice]:
    """Return tab and choices of the address, with what is chosen where it says nothing."""
    if content is None:
        return "", Choice()
    done = {each["id"] for each in content.about["analyses"]}
    has = {"robustness": content.study.has_draws, "sensitivity": bool(done & {"sobol", "morris", "pawn"}),
           "effects": True}  # fmt: skip
    first = next(name for name in _FIRST if has[name])
    tab = view.get("tab") or ""
    choice = Choice(**{name: (view.get(name) or "")[:200] for name in CHOICES})
    if choice.outcome not in content.outcomes:
        choice = Choice(**{**vars(choice), "outcome": content.outcomes[0]})
    return tab if tab in TABS else first, choice


def _drawn(content: Content | None, tab: str, choice: Choice, lang: str, words: Words) -> Drawn:
    """Return what a tab draws; tables that do not hold what they should are told, not drawn."""
    if content is None:
        return {"kind": "waiting"}
    try:
        found = TABS[tab](content, choice, lang)
        return {**found, "title": capital(str(found.get("title") or "")), "outcome": outcome_of(choice.outcome, lang)}
    except GovsimError as error:
        return {"kind": "none", "why": error.text(lang)}
    except _DAMAGED as failure:
        return {"kind": "none", "why": words.say("strange", reason=f"{type(failure).__name__}: {failure}"[:300])}


def _head(sight: Sight, tab: str, view: View, words: Words) -> Drawn:
    """Return what stands above and below a figure: finding, tabs, how an analysis goes, the source line."""
    entry, content, lang = sight.entry, sight.content, view.lang
    assert entry is not None
    kept = [(name, value) for name, value in view.rest if name in ("study", "outcome")]
    kept = kept if any(name == "study" for name, _ in kept) else [("study", entry.id), *kept]
    tabs = [{"name": name, "label": words[f"tab_{name}"], "here": name == tab,
             "href": view.address(rest=[*kept, ("tab", name)])} for name in TABS]  # fmt: skip
    stand = sight.stand
    head: Drawn = {"name": entry.title[lang] or entry.id, "title": entry.finding[lang] or entry.question[lang],
                   "tabs": tabs if content else [], "notice": _notice(sight, lang), "file": entry.id,
                   "stand": stand and {"state": stand.state, "done": stand.done, "all": stand.all}}  # fmt: skip
    if content is not None:
        head |= {"source": _source(content, words), "file": f"{tab}-{content.about['fingerprint'][:8]}",
                 "runs": runs_of(content)}  # fmt: skip
    return head


def _notice(sight: Sight, lang: str) -> str:
    """Return what is wrong with a study or with its analysis, "" where nothing is."""
    if sight.wrong is not None:
        return sight.wrong[lang]
    stand = sight.stand
    return stand.wrong[0 if lang == "zh" else 1] if stand is not None and stand.state == "wrong" else ""


def _source(content: Content, words: Words) -> str:
    """Return the line that every figure carries: what was run, which intervals, the fingerprint, the model."""
    about, lang = content.about, words.lang
    model = str(content.store.settings()["source"].iloc[0])[:8]
    return words.say(
        "source", name=content.entry.title[lang] or content.entry.id, done=f"{about['runs']['done']:,}",
        points=f"{about['points']:,}", seeds=len(about["seeds"]), draws=about["draws"],
        fingerprint=about["fingerprint"][:12], model=model,
    )  # fmt: skip


def _side(content: Content | None, tab: str, choice: Choice, figure: Drawn, view: View) -> Drawn:
    """Return what can be chosen on a tab."""
    if content is None:
        return {"outcomes": []}
    lang, primary = view.lang, content.about["primary"]
    outcomes = [{**outcome_of(name, lang), "primary": name in primary} for name in content.outcomes]
    fixed = [(name, value) for name, value in view.rest if name in ("study", "tab", *CHOICES)]
    return {"outcomes": outcomes, "draws": content.draws, "choice": vars(choice), "tab": tab,
            "levels": figure.get("levels", []),
            "level": figure.get("level", ""), "parts": figure.get("parts", []), "part": figure.get("part", ""),
            "across": figure.get("x", {}).get("id", ""), "upward": figure.get("y", {}).get("id", ""),
            "fixed": view.address(rest=[]), "rest": fixed, "study": content.entry.id}  # fmt: skip


def _picked(content: Content | None, run: Run | None, view: View, words: Words) -> Drawn | None:
    """Return what is told of the chosen point, its reason in words where it cannot be opened."""
    if content is None or run is None:
        return None
    try:
        told = picked(content, run, view)
    except _DAMAGED:
        return None
    return told and {**told, "why": words[f"why_{told['why']}"] if told["why"] else "",
                     "note": words[f"note_{told['note']}"] if told["note"] else ""}  # fmt: skip


def _run(what: Any) -> Run | None:
    """Return the run that the browser names, None where it names none."""
    given = [what.get(name) for name in Run._fields] if isinstance(what, dict) else []
    known = [value for value in given if isinstance(value, int) and abs(value) < 2**53]
    return Run(*known) if len(known) == len(Run._fields) else None


def _stop(entry: Entry) -> None:
    task = desk.under_way(entry.folder)
    if task is not None:
        task.stop()


def _parcel(content: Content | None, part: str, words: Words, before: Drawn | None) -> Drawn | None:
    """Return a table for the browser to save, or where it lies if it is too large for a page."""
    if content is None:
        return None
    number, text = (before["number"] if before else 0) + 1, csv_of(content, part)
    name = f"govsim-{part}-{content.about['fingerprint'][:8]}.csv"
    where = "" if content.entry.shipped else words.say("too_large", path=content.entry.folder / "analysis")
    return {"number": number, "name": name, "text": text or "", "why": "" if text else where}
