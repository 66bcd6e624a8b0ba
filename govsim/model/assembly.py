"""From a scenario to a world: place, people, staff, offices and the settings of the compiled hour."""

from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from govsim.clock import Clock
from govsim.engine.codes import COMMUNITY_WORKER, GRID_WORKER, SERVED_BY
from govsim.engine.columns import schema
from govsim.engine.offices.tables import MESSAGE, Desks
from govsim.model import free_time
from govsim.model.issues import issue_table, stated_waits, utilities, who_factors
from govsim.model.offices import TIER, build_desks, deciding_office, ordered_offices
from govsim.model.staff import base_levers, desk_of_workers, station_grids, worker_table
from govsim.parameters import periodic_rules
from govsim.parameters import rules as rules_of
from govsim.periodic import present
from govsim.place.build import build_place
from govsim.place.tables import PlaceTables
from govsim.population.network import build_network
from govsim.population.residents import build_residents
from govsim.rosters import NAMES, from_text, named
from govsim.scenario.specification import Scenario
from govsim.staffing import OWN_HOURS
from govsim.world.schema import DESK, GROUP, Settings
from govsim.world.state import DAYS_OF_PAPER, Part, World, own_tables

POLICY = "policy "  # in front of a policy's name among the sets of rosters
EXTRA_WEEKS = 60  # of calendar beyond the end, for what is planned there
BLOCK_RESIDENTS = 40_000  # blocks of fewer residents are put together: results do not depend on it


@dataclass(frozen=True)
class Built:
    """What a run stands on: the world, and what of it never changes."""

    clock: Clock
    place: PlaceTables
    rules: np.ndarray
    world: World
    desks: Desks
    settings: tuple[Settings, ...]
    base: np.ndarray  # levers without policies
    roster_sets: dict[str, int]
    group_buildings: np.ndarray  # global row of each group's building
    group_policy: np.ndarray  # which policy founds it; -1: none, only residents may
    periodic: tuple[ModuleType, ...]  # what happens between days, in order


def build(
    scenario: Scenario, stories: int = 0, traced: tuple[int, int] = (-1, -1), block: int = BLOCK_RESIDENTS
) -> Built:  # fmt: skip
    """Return everything that a run of the scenario needs. `traced`: person and hour of a case to follow."""
    run = scenario.run
    clock, rules = Clock(run.start, run.warmup, run.weeks), rules_of(scenario.parameters)
    rules_by_name = periodic_rules(scenario.parameters)
    place = build_place(scenario.place, run.seed, scenario.folder)
    residents = build_residents(scenario.population, place, rules, run.seed)
    edges_from, edges = build_network(residents, place, scenario.population, run.seed)
    rosters, sets, names = _rosters(scenario)
    workers, base_counts = worker_table(scenario, place, names)
    base = base_levers(scenario, rules, base_counts)
    group_buildings, group_policy = _groups(scenario, place)
    parts = _parts(place, workers, group_buildings, SERVED_BY.index(scenario.station.served_by), block)
    tables = {
        "residents": residents, "buildings": place.buildings.copy(), "grids": place.grids.copy(), "workers": workers,
        "groups": _group_table(place, group_buildings), "levers": base.copy(), "edges_from": edges_from, "edges": edges,
        "papers": np.zeros((len(workers), DAYS_OF_PAPER)),
        "shocks": np.ones((len(place.grids), len(scenario.issues))),
    }  # fmt: skip
    _localise(tables, parts, place, SERVED_BY.index(scenario.station.served_by))
    message = schema(MESSAGE)
    own = [
        own_tables(
            part.residents[1] - part.residents[0], part.grids[1] - part.grids[0], len(scenario.issues), message, stories
        )
        for part in parts
    ]
    world = World(run.seed, 0, parts, tables, own)
    periodic = present(scenario.sections)
    for module in periodic:
        if hasattr(module, "prepare"):
            tables |= module.prepare(scenario, place, tables, rules_by_name)
    desks = build_desks(scenario, clock, place.residents, EXTRA_WEEKS)
    settings = _settings(scenario, clock, rules, rosters, sets, parts, traced)
    return Built(clock, place, rules, world, desks, settings, base, names, group_buildings, group_policy, periodic)


def _rosters(scenario: Scenario) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """Return all rosters, which rows make up each set, and the set of each name; set 0 is the standard.

    What measures change the hours of is the station's own, where staff keep them.
    """
    used = {staff.roster for staff in scenario.staff} - {"standard"}
    wanted = ["standard", *(name for name in NAMES if name in used)]
    phases = {name: named(name) for name in wanted}
    if OWN_HOURS in used:
        phases[OWN_HOURS] = [from_text(lines) for lines in scenario.station.hours]
    for policy in scenario.policies:
        own = policy.rosters(phases[OWN_HOURS if OWN_HOURS in used else "standard"][0])
        if own is not None:
            phases[POLICY + policy.name] = own
    rows = [roster for rosters in phases.values() for roster in rosters]
    lengths = np.array([len(rosters) for rosters in phases.values()])
    sets = np.stack([np.cumsum(lengths) - lengths, lengths], axis=1).astype(np.int64)
    return np.array(rows, np.float64), sets, {name: number for number, name in enumerate(phases)}


def _groups(scenario: Scenario, place: PlaceTables) -> tuple[np.ndarray, np.ndarray]:
    """Return the buildings that may have a group, all of them, and the number of the policy that founds it there.

    The first of several policies founds; -1 where none does, but residents may.
    """
    founder = np.full(len(place.buildings), -1, np.int64)
    for number, policy in enumerate(scenario.policies):
        if getattr(policy, "founds", False) and policy.on:
            chosen = policy.chosen_buildings(place.buildings, scenario.run.seed)  # type: ignore[attr-defined]
            chosen &= buildings_named(place, policy.where)
            founder[chosen & (founder < 0)] = number
    return np.arange(len(place.buildings)), founder


def buildings_named(place: PlaceTables, where: tuple[str, ...] | None) -> np.ndarray:
    """Return the buildings that names of communities, grids or estates mean; all where none are given."""
    if where is None:
        return np.ones(len(place.buildings), bool)
    mask = np.zeros(len(place.buildings), bool)
    for level in ("community", "grid", "estate"):
        numbers = [place.names[level][name] for name in where if name in place.names[level]]
        mask |= np.isin(place.buildings[level], numbers)
    return mask


def _group_table(place: PlaceTables, buildings: np.ndarray) -> np.ndarray:
    groups = np.zeros(len(buildings), GROUP)
    groups["identity"], groups["first_building"], groups["buildings"], groups["founded"] = buildings, buildings, 1, -1
    groups["faded"] = -1
    groups["community"] = place.buildings["community"][buildings]
    return groups


def _parts(place: PlaceTables, workers: np.ndarray, groups: np.ndarray, served_by: int, size: int) -> tuple[Part, ...]:
    """Cut the tables into blocks of communities that share no estate, small ones put together."""
    community_of_building, community_of_grid = place.buildings["community"], place.grids["community"]
    residents = np.bincount(community_of_building, weights=place.buildings["residents"], minlength=place.communities)
    bounds = _cuts(place.block_of_community, residents, size)
    parts, desks = [], 0
    for low, high in pairwise(bounds):
        buildings = _range(community_of_building, low, high)
        grids = _range(community_of_grid, low, high)
        staff = _range(community_of_grid[workers["grid"]], low, high)
        members = _range(community_of_building[groups], low, high)
        first = place.buildings["first_resident"][buildings[0]]
        last = first + place.buildings["residents"][slice(*buildings)].sum()
        counters = {"grid": grids[1] - grids[0], "community": high - low, "worker": staff[1] - staff[0]}
        base = counters[SERVED_BY[served_by]]
        total = base + high - low
        parts.append(Part((int(first), int(last)), buildings, grids, (desks, desks + total), staff, members, base))
        desks += total
    return tuple(parts)


def _cuts(block_of_community: np.ndarray, residents: np.ndarray, size: int) -> list[int]:
    """Return the first community of each block and the end."""
    cuts, held = [0], 0.0
    for community in range(len(residents)):
        new = community > 0 and block_of_community[community] != block_of_community[community - 1]
        if new and held >= size:
            cuts.append(community)
            held = 0.0
        held += residents[community]
    return [*cuts, len(residents)]


def _range(communities: np.ndarray, low: int, high: int) -> tuple[int, int]:
    begin, end = np.searchsorted(communities, [low, high])
    return int(begin), int(end)


def _localise(tables: dict[str, np.ndarray], parts: tuple[Part, ...], place: PlaceTables, served_by: int) -> None:
    """Let all links inside a block count from the block's first row."""
    workers, grids = tables["workers"], tables["grids"]
    desk = desk_of_workers(workers, place, served_by)
    total = parts[-1].desks[1]
    tables["desks"], tables["duty"] = np.zeros(total, DESK), np.zeros((total, 168))
    tables["waits"] = np.zeros((total, len(free_time.free_chances()) * 168))
    for column in ("first_case", "last_case", "first_worker"):
        tables["desks"][column] = -1
    first_grid = station_grids(place)
    for part in parts:
        community = int(place.grids["community"][part.grids[0]])
        residents, buildings = tables["residents"][slice(*part.residents)], tables["buildings"][slice(*part.buildings)]
        residents["grid"] -= part.grids[0]
        residents["building"] -= part.buildings[0]
        edges = slice(*tables["edges_from"][list(part.residents)])
        tables["edges"][edges] -= part.residents[0]
        buildings["grid"] -= part.grids[0]
        buildings["community"] -= community
        buildings["first_resident"] -= part.residents[0]
        buildings["next_in_grid"] -= np.where(buildings["next_in_grid"] >= 0, part.buildings[0], 0).astype(np.int32)
        _localise_grids(grids[slice(*part.grids)], part, community, place)
        staff = workers[slice(*part.workers)]
        own = desk[slice(*part.workers)]
        offset = {"grid": part.grids[0], "community": community, "worker": part.workers[0]}[SERVED_BY[served_by]]
        is_grid = staff["kind"] == GRID_WORKER
        staff["desk"] = np.where(is_grid, own - offset, own - community + part.base_desks)
        staff["grid"] -= part.grids[0]
        tables["groups"][slice(*part.groups)]["first_building"] -= part.buildings[0]
    assert COMMUNITY_WORKER != GRID_WORKER and len(first_grid) == place.communities


def _localise_grids(grids: np.ndarray, part: Part, community: int, place: PlaceTables) -> None:
    members = np.bincount(place.grids["community"], weights=place.grids["residents"]).astype(np.int64)
    first = np.cumsum(members) - members
    grids["community_first"] = first[grids["community"]] - part.residents[0]
    grids["community_residents"] = members[grids["community"]]
    grids["community"] -= community
    grids["first_building"] -= part.buildings[0]
    grids["cursor_building"] -= part.buildings[0]


def _settings(
    scenario: Scenario, clock: Clock, rules: np.ndarray, rosters: np.ndarray, sets: np.ndarray, parts: tuple[Part, ...],
    traced: tuple[int, int],
) -> tuple[Settings, ...]:  # fmt: skip
    row, standard, evening = rules[0], named("standard")[0], named("evening")[0]
    slope = float(row["channels_wait_slope"])
    chances = free_time.free_chances(float(row["availability_free_shift"]))
    belief = free_time.standard_belief(standard, float(row["contact_belief_lunch"]), float(row["contact_belief_other"]))
    week_hour, stretch, kind = free_time.draw_stretches(clock, EXTRA_WEEKS)
    offices = ordered_offices(scenario)
    tiers = [TIER[office.tier] for office in offices]
    counters = np.maximum.reduce([standard * 0, *(roster for office in offices for roster in named(office.roster))])
    common: dict[str, Any] = dict(
        seed=scenario.run.seed, rules=rules, issues=issue_table(scenario, rules, deciding_office(scenario)),
        utility=utilities(scenario.issues, rules), who=who_factors(scenario.issues), profiles=free_time.profiles(),
        free=free_time.quantiles(chances), free_chance=chances, phone=free_time.phone_chances(), belief=belief,
        stated_wait=free_time.taken_by(stated_waits(rules), slope),
        believed_wait=free_time.taken_by(free_time.expected_waits(chances, belief), slope),
        office_wait=free_time.taken_by(free_time.expected_waits(chances, (counters > 0).astype(float)), slope),
        office_open=counters[None, :].copy(), group_open=evening[None, :].copy(),
        group_share=evening[None, :] / evening.sum(), rosters=rosters,
        roster_sets=sets, week_hour=week_hour, draw_block=stretch, draw_class=kind,
        served_by=SERVED_BY.index(scenario.station.served_by), town_office=tiers.index(1) if 1 in tiers else -1,
        first_department=tiers.index(2) if 2 in tiers else -1, departments=tiers.count(2),
        traced_person=traced[0], traced_hour=traced[1],
    )  # fmt: skip
    return tuple(
        Settings(
            offset=part.residents[0], block=number, base_desks=part.base_desks, scratch=np.zeros((1, 168)), **common
        )
        for number, part in enumerate(parts)
    )  # fmt: skip
