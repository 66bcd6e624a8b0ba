"""Waste from bin to treatment: four stages in a row, once a week. Only where a scenario has the section [waste].

Thin on purpose: shares of one stream, no kinds of waste, no money, no dumps; the source gives targets, not results.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govsim.interfaces import Mechanism

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govsim.periodic.scene import Scene

SECTION = "waste"
DECLARATION = Mechanism(
    name="waste",
    every="week",
    reads=("levers.waste_capacity", "levers.waste_sanction", "grids.residents"),
    writes=("waste",),
    parameters=("waste.habit", "waste.sanction_effect", "waste.service_effect"),
    formula="p += h (p0 + s sanction + v (collection - collection without measures) - p); capacity of a stage = "
    "c + (1 - c) measure; treated = waste x min(p, collection, transfer, treatment)",
    source="S12: Zhuyuan town, 001.3: household bins, village collection, town transfer, regional treatment; "
    "sizes assumed",
    zh="垃圾收运处理",
    en="waste chain",
)

STAGES = ("collection", "transfer", "treatment")
WASTE = np.dtype([("participation", "f8"), ("generated", "f8"), ("treated", "f8")])


def prepare(
    scenario: Any, place: Any, tables: "Mapping[str, np.ndarray]", rules: "Mapping[str, float]"
) -> dict[str, np.ndarray]:  # fmt: skip
    """Let every grid begin with the participation of the scenario."""
    waste = np.zeros(len(place.grids), WASTE)
    waste["participation"] = scenario.waste.participation
    return {"waste": waste}


def handle(scene: "Scene") -> None:
    """Move participation a week on, and the week's waste through the stages."""
    waste, levers, section = scene.table("waste"), scene.levers, scene.sections[SECTION]
    capacity = capacities(section, levers["waste_capacity"])
    aim = (
        section.participation + scene.rules["waste.sanction_effect"] * levers["waste_sanction"]
        + scene.rules["waste.service_effect"] * (capacity[0] - section.collection)
    )  # fmt: skip
    waste["participation"] += scene.rules["waste.habit"] * (np.clip(aim, 0.0, 1.0) - waste["participation"])
    waste["generated"] = scene.table("grids")["residents"]
    waste["treated"] = waste["generated"] * np.minimum(waste["participation"], capacity.min(axis=0))


def capacities(section: Any, filled: np.ndarray) -> NDArray[np.float64]:
    """Return (stages, grids): the share of all waste that each stage can take; a measure fills a part of the gap."""
    base = np.array([getattr(section, stage) for stage in STAGES])[:, None]
    return np.asarray(base + (1 - base) * filled)


def stocks(scene: "Scene") -> dict[str, np.ndarray]:
    """Return waste of the week and what of it was treated, in residents' weekly amounts, by grid."""
    waste = scene.table("waste")
    return {"waste_generated": waste["generated"].copy(), "waste_treated": waste["treated"].copy()}
