"""Traces and electronic supervision."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Supervision(Policy):
    """Watches workers by position, traces and electronic checks.

    Formula, with level l: supervision = l; paperwork = what it was + l x traces; detection of a hazard per patrol hour
    = min(1, what it was x (1 + l x attention)). Effort and burden are the source's claims; both sizes are assumed.
    """

    kind: Literal["supervision"] = "supervision"
    level: float = Field(
        0.6, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "监察程度", "en": "level of supervision", "kind": "assumed"},
    )  # fmt: skip
    traces: float = Field(
        3.0, ge=0, le=15,
        json_schema_extra={"unit": "h/week", "zh": "留痕增加的行政事务", "en": "paperwork added at full level",
                           "kind": "assumed"},
    )  # fmt: skip
    attention: float = Field(
        0.3, ge=0, le=2,
        json_schema_extra={"unit": "1", "zh": "巡查更仔细的程度", "en": "rise of detection at full level",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("supervision", "paperwork_hours", "detection")
    combines: ClassVar[tuple[str, ...]] = ("paperwork_hours", "detection")
    source: ClassVar[str] = "S13: position, traces and e-supervision in Guiyang, 003 (Li 2019)"
    zh: ClassVar[str] = "过程留痕与电子监察"
    en: ClassVar[str] = "traces and e-supervision"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the level, add paperwork, raise detection."""
        levers["supervision"] = self.level
        levers["paperwork_hours"] += self.level * self.traces
        levers["detection"] = np.minimum(1.0, levers["detection"] * (1 + self.level * self.attention))

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"监察程度 {self.level:g}（0-1），每人每周多 {self.level * self.traces:.1f} 小时留痕",
            "en": f"supervision {self.level:g} (0-1), {self.level * self.traces:.1f} h a week more of traces",
        }[lang]
