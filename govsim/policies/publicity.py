"""Publicity and appeals."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Publicity(Policy):
    """Makes more people hear of activities, until they are used to it.

    Formula: publicity = max(what it was, intensity); what is still noticed of it falls with the weeks it has lasted.
    That appeals alone do not mobilise is the source's claim; the size and the pace are assumed.
    """

    kind: Literal["publicity"] = "publicity"
    intensity: float = Field(
        0.8, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "宣传强度", "en": "intensity", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("publicity",)
    source: ClassVar[str] = "002 (Legal Daily 2021-01-12): orders and propaganda alone do not mobilise"
    zh: ClassVar[str] = "宣传动员"
    en: ClassVar[str] = "publicity"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Raise the intensity."""
        levers["publicity"] = np.maximum(levers["publicity"], self.intensity)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"宣传强度 {self.intensity:g}（0-1），时间一长就习以为常",
            "en": f"publicity at intensity {self.intensity:g} (0-1), to which people get used",
        }[lang]
