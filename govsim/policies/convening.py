"""Power to convene departments on a case of several."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Convening(Policy):
    """Lets subdistrict or community call the departments together on matters that need several.

    Formula: convening = power. 0 leaves departments to meet when they can, 1 is the strongest call. The scale is
    assumed; that it shortens the wait is the sources' claim, without a magnitude.
    """

    kind: Literal["convening"] = "convening"
    power: float = Field(
        0.7, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "统筹调度力度", "en": "convening power", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("convening",)
    source: ClassVar[str] = "S07: 002 (Legal Daily 2021-01-12), 004 (Xia & Li 2022)"
    zh: ClassVar[str] = "统筹调度（吹哨报到、联席）"
    en: ClassVar[str] = "convening power"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the power."""
        levers["convening"] = self.power

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"多部门事项的统筹调度力度为 {self.power:g}（0-1）",
            "en": f"power to convene departments {self.power:g} (0-1)",
        }[lang]
