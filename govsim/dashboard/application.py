"""What Solara runs for every open page: the frame, and in it the page that the address names."""

from typing import Any

import solara
import solara.lab

from govsim.dashboard.classroom import Class, alone
from govsim.dashboard.compare import Compare
from govsim.dashboard.doors import Doors
from govsim.dashboard.frame import Frame
from govsim.dashboard.live import Explore
from govsim.dashboard.model import Model
from govsim.dashboard.pages import NAMES
from govsim.dashboard.studies.page import Studies
from govsim.dashboard.view import FIRST, use_view

PAGES: dict[str, Any] = {
    FIRST: Explore, "explore": Explore, "compare": Compare, "class": Class, "studies": Studies, "model": Model
}  # fmt: skip


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
        PAGES[view.page]()
    if view.page == FIRST:
        Doors(view=view)


def _set_theme(dark: bool | None) -> None:
    solara.lab.theme.dark = dark


routes = [
    solara.Route(path="/", component=Page, label="govsim", layout=Bare),
    *(solara.Route(path=name, component=Page, label="govsim") for name in NAMES),
]
