"""A fund for the commons that residents decide on."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class ResidentFund(Policy):
    """Adds a yearly fund for projects, of which residents decide a share in meetings.

    Formula: lever `fund` = what it was + amount; lever `fund_residents` = max(what it was, decided). An amount of 1
    pays for a year's upkeep of all buildings of the grid. The year's money comes by heads (see `allocation_base`) in
    January, in the year of the start for the months that are left; what came before the end is still spent. The source
    gives no amounts: both are assumed.
    """

    kind: Literal["resident_fund"] = "resident_fund"
    amount: float = Field(
        0.3, ge=0, le=3,
        json_schema_extra={"unit": "1", "zh": "经费（一年维护所需为 1）", "en": "fund, in years of upkeep",
                           "kind": "assumed"},
    )  # fmt: skip
    decided: float = Field(
        1.0, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "居民议定的比例", "en": "share decided by residents",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("fund", "fund_residents")
    combines: ClassVar[tuple[str, ...]] = moves
    source: ClassVar[str] = "S11: 001.1, Chengdu's fund for residents' projects; 004 for deciding together"
    zh: ClassVar[str] = "惠民项目资金（居民议定）"
    en: ClassVar[str] = "fund decided by residents"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Add the money and raise the share that residents decide on."""
        levers["fund"] += self.amount
        levers["fund_residents"] = np.maximum(levers["fund_residents"], self.decided)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"惠民项目资金每年为维护所需的 {self.amount:g} 倍，其中 {self.decided:.0%} 由居民议定",
            "en": f"a fund of {self.amount:g} years of upkeep a year, {self.decided:.0%} of it decided by residents",
        }[lang]
