"""Booking a time, and a phone that is answered off duty."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Booking(Policy):
    """Lets residents book a time with a worker, and keeps a phone on call.

    Formula: booking = share; phone off duty = max(what it was, phone).
    The share who book and the answering rate on call are assumed; no count of either was found.
    """

    kind: Literal["booking"] = "booking"
    share: float = Field(
        0.3, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "预约的比例", "en": "share of seekers who book", "kind": "assumed"},
    )  # fmt: skip
    phone: float = Field(
        0.6, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "非值班时接通率", "en": "phone answered off duty", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("booking", "phone_off_duty")
    source: ClassVar[str] = "S06: booking by phone or WeChat as in Xintengda community (新腾达社区), 2017-03-18"
    zh: ClassVar[str] = "预约与电话值守"
    en: ClassVar[str] = "booking, phone on call"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the share who book and raise the answering rate off duty."""
        levers["booking"] = self.share
        levers["phone_off_duty"] = np.maximum(levers["phone_off_duty"], self.phone)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"{self.share:.0%} 的求助者先预约；非值班时电话接通率不低于 {self.phone:.0%}",
            "en": f"{self.share:.0%} of seekers book; off duty at least {self.phone:.0%} of calls are answered",
        }[lang]
