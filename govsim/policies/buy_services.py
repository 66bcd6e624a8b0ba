"""Services bought from social organisations."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy

WEEKS_A_MONTH = 52.0 / 12.0


class BuyServices(Policy):
    """Buys hours of social organisations, of which a share goes into activities.

    Formula: lever `service_hours` += number (hours a week per 1,000 residents); lever `activities` += number x
    activity_share x 52 / 12 / hours_each a month. What is not spent on activities is counted as hours of care and
    service. Sizes are assumed; the source names none.
    """

    kind: Literal["buy_services"] = "buy_services"
    number: float = Field(
        5.0, ge=0, le=100,
        json_schema_extra={"unit": "h/week per 1000", "zh": "每千人每周服务工时",
                           "en": "hours a week per 1,000 residents",
                           "kind": "assumed"},
    )  # fmt: skip
    activity_share: float = Field(
        0.2, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "用于活动的比例", "en": "share for activities",
                           "kind": "assumed"},
    )  # fmt: skip
    hours_each: float = Field(
        8.0, ge=2, le=40,
        json_schema_extra={"unit": "h", "zh": "办一次活动所需工时", "en": "hours an activity takes",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("service_hours", "activities")
    combines: ClassVar[tuple[str, ...]] = moves
    source: ClassVar[str] = "004 (government purchase, social organisations); no effect measured"
    zh: ClassVar[str] = "政府购买服务、社会组织"
    en: ClassVar[str] = "purchased services"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Add the hours and the activities that they hold."""
        levers["service_hours"] += self.number
        levers["activities"] += self.number * self.activity_share * WEEKS_A_MONTH / self.hours_each

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        share = f"{self.activity_share:.0%}"
        return {
            "zh": f"每千人每周购买服务 {self.number:g} 小时，{share} 用于活动（每次 {self.hours_each:g} 小时）",
            "en": f"{self.number:g} h a week per 1,000 residents, {share} for activities of {self.hours_each:g} h",
        }[lang]
