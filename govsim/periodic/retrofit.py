"""Retrofit of old buildings: offer, consent, works, better condition; once a month.

Only where a scenario has the section [retrofit]. Thin on purpose: no contractors, no prices, no moving out. Works
trouble residents through the building's condition: it is lower while they last, and leaks and other matters of worn
buildings depend on it.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from govsim.engine.draws import draws
from govsim.interfaces import Mechanism

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govsim.periodic.scene import Scene

SECTION = "retrofit"
DECLARATION = Mechanism(
    name="retrofit",
    every="month",
    reads=("levers.retrofit_model", "levers.retrofit_subsidy", "residents.trust_offices", "buildings.condition"),
    writes=("buildings.condition", "retrofits"),
    parameters=("retrofit.constant", "retrofit.subsidy_slope", "retrofit.need_slope", "retrofit.trust_slope",
                "retrofit.storey_loss", "retrofit.rebuild_loss", "retrofit.works_loss", "retrofit.gain"),
    formula="a household consents iff its own normal draw < c + s (subsidy - .5) cost + n (1 - condition) + "
    "t (trust - .5) - loss of its storey; works begin where 2/3 of a building's households do, for rebuilding 9/10",
    source="S19: Tangshan, 001.6: three models, 27 % rebuilt; compensation of low floors decides (studies of adding "
    "lifts, evolutionary games); sizes assumed",
    zh="旧房改造",
    en="retrofit",
)  # fmt: skip

ENERGY_SAVING, COMPREHENSIVE, REBUILD = 1, 2, 3
QUORUM = np.array(
    [1.0, 2 / 3, 2 / 3, 0.9]
)  # by model; two thirds as owners decide on common matters, rebuilding assumed
COST = np.array([0.0, 0.5, 1.0, 2.0])  # relative, assumed
GAIN = np.array([0.0, 0.5, 1.0, 1.5])  # of the parameter, assumed
MONTHS = np.array([0, 4, 8, 24])  # of works, assumed
RETROFIT = np.dtype(
    [("asked", "f8"), ("consenting", "f8"), ("model", "i4"), ("months", "i4"), ("done", "i4"), ("lost", "f8")]
)


def prepare(
    scenario: Any, place: Any, tables: "Mapping[str, np.ndarray]", rules: "Mapping[str, float]"
) -> dict[str, np.ndarray]:  # fmt: skip
    """Give every household its own leaning, and find its building and storey (households stacked evenly)."""
    buildings = place.buildings
    building = np.repeat(np.arange(len(buildings)), buildings["households"])
    number = np.arange(len(building)) - buildings["first_household"][building]
    storeys = np.maximum(1, buildings["storeys"][building])
    homes = np.zeros(len(building), [("building", "i4"), ("height", "f8"), ("leaning", "f8")])
    homes["building"], homes["height"] = building, (number % storeys + 0.5) / storeys
    homes["leaning"] = ndtri(draws(scenario.run.seed, "retrofit.leaning", np.arange(len(building))))
    return {"retrofits": np.zeros(len(buildings), RETROFIT), "homes": homes}


def handle(scene: "Scene") -> None:
    """Let works go on, then ask again where a model is offered."""
    works = scene.table("retrofits")
    under = works["months"] > 0
    works["months"][under] -= 1
    _finish(scene, np.flatnonzero(under & (works["months"] == 0)))
    _ask(scene)


def _finish(scene: "Scene", rows: NDArray[np.intp]) -> None:
    works, buildings = scene.table("retrofits"), scene.table("buildings")
    gained = scene.rules["retrofit.gain"] * GAIN[works["model"][rows]]
    buildings["condition"][rows] = np.minimum(1.0, buildings["condition"][rows] + works["lost"][rows] + gained)
    works["done"][rows], works["lost"][rows] = 1, 0.0


def _ask(scene: "Scene") -> None:
    works, buildings, homes = scene.table("retrofits"), scene.table("buildings"), scene.table("homes")
    model = scene.levers["retrofit_model"][scene.grid_of_building].astype(np.int64)
    old = scene.place.buildings["year"] < scene.sections[SECTION].built_before
    offered = (model > 0) & old & (works["months"] == 0) & (works["done"] == 0)
    if not offered.any():
        return
    building = homes["building"]
    consents = (homes["leaning"] < leanings(scene, model)) & offered[building]
    works["asked"][offered] = buildings["households"][offered]
    works["consenting"] = np.where(
        offered, np.bincount(building, consents, minlength=len(buildings)), works["consenting"]
    )
    _begin(scene, np.flatnonzero(offered & (works["consenting"] >= QUORUM[model] * works["asked"] - 1e-9)), model)


def leanings(scene: "Scene", model: np.ndarray) -> NDArray[np.float64]:
    """Return for each household how much it gains from the model offered to its building; it consents below that.

    Low floors lose by a comprehensive retrofit with a lift (`storey_loss` on the ground, none on top); all lose their
    home for a while by rebuilding; saving energy costs nobody a view.
    """
    rules, buildings, homes = scene.rules, scene.table("buildings"), scene.table("homes")
    subsidy = scene.levers["retrofit_subsidy"][scene.grid_of_building]
    of_building = (
        rules["retrofit.constant"] + rules["retrofit.subsidy_slope"] * (subsidy - 0.5) * COST[model]
        + rules["retrofit.need_slope"] * (1 - buildings["condition"]) + rules["retrofit.trust_slope"] * _trust(scene)
        - rules["retrofit.rebuild_loss"] * (model == REBUILD)
    )  # fmt: skip
    low = rules["retrofit.storey_loss"] * (1 - homes["height"]) * (model == COMPREHENSIVE)[homes["building"]]
    return np.asarray(of_building[homes["building"]] - low)


def _trust(scene: "Scene") -> NDArray[np.float64]:
    """Return the mean trust in offices of a building's adults, above one half."""
    scene.refresh()
    people, building = scene.table("residents"), scene.building_of_resident
    adults, count = scene.adults, len(scene.table("buildings"))
    total = np.bincount(building[adults], people["trust_offices"][adults].astype(np.float64), minlength=count)
    number = np.bincount(building[adults], minlength=count)
    return np.where(number > 0, total / np.maximum(number, 1) - 0.5, 0.0)


def _begin(scene: "Scene", rows: NDArray[np.intp], model: np.ndarray) -> None:
    works, buildings = scene.table("retrofits"), scene.table("buildings")
    works["model"][rows], works["months"][rows] = model[rows], MONTHS[model[rows]]
    lost = np.minimum(buildings["condition"][rows], scene.rules["retrofit.works_loss"])
    works["lost"][rows] = lost
    buildings["condition"][rows] -= lost


def stocks(scene: "Scene") -> dict[str, np.ndarray]:
    """Return households asked, those that consent, and buildings done, by grid."""
    works, grids = scene.table("retrofits"), len(scene.levers)
    named = {
        "retrofit_asked": works["asked"],
        "retrofit_consenting": works["consenting"],
        "retrofit_done": works["done"],
    }
    return {name: np.bincount(scene.grid_of_building, values, minlength=grids) for name, values in named.items()}
