"""Clear lists of duties."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class DutyList(Policy):
    """Says in lists which office is responsible for what.

    Formula: clarity = clarity. 0 = as unclear as today, 1 = every matter has one owner. The scale is assumed; that
    unclear lists make offices pass cases on is the sources' claim.
    """

    kind: Literal["duty_list"] = "duty_list"
    clarity: float = Field(
        0.7, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "责任清单清晰度", "en": "clarity of duty lists", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("clarity",)
    source: ClassVar[str] = "S07: 002 (Legal Daily 2021-01-12), 003 (Li 2019), 004 (Xia & Li 2022)"
    zh: ClassVar[str] = "责任清单清晰度"
    en: ClassVar[str] = "clarity of duty lists"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the clarity."""
        levers["clarity"] = self.clarity

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"责任清单清晰度 {self.clarity:g}（0-1）",
            "en": f"duty lists of clarity {self.clarity:g} (0-1)",
        }[lang]
