"""What the bare address opens with: three doors, and a way past them."""

from pathlib import Path

import solara

from govsim.dashboard.frame import TEXTS
from govsim.dashboard.texts import Words
from govsim.dashboard.view import View

DOORS = ("compare", "class", "studies")


@solara.component_vue("doors.vue", vuetify=False)
def _Doors(words: dict[str, str], doors: list[dict[str, str]], look: str) -> None:
    """Draw the doors (doors.vue)."""


@solara.component
def Doors(view: View) -> None:
    """Draw the doors over the page behind them."""
    words = Words(Path(TEXTS), view.lang)
    doors = [{"name": name, "title": words[f"door_{name}"], "text": words[f"door_{name}_text"],
              "href": view.address(name)} for name in DOORS]  # fmt: skip
    _Doors(words=words.all(), doors=doors, look=view.address("explore"))
