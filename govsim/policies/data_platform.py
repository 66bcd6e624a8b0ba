"""Contact lists from a data platform."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class DataPlatform(Policy):
    """Gives those who must find people in an emergency better lists of whom to call.

    Formula: precision of contact lists = max(what it was, precision). 26,087 people were identified by 25,050 calls in
    Qiaosi, 1.04 a call: answer x precision x people reached by a call, e.g. .85 x .49 x 2.5. No effect was measured.
    """

    kind: Literal["data_platform"] = "data_platform"
    precision: float = Field(
        0.49, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "名单中准确的比例", "en": "share of entries that are right",
                           "kind": "derived"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("list_precision",)
    source: ClassVar[str] = "S01: Qiaosi (乔司), 25,050 calls, 26,087 people, 002 (Legal Daily 2021-01-12)"
    zh: ClassVar[str] = "数据平台辅助摸排"
    en: ClassVar[str] = "data-assisted contact lists"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Raise the precision."""
        levers["list_precision"] = np.maximum(levers["list_precision"], self.precision)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"联系名单至少 {self.precision:.0%} 准确",
            "en": f"at least {self.precision:.0%} of the entries of contact lists are right",
        }[lang]
