"""When a dispute is referred upward."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class ReferralRule(Policy):
    """Says after how many sessions a dispute goes up, and how many go up without one.

    Formula: sessions before referral = sessions; share referred at once = at_once. Sources give the tiers; both
    numbers are assumed.
    """

    kind: Literal["referral_rule"] = "referral_rule"
    sessions: int = Field(
        2, ge=1, le=10,
        json_schema_extra={"unit": "count", "zh": "上报前调解次数", "en": "sessions before referral",
                           "kind": "assumed"},
    )  # fmt: skip
    at_once: float = Field(
        0.0, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "直接上报的比例", "en": "share referred at once", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("sessions_limit", "refer_at_once")
    source: ClassVar[str] = (
        "S07: simple mediation at the grid, hard cases up, Liyang (溧阳), 002 (Legal Daily 2021-01-12)"
    )
    zh: ClassVar[str] = "上报规则"
    en: ClassVar[str] = "referral rule"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set both."""
        levers["sessions_limit"] = self.sessions
        levers["refer_at_once"] = self.at_once

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"调解 {self.sessions} 次不成即上报；{self.at_once:.0%} 的纠纷直接上报",
            "en": f"disputes go up after {self.sessions} sessions; {self.at_once:.0%} at once",
        }[lang]
