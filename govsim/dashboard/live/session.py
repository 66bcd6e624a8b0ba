"""What one open page holds: its process, what that told last, and the changes that its user has made."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import solara

from govsim.dashboard.live.link import Link, stable
from govsim.dashboard.live.opening import Wish
from govsim.errors import GovsimError

BEFORE_PLAYING = 1.0  # s that map and clock stand before a fresh page plays
AT_FIRST = 2.0  # hours a second
BEFORE_THE_NEXT = 4.0  # s until a process for another page is started
TOLD = ("place", "offers", "strip", "figures", "groups", "sheet", "pairs", "progress", "lost", "week",
        "report")  # fmt: skip
COMMANDS = ("play", "pause", "step", "week", "layer", "pairs")  # what the browser may ask for as it is
Changes = Mapping[str, Any]


class Session:
    """The state of a page; its fields are reactive and belong to one browser tab."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.fresh = not wish.changes and wish.scenario == Wish().scenario
        self.told: dict[str, solara.Reactive[Any]] = {name: solara.reactive(None) for name in TOLD}
        self.frame: Any = None  # the latest picture of the map; it goes to the browser without drawing the page anew
        self._draw: Callable[[Any], None] | None = None
        self._drawing = threading.Lock()
        self.notice: solara.Reactive[Any] = solara.reactive(None)
        self.chosen: solara.Reactive[str] = solara.reactive("reach_failure")
        self.changes: solara.Reactive[dict[str, Any]] = solara.reactive(dict(wish.changes))
        self._asked: dict[str, Any] = dict(wish.changes)
        self._link: Link | None = None
        self._timer: threading.Timer | None = None

    def start(self) -> None:
        """Take a process and hear it in a thread of this page."""
        self.told["lost"].set(None)
        try:
            self._link = stable.take(self.wish)
        except GovsimError as full:
            self.told["lost"].set({"kind": "full", **{lang: full.text(lang) for lang in ("zh", "en")}})
            return
        threading.Thread(target=self._link.listen, args=(self.hear,), daemon=True).start()
        if self.fresh:
            self._timer = threading.Timer(BEFORE_THE_NEXT, stable.prepare)
            self._timer.daemon = True
            self._timer.start()

    def stop(self) -> None:
        """End the process; the page is gone."""
        if self._timer is not None:
            self._timer.cancel()
        if self._link is not None:
            self._link.close()
            self._link = None

    def restart(self) -> None:
        """Take a new process after one was lost, with the changes made so far."""
        self.stop()
        known = self.told["place"].value is not None
        self.wish = replace(self.wish, changes=self.changes.value) if known else self.wish
        self._asked = dict(self.wish.changes)
        self.start()

    def hear(self, name: str, content: Any) -> None:
        """Note what the process tells."""
        if name in ("refused", "failed") and self.told["place"].value is None:
            self.told["lost"].set({"kind": "full", "zh": content["zh"], "en": content["en"]})
            self.wish, self.fresh = Wish(), True
        elif name in ("refused", "failed"):
            self.notice.set({"kind": name, **content})
            self._asked = dict(self.changes.value)
        elif name == "lost":
            self.told["lost"].set({"kind": "lost"})
        elif name == "frame":
            self._show(content)
        elif name in self.told:
            self._note(name, content)

    def _show(self, frame: Any) -> None:
        with self._drawing:
            first, self.frame = self.frame is None, frame
            if self._draw is not None:
                self._draw(frame)
        if frame["week"] != self.told["week"].value:
            self.told["week"].set(frame["week"])
        if self.told["progress"].value is not None:
            self.told["progress"].set(None)
        if first and self.fresh:
            self._later("play", AT_FIRST)

    def show_on(self, draw: Callable[[Any], None] | None) -> None:
        """Let the frames, from the present one on, be drawn by this."""
        with self._drawing:
            self._draw = draw
            if draw is not None and self.frame is not None:
                draw(self.frame)

    def _note(self, name: str, content: Any) -> None:
        self.told[name].set(content)
        if name == "figures" and self.told["groups"].value is not None and not self._playing():
            self.ask("groups", self.chosen.value)
        if name == "offers" and self._asked != self.changes.value:
            self.changes.set(dict(self._asked))
            self.notice.set(None)

    def _playing(self) -> bool:
        return bool(self.frame and self.frame["playing"])

    def _later(self, *command: Any) -> None:
        timer = threading.Timer(BEFORE_PLAYING, lambda: self.ask(*command))
        timer.daemon = True
        timer.start()

    def ask(self, name: str, *content: Any) -> None:
        """Ask the process for something."""
        if self._link is not None:
            self._link.ask(name, *content)

    def command(self, what: Any) -> None:
        """Do what a button of the page says: a name and perhaps a number, or the name of a layer."""
        name, *values = what
        if name in COMMANDS and len(values) <= 1 and all(isinstance(value, int | float | str) for value in values):
            self.ask(name, *values)

    def seen(self, number: Any) -> None:
        """The browser has drawn a frame."""
        if isinstance(number, int):
            self.ask("seen", number)

    def choose(self, outcome: str) -> None:
        """Show an outcome week by week and by group."""
        self.chosen.set(outcome)
        self.ask("groups", outcome)

    def change(self, what: Mapping[str, Any]) -> None:
        """Change a setting of a measure: {name, key, value}; no key takes the measure back; {} takes back all."""
        self._asked = changed(self._asked, what, self._begins()) if what else {}
        self.told["pairs"].set(None)
        self.ask("change", self._asked)

    def _begins(self) -> str:
        place = self.told["place"].value
        return str(place["begins"]) if place else date.today().isoformat()


def changed(changes: Changes, what: Mapping[str, Any], begins: str) -> dict[str, Any]:
    """Return the changes with one more. A measure that was not there begins when the scenario's measures begin."""
    name, key, value = str(what["name"]), str(what["key"]), what["value"]
    own = f"policies.{name}."
    if not key:
        rest = {path: each for path, each in changes.items() if not path.startswith(own)}
        return rest if len(rest) < len(changes) else {**changes, f"{own}on": False}
    found = dict(changes)
    if what.get("added") and not any(path.startswith(own) for path in changes):
        found |= {f"{own}on": False, f"{own}start": begins}
    if value is None or value == "":
        found.pop(f"{own}{key}", None)
    else:
        found[f"{own}{key}"] = value
    return found
