"""What Solara runs for every open page: the frame, and in it the page that the address names."""

from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any

import solara
import solara.lab

from govsim.dashboard.classroom import alone
from govsim.dashboard.doors import Doors
from govsim.dashboard.frame import Frame
from govsim.dashboard.pages import NAMES
from govsim.dashboard.view import FIRST, use_view

PAGES = {
    "explore": "live.page:Explore", "compare": "compare.page:Compare", "class": "classroom.page:Class",
    "studies": "studies.page:Studies", "model": "model.page:Model",
}  # fmt: skip


_loading = Lock()


@solara.component
def Bare(children: list[Any] = []) -> None:  # noqa: B006 (Solara's own way; never changed)
    """Leave the page as it is: the frame is drawn by the page itself."""
    solara.Div(children=children)


@solara.component
def Page() -> None:
    """Draw the frame and the page."""
    view = use_view()
    solara.use_effect(lambda: _set_theme(view.dark), [view.dark])
    instead = alone(view)
    if instead is not None:
        instead(view=view)
        return
    with Frame(view=view):
        page_of("explore" if view.page == FIRST else view.page)()
    if view.page == FIRST:
        Doors(view=view)


@cache
def page_of(name: str) -> Any:
    """Return the component of a page; its module is loaded when it is asked for, so that the first page shows soon."""
    module, _, component = PAGES[name].partition(":")
    with _loading:  # two threads that load modules of a circle may each see the other's half
        return getattr(import_module(f"govsim.dashboard.{module}"), component)


def load_all() -> None:
    """Load what is not loaded yet."""
    for name in PAGES:
        page_of(name)


def _set_theme(dark: bool | None) -> None:
    solara.lab.theme.dark = dark


routes = [
    solara.Route(path="/", component=Page, label="govsim", layout=Bare),
    *(solara.Route(path=name, component=Page, label="govsim") for name in NAMES),
]
