"""The mode of work in an emergency."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class EmergencyMode(Policy):
    """Gives a share of all hours on duty to an emergency; routine gets what is left.

    Formula: lever `emergency` = share: in each hour a worker on duty is called away with that chance. Without the
    mode an emergency takes `emergency.routine_share`. Date it as the emergency of the scenario: without one it only
    keeps people waiting. The share is assumed.
    """

    kind: Literal["emergency_mode"] = "emergency_mode"
    share: float = Field(
        0.6, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "用于应急的工时比例", "en": "share of duty hours for the emergency",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("emergency",)
    source: ClassVar[str] = "S01, S09: calls in Qiaosi in early 2020, supplies in a locked-down community, 002"
    zh: ClassVar[str] = "应急状态"
    en: ClassVar[str] = "emergency mode"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the share."""
        levers["emergency"] = self.share

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"应急状态：{self.share:.0%} 的在岗工时用于应急，其余办日常事务",
            "en": f"emergency mode: {self.share:.0%} of hours on duty, routine gets the rest",
        }[lang]
