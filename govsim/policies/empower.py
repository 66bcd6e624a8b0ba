"""Leaving to residents what they can do themselves."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Empower(Policy):
    """Lets the office do less of what residents could take up themselves.

    Formula: lever `empower` = share of such tasks left to residents. It ends as much of the crowding out: thresholds
    of joining groups fall (`groups_life.crowding_out`), and more residents work and decide (`commons.crowding_out`).
    Sizes are assumed; the sources state the direction.
    """

    kind: Literal["empower"] = "empower"
    share: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "交由居民的事务比例", "en": "share of tasks left to residents",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("empower",)
    source: ClassVar[str] = "S15, S21: 004 and 001.7; 003 and 004 on crowding out"
    zh: ClassVar[str] = "赋权与减少包办"
    en: ClassVar[str] = "empower, crowd out less"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the share."""
        levers["empower"] = self.share

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"居民能办的事有 {self.share:.0%} 交由居民自己办",
            "en": f"{self.share:.0%} of what residents can do is left to them",
        }[lang]
