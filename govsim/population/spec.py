"""What a scenario says about the people of its place."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govsim.engine.codes import AGES, CATEGORIES, SCHEDULES
from govsim.strict import Share, Strict

Category = Literal["local_owner", "local_tenant", "resettled", "non_local", "foreign"]
Schedule = Literal["government", "enterprise", "long_hours", "shift", "self_employed", "home", "student", "night"]
Age = Literal["18-29", "30-44", "45-59", "60-69", "70+"]
Type = Literal["conditional", "free_rider", "hump_shaped", "other"]

COOPERATION = ("conditional", "free_rider", "hump_shaped", "other")
ADULT_AGES = AGES[1:]
SHARES: Mapping[str, Mapping[str, float]] = {
    "categories": dict(zip(CATEGORIES, (0.55, 0.10, 0.05, 0.295, 0.005), strict=True)),  # assumed
    # Assumed, after work participation of 75.6 % at 18-59 and 36.3 % at 60+ (NBS time use survey 2024) and the
    # shares working over 48 hours by employer (1 % population survey 2005).
    "schedules": dict(zip(SCHEDULES, (0.07, 0.18, 0.18, 0.08, 0.10, 0.31, 0.06, 0.02), strict=True)),
    "ages": dict(zip(ADULT_AGES, (0.20, 0.30, 0.26, 0.13, 0.11), strict=True)),  # assumed
    # Fischbacher, Gächter & Fehr 2001; Fischbacher & Gächter 2010
    "cooperation": dict(zip(COOPERATION, (0.50, 0.30, 0.14, 0.06), strict=True)),
}


class Population(Strict):
    """Shares of the people, who lives beside whom, and how many neighbours they know.

    Shares may be given in part: the others keep their proportions. `schedules` and `ages` are shares of adults.
    `mixing`: 0 = each building houses one category, 1 = categories are strewn at random over all homes. `ties`: mean
    number of people of the same grid that a resident knows, the household included, where a share
    network.REFERENCE of pairs differs in category. `aloofness`: by how much less likely a tie between different
    categories is. `unregistered`: share of non-local and foreign households that the register does not hold.
    """

    categories: dict[Category, Share] = Field(default_factory=dict)
    adults: Annotated[float, Field(gt=0, le=1)] = 0.84
    schedules: dict[Schedule, Share] = Field(default_factory=dict)
    ages: dict[Age, Share] = Field(default_factory=dict)
    cooperation: dict[Type, Share] = Field(default_factory=dict)
    mixing: Share = 0.6
    ties: Annotated[float, Field(ge=0, le=50)] = 6.0
    aloofness: Share = 0.5
    unregistered: Share = 0.25
    knows_home: Share = 0.44
    knows_others: Share = 0.22

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        for name, defaults in SHARES.items():
            _completed(name, defaults, getattr(self, name))
        return self

    def shares(self, name: str) -> np.ndarray:
        """Return all shares of `categories`, `schedules`, `ages` or `cooperation`, in the order of their codes."""
        return _completed(name, SHARES[name], getattr(self, name))


def _completed(name: str, defaults: Mapping[str, float], given: Mapping[str, float]) -> np.ndarray:
    """Return the given shares and the others scaled to the rest; an error if they cannot add up to 1."""
    total = sum(given.values())
    others = sum(share for key, share in defaults.items() if key not in given)
    if total > 1 + 1e-9 or (total < 1 - 1e-9 and others == 0):
        zh, en = f"{name} 各项之和应为 1，现为 {total:g}", f"the shares of {name} must add up to 1, not {total:g}"
        raise PydanticCustomError("shares", "{en}", {"zh": zh, "en": en})
    scale = max(0.0, 1 - total) / others if others else 0.0
    return np.array([given.get(key, share * scale) for key, share in defaults.items()])
