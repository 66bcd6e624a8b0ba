"""Slow states and acquaintance of some residents, by the same formulas as in the compiled hour."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from govsim.periodic.scene import Rows, Scene
from govsim.population.distributions import exponential

HOURS_A_WEEK, HOURS_A_YEAR = 168.0, 8766.0
FOR_GOOD = 2**30  # h
TRUSTS = ("trust_workers", "trust_offices", "trust_group")
OWN_BASELINE = (("baseline", TRUSTS), ("baseline_ties", ("ties", "belonging")))


def bring_up_to_date(people: np.ndarray, rows: Rows, rules: Mapping[str, float], hour: int) -> None:
    """Let the slow states of some residents relax to an hour: x <- b + (x - b) exp(-rate t); twice changes nothing."""
    late = rows[people["touched"][rows] < hour]
    kept = np.exp(-rules["trust.relaxation"] * (hour - people["touched"][late].astype(np.float64)) / HOURS_A_WEEK)
    for baseline, columns in OWN_BASELINE:
        base = people[baseline][late].astype(np.float64)
        for column in columns:
            people[column][late] = base + (people[column][late] - base) * kept
    people["efficacy"][late] = 0.5 + (people["efficacy"][late] - 0.5) * kept
    people["touched"][late] = hour


def seen_at(
    people: np.ndarray, columns: tuple[str, ...], rows: Rows, rules: Mapping[str, float], hour: int
) -> list[NDArray[np.float64]]:
    """Return slow states of some residents as they are in an hour, without changing anything."""
    gone = np.maximum(0, hour - people["touched"][rows].astype(np.int64))
    kept = np.exp(-rules["trust.relaxation"] / HOURS_A_WEEK * gone)
    found = []
    for column in columns:
        own = next((base for base, names in OWN_BASELINE if column in names), None)
        level = people[own][rows].astype(np.float64) if own else 0.5
        found.append(level + (people[column][rows] - level) * kept)
    return found


def lift(people: np.ndarray, column: str, rows: Rows, gain: float) -> None:
    """Raise a state towards 1: x <- x + gain (1 - x); it must be up to date."""
    people[column][rows] += gain * (1.0 - people[column][rows])


def meet_worker(scene: Scene, rows: Rows, chance: float, why: str) -> None:
    """Let residents meet a worker: each comes to know one with a chance, for an exponential time."""
    people, loss = scene.table("residents"), scene.rules["field.acquaintance_loss"]
    people["last_contact"][rows] = scene.hour
    strangers = rows[people["known_until"][rows] <= scene.hour]
    fresh = strangers[scene.draw(why, strangers) < chance]
    stays = exponential(scene.draw(f"{why} for", fresh)) * HOURS_A_YEAR
    until = np.minimum(scene.hour + stays / loss, FOR_GOOD) if loss > 0 else np.float64(FOR_GOOD)
    people["known_until"][fresh] = until


def peers_since(scene: Scene, rows: Rows, hour: float) -> NDArray[np.int64]:
    """Return how many of each one's known people have taken part in something since an hour."""
    return scene.crowd.peers(rows, hour)
