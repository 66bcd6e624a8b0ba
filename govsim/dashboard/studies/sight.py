"""What a page has of its study: nothing yet, an analysis under way, the study read, or why it cannot be had."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import solara

from govsim.dashboard.studies.content import Content, content_of, is_ready
from govsim.dashboard.studies.desk import Stand, desk
from govsim.dashboard.studies.shelf import Entry, entry
from govsim.errors import GovsimError

_PAUSE = 0.3  # s between two looks at an analysis under way


@dataclass(frozen=True, eq=False)
class Sight:
    """`stand`: of an analysis under way or stopped; `wrong`: why there is nothing to see, zh and en."""

    entry: Entry | None = None
    content: Content | None = None
    stand: Stand | None = None
    wrong: Mapping[str, str] | None = None


_NOTHING = Sight()


def use_sight(chosen: Entry, turn: int, changed: Callable[[], None]) -> Sight:
    """Return what there is of a study, read or analysed in a thread; a higher `turn` analyses it anew.

    `changed` is called when an analysis was written.
    """
    sight: solara.Reactive[Sight] = solara.use_reactive(_NOTHING)
    served = solara.use_ref(0)  # turns that were analysed

    def look() -> Callable[[], None]:
        left = threading.Event()
        anew = turn > served.current
        served.current = turn
        threading.Thread(target=_look, args=(chosen, anew, sight, left, changed), daemon=True).start()
        return left.set

    solara.use_effect(look, [chosen.when, chosen.state, turn])
    return sight.value if sight.value.entry is not None else Sight(chosen)


def _look(
    chosen: Entry, anew: bool, sight: solara.Reactive[Sight], left: threading.Event, changed: Callable[[], None]
) -> None:
    """Show the study as soon as it can be; until then how its analysis goes."""
    try:
        now = chosen
        if not chosen.shipped and (anew or not is_ready(chosen)):
            now = _analysed(chosen, sight, left)
        if now.state == "analysed" and not left.is_set() and is_ready(now):
            sight.value = Sight(now, content_of(now))
            if now is not chosen:
                changed()
    except GovsimError as error:
        if not left.is_set():
            sight.value = Sight(chosen, wrong={lang: error.text(lang) for lang in ("zh", "en")})


def _analysed(chosen: Entry, sight: solara.Reactive[Sight], left: threading.Event) -> Entry:
    """Have a study analysed, tell how it goes, and return what the list says of it then."""
    task, told = desk.ask(chosen.folder), None
    while not left.is_set():
        stand = task.stand
        if stand is not told:
            told = stand
            sight.value = Sight(chosen, stand=stand)
        if stand.ended:
            break
        left.wait(_PAUSE)
    return entry(chosen.id, chosen.folder)
