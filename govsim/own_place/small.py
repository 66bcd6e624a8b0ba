"""A small copy of a place: the same proportions with few people, so that a run takes a second."""

from collections.abc import Mapping
from typing import Any

from govsim.place import Place
from govsim.place.real import read_place
from govsim.scenario import Scenario

RESIDENTS = 3_500


def small(scenario: Scenario, residents: int = RESIDENTS, weeks: int = 26, warmup: int = 13) -> Scenario:
    """Return the scenario with at most so many residents and weeks; what it counts in all shrinks with them."""
    place = counted(scenario)
    share = min(1.0, residents / place.residents)
    changes: dict[str, Any] = {
        "place": _place(place, share),
        "staff": tuple(item.model_copy(update=_fewer(item.number, "number", share)) for item in scenario.staff),
        "offices": tuple(item.model_copy(update=_fewer(item.staff, "staff", share)) for item in scenario.offices),
        "firms": scenario.firms.model_copy(update={"number": round(scenario.firms.number * share)}),
        "shocks": (), "emergencies": (), "policies": tuple(item for item in scenario.policies if item.where is None),
    }  # fmt: skip
    copied = scenario.model_copy(update=changes)
    return copied.with_run(weeks=min(weeks, scenario.run.weeks), warmup=min(warmup, scenario.run.warmup))


def counted(scenario: Scenario) -> Place:
    """Return the place as counts, also where it comes from a table of buildings."""
    place = scenario.place
    if place.buildings is None:
        return place
    real = read_place(place, scenario.folder)
    homes, buildings = int(real.households.sum()), len(real.households)
    people = place.residents or (homes * place.household_size if real.residents is None else int(real.residents.sum()))
    levels = {name: int(real.buildings[name].max()) + 1 for name in ("community", "grid", "estate")}
    return Place(
        residents=round(people), household_size=max(1.0, people / homes), communities=levels["community"],
        grids=levels["grid"], estates=levels["estate"], households_per_building=max(1, round(homes / buildings)),
        storeys=place.storeys, year=place.year, condition=place.condition, condition_spread=place.condition_spread,
    )  # fmt: skip


def _place(place: Place, share: float) -> Place:
    """Return the place in small: people and levels shrink alike, no level below one."""
    grids = max(1, round(place.grid_count * share))
    changes: Mapping[str, int] = {
        "residents": max(1, round(place.residents * share)), "grids": grids,
        "communities": min(grids, max(1, round(place.community_count * share))),
        "estates": max(1, round(place.estate_count * share)),
    }  # fmt: skip
    return place.model_copy(update=changes)


def _fewer(number: int | None, name: str, share: float) -> dict[str, int]:
    """Return the smaller number; at least one where there are any."""
    return {} if number is None else {name: max(min(number, 1), round(number * share))}
