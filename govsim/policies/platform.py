"""A grid platform for reporting and dispatching."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Platform(Policy):
    """Opens or widens a platform through which residents report and the centre dispatches.

    Formula: uptake among those with digital access = max(what it was, uptake); dispatch delay = speed x the
    delay. Sources claim shorter handling and warn of low uptake; both values are assumed.
    """

    kind: Literal["platform"] = "platform"
    uptake: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "使用率", "en": "uptake among those with digital access",
                           "kind": "assumed"},
    )  # fmt: skip
    speed: float = Field(
        0.5, ge=0.05, le=2,
        json_schema_extra={"unit": "1", "zh": "派单用时倍数", "en": "factor on dispatch delays", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("platform", "platform_speed")
    source: ClassVar[str] = "S13, S14: 003 (Li 2019), Guiyang's 社区E通; 001.4, DingTalk in Dashandong (大山洞)"
    zh: ClassVar[str] = "网格信息平台（含使用率）"
    en: ClassVar[str] = "grid platform, with uptake"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set uptake and speed."""
        levers["platform"] = np.maximum(levers["platform"], self.uptake)
        levers["platform_speed"] = self.speed

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"平台使用率 {self.uptake:.0%}，派单用时为原来的 {self.speed:.0%}",
            "en": f"platform used by {self.uptake:.0%} of those who could, dispatching in {self.speed:.0%} of the time",
        }[lang]
