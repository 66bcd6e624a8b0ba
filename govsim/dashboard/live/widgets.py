"""The parts of the page that a browser draws: each is a template beside this file, fed with plain data."""

from collections.abc import Callable
from typing import Any

import solara

Event = Callable[[Any], None]


class Whole:
    """Plain data that goes to the browser in one piece; Solara looks into every list at every turn otherwise."""

    __slots__ = ("data",)

    def __init__(self, data: Any) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        """Whether both hold the very same data."""
        return isinstance(other, Whole) and self.data is other.data

    def __hash__(self) -> int:
        """Return the hash of what equality looks at."""
        return id(self.data)


def _data(value: Any, widget: Any) -> Any:
    return value.data if isinstance(value, Whole) else value


def whole(**data: Any) -> dict[str, Whole]:
    """Return named data, each in one piece."""
    return {name: Whole(each) for name, each in data.items()}


_NAMES = (
    "place", "frame", "strip", "words", "layers", "figures", "groups", "pairs", "outcomes", "offers", "changed",
    "notice", "outcome", "bars", "sheet",
)  # fmt: skip
_WHOLE = dict.fromkeys(_NAMES, _data)


@solara.component_vue("map.vue", vuetify=False, to_json=_WHOLE)
def CityMap(
    place: Any, frame: Any, strip: Any, words: Any, layers: Any, source: str, projector: bool,
    event_command: Event, event_inspect: Event, event_seen: Event,
) -> None:  # fmt: skip
    """Map, clock, controls and the strip of the day."""


@solara.component_vue("figures.vue", vuetify=False, to_json=_WHOLE)
def Figures(
    place: Any, figures: Any, groups: Any, pairs: Any, outcomes: Any, words: Any, chosen: str, source: str,
    projector: bool,
    event_command: Event, event_choose: Event,
) -> None:  # fmt: skip
    """The headline outcomes beside the baseline."""


@solara.component_vue("measures.vue", vuetify=False, to_json=_WHOLE)
def Measures(
    place: Any, offers: Any, changed: Any, words: Any, notice: Any, fresh: bool, event_change: Event, event_own: Event,
    event_share: Event,
) -> None:
    """Scenario card and measures."""


@solara.component_vue("series.vue", vuetify=False, to_json=_WHOLE)
def Series(
    place: Any, figures: Any, outcome: Any, bars: Any, week: int, words: Any, finding: str, source: str, address: str,
    projector: bool,
    event_command: Event, event_change: Event,
) -> None:  # fmt: skip
    """The chosen outcome week by week, with the measures as bars."""


@solara.component_vue("sheet.vue", vuetify=False, to_json=_WHOLE)
def Sheet(sheet: Any, words: Any, event_inspect: Event, event_close: Event) -> None:
    """What lies behind a thing on the map."""
