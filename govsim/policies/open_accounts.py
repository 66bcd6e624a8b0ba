"""Accounts and work of the commons made public."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class OpenAccounts(Policy):
    """Makes public who paid, who worked and what money was spent on.

    Formula: lever `open_accounts` = openness. Neighbours see who gives (`commons.accounts_watch`) and fewer households
    owe fees (`commons.arrears_accounts`). Openness and effects are assumed; the sources state the direction.
    """

    kind: Literal["open_accounts"] = "open_accounts"
    openness: float = Field(
        1.0, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "公开程度", "en": "openness",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("open_accounts",)
    source: ClassVar[str] = "003 (Li 2019) and 004: openness as a remedy; no effect measured"
    zh: ClassVar[str] = "信息公开"
    en: ClassVar[str] = "open accounts"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the openness."""
        levers["open_accounts"] = self.openness

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"收费、开支与出力情况公开，程度 {self.openness:g}（0-1）",
            "en": f"fees, spending and work made public to a degree of {self.openness:g} (0-1)",
        }[lang]
