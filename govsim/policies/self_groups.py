"""Founding self-governance groups."""

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from govsim.engine.draws import draws
from govsim.interfaces import Context, Policy


class SelfGroups(Policy):
    """Founds self-governance groups in a share of the buildings at its start (breadth), and supports them (depth).

    Formula: a building is chosen when a draw keyed by its row is below coverage, so that a larger coverage keeps the
    buildings of a smaller one; support and skill of groups = max(what they were, depth). Support lowers the threshold
    at which residents join. Groups once founded live or fade on their own; ramp and end act on the support. The source
    has one building of 49 households; coverage and depth are assumed.
    """

    kind: Literal["self_groups"] = "self_groups"
    coverage: float = Field(
        0.3, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "覆盖的楼栋比例", "en": "share of buildings with a group",
                           "kind": "assumed"},
    )  # fmt: skip
    depth: float = Field(
        0.3, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "培育力度", "en": "depth of support", "kind": "assumed"},
    )  # fmt: skip

    founds: ClassVar[bool] = True
    moves: ClassVar[tuple[str, ...]] = ("group_skill", "group_support")
    combines: ClassVar[tuple[str, ...]] = moves
    source: ClassVar[str] = "S08: building 3 of yard 17, Baoji (宝鸡), 002 (Legal Daily 2021-01-12)"
    zh: ClassVar[str] = "培育自管小组（覆盖、力度）"
    en: ClassVar[str] = "found groups (coverage, depth)"

    def chosen_buildings(self, buildings: np.ndarray, seed: int) -> NDArray[np.bool_]:
        """Return which rows of the place's whole table of buildings are to have a group."""
        return draws(seed, f"founded by {self.name}", np.arange(len(buildings))) < self.coverage

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Raise the support and the skill of groups."""
        for lever in self.moves:
            levers[lever] = np.maximum(levers[lever], self.depth)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"在 {self.coverage:.0%} 的楼栋培育自管小组，力度 {self.depth:g}（0-1）",
            "en": f"groups founded in {self.coverage:.0%} of buildings, supported at depth {self.depth:g} (0-1)",
        }[lang]
