"""Full-time mediators and talk-it-over points."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy

# 29 disputes recorded per 1,000 residents a year (Liyang 2019) x 1.5 sessions each (assumed) / 52 weeks
SESSIONS_PER_1000 = 29 * 1.5 / 52


class Mediators(Policy):
    """Lets full-time mediators hold sessions instead of the grid's staff.

    Formula: share = min(1, number x sessions a week of one / (0.84 x residents / 1000)), the share of the grid's
    sessions they can hold; skill is added to the logit of a session. The default number is 85 mediators for 1,336
    grids; what one holds a week and how much better they are is assumed.
    """

    kind: Literal["mediators"] = "mediators"
    number: float = Field(
        0.064, ge=0, le=3,
        json_schema_extra={"unit": "mediator/grid", "zh": "每网格专职调解员", "en": "mediators per grid",
                           "kind": "derived"},
    )  # fmt: skip
    sessions_a_week: float = Field(
        8.0, ge=1, le=20,
        json_schema_extra={"unit": "1/week", "zh": "每名调解员每周场次", "en": "sessions a mediator holds a week",
                           "kind": "assumed"},
    )  # fmt: skip
    skill: float = Field(
        0.5, ge=-1, le=2,
        json_schema_extra={"unit": "logit", "zh": "调解技能优势", "en": "skill beyond the staff's", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("mediator_share", "mediator_skill")
    source: ClassVar[str] = "S16: 85 full-time mediators, 1,336 grid branches, 002 (Legal Daily 2021-01-12, teaser)"
    zh: ClassVar[str] = "专职调解、评理说事点"
    en: ClassVar[str] = "mediators, talk-it-over points"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set share and skill."""
        needed = SESSIONS_PER_1000 * np.maximum(context.place["residents"], 1) / 1000
        levers["mediator_share"] = np.minimum(1.0, self.number * self.sessions_a_week / needed)
        levers["mediator_skill"] = self.skill

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"每网格 {self.number:g} 名专职调解员，每人每周 {self.sessions_a_week:g} 场，技能加成 {self.skill:g}",
            "en": f"{self.number:g} mediators per grid, {self.sessions_a_week:g} sessions a week each, "
            f"skill {self.skill:+g} (logit)",
        }[lang]
