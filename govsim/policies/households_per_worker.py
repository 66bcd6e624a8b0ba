"""How many households one grid worker serves."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy


class HouseholdsPerWorker(Policy):
    """Staffs every grid so that no grid worker serves more than a number of households.

    Formula: workers = ceil(households of the grid / number). Unlike most measures it changes total hours. The default
    is the lower end of the 300-500 households that are widely quoted for a grid.
    """

    kind: Literal["households_per_worker"] = "households_per_worker"
    number: float = Field(
        300.0, ge=50, le=20000,
        json_schema_extra={"unit": "household/worker", "zh": "每名网格员服务户数",
                           "en": "households per grid worker", "kind": "scenario"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("workers",)
    source: ClassVar[str] = "S02: grids too coarse for the staff, 002 (Legal Daily 2021-01-12)"
    zh: ClassVar[str] = "每名网格员服务户数"
    en: ClassVar[str] = "households per grid worker"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set the grid workers by the grid's households."""
        levers["workers"] = np.ceil(context.place["households"] / self.number).astype(np.int32)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        return {
            "zh": f"每名网格员至多服务 {self.number:g} 户",
            "en": f"one grid worker for at most {self.number:g} households",
        }[lang]
