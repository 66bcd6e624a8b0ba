"""How far an assumed setting may be from the truth: a low and a high end of each, themselves assumed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from govsim.own_place.facts import AWAY, OLD, elderly_share, employment, non_local_share, parts_of
from govsim.own_place.writing import GROUPS
from govsim.parameters import parameters
from govsim.place import Place
from govsim.place.spec import MOST_RESIDENTS
from govsim.population import Population
from govsim.scenario import Scenario
from govsim.staffing import OWN_HOURS, Staff

FACTORS: Mapping[str, tuple[float, float]] = {
    "residents": (0.75, 1.33), "household_size": (0.8, 1.25), "communities": (0.6, 1.6), "grids": (0.6, 1.6),
    "estates": (0.5, 2.0),
}  # fmt: skip
MOST: Mapping[str, Callable[[Place], int]] = {
    "residents": lambda place: MOST_RESIDENTS, "communities": lambda place: place.grid_count,
    "grids": lambda place: place.household_count, "estates": lambda place: place.household_count,
}  # fmt: skip
WORKERS = (0.6, 1.6)
A_WORKER = 2_500  # residents to one where the base has none at all
SHARES: Mapping[str, tuple[float, float]] = {"categories": (0.4, 2.0), "ages": (0.6, 1.5), "schedules": (0.75, 1.3)}
RATES = (0.5, 2.0)
COVERAGE, DEPTH = 0.3, (0.1, 0.6)
SHORT_WEEK = (("mon-fri 09:00-12:00", "mon-fri 14:00-17:00"),)
LONG_WEEK = (("mon-fri 08:30-12:00", "mon-fri 13:30-17:00", "sat 09:00-12:00", "sat 14:00-17:00"),)


@dataclass(frozen=True)
class Ends:
    """A scenario with a setting at its low and at its high end, and what the ends are called."""

    below: Scenario
    above: Scenario
    low: tuple[str, str]
    high: tuple[str, str]


def ends_of(scenario: Scenario, paths: Sequence[str]) -> Ends | None:
    """Return both ends of what the paths of one question set; None where nothing is known of its range."""
    section, _, name = paths[0].partition(".")
    kinds: dict[str, Callable[[Scenario, str], Ends | None]] = {
        "place": _place, "population": _population, "staff": _staff, "station": _station, "policies": _groups
    }  # fmt: skip
    if section == "parameters":
        return _parameters(scenario, [path.partition(".")[2] for path in paths])
    return kinds[section](scenario, name) if section in kinds else None


def _changed(scenario: Scenario, **sections: object) -> Scenario:
    return scenario.model_copy(update=sections)


def _both(sides: Sequence[Scenario], words: Sequence[tuple[str, str]]) -> Ends:
    (below, above), (low, high) = sides, words
    return Ends(below, above, low, high)


def _two(value: object) -> tuple[str, str]:
    return str(value), str(value)


def _place(scenario: Scenario, name: str) -> Ends | None:
    if name not in FACTORS:
        return None
    place = scenario.place
    counted = {"communities": place.community_count, "grids": place.grid_count, "estates": place.estate_count}
    now = counted.get(name, getattr(place, name))
    values = [now * factor for factor in FACTORS[name]]
    if name != "household_size":
        values = [min(max(1, round(value)), MOST[name](place)) for value in values]
    below, above = (place.model_copy(update=_fitting(place, name, max(1, value))) for value in values)
    sides = [_changed(scenario, place=each) for each in (below, above)]
    return _both(sides, [_two(f"×{factor:g}") for factor in FACTORS[name]])


def _fitting(place: Place, name: str, value: float) -> dict[str, float]:
    """Return the change of a place; communities, grids and estates stay as many as they are, or as fit."""
    counts: dict[str, float] = {"communities": place.community_count, "grids": place.grid_count,
                                "estates": place.estate_count, name: value}  # fmt: skip
    return counts | {"communities": min(counts["communities"], counts["grids"])}


def _population(scenario: Scenario, table: str) -> Ends | None:
    if table not in SHARES:
        return None
    parts = {"categories": AWAY, "ages": OLD, "schedules": ("home",)}[table]
    now = {
        "categories": non_local_share(scenario), "ages": elderly_share(scenario) / scenario.population.adults,
        "schedules": employment(scenario)["home"],
    }[table]  # fmt: skip
    shares = [min(0.95, max(0.02, now) * factor) for factor in SHARES[table]]
    people = [_with_share(scenario.population, scenario, table, parts, share) for share in shares]
    shown = [share * (scenario.population.adults if table == "ages" else 1) for share in shares]
    sides = [_changed(scenario, population=each) for each in people]
    return _both(sides, [_two(f"{share:.0%}") for share in shown])


def _with_share(
    population: Population, scenario: Scenario, table: str, parts: tuple[str, ...], share: float
) -> Population:
    split = {name: share * part for name, part in parts_of(scenario, table, parts).items()}
    return population.model_copy(update={table: split})


def _staff(scenario: Scenario, name: str) -> Ends | None:
    name = name.split(".")[0]
    now = next((staff for staff in scenario.staff if staff.id == name), None)
    if now is None:
        return None
    if now.number == 0:
        few = max(1, round(scenario.place.residents / A_WORKER))
        some = (f"每 {A_WORKER:,} 人 1 名", f"one to {A_WORKER:,} residents")
        return Ends(scenario, _with_staff(scenario, name, {"number": few}), ("没有", "none"), some)
    key = next(way for way in ("number", "per_grid", "per_10000") if getattr(now, way) is not None)
    values = [getattr(now, key) * factor for factor in WORKERS]
    if key == "number":
        values = [max(1, round(value)) for value in values]
    sides = [_with_staff(scenario, name, {key: value}) for value in values]
    return _both(sides, [_two(f"×{factor:g}") for factor in WORKERS])


def _with_staff(scenario: Scenario, name: str, changes: Mapping[str, object]) -> Scenario:
    staff: list[Staff] = [
        each.model_copy(update=changes) if each.id == name else each for each in scenario.staff
    ]  # fmt: skip
    return _changed(scenario, staff=tuple(staff))


def _station(scenario: Scenario, name: str) -> Ends | None:
    if name != "hours":
        return None
    staff = tuple(each.model_copy(update={"roster": OWN_HOURS}) for each in scenario.staff)
    below, above = (
        _changed(scenario, staff=staff, station=scenario.station.model_copy(update={"hours": hours}))
        for hours in (SHORT_WEEK, LONG_WEEK)
    )
    return Ends(below, above, ("每周 30 小时", "30 h a week"), ("每周 41 小时，含周六", "41 h a week with Saturday"))


def _groups(scenario: Scenario, name: str) -> Ends | None:
    if name == GROUPS:
        below, above = (_with_policy(scenario, {"on": on, "coverage": COVERAGE}) for on in (False, True))
        return Ends(below, above, ("没有", "none"), (f"{COVERAGE:.0%} 的楼栋", f"in {COVERAGE:.0%} of buildings"))
    if name == f"{GROUPS}.depth":
        below, above = (_with_policy(scenario, {"depth": depth}) for depth in DEPTH)
        return Ends(below, above, _two(f"{DEPTH[0]:g}"), _two(f"{DEPTH[1]:g}"))
    return None


def _with_policy(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    policies = tuple(
        each.model_copy(update=changes) if each.name == GROUPS else each for each in scenario.policies
    )  # fmt: skip
    return _changed(scenario, policies=policies)


def _parameters(scenario: Scenario, names: Sequence[str]) -> Ends | None:
    """Return both ends of parameters: of one its range, of several a common factor within all their ranges."""
    known = [parameters()[name] for name in names if name in parameters()]
    if len(known) != len(names):
        return None
    if len(known) == 1:
        (only,) = known
        ends = [{only.name: value} for value in (only.low, only.high)]
        return _both([_drawn(scenario, each) for each in ends], [_two(f"{only.low:g}"), _two(f"{only.high:g}")])
    now = {row.name: scenario.parameters.get(row.name, row.value) for row in known}
    ends = [
        {row.name: min(row.high, max(row.low, now[row.name] * factor)) for row in known} for factor in RATES
    ]  # fmt: skip
    return _both([_drawn(scenario, each) for each in ends], [_two(f"×{factor:g}") for factor in RATES])


def _drawn(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    return _changed(scenario, parameters={**scenario.parameters, **values})
