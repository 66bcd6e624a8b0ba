"""The dialog in which files are uploaded and the twelve questions are answered."""

import tempfile
from pathlib import Path
from typing import Any

import solara

from govsim import __version__
from govsim.dashboard.own import acting, form, limits, shelf
from govsim.dashboard.own.checking import Found
from govsim.dashboard.own.naming import KINDS
from govsim.dashboard.own.places import MOST_PLAYED, Place
from govsim.dashboard.texts import Words
from govsim.dashboard.view import View
from govsim.own_place import questions, write_template

TEXTS = Path(__file__).with_name("texts.toml")
STYLE = Path(__file__).with_name("own.css")
LIMITS = {"files": limits.MOST_FILES, "all": limits.MOST_BYTES, "part": limits.PART, "kinds": list(KINDS),
          "each": {kind: limits.most_bytes(f"x{kind}") for kind in KINDS}}  # fmt: skip
_LARGE = 20_000  # residents from which on a place's cost is said
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@solara.component_vue("own.vue", vuetify=False)
def _Dialog(
    words: dict[str, str], tab: str, limits: dict[str, Any], coming: int, doing: dict[str, Any] | None,
    told: list[dict[str, Any]], places: list[dict[str, Any]], questions: list[dict[str, Any]],
    seen: dict[str, dict[str, Any]], texts: dict[str, str], table: str, made: dict[str, Any] | None, name: str,
    awaited: str, gift: dict[str, Any] | None, event_show: Any, event_announce: Any, event_part: Any,
    event_answer: Any, event_make: Any, event_stop: Any, event_from: Any, event_fetch: Any,
) -> None:  # fmt: skip
    """Draw the dialog (own.vue)."""


@solara.component
def OwnDialog(view: View) -> None:
    """Draw the dialog over the page, if it is open."""
    gift: solara.Reactive[dict[str, Any] | None] = solara.use_reactive(None)
    awaited = view.get("scenario") or ""
    missing = awaited if shelf.is_awaited(awaited) else ""
    solara.Style(STYLE)
    if not acting.opened.value:
        return
    settled = acting.table.value.answers if acting.table.value else {}
    doing, coming = acting.doing.value, shelf.coming.value
    _Dialog(
        words=Words(TEXTS, view.lang).all(), tab=acting.opened.value, limits=LIMITS,
        coming=coming.number if coming else 0, doing=doing and {"kind": doing.kind, "share": doing.share},
        told=[_told(each, view) for each in acting.told.value],
        places=[_place(each, view) for each in shelf.shelf.value.places], questions=form.asked(view.lang),
        seen=form.looked_at(acting.texts.value, settled, view.lang), texts=dict(acting.texts.value),
        table=acting.table.value.file if acting.table.value else "",
        made=_told(acting.result.value, view) if acting.result.value else None,
        name=Words(TEXTS, view.lang)["new_name"], awaited=missing, gift=gift.value,
        event_show=show_dialog,
        event_announce=lambda what: acting.announce(what["files"], what["number"]),
        event_part=lambda what, buffers=(): acting.take(what, buffers, view.lang),
        event_answer=lambda what: acting.answer(what["name"], what["text"]),
        event_make=lambda what: acting.make(str(what["name"]), bool(what["held"]), view.lang),
        event_stop=lambda _: acting.stop(), event_from=_start_from,
        event_fetch=lambda what: gift.set(_gift(what, view.lang)),
    )  # fmt: skip


@solara.component
def Awaited(view: View) -> None:
    """Say that the link needs a file to be uploaded again."""
    words = Words(TEXTS, view.lang)
    code = (view.get("scenario") or "").partition("-")[2]
    with solara.Div(classes=["o-waiting"]), solara.Div():
        solara.Text(words.say("awaited", code=code))
        reopen = {"on_click": lambda: show_dialog("files"), "classes": ["o-reopen"], "color": "primary"}
        solara.Button(words["awaited_open"], **reopen)


def show_dialog(tab: Any) -> None:
    """Open the dialog at one of its two tabs, or close it."""
    acting.opened.value = tab if tab in ("files", "form") else ""


def _told(found: Found, view: View) -> dict[str, Any]:
    """Return what came of a file as the dialog shows it."""
    return {"file": found.file, "lines": list(found.lines(view.lang)), "table": found.settled is not None,
            "place": _place(found.place, view) if found.place else None}  # fmt: skip


def _place(place: Place, view: View) -> dict[str, Any]:
    words = Words(TEXTS, view.lang)
    cost = words.say("cost", seconds=f"{place.seconds:.0f}", memory=f"{place.megabytes / 1000:.1f}")
    return {
        "code": place.code, "file": place.file, "title": place.scenario.word(view.lang), "residents": place.residents,
        "households": place.households, "cost": cost if place.residents > _LARGE else "", "played": place.played,
        "part": not place.has_table and place.residents > MOST_PLAYED, "assumed": _assumed(place, view.lang),
        "explore": view.address("explore", _pairs(place)), "compare": view.address("compare", _pairs(place)),
        "option": _as_option(place, view), "here": view.page if view.page == "compare" else "explore",
    }  # fmt: skip


def _pairs(place: Place) -> list[tuple[str, str]]:
    return [("scenario", place.code), ("version", __version__)]


def _as_option(place: Place, view: View) -> str:
    """Return the address of the comparison at hand with this place as one more option; empty where there is none."""
    from govsim.dashboard.compare.choices import MOST_OPTIONS, alike, spec_of

    if view.page != "compare":
        return ""
    spec = spec_of(view)
    if spec.scenario == place.code or len(spec.options) >= MOST_OPTIONS or not alike(spec.scenario, place):
        return ""
    rest = [pair for pair in view.rest if pair[0] not in ("scenario", "option")]
    options = [("option", ",".join(option)) for option in spec.options]
    return view.address(rest=[("scenario", spec.scenario), *options, ("option", f"={place.code}"), *rest])


def _assumed(place: Place, lang: str) -> list[str]:
    """Return what is assumed: the question of each setting once, the path of one that no question asks for."""
    side = 0 if lang == "zh" else 1
    by_path = {path: each.short[side] for each in questions().values() for path in each.paths}
    return list(dict.fromkeys(by_path.get(path, path) for path in place.scenario.assumed))


def _start_from(file: Any) -> None:
    found = next((each for each in acting.told.peek() if each.file == file and each.settled is not None), None)
    if found is not None:
        acting.start_from(found)


def _gift(what: Any, lang: str) -> dict[str, Any]:
    """Return a file for the browser to keep: the empty sheet, or the scenario of a place."""
    place = shelf.shelf.peek().find(str(what["code"]))
    if place is not None:
        text = place.path.read_text(encoding="utf-8")
        return {"number": what["number"], "name": place.file, "kind": "application/toml", "text": text}
    name = Words(TEXTS, lang)["template_name"]
    with tempfile.TemporaryDirectory() as drawer:
        path = Path(drawer) / "place.xlsx"
        write_template(path, form.base())
        return {"number": what["number"], "name": name, "kind": _SHEET, "bytes": path.read_bytes().hex()}
