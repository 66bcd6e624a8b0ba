"""Care for the elderly: providers with a quality, which rating, meetings and tenders move; once a month.

Only where a scenario has the section [care]. Thin on purpose: no prices, no places, no choice between providers.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expm1

from govsim.engine.codes import AGES
from govsim.engine.draws import draws
from govsim.interfaces import Mechanism
from govsim.population.distributions import normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govsim.periodic.scene import Scene

SECTION = "care"
DECLARATION = Mechanism(
    name="care",
    every="month",
    reads=("levers.care_rating", "levers.care_tender", "levers.care_meeting", "residents.age"),
    writes=("providers",),
    parameters=("care.drift", "care.rating_effect", "care.meeting_effect", "care.spread", "care.complaints"),
    formula="q += d (base + a rating (1 + b meeting) - q) a month; a tender (chance a year) replaces a community's "
    "worst; complaints = users x c (1 - q)",
    source="S17: 001.8: elders' organisation rates, management put out to tender, monthly meeting; sizes assumed",
    zh="养老服务",
    en="elder care",
)

SIXTY, MOST = AGES.index("60-69"), 0.95
PROVIDER = np.dtype([("community", "i4"), ("base", "f8"), ("quality", "f8")])
MONTHS, LOW = 12, 0.05


def prepare(
    scenario: Any, place: Any, tables: "Mapping[str, np.ndarray]", rules: "Mapping[str, float]"
) -> dict[str, np.ndarray]:  # fmt: skip
    """Draw the providers of each community."""
    section, number = scenario.care, scenario.care.providers
    providers = np.zeros(place.communities * number, PROVIDER)
    providers["community"] = np.repeat(np.arange(place.communities), number)
    level = draws(scenario.run.seed, "care.quality", np.arange(len(providers)))
    providers["base"] = normal(level, section.quality, rules["care.spread"], LOW, MOST)
    providers["quality"] = providers["base"]
    return {"providers": providers}


def handle(scene: "Scene") -> None:
    """Move quality towards what supervision gives; some communities tender."""
    providers, rules = scene.table("providers"), scene.rules
    station = _first_grids(scene)[providers["community"]]
    rating, meeting = scene.lever("care_rating", station), scene.lever("care_meeting", station)
    aim = providers["base"] + rules["care.rating_effect"] * rating * (1 + rules["care.meeting_effect"] * meeting)
    providers["quality"] += rules["care.drift"] * (np.minimum(MOST, aim) - providers["quality"])
    _tender(scene)


def _first_grids(scene: "Scene") -> NDArray[np.int64]:
    return np.searchsorted(scene.community_of_grid, np.arange(scene.place.communities))


def _tender(scene: "Scene") -> None:
    """Replace the worst provider of the communities whose turn it is by a newly drawn one."""
    providers, communities = scene.table("providers"), np.arange(scene.place.communities)
    chance = -expm1(-scene.lever("care_tender", _first_grids(scene)) / MONTHS)
    due = communities[scene.draw("care.tender", communities) < chance]
    table = providers["quality"].reshape(len(communities), -1)
    rows = due * table.shape[1] + table[due].argmin(axis=1)
    level = scene.draw("care.bidder", rows)
    mean = scene.sections[SECTION].quality
    providers["base"][rows] = normal(level, mean, scene.rules["care.spread"], LOW, MOST)
    providers["quality"][rows] = providers["base"][rows]


def stocks(scene: "Scene") -> dict[str, np.ndarray]:
    """Return users of care, their sum of quality, and the complaints of the month so far as a rate, by grid."""
    providers, people = scene.table("providers"), scene.table("residents")
    quality = providers["quality"].reshape(scene.place.communities, -1).mean(axis=1)[scene.community_of_grid]
    elders = np.bincount(scene.grid_of_resident[people["age"] >= SIXTY], minlength=len(quality))
    users = elders * scene.sections[SECTION].users
    complaints = users * scene.rules["care.complaints"] * (1 - quality)
    return {"care_users": users, "care_quality": users * quality, "care_complaints": complaints}
