"""The parts of the page that a browser draws: each is a template beside this file, fed with plain data."""

from typing import Any

import solara

from govsim.dashboard.whole import Event, unpacked

_WHOLE = unpacked(
    "place", "frame", "strip", "words", "layers", "figures", "groups", "pairs", "outcomes", "offers", "changed",
    "notice", "outcome", "bars", "sheet",
)  # fmt: skip


@solara.component_vue("map.vue", vuetify=False, to_json=_WHOLE)
def CityMap(
    place: Any, strip: Any, words: Any, layers: Any, source: str, projector: bool,
    event_command: Event, event_inspect: Event, event_seen: Event, frame: Any = None,
) -> None:  # fmt: skip
    """Map, clock, controls and the strip of the day; the session sets the frame, without drawing the page anew."""


@solara.component_vue("figures.vue", vuetify=False, to_json=_WHOLE)
def Figures(
    place: Any, figures: Any, groups: Any, pairs: Any, outcomes: Any, words: Any, chosen: str, source: str,
    projector: bool,
    event_command: Event, event_choose: Event,
) -> None:  # fmt: skip
    """The headline outcomes beside the baseline."""


@solara.component_vue("measures.vue", vuetify=False, to_json=_WHOLE)
def Measures(
    place: Any, offers: Any, changed: Any, words: Any, notice: Any, fresh: bool, full: bool, event_change: Event,
    event_own: Event, event_share: Event, event_size: Event,
) -> None:  # fmt: skip
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
