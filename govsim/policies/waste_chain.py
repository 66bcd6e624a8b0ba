"""A chain from household bins to treatment."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class WasteChain(Policy):
    """Builds up collection, transfer and treatment of waste, and puts sanctions on dumping.

    Formula: levers `waste_capacity` = capacity, the share by which each stage's missing capacity is filled;
    `waste_sanction` = sanction. They act only where the scenario has the section [waste]. Both are assumed: the source
    states targets, no results.
    """

    kind: Literal["waste_chain"] = "waste_chain"
    capacity: float = Field(
        0.6, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "补足各环节能力缺口的比例", "en": "share of each stage's gap filled",
                           "kind": "assumed"},
    )  # fmt: skip
    sanction: float = Field(
        0.3, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "惩戒力度", "en": "sanctions on dumping", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("waste_capacity", "waste_sanction")
    source: ClassVar[str] = "S12: Zhuyuan town (竹园镇), 001.3: household bins, village collection, transfer, treatment"
    zh: ClassVar[str] = "户集—收运—处理"
    en: ClassVar[str] = "waste chain"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set capacity and sanctions."""
        levers["waste_capacity"], levers["waste_sanction"] = self.capacity, self.sanction

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"垃圾收运处理：各环节能力缺口补足 {self.capacity:.0%}，惩戒力度 {self.sanction:g}（0-1）",
            "en": f"waste chain: {self.capacity:.0%} of each stage's gap filled, sanctions at {self.sanction:g} (0-1)",
        }[lang]
