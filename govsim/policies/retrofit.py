"""Retrofit of old buildings."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.interfaces import Context, Policy

MODELS = ("energy_saving", "comprehensive", "rebuild")  # lever values 1, 2, 3; 0 = none offered
NAMES = {
    "energy_saving": ("节能改造", "energy saving"),
    "comprehensive": ("综合改造", "comprehensive retrofit"),
    "rebuild": ("拆除重建", "demolition and rebuilding"),
}


class Retrofit(Policy):
    """Offers every building one of three models of retrofit, with a share of its cost paid.

    Formula: levers `retrofit_model` = 1, 2 or 3 and `retrofit_subsidy` = subsidy. Households consent or not (see the
    mechanism retrofit); it acts only where the scenario has the section [retrofit]. The subsidy is assumed.
    """

    kind: Literal["retrofit"] = "retrofit"
    model: Literal["energy_saving", "comprehensive", "rebuild"] = "comprehensive"
    subsidy: float = Field(
        0.5, ge=0, le=1,
        json_schema_extra={"unit": "1", "zh": "补贴占费用的比例", "en": "share of the cost that is paid",
                           "kind": "assumed"},
    )  # fmt: skip

    moves: ClassVar[tuple[str, ...]] = ("retrofit_model", "retrofit_subsidy")
    source: ClassVar[str] = "S19: Tangshan (唐山), 001.6: 470 estates in three years, three models, shared costs"
    zh: ClassVar[str] = "改造补贴与模式"
    en: ClassVar[str] = "retrofit subsidy and model"

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Set model and subsidy."""
        levers["retrofit_model"], levers["retrofit_subsidy"] = MODELS.index(self.model) + 1, self.subsidy

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        zh, en = NAMES[self.model]
        return {
            "zh": f"{zh}，补贴 {self.subsidy:.0%}",
            "en": f"{en} offered, {self.subsidy:.0%} of the cost paid",
        }[lang]
