"""A policy that does nothing."""

from typing import ClassVar, Literal

import numpy as np

from govsim.interfaces import Context, Policy


class Nothing(Policy):
    """Moves no lever: a run with it equals a run without it, bit for bit. For checking, and as an empty option."""

    kind: Literal["nothing"] = "nothing"

    source: ClassVar[str] = "by construction"
    zh: ClassVar[str] = "不采取措施"
    en: ClassVar[str] = "no measure"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Leave the levers as they are."""

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {"zh": "不改变任何做法", "en": "changes nothing"}[lang]
