"""One committee for an estate that had two."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class CommitteeReform(Policy):
    """Puts the committees of an estate that lies in several communities together.

    Formula: lever `one_committee` = share of the duplicated work that ends. It acts where an estate crosses
    communities (`place.cross_communities`) and nowhere else: there it gives back capacity for work and money
    (`commons.duplication_loss`). The source names the duplication, no size.
    """

    kind: Literal["committee_reform"] = "committee_reform"
    share: float = Field(
        1.0, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "完成调整的程度", "en": "share of the duplication that ends",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("one_committee",)
    source: ClassVar[str] = "S10: 001.1, two neighbourhood committees side by side in one estate"
    zh: ClassVar[str] = "居委会调整（一小区一社区）"
    en: ClassVar[str] = "one committee per estate"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the share."""
        levers["one_committee"] = self.share

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"跨社区的小区调整为一小区一社区，完成 {self.share:.0%}",
            "en": f"{self.share:.0%} of the duplication ended in estates that cross communities",
        }[lang]
