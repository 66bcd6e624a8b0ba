"""Hiring people from the place."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class LocalHiring(Policy):
    """Sets the share of people who grew up here among those who are hired from now on.

    Formula: lever `local_hiring` = share. Nobody is dismissed, so it acts as posts fall vacant. Local staff speak the
    dialect, do better in sessions with registered residents, and are known to some of them from the first day.
    """

    kind: Literal["local_hiring"] = "local_hiring"
    share: float = Field(
        0.8, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "新聘人员中本地人员的比例", "en": "share of local people hired",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("local_hiring",)
    source: ClassVar[str] = "002 (Legal Daily 2021-01-12): staff who know the place; no effect measured"
    zh: ClassVar[str] = "本地人员比例"
    en: ClassVar[str] = "share of local staff"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the share."""
        levers["local_hiring"] = self.share

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"新聘人员中本地人员占 {self.share:.0%}",
            "en": f"{self.share:.0%} of those hired grew up here",
        }[lang]
