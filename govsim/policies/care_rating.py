"""Rating, tender and monthly meeting in the care of the elderly."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class CareRating(Policy):
    """Lets an organisation of the elderly rate providers, puts care out to tender, and holds meetings.

    Formula: levers `care_rating` = weight that ratings have, `care_tender` = chance a year that the lowest-rated
    provider of a community is replaced, `care_meeting` = meetings a month, at most one. They act only where the
    scenario has the section [care]. All sizes are assumed.
    """

    kind: Literal["care_rating"] = "care_rating"
    rating: float = Field(
        0.7, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "评议的分量", "en": "weight of the elders' rating", "kind": "assumed"},
    )  # fmt: skip
    tender: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1/year", "zh": "每年重新招标的机会", "en": "chance of a tender a year",
                           "kind": "assumed"},
    )  # fmt: skip
    meeting: float = Field(
        1.0, ge=0, le=1,
        json_schema_extra={"unit": "1/month", "zh": "每月例会次数", "en": "meetings a month", "kind": "sourced"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("care_rating", "care_tender", "care_meeting")
    source: ClassVar[str] = "S17: elders' organisation, tender, monthly meeting, 001.8; no effect measured"
    zh: ClassVar[str] = "养老服务评议、招标、例会"
    en: ClassVar[str] = "care rating, tender, meeting"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set rating, tender and meeting."""
        levers["care_rating"], levers["care_tender"], levers["care_meeting"] = self.rating, self.tender, self.meeting

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"老年组织评议（分量 {self.rating:g}）、每年招标机会 {self.tender:.0%}、每月例会 {self.meeting:g} 次",
            "en": f"elders' rating of weight {self.rating:g}, chance of a tender {self.tender:.0%} a year, "
            f"meetings a month: {self.meeting:g}",
        }[lang]
