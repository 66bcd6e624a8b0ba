"""Pay and recognition of the staff."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class PayRecognition(Policy):
    """Raises pay and recognition of the staff.

    Formula: lever `pay` = level; morale rises by level x `workforce.pay_effect`, so fewer leave. What a level costs in
    yuan is not known. Level and effect are assumed; that low pay goes with burnout is known by sign.
    """

    kind: Literal["pay_recognition"] = "pay_recognition"
    level: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "待遇与激励水平", "en": "level of pay and recognition",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("pay",)
    source: ClassVar[str] = "003 (Li 2019): better pay and incentives; no effect measured"
    zh: ClassVar[str] = "待遇与激励"
    en: ClassVar[str] = "pay and recognition"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the level."""
        levers["pay"] = self.level

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"提高待遇与激励，水平 {self.level:g}（0-1）",
            "en": f"pay and recognition raised to level {self.level:g} (0-1)",
        }[lang]
