"""Party members who report to the community where they live."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy

ADULTS = 0.84  # of residents, as assumed for every place


class PartyPosts(Policy):
    """Lets in-service Party members take posts in the grid in which they live, for hours of their own.

    Formula: volunteer hours a week of a grid += residents x .84 x members x claimed x hours. 23,467 posts for 50,000
    members give .47 claimed; the share of adults who are in-service members and the hours of a post are assumed.
    """

    kind: Literal["party_posts"] = "party_posts"
    members: float = Field(
        0.05, ge=0, le=0.3,
        json_schema_extra={"unit": "1", "zh": "在职党员占成年人比例", "en": "in-service members among adults",
                           "kind": "assumed"},
    )  # fmt: skip
    claimed: float = Field(
        0.47, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "认领岗位的比例", "en": "share of them who take a post",
                           "kind": "sourced"},
    )  # fmt: skip
    hours_per_post: float = Field(
        0.5, ge=0, le=5,
        json_schema_extra={"unit": "h/week", "zh": "每个岗位每周时间", "en": "hours a week of a post",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("volunteer_hours",)
    combines: ClassVar[tuple[str, ...]] = ("volunteer_hours",)
    source: ClassVar[str] = "S16: 50,000 members, 23,467 posts, 002 (Legal Daily 2021-01-12, teaser)"
    zh: ClassVar[str] = "在职党员报到与服务岗位"
    en: ClassVar[str] = "Party members' posts"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Add the hours."""
        posts = context.place["residents"] * ADULTS * self.members * self.claimed
        levers["volunteer_hours"] += posts * self.hours_per_post

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"在职党员占成年人 {self.members:.0%}，其中 {self.claimed:.0%} 认领岗位，"
            f"每岗每周 {self.hours_per_post:g} 小时",
            "en": f"{self.members:.0%} of adults are in-service members, {self.claimed:.0%} of them take a post "
            f"of {self.hours_per_post:g} h a week",
        }[lang]
