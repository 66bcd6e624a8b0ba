"""Workers, desks and base levers from the staff of a scenario."""

from collections.abc import Mapping

import numpy as np

from govsim.engine.codes import (
    COMMUNITY_WORKER,
    DIALECT,
    ENGLISH,
    GRID_WORKER,
    MANDARIN,
    MEDIATOR,
    QUEUE_RULES,
    SERVED_BY,
    VISIT_RULES,
)
from govsim.engine.draws import draws
from govsim.parameters import periodic_rules
from govsim.place.tables import PlaceTables
from govsim.policies.households_per_worker import HouseholdsPerWorker
from govsim.population.distributions import normal
from govsim.scenario.specification import Scenario
from govsim.staffing import Staff
from govsim.world.schema import LEVERS, WORKER

KINDS = {"grid_worker": GRID_WORKER, "community_worker": COMMUNITY_WORKER, "mediator": MEDIATOR}
SKILL_SPREAD = 0.3
LANGUAGES = {"mandarin": MANDARIN, "dialect": DIALECT, "english": ENGLISH}


def station_grids(place: PlaceTables) -> np.ndarray:
    """Return the first grid of each community: the levers of its row hold for the station."""
    return np.asarray(np.searchsorted(place.grids["community"], np.arange(place.communities)))


def posts(staff: Staff, place: PlaceTables) -> np.ndarray:
    """Return how many of a kind of staff serve each grid, or the station of each community."""
    grids = place.grids
    if staff.duty == "grid" and staff.kind == "grid_worker":
        return staff.posts(grids["residents"], np.ones(len(grids), np.int64))
    residents = np.bincount(grids["community"], weights=grids["residents"]).astype(np.int64)
    return staff.posts(residents, np.bincount(grids["community"]))


def most_grid_workers(scenario: Scenario, place: PlaceTables, base: np.ndarray) -> np.ndarray:
    """Return per grid the largest number of workers that any policy may ask for."""
    most = base.copy()
    for policy in scenario.policies:
        if isinstance(policy, HouseholdsPerWorker):
            most = np.maximum(most, np.ceil(place.grids["households"] / policy.number).astype(np.int64))
        elif getattr(policy, "redraw", None) and base.sum():
            of_community = np.bincount(place.grids["community"], weights=base).astype(int)
            most = np.maximum(most, of_community[place.grids["community"]])
    return np.asarray(most)


def worker_table(
    scenario: Scenario, place: PlaceTables, roster_sets: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return the workers, ordered by community and there by grid, and the base levers `workers`, `station_workers`.

    Workers beyond the base are there for policies that hire; they are not active before.
    """
    grids = len(place.grids)
    rows, base = [], np.zeros((2, grids), np.int64)
    for staff in scenario.staff:
        counts = posts(staff, place)
        at_station = not (staff.duty == "grid" and staff.kind == "grid_worker")
        units = station_grids(place) if at_station else np.arange(grids)
        rows += _rows(staff, counts, units, base[int(at_station)], roster_sets)
    grid_staff = next((staff for staff in scenario.staff if staff.kind == "grid_worker" and staff.duty == "grid"), None)
    most = most_grid_workers(scenario, place, base[0])
    spare = grid_staff or Staff(id="grid_worker", number=0)
    rows += _rows(spare, most - base[0], np.arange(grids), base[0].copy(), roster_sets)
    return _ordered(rows, place, scenario.run.seed), base


def _rows(
    staff: Staff, counts: np.ndarray, units: np.ndarray, taken: np.ndarray, roster_sets: Mapping[str, int]
) -> list[tuple[int, int, int, int, Staff]]:
    rows = []
    for grid, count in zip(units.tolist(), counts.tolist(), strict=True):
        for _ in range(count):
            kind = KINDS[staff.kind] if staff.duty == "grid" or staff.kind == "mediator" else COMMUNITY_WORKER
            rows.append((grid, kind, int(taken[grid]), roster_sets[staff.roster], staff))
            taken[grid] += 1
    return rows


def _ordered(rows: list[tuple[int, int, int, int, Staff]], place: PlaceTables, seed: int) -> np.ndarray:
    """Return the table; a worker's identity is (grid, post), so that hiring elsewhere changes nobody."""
    community = place.grids["community"]
    rows = sorted(rows, key=lambda row: (community[row[0]], row[0], row[1] != GRID_WORKER, row[2]))
    workers = np.zeros(len(rows), WORKER)
    for number, (grid, kind, ordinal, roster_set, staff) in enumerate(rows):
        worker = workers[number]
        worker["grid"], worker["kind"], worker["ordinal"], worker["own_set"] = grid, kind, ordinal, roster_set
        worker["identity"] = (grid * 2 + (kind != GRID_WORKER)) * 512 + ordinal
        worker["skill"] = staff.skill
        worker["languages"] = sum(LANGUAGES[name] for name in staff.languages)
        worker["local"] = staff.local > draws(seed, "staff.local", np.array([worker["identity"]]))[0]
    workers["skill"] += normal(draws(seed, "staff.skill", workers["identity"]), 0.0, SKILL_SPREAD, -2.0, 2.0)
    workers["languages"] |= np.where(workers["local"] == 1, DIALECT, 0)
    workers["morale"] = 1.0
    workers["busy"] = workers["next_in_grid"] = workers["next_at_desk"] = -1
    return workers


def base_levers(scenario: Scenario, rules: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return the levers without any policy, one row a grid."""
    row, levers = rules[0], np.zeros(base.shape[1], LEVERS)
    levers["workers"], levers["station_workers"] = base
    levers["field_share"], levers["visit_share"] = row["work_field_share"], row["work_visit_share"]
    levers["detection"], levers["paperwork_hours"] = row["field_detection"], row["work_paperwork_hours"]
    levers["phone_on_duty"], levers["phone_off_duty"] = row["contact_phone_on_duty"], row["contact_phone_off_duty"]
    levers["sessions_limit"], levers["deadline_pressure"] = row["sessions_limit"], row["offices_deadline_pressure"]
    levers["platform"], levers["platform_speed"] = row["channels_platform_uptake"], 1.0
    levers["visit_rule"] = VISIT_RULES.index(scenario.station.visit_rule)
    levers["queue_rule"] = QUEUE_RULES.index(scenario.station.queue_rule)
    slow = periodic_rules(scenario.parameters)
    levers["activities"], levers["activity_evening"] = slow["activities.number"], slow["activities.evening"]
    levers["local_hiring"] = sum(staff.local for staff in scenario.staff) / max(1, len(scenario.staff))
    return levers


def desk_of_workers(workers: np.ndarray, place: PlaceTables, served_by: int) -> np.ndarray:
    """Return the desk of each worker within its kind of desks: by grid, worker or community; station by community."""
    community = place.grids["community"][workers["grid"]]
    by = SERVED_BY[served_by]
    own = {"grid": workers["grid"], "community": community, "worker": np.arange(len(workers))}[by]
    return np.asarray(np.where(workers["kind"] == GRID_WORKER, own, community))
