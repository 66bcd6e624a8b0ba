"""The page 推演 Explore: one place, one set of measures, watch it run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from govsim import __version__
from govsim.dashboard.live.opening import Wish
from govsim.dashboard.live.session import Session
from govsim.dashboard.live.shared import Shared
from govsim.dashboard.live.texts import outcomes, words
from govsim.dashboard.live.widgets import CityMap, Figures, Measures, Series, Sheet
from govsim.dashboard.own.page import Awaited, OwnDialog, show_dialog
from govsim.dashboard.own.share import show_panel
from govsim.dashboard.own.shelf import file_of, is_awaited
from govsim.dashboard.view import View, use_view
from govsim.dashboard.whole import Whole, whole
from govsim.measures import labels

_NOTHING: list[Any] = []
STYLE = Path(__file__).with_name("page.css")


@solara.component
def Explore() -> Any:
    """The whole page, as the address says it, or what is missing for it: a file that must be uploaded again."""
    view = use_view()
    name = view.get("scenario") or "demo"
    # Another place is another page: nothing of the one before may be left in the browser.
    playing = Awaited(view) if is_awaited(name) else Playing(view).key(f"{name} {view.seed} {view.full}")
    return solara.v.Html(tag="div", class_="gx-page", children=[solara.Style(STYLE), playing, OwnDialog(view)])


@solara.component
def Playing(view: View) -> Any:
    """A model that plays; changes are written into the address."""
    router = solara.use_router()
    name = view.get("scenario") or "demo"
    wish = Wish(name, view.changes, view.seed, file_of(name), view.full)
    session: Session = solara.use_memo(lambda: Session(wish), [wish.scenario, wish.seed, wish.full])

    def live() -> Callable[[], None]:
        session.start()
        return session.stop

    def link() -> None:
        if session.changes.value != view.changes and session.told["place"].value is not None:
            router.push(view.link(wish.scenario, session.changes.value.items(), wish.seed, wish.full))

    solara.use_effect(live, [session])
    solara.use_effect(link, [session.changes.value])
    children = [
        _cell("gx-left", _Left(session, view.lang)),
        _cell("", _Centre(session, view.lang, view.projector)),
        _cell("", _Right(session, view.lang, view.projector)),
        _cell("gx-bottom", _Bottom(session, view.lang, view.projector)),
        _Over(session, view.lang),
        Shared(session, view),
    ]
    classes = "gx projector" if view.projector else "gx"
    return solara.v.Html(tag="main", class_=classes, children=children)


def _cell(name: str, content: Any) -> Any:
    return solara.v.Html(tag="section", class_=f"gx-cell {name}", children=[content])


def _use_place(session: Session, lang: str) -> Any:
    """Return the place with its texts in the language, the same object as long as it is the same."""
    place = session.told["place"].value
    return solara.use_memo(lambda: place and _in_words(place, lang), [place is None, place and place["id"], lang])


def _in_words(place: dict[str, Any], lang: str) -> dict[str, Any]:
    return {**place, "name": place["title"][lang], "asks": place["question"][lang], "from": place["source"][lang]}


def _offers(session: Session, lang: str) -> list[dict[str, Any]]:
    offers = session.told["offers"].value
    return offers[lang] if offers else []


@solara.component
def _Left(session: Session, lang: str) -> Any:
    notice, texts, wish = session.notice.value, words(lang), session.wish
    view, router = use_view(), solara.use_router()

    def size(full: bool) -> None:
        router.push(view.link(wish.scenario, session.changes.value.items(), wish.seed, full))

    shown = notice and {"title": texts[notice["kind"]], "text": notice[lang]}
    offers = _offers(session, lang)
    owned = {offer["name"] for offer in offers if offer["own"]}
    changed = sorted(_touched(session))
    return Measures(
        **whole(place=_use_place(session, lang), offers=offers, changed=changed, words=texts, notice=shown),
        fresh=session.fresh, full=wish.full, event_size=lambda full: size(bool(full)),
        event_change=lambda what: session.change({**what, "added": what["name"] not in owned} if what else what),
        event_own=show_dialog, event_share=show_panel,
    )  # fmt: skip


@solara.component
def _Centre(session: Session, lang: str, projector: bool) -> Any:
    place = _use_place(session, lang)
    city = CityMap(
        **whole(place=place, strip=session.told["strip"].value, words=words(lang),
                layers=place["layers"] if place else _NOTHING),
        source=_source(session, lang), projector=projector,
        event_command=session.command, event_seen=session.seen,
        event_inspect=lambda thing: session.ask("inspect", thing, lang),
    )  # fmt: skip

    def show_frames() -> Callable[[], None]:
        # After every drawing of the page: a frame that came meanwhile may have been lost in it.
        map_widget = solara.get_widget(city)

        def draw(frame: Any) -> None:
            map_widget.frame = Whole(frame)

        session.show_on(draw)
        map_widget.send_state("frame")
        return lambda: session.show_on(None)

    solara.use_effect(show_frames)
    return city


@solara.component
def _Right(session: Session, lang: str, projector: bool) -> Any:
    return Figures(
        **whole(place=_use_place(session, lang), figures=session.told["figures"].value, groups=_groups(session, lang),
                pairs=_pairs(session, lang), outcomes=outcomes(lang), words=words(lang)),
        chosen=session.chosen.value, source=_source(session, lang), projector=projector,
        event_command=session.command, event_choose=session.choose,
    )  # fmt: skip


def _groups(session: Session, lang: str) -> Any:
    told = session.told["groups"].value
    if told is None:
        return None
    names = {label: labels().get(label, {}).get(lang, label) for label in told["base"]}
    rows = [
        {"label": label, "name": names[label], "base": value, "option": told["option"].get(label)}
        for label, value in told["base"].items()
        if value is not None or told["option"].get(label) is not None
    ]
    return {"outcome": told["outcome"], "rows": rows}


def _pairs(session: Session, lang: str) -> Any:
    told = session.told["pairs"].value
    if told is None:
        return None
    effects = {name: {**effect, "verdict": effect[lang]} for name, effect in told["effects"].items()}
    return {**told, "effects": effects}


@solara.component
def _Bottom(session: Session, lang: str, projector: bool) -> Any:
    week, chosen, view = session.told["week"].value, session.chosen.value, use_view()
    bars = [offer for offer in _offers(session, lang) if offer["on"] or offer["name"] in _touched(session)]
    outcome = next(each for each in outcomes(lang) if each["id"] == chosen)
    return Series(
        **whole(place=_use_place(session, lang), figures=session.told["figures"].value, outcome=outcome, bars=bars,
                words=words(lang)),
        week=-1 if week is None else week, finding=_finding(session, lang), source=_source(session, lang),
        address=view.link(session.wish.scenario, session.changes.value.items(), session.wish.seed, session.wish.full),
        projector=projector, event_command=session.command, event_change=session.change,
    )  # fmt: skip


def _finding(session: Session, lang: str) -> str:
    """Return the sentence on the chosen outcome, "" as long as there are no pairs to say it."""
    pairs = session.told["pairs"].value
    effect = pairs["effects"].get(session.chosen.value) if pairs else None
    return str(effect[lang]) if effect else ""


def _source(session: Session, lang: str) -> str:
    """Return the line that charts carry when they are saved: place, seed, runs, version."""
    place, pairs, texts = session.told["place"].value, session.told["pairs"].value, words(lang)
    if place is None:
        return ""
    line = texts["chart_source"].format(place=place["title"][lang], seed=place["seed"], version=__version__)
    done = pairs["done"] if pairs and pairs["effects"] else 0
    return f"{line} · {texts['chart_pairs'].format(n=done)}" if done else line


def _touched(session: Session) -> set[str]:
    return {path.split(".")[1] for path in session.changes.value if path.startswith("policies.")}


@solara.component
def _Over(session: Session, lang: str) -> Any:
    """What lies over the page: the side sheet, the progress of a computation, and why nothing plays."""
    texts, sheet, lost = words(lang), session.told["sheet"].value, session.told["lost"].value
    parts = []
    if sheet is not None:
        parts.append(Sheet(
            **whole(sheet=sheet, words=texts), event_inspect=lambda thing: session.ask("inspect", thing, lang),
            event_close=lambda _: session.told["sheet"].set(None),
        ))  # fmt: skip
    share = session.told["progress"].value
    if share is not None:
        bar = solara.v.Html(tag="i", style_=f"width:{100 * share:.0f}%")
        parts.append(solara.v.Html(tag="div", class_="gx-progress", attributes={"role": "progressbar"}, children=[bar]))
    if lost is not None or session.told["place"].value is None:
        parts.append(_Notice(session, lang, lost))
    return solara.v.Html(tag="div", children=parts)


def _notice_text(lost: Any, lang: str) -> str:
    texts = words(lang)
    if lost is None:
        return texts["opening"]
    return str(lost[lang]) if lost["kind"] == "full" else texts["lost"]


@solara.component
def _Notice(session: Session, lang: str, lost: Any) -> Any:
    inside = [solara.v.Html(tag="p", children=[_notice_text(lost, lang)], attributes={"role": "status"})]
    if lost is not None:
        inside.append(solara.Button(words(lang)["restart"], on_click=session.restart, color="primary"))
    box = solara.v.Html(tag="div", class_="gx-overbox", children=inside)
    return solara.v.Html(tag="div", class_="gx-over", children=[box])
