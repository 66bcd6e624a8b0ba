"""The pages of work that is done on the command line in this version: they say which commands, and show them."""

from pathlib import Path
from typing import Any

import solara

from govsim.dashboard.texts import Words
from govsim.dashboard.view import use_view

TEXTS = Path(__file__).with_name("pending.toml")


@solara.component_vue("pending.vue", vuetify=False)
def _Steps(title: str, lead: str, steps: list[dict[str, Any]]) -> None:
    """Draw a title and steps with their commands (pending.vue)."""


@solara.component
def Studies() -> None:
    """Say how a study is run, analysed and reported."""
    _steps("studies", 4)


@solara.component
def Classes() -> None:
    """Say what a class can be held with."""
    _steps("class", 3)


def _steps(name: str, number: int) -> None:
    words = Words(TEXTS, use_view().lang)
    steps = [{key: words[f"{name}_{place}_{key}"] for key in ("name", "text", "command")}
             for place in range(1, number + 1)]  # fmt: skip
    _Steps(title=words[f"{name}_title"], lead=words[f"{name}_lead"], steps=steps)
