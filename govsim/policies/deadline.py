"""A deadline for closing a case."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Deadline(Policy):
    """Asks offices to close every case within some days.

    Formula: deadline = days; pressure = share of the cases closed at the deadline whether or not they are resolved.
    Those closed unresolved may return. Without `pressure` the parameter offices.deadline_pressure holds (assumed).
    """

    kind: Literal["deadline"] = "deadline"
    days: float = Field(
        7.0, ge=1, le=180,
        json_schema_extra={"unit": "day", "zh": "办结期限", "en": "deadline", "kind": "scenario"},
    )  # fmt: skip
    pressure: float | None = Field(
        None, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "到期即办结的比例", "en": "share closed at the deadline whatever the "
                           "result", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("deadline_days", "deadline_pressure")
    source: ClassVar[str] = "Completion and speed under appraisal of hotline orders; pressure assumed"
    zh: ClassVar[str] = "限时办结"
    en: ClassVar[str] = "deadline"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set deadline and pressure."""
        levers["deadline_days"] = self.days
        if self.pressure is not None:
            levers["deadline_pressure"] = self.pressure

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        share = {"zh": "一部分", "en": "some"}
        if self.pressure is not None:
            share = dict.fromkeys(share, f"{self.pressure:.0%}")
        return {
            "zh": f"{self.days:g} 天内须办结；到期时{share['zh']}事项不论是否解决均办结",
            "en": f"to be closed within {self.days:g} days; then {share['en']} are closed, resolved or not",
        }[lang]
