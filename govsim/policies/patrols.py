"""Patrols a day."""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from govsim.interfaces import Context, Policy

DUTY_DAY = 8.0  # h


class Patrols(Policy):
    """Sets how many rounds each worker patrols a day, beside the visits.

    Formula, with field share f and visit share s before: visits v = f s, patrols p = rounds x hours per round / 8;
    then f' = min(1, v + p) and s' = (f" - p) / f", 0 where f" is 0, with f" = max(f', field floor): a measure that sets
    a floor stands before this one. Visits keep their hours as long as the day has
    room; fewer rounds than today free hours for the counter.
    Two rounds a day are Guiyang's rule; the length of a round is assumed.
    """

    kind: Literal["patrols"] = "patrols"
    rounds: float = Field(
        2.0, ge=0, le=8,
        json_schema_extra={"unit": "1/day", "zh": "每日巡查次数", "en": "rounds a day", "kind": "sourced"},
    )  # fmt: skip
    hours_per_round: float = Field(
        1.5, ge=0.25, le=4,
        json_schema_extra={"unit": "h", "zh": "每次巡查用时", "en": "hours of a round", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("field_share", "visit_share")
    source: ClassVar[str] = "S13: two patrols a day (一日双巡) in Guiyang, 003 (Li 2019)"
    zh: ClassVar[str] = "每日巡查次数"
    en: ClassVar[str] = "patrols a day"

    @model_validator(mode="after")
    def _within_the_day(self) -> Self:
        if self.rounds * self.hours_per_round > DUTY_DAY:
            rounds, hours = f"{self.rounds:g}", f"{self.hours_per_round:g}"
            raise ValueError(
                f"每日 {rounds} 次、每次 {hours} 小时，超过 8 小时值班",
                f"{rounds} rounds of {hours} h do not fit into 8 h of duty",
            )
        return self

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set field and visit share."""
        patrol = self.rounds * self.hours_per_round / DUTY_DAY
        field = np.minimum(1.0, levers["field_share"] * levers["visit_share"] + patrol)
        levers["field_share"] = field
        spent = np.maximum(field, levers["field_floor"])
        levers["visit_share"] = np.divide(spent - patrol, spent, out=np.zeros_like(field), where=spent > 0)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"每人每日巡查 {self.rounds:g} 次，每次 {self.hours_per_round:g} 小时",
            "en": f"{self.rounds:g} rounds a day per worker, {self.hours_per_round:g} h each",
        }[lang]
