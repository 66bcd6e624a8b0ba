"""A minimum of time in the field."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.engine.codes import PAPERWORK_RULES
from govsim.interfaces import Context, Policy

RULES = {"field_first": ("先保证外出，再做行政事务", "field time before paperwork"),
         "paperwork_first": ("先做行政事务，再外出", "paperwork before field time")}  # fmt: skip


class FieldFloor(Policy):
    """Reserves a share of duty for visits, service and patrols.

    Formula: field share = max(what it was, share), likewise the floor that paperwork may not touch under the rule
    `field_first`; under `paperwork_first` paperwork is done before. Time in the field is time away from the counter.
    The share is Jianggan's; which rule holds there is not reported, so both are offered.
    """

    kind: Literal["field_floor"] = "field_floor"
    share: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "一线时间下限", "en": "least share of duty in the field",
                           "kind": "sourced"},
    )  # fmt: skip
    rule: Literal["field_first", "paperwork_first"] = "field_first"

    moves: ClassVar[tuple[str, ...]] = ("field_share", "field_floor", "paperwork_rule")
    combines: ClassVar[tuple[str, ...]] = ("field_share",)
    source: ClassVar[str] = "S05: at least 50 % in Jianggan District (江干), 002 (Legal Daily 2021-01-12)"
    zh: ClassVar[str] = "一线时间下限"
    en: ClassVar[str] = "minimum time in the field"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Raise plan and floor, set the rule."""
        for lever in ("field_share", "field_floor"):
            levers[lever] = np.maximum(levers[lever], self.share)
        levers["paperwork_rule"] = PAPERWORK_RULES.index(self.rule)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        chinese, english = RULES[self.rule]
        return {
            "zh": f"值班时间至少 {self.share:.0%} 用于走访、服务与巡查；{chinese}",
            "en": f"at least {self.share:.0%} of duty on visits, service and patrols; {english}",
        }[lang]
