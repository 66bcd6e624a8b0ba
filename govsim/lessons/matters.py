"""Two cases that a lesson tells, 来龙去脉: one that ended earlier with a measure, and one that ended later.

Of all cases closed in both runs of a pair that somebody brought in and that went another way (other tries, channel,
sessions, desks, not only another place in a queue), those are told whose gain and loss lie nearest to the median: a
usual case, not the most striking one. Both are told without and with the measure, hour by hour.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.lessons.choices import scenario_with, settings_of
from govsim.lessons.specification import Lesson
from govsim.stories import Case, first_hour, story

if TYPE_CHECKING:
    import pandas as pd

    from govsim.scenario import Scenario

LANGUAGES = ("zh", "en")
MOST_LINES = 10  # that a big screen has room for
TRIED = 24  # cases nearest to the median, until one has a story short enough
SEED = 1
WAY = ("entry", "channel", "found_by", "tier", "failures", "sessions", "transfers")  # which way a case went


def tell(found: Lesson) -> dict[str, Any]:
    """Return how many cases the first question's measure moved in one pair of runs, and a usual one of either kind."""
    from govsim.model import Community

    scenarios = [scenario_with(found, dict(settings)).with_run(seed=SEED)
                 for settings in settings_of(found, found.prediction[0])]  # fmt: skip
    both = closed_in_both(*(Community(scenario).run().cases for scenario in scenarios))
    gain = both["closed_without"] - both["closed"]  # h
    sides, turned = {"earlier": gain > 0, "later": gain < 0}, went_another_way(both)
    told = [{"side": side, **made} for side, moved in sides.items()
            if (made := _usual(both[moved & turned], scenarios)) is not None]  # fmt: skip
    return {"seed": SEED, "cases": len(both), **{side: int(moved.sum()) for side, moved in sides.items()}, "told": told}


def closed_in_both(without: "pd.DataFrame", with_it: "pd.DataFrame") -> "pd.DataFrame":
    """Return the cases that were closed in both runs; columns of the first run end in `_without`."""
    closed = [cases[cases["state"] == "closed"] for cases in (with_it, without)]
    return closed[0].merge(closed[1], on=["person", "arose"], suffixes=("", "_without"))


def went_another_way(both: "pd.DataFrame") -> np.ndarray:
    """Return which of the cases that somebody brought in took another course in the two runs."""
    brought = ((both["found_by"] == "resident") & (both["found_by_without"] == "resident")).to_numpy()
    first, second = (both[[f"{name}{end}" for name in WAY]].astype(str).to_numpy() for end in ("_without", ""))
    return np.asarray(brought & (first != second).any(axis=1))


def _usual(cases: "pd.DataFrame", scenarios: "list[Scenario]") -> dict[str, Any] | None:
    """Return the case nearest to the median difference whose stories are short enough, None where there is none."""
    hours = (cases["closed"] - cases["closed_without"]).abs().to_numpy()
    persons, arose = cases["person"].to_numpy(), cases["arose"].to_numpy()
    for place in np.argsort(np.abs(hours - np.median(hours)), kind="stable")[:TRIED]:
        case = Case(int(persons[place]), int(arose[place]) + first_hour(scenarios[0]))
        told = {lang: [story(scenario, case, lang) for scenario in scenarios] for lang in LANGUAGES}
        if all(0 < len(lines) <= MOST_LINES for versions in told.values() for lines in versions):
            rows = {lang: [[list(line) for line in lines] for lines in versions] for lang, versions in told.items()}
            return {"hours": round(float(hours[place]), 1), "lines": rows}
    return None
