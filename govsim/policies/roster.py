"""When workers are on duty."""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from govsim import rosters
from govsim.interfaces import Context, Policy

SHARE = 0.25
NAMES = {
    "staggered": ("错时", "staggered hours"),
    "flexible": ("弹性工作制", "flexible hours"),
    "weekend_rota": ("周末轮班", "weekend rota"),
    "extended": ("延时（总工时增加）", "extended hours (total grows)"),
    "shenyang_dadong": ("沈阳大东区错时安排", "hours of Dadong, Shenyang"),
    "changsha_houjiatang": ("长沙侯家塘错时安排", "hours of Houjiatang, Changsha"),
    "custom": ("自定班表", "an own table of hours"),
}


class Roster(Policy):
    """Changes the hours of duty; an ordinary week keeps its total unless the variant is `extended` or `custom`.

    Formula: roster = the set of rosters of the variant; awareness = awareness, the share of residents who know it.
    `share` (of each worker's hours, moved) belongs to `staggered`; `table` to `custom`: one list of lines such as
    "mon-fri 08:00-12:00" per worker in turn. Awareness is assumed and the main unknown; the two places' hours are
    real, the shifts behind them assumed (see rosters.py).
    """

    kind: Literal["roster"] = "roster"
    variant: Literal[
        "staggered", "flexible", "weekend_rota", "extended", "shenyang_dadong", "changsha_houjiatang", "custom"
    ] = "staggered"
    share: float = Field(
        SHARE, ge=0, le=0.675,
        json_schema_extra={"unit": "1", "zh": "移出工作日办公时间的比例", "en": "share of hours moved",
                           "kind": "scenario"},
    )  # fmt: skip
    awareness: float = Field(
        0.1, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "知晓新班表的居民", "en": "residents who know the new hours",
                           "kind": "assumed"},
    )  # fmt: skip
    table: tuple[tuple[str, ...], ...] | None = Field(
        None, min_length=1, max_length=60, json_schema_extra={"zh": "班表", "en": "table of hours"}
    )

    moves: ClassVar[tuple[str, ...]] = ("roster", "awareness")
    source: ClassVar[str] = "S06, S14: 002 (Legal Daily 2021-01-12); Dadong, Shenyang; Houjiatang, Changsha 2018; 001.4"
    zh: ClassVar[str] = "排班：标准、错时、弹性、周末轮班、延时"
    en: ClassVar[str] = "hours: standard, staggered, flexible, weekend rota, extended"

    @model_validator(mode="after")
    def _settings_fit_the_variant(self) -> Self:
        if self.variant != "staggered" and self.share != SHARE:
            raise ValueError(
                f"`share` 只用于 staggered，不用于 {self.variant}",
                f"`share` belongs to the variant staggered, not to {self.variant}",
            )
        if (self.table is None) == (self.variant == "custom"):
            raise ValueError(
                "variant 为 custom 时须有 `table`，其他情形不得有",
                "`table` is needed by the variant custom and belongs to no other",
            )
        for lines in self.table or ():
            rosters.from_text(lines)
        return self

    @property
    def keeps_hours(self) -> bool:
        """Whether the variant moves hours without adding any."""
        return self.variant not in ("extended", "custom")

    def rosters(self, standard: np.ndarray) -> list[np.ndarray]:
        """Return the rosters over which workers rotate."""
        if self.table is not None:
            return [rosters.from_text(lines) for lines in self.table]
        return list(rosters.phases(self.variant, self.share, standard))

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Point to the policy's set of rosters and set who knows it."""
        levers["roster"] = context.roster_sets[self.name]
        levers["awareness"] = self.awareness

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        chinese, english = NAMES[self.variant]
        moved = self.variant == "staggered"
        return {
            "zh": chinese + (f"，{self.share:.0%} 的工时移到早晚和周末" if moved else "")
            + f"；{self.awareness:.0%} 的居民知晓",
            "en": english + (f", {self.share:.0%} of hours moved to evenings and weekends" if moved else "")
            + f"; known to {self.awareness:.0%} of residents",
        }[lang]  # fmt: skip
