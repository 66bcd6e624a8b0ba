"""What is kept of a run: weekly counts, stocks and the rows of ended cases, chained into a fingerprint."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from govsim.engine.codes import CLOSED, FREE, MOOT, RETURN, SETTLED, STATES, WITHDRAWN
from govsim.engine.columns import twin
from govsim.engine.compiled import PLAIN
from govsim.engine.survey import ASKED, KINDS_OF_PEOPLE, by_group
from govsim.hour import release_rows
from govsim.world.state import World

# columns of a case that mean something outside its slot
KEPT = (
    "person", "arose", "other", "reported", "responded", "reached", "closed", "finished", "severity", "issue", "klass",
    "failures", "attempts", "state", "entry", "channel", "need", "tier", "sessions", "transfers", "avoidable",
    "reopened", "resolved", "satisfied", "found_by", "formal", "recorded", "shuttle", "hotline",
)  # fmt: skip
ROW = np.dtype([("grid", "i4"), *[(name, "f8" if name in ("finished", "severity") else "i4") for name in KEPT]])


@dataclass
class Kept:
    """Weekly arrays and case rows, in the order of weeks; blocks in their order."""

    counts: list[np.ndarray] = field(default_factory=list)
    answers: list[np.ndarray] = field(default_factory=list)
    open_cases: list[np.ndarray] = field(default_factory=list)
    backlog: list[np.ndarray] = field(default_factory=list)
    workers: list[np.ndarray] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    cases: list[np.ndarray] = field(default_factory=list)
    life: list[dict[str, np.ndarray]] = field(default_factory=list)  # stocks of periodic mechanisms, by name


def rows_of(world: World, number: int, chosen: np.ndarray) -> np.ndarray:
    """Return the records of some slots of a block, in order of identity, with global persons and grids."""
    part, pool = world.parts[number], world.own[number]["cases"]
    person, arose = pool["person"][chosen], pool["arose"][chosen]
    order = np.lexsort((arose, person))
    cases, rows = pool.take(chosen[order]), np.zeros(len(chosen), ROW)  # indexing copies records column by column
    for name in KEPT:
        rows[name] = cases[name]
    residents = world.tables["residents"]["grid"][slice(*part.residents)]
    rows["grid"] = residents[person[order]] + part.grids[0]
    rows["person"] += part.residents[0]
    rows["other"] += np.where(rows["other"] >= 0, part.residents[0], 0).astype(np.int32)
    return rows


def ended(cases: np.ndarray) -> np.ndarray:
    """Return the slots whose case is over; one that will return is not."""
    state = cases["state"].copy()  # side by side, for several comparisons
    over = state == int(CLOSED)  # with a plain integer numpy compares bytes
    over &= cases["task"] != int(RETURN)
    for other in (SETTLED, WITHDRAWN, MOOT):
        over |= state == int(other)
    return np.flatnonzero(over)


def flush(world: World, blocks: list[Any]) -> np.ndarray:
    """Take the ended cases out of the pools and return their records, in order of identity."""
    taken = []
    for number, block in enumerate(blocks):
        slots = ended(world.own[number]["cases"])
        taken.append(rows_of(world, number, slots))
        release_rows(block, twin(slots) if PLAIN else slots)
    return np.concatenate([rows.view(np.uint8) for rows in taken]).view(ROW)  # numpy joins records column by column


def still_open(world: World) -> np.ndarray:
    """Return the records of all cases that are not over."""
    taken = []
    for number, own in enumerate(world.own):
        over = np.zeros(len(own["cases"]), bool)
        over[ended(own["cases"])] = True
        taken.append(rows_of(world, number, np.flatnonzero(~over & (own["cases"]["state"] != FREE))))
    return np.concatenate(taken)


def week_counts(world: World) -> np.ndarray:
    """Return the week's counts of the whole place (grids, groups of residents, issues), and set them to 0."""
    grids, others = [], np.zeros(())
    for part, own in zip(world.parts, world.own, strict=True):
        number = part.grids[1] - part.grids[0]
        grids.append(own["counts"][:number].copy())
        others = others + own["counts"][number:]
        own["counts"][:] = 0.0
    return np.concatenate([*grids, others])


def answers_of(world: World, survey: Callable[[list[np.ndarray]], None]) -> np.ndarray:
    """Return (grids + groups, ASKED): the survey of the whole place at this hour.

    survey: adds the answers of each block to its own table, (grids + kinds of people, ASKED).
    """
    sizes = [part.grids[1] - part.grids[0] for part in world.parts]
    tables = [np.zeros((size + KINDS_OF_PEOPLE, len(ASKED))) for size in sizes]
    survey(tables)
    kinds = np.zeros((KINDS_OF_PEOPLE, len(ASKED)))
    for size, table in zip(sizes, tables, strict=True):
        kinds += table[size:]
    return np.concatenate([*(table[:size] for size, table in zip(sizes, tables, strict=True)), by_group(kinds)])


def open_by_state(world: World) -> np.ndarray:
    """Return (grids, states): cases that are not over."""
    found = []
    for part, own in zip(world.parts, world.own, strict=True):
        state = own["cases"]["state"].copy()
        used = np.flatnonzero(state != int(FREE))
        residents = world.tables["residents"]["grid"][slice(*part.residents)]
        grid = residents[own["cases"]["person"][used]] + part.grids[0]
        found.append(grid * len(STATES) + state[used])
    grids, width = len(world.tables["grids"]), len(STATES)
    return np.bincount(np.concatenate(found), minlength=grids * width).reshape(grids, width)


def chained(before: str, *parts: np.ndarray) -> str:
    """Return the fingerprint after another week."""
    digest = hashlib.sha256(before.encode())
    for array in parts:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def global_grids(world: World) -> np.ndarray:
    """Return the grid of each worker, counted over the whole place."""
    offsets = np.concatenate([np.full(part.workers[1] - part.workers[0], part.grids[0]) for part in world.parts])
    return np.asarray(world.tables["workers"]["grid"] + offsets)
