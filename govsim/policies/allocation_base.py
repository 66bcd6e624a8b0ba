"""By which heads public money is counted."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class AllocationBase(Policy):
    """Deals the yearly money by residents instead of by registered people.

    Formula: lever `by_residents` = share of the money dealt by residents; the rest goes by household registration. The
    place's sum stays the same when all grids take part; dates act from the next January, or for what is added during a
    year. The source gives the direction, no share.
    """

    kind: Literal["allocation_base"] = "allocation_base"
    residents: float = Field(
        1.0, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "按常住人口分配的比例", "en": "share dealt by residents",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("by_residents",)
    source: ClassVar[str] = "S10: 001.1, money by hukou head-count leaves migrants' places short"
    zh: ClassVar[str] = "经费分配：按户籍 / 按常住"
    en: ClassVar[str] = "allocation by registration or by residents"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the share."""
        levers["by_residents"] = self.residents

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"经费的 {self.residents:.0%} 按常住人口分配，其余按户籍",
            "en": f"{self.residents:.0%} of the money dealt by residents, the rest by registration",
        }[lang]
