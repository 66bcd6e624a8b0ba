"""More or less paperwork."""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from govsim.interfaces import Context, Policy

FACTOR = 0.7


class Paperwork(Policy):
    """Changes the paperwork that is laid on each worker, by a factor or to a number of hours.

    Formula: paperwork = per_worker where set, else factor x what it was. A load was never measured as hours; the
    factor is assumed.
    """

    kind: Literal["paperwork"] = "paperwork"
    factor: float = Field(
        FACTOR, ge=0, le=3,
        json_schema_extra={"unit": "1", "zh": "行政事务倍数", "en": "factor on paperwork", "kind": "assumed"},
    )  # fmt: skip
    per_worker: float | None = Field(
        None, ge=0, le=60,
        json_schema_extra={"unit": "h/week", "zh": "每人每周行政事务", "en": "paperwork per worker",
                           "kind": "scenario"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("paperwork_hours",)
    source: ClassVar[str] = "004 (Xia & Li 2022) and 003 (Li 2019): committees as administration; 减负"
    zh: ClassVar[str] = "行政事务量（减负）"
    en: ClassVar[str] = "paperwork load"

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.per_worker is not None and self.factor != FACTOR:
            raise ValueError(
                "`factor` 与 `per_worker` 只能设一个", "paperwork takes `factor` or `per_worker`, not both"
            )
        return self

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set or multiply the hours."""
        hours = levers["paperwork_hours"] * self.factor if self.per_worker is None else self.per_worker
        levers["paperwork_hours"] = hours

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        if self.per_worker is None:
            return {
                "zh": f"行政事务为原来的 {self.factor:.0%}",
                "en": f"paperwork {self.factor:.0%} of what it was",
            }[lang]
        return {
            "zh": f"行政事务每人每周 {self.per_worker:g} 小时",
            "en": f"{self.per_worker:g} h of paperwork a week per worker",
        }[lang]
