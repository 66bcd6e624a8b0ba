"""Whoever receives a case first keeps it."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class FirstReceiver(Policy):
    """Makes the office that receives a case first answer for it.

    Formula: first receiver = share of the cases to which the duty is applied. Its effect on passing on is assumed.
    """

    kind: Literal["first_receiver"] = "first_receiver"
    share: float = Field(
        0.8, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "首问负责的比例", "en": "share of cases kept by the first receiver",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("first_receiver",)
    source: ClassVar[str] = "S07, a remedy for passing on: 002 (Legal Daily 2021-01-12) names the problem only"
    zh: ClassVar[str] = "首问（首接）负责"
    en: ClassVar[str] = "first receiver keeps it"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the share."""
        levers["first_receiver"] = self.share

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"{self.share:.0%} 的事项由首接单位负责到底",
            "en": f"whoever receives it first answers for {self.share:.0%} of cases",
        }[lang]
