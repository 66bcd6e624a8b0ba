"""The page 模型说明 Model: six tabs, the patterns first."""

from pathlib import Path
from typing import Any

import solara

from govsim.dashboard.model.checks import checks
from govsim.dashboard.model.numbers import counts, rows
from govsim.dashboard.model.telling import agents, citation, hour, limits
from govsim.dashboard.texts import Words
from govsim.dashboard.view import use_view

TEXTS = Path(__file__).with_name("texts.toml")
TABS = ("patterns", "hour", "agents", "parameters", "limits", "cite")
CONTENT = {
    "patterns": checks, "hour": hour, "agents": agents, "parameters": rows, "limits": limits, "cite": citation
}  # fmt: skip


@solara.component_vue("model.vue", vuetify=False)
def _Model(
    words: dict[str, str], tabs: list[dict[str, Any]], tab: str, first: str, content: Any, projector: bool
) -> None:
    """Draw the page (model.vue)."""


@solara.component
def Model() -> None:
    """Draw the tab that the address names, the patterns by default and on a projector."""
    view = use_view()
    words = Words(TEXTS, view.lang)
    asked = view.get("tab")
    tab = asked if asked in TABS and not view.projector else TABS[0]
    content = solara.use_memo(lambda: CONTENT[tab](view.lang), [tab, view.lang])
    tabs = [{"name": name, "label": words[f"tab_{name}"], "href": view.address(rest=[("tab", name)]),
             "here": name == tab} for name in TABS]  # fmt: skip
    _Model(words=words.all(), tabs=tabs, tab=tab, first=words.say("first", **counts()), content=content,
           projector=view.projector)  # fmt: skip
