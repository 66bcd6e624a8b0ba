"""Embedded professionals."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Experts(Policy):
    """Embeds professionals with the groups of a community, whose skill rises with a lag.

    Formula: lever `expert_hours` = number, hours a week per community, shared by its living groups; they take effect
    over `groups_life.expert_lag` weeks. The source gives the direction and the lag, no sizes.
    """

    kind: Literal["experts"] = "experts"
    number: float = Field(
        10.0, ge=0, le=200,
        json_schema_extra={"unit": "h/week", "zh": "每社区每周驻点工时", "en": "hours a week per community",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("expert_hours",)
    source: ClassVar[str] = "S20: 001.2, professionals embedded in community projects"
    zh: ClassVar[str] = "专业人员驻点"
    en: ClassVar[str] = "embedded professionals"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the hours."""
        levers["expert_hours"] = self.number

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"每个社区每周有专业人员驻点 {self.number:g} 小时",
            "en": f"professionals for {self.number:g} h a week in each community",
        }[lang]
