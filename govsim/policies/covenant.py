"""A residents' covenant and rules of debate."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Covenant(Policy):
    """Gives self-governance groups a residents' covenant and rules of debate to settle by.

    Formula: covenant of groups = max(what it was, strength). It acts where groups exist. The scale is assumed.
    """

    kind: Literal["covenant"] = "covenant"
    strength: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "公约约束力", "en": "strength of the covenant", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("group_covenant",)
    source: ClassVar[str] = "S08: 002 (Legal Daily 2021-01-12), building 3 of yard 17, Baoji (宝鸡), since June 2018"
    zh: ClassVar[str] = "居民公约与议事规则"
    en: ClassVar[str] = "covenant and rules of debate"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Raise the covenant's strength."""
        levers["group_covenant"] = np.maximum(levers["group_covenant"], self.strength)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"自管小组订立公约与议事规则，约束力 {self.strength:g}（0-1）",
            "en": f"groups adopt a covenant and rules of debate of strength {self.strength:g} (0-1)",
        }[lang]
