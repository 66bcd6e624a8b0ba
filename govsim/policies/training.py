"""Training in mediation and service."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class Training(Policy):
    """Trains the staff of a grid.

    Formula: lever `training` = intensity. Over `workforce.training_weeks` the staff's skill in sessions rises by
    intensity x `workforce.training_effect` and stays; who leaves takes it along. Compliance: grids that train. The time
    it takes is `hours`. Intensity and effect are assumed; the source names no size.
    """

    kind: Literal["training"] = "training"
    intensity: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "培训强度", "en": "intensity of training", "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("training",)
    source: ClassVar[str] = "003 (Li 2019): training as a remedy; no effect measured"
    zh: ClassVar[str] = "调解与服务培训"
    en: ClassVar[str] = "training"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the intensity."""
        levers["training"] = self.intensity

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"培训工作人员，强度 {self.intensity:g}（0-1）",
            "en": f"staff trained at intensity {self.intensity:g} (0-1)",
        }[lang]
