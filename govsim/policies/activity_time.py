"""Activities in evenings and at weekends."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class ActivityTime(Policy):
    """Moves activities to hours in which those who work are free; their number stays.

    Formula: share of activities in evenings and at weekends = max(what it was, share). The source names the hours,
    no share and no effect.
    """

    kind: Literal["activity_time"] = "activity_time"
    share: float = Field(
        0.7, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "晚间和周末活动的比例",
                           "en": "share of activities in evenings and at weekends", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("activity_evening",)
    source: ClassVar[str] = "S06: activities in evenings and at weekends, 002 (Legal Daily 2021-01-12)"
    zh: ClassVar[str] = "活动时间向晚间、周末倾斜"
    en: ClassVar[str] = "activities in evenings, weekends"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Raise the share."""
        levers["activity_evening"] = np.maximum(levers["activity_evening"], self.share)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"至少 {self.share:.0%} 的活动放在晚间和周末，活动数量不变",
            "en": f"at least {self.share:.0%} of activities in evenings and at weekends, their number unchanged",
        }[lang]
