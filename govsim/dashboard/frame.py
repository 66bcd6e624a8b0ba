"""The frame of every page: the bar above, the page below it."""

from pathlib import Path
from typing import Any

import solara

from govsim.dashboard.pages import NAMES
from govsim.dashboard.texts import LANGUAGES, Words
from govsim.dashboard.view import FIRST, View

TEXTS = Path(__file__).with_name("frame.toml")


@solara.component_vue("bar.vue", vuetify=False)
def _Bar(
    words: dict[str, str], pages: list[dict[str, Any]], langs: list[dict[str, Any]], themes: dict[str, str],
    projector: dict[str, Any], lang: str, older: str,
) -> None:  # fmt: skip
    """Draw the bar (bar.vue)."""


@solara.component
def Frame(view: View, children: list[Any] = []) -> None:  # noqa: B006 (Solara's own way; never changed)
    """Draw the bar and the page."""
    words = Words(TEXTS, view.lang)
    here = "explore" if view.page == FIRST else view.page
    pages = [{"label": words[name], "href": view.address(name), "here": name == here} for name in NAMES]
    langs = [{"label": words[f"lang_{lang}"], "href": view.address(lang=lang), "here": lang == view.lang, "lang": lang}
             for lang in LANGUAGES]  # fmt: skip
    behind = {"inert": ""} if view.page == FIRST else {}  # the doors stand before it
    size = "g-projected" if view.projector else "g-near"
    with solara.Div(classes=["g-frame", size], attributes=behind | {"lang": view.lang}):
        _Bar(
            words=words.all(), pages=pages, langs=langs, lang=view.lang,
            themes={name: view.address(theme=name) for name in ("light", "dark")},
            projector={"href": view.address(projector="" if view.projector else "1"), "on": view.projector},
            older=words.say("older", version=view.older) if view.older else "",
        )  # fmt: skip
        solara.Div(children=children, classes=["g-page"])
