"""The panel that shares what a page shows: link, file, command, Python, and the report to keep."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from govsim.dashboard.texts import Words

TEXTS = Path(__file__).with_name("share.toml")

opened: solara.Reactive[bool] = solara.reactive(False)


@solara.component_vue("share.vue", vuetify=False)
def _Panel(
    words: dict[str, str], parts: list[dict[str, str]], link: str, own: str, reports: list[dict[str, str]],
    waiting: str, wrong: str, gift: dict[str, Any] | None, event_close: Any, event_fetch: Any,
) -> None:  # fmt: skip
    """Draw the panel (share.vue)."""


def show_panel(_: Any = None) -> None:
    """Open the panel."""
    opened.value = True


@solara.component
def SharePanel(
    lang: str, link: str, own: str, parts: list[dict[str, str]], reports: list[str], gift: dict[str, Any] | None,
    waiting: bool, wrong: str, fetch: Callable[[str, int], None],
) -> None:  # fmt: skip
    """Draw the panel, if it is open.

    link: the address; own: the check code where it needs a file; parts: texts to copy, each with a `kind`, perhaps a
    `name` under which it can be kept, and a `text`; reports: kinds of reports that can be had; fetch is asked for one,
    with a number that the `gift` carries when it comes.
    """
    if not opened.value:
        return
    words = Words(TEXTS, lang)
    _Panel(
        words=words.all(), parts=[{**each, "title": words[each["kind"]]} for each in parts], link=link, own=own,
        reports=[{"kind": kind, "title": words[f"report_{kind}"]} for kind in reports],
        waiting=words["waiting"] if waiting else "", wrong=wrong, gift=gift,
        event_close=lambda _: opened.set(False), event_fetch=lambda what: fetch(str(what["kind"]), int(what["number"])),
    )  # fmt: skip
