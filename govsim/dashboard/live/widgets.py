"""The parts of the page that a browser draws: each is a template beside this file, fed with plain data."""

from collections.abc import Callable
from typing import Any

import solara

Event = Callable[[Any], None]


@solara.component_vue("map.vue", vuetify=False)
def CityMap(  # noqa: N802
    place: Any, frame: Any, strip: Any, words: Any, layers: Any, projector: bool,
    event_command: Event, event_inspect: Event, event_seen: Event,
) -> None:  # fmt: skip
    """Map, clock, controls and the strip of the day."""


@solara.component_vue("figures.vue", vuetify=False)
def Figures(  # noqa: N802
    place: Any, figures: Any, groups: Any, pairs: Any, outcomes: Any, words: Any, chosen: str, projector: bool,
    event_command: Event, event_choose: Event,
) -> None:  # fmt: skip
    """The headline outcomes beside the baseline."""


@solara.component_vue("measures.vue", vuetify=False)
def Measures(  # noqa: N802
    place: Any, offers: Any, changed: Any, words: Any, notice: Any, fresh: bool, event_change: Event
) -> None:
    """Scenario card and measures."""


@solara.component_vue("series.vue", vuetify=False)
def Series(  # noqa: N802
    place: Any, figures: Any, outcome: Any, bars: Any, week: int, words: Any, projector: bool,
    event_command: Event, event_change: Event,
) -> None:  # fmt: skip
    """The chosen outcome week by week, with the measures as bars."""


@solara.component_vue("sheet.vue", vuetify=False)
def Sheet(sheet: Any, words: Any, event_inspect: Event, event_close: Event) -> None:  # noqa: N802
    """What lies behind a thing on the map."""
