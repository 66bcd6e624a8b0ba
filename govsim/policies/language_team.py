"""A team that speaks the languages of foreign residents."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class LanguageTeam(Policy):
    """Lets a service team work across grids for foreign residents.

    Formula: language = max(what it was, share), the share of their matters handled in a shared language. The source
    names the team and 700 foreign residents; the share it reaches is assumed.
    """

    kind: Literal["language_team"] = "language_team"
    share: float = Field(
        0.6, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "语言相通的比例", "en": "share of matters in a shared language",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("language",)
    source: ClassVar[str] = "S04: Sanjing Subdistrict (三井街道), 002 (Legal Daily 2021-01-12)"
    zh: ClassVar[str] = "外籍居民服务队（跨网格）"
    en: ClassVar[str] = "language team across grids"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Raise the share."""
        levers["language"] = np.maximum(levers["language"], self.share)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"外籍居民 {self.share:.0%} 的事项有语言相通的人员办理",
            "en": f"{self.share:.0%} of foreign residents' matters are handled in a shared language",
        }[lang]
