"""Volunteers and building heads."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Volunteers(Policy):
    """Wins volunteers, and a head for every so many households, who call on neighbours in hours of their own.

    Formula: volunteer hours a week of a grid += (residents / 1000 x volunteers + households / households per head)
    x hours. The sources name both, no numbers; all three are assumed.
    """

    kind: Literal["volunteers"] = "volunteers"
    volunteers: float = Field(
        5.0, ge=0, le=50,
        json_schema_extra={"unit": "1/1000", "zh": "每千人志愿者", "en": "volunteers per 1,000 residents",
                           "kind": "assumed"},
    )  # fmt: skip
    households_per_head: float = Field(
        100.0, ge=20, le=1000,
        json_schema_extra={"unit": "household", "zh": "每名楼栋长联系户数", "en": "households per building head",
                           "kind": "assumed"},
    )  # fmt: skip
    hours_each: float = Field(
        1.0, ge=0, le=10,
        json_schema_extra={"unit": "h/week", "zh": "每人每周时间", "en": "hours a week of each", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("volunteer_hours",)
    combines: ClassVar[tuple[str, ...]] = ("volunteer_hours",)
    source: ClassVar[str] = "003 (Li 2019) and 004 (Xia & Li 2022): volunteers and building heads, no numbers"
    zh: ClassVar[str] = "志愿者、楼栋长"
    en: ClassVar[str] = "volunteers, building heads"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Add the hours."""
        place = context.place
        people = place["residents"] / 1000 * self.volunteers + place["households"] / self.households_per_head
        levers["volunteer_hours"] += people * self.hours_each

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"每千人 {self.volunteers:g} 名志愿者，每 {self.households_per_head:g} 户一名楼栋长，"
            f"每人每周 {self.hours_each:g} 小时",
            "en": f"{self.volunteers:g} volunteers per 1,000 residents and a building head per "
            f"{self.households_per_head:g} households, {self.hours_each:g} h a week each",
        }[lang]
