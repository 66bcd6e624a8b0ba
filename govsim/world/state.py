"""The state of a run: all tables, the clock and the seed; it can be saved, loaded and branched."""

import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np

from govsim.engine.agenda import CANDIDATES, RING
from govsim.engine.codes import GROUPS, MEASURES, TIMED
from govsim.world.schema import CASE, STORY, Block

DAYS_OF_PAPER = 32
CASES_PER_RESIDENT, MESSAGES_PER_RESIDENT = 0.35, 0.02
ROOM = 512  # slots and messages on top, for small blocks
POOL = 8
GUARD = 16  # numbers of 8 bytes on either side: two lines of 64 bytes


@dataclass(frozen=True)
class Part:
    """Which rows of the world's tables belong to one block: half-open ranges."""

    residents: tuple[int, int]
    buildings: tuple[int, int]
    grids: tuple[int, int]
    desks: tuple[int, int]
    workers: tuple[int, int]
    groups: tuple[int, int]
    base_desks: int


@dataclass
class World:
    """Everything that changes in a run. Rows of residents, buildings and grids count from their block's first row.

    tables: whole-world tables, cut by `parts`; own: tables that each block has for itself.
    """

    seed: int
    hour: int
    parts: tuple[Part, ...]
    tables: dict[str, np.ndarray]
    own: list[dict[str, np.ndarray]] = field(default_factory=list)
    fingerprint: str = ""

    def block(self, number: int) -> Block:
        """Return the views of one block."""
        part, tables, own = self.parts[number], self.tables, self.own[number]
        residents, grids, desks = slice(*part.residents), slice(*part.grids), slice(*part.desks)
        workers = slice(*part.workers)
        return Block(
            residents=tables["residents"][residents],
            cases=own["cases"],
            pool=own["pool"],
            buildings=tables["buildings"][slice(*part.buildings)],
            grids=tables["grids"][grids],
            desks=tables["desks"][desks],
            workers=tables["workers"][workers],
            groups=tables["groups"][slice(*part.groups)],
            levers=tables["levers"][grids],
            duty=tables["duty"][desks],
            waits=tables["waits"][desks],
            shocks=tables["shocks"][grids],
            arrivals=own["arrivals"],
            heads=own["heads"],
            found=own["found"],
            values=own["values"],
            counts=own["counts"],
            edges_from=tables["edges_from"][part.residents[0] : part.residents[1] + 1],
            edges=tables["edges"],
            papers=tables["papers"][workers],
            outbox=own["outbox"],
            stories=own["stories"],
        )

    @cached_property
    def first_grids(self) -> np.ndarray:
        """The first grid of each worker's block."""
        numbers = [part.workers[1] - part.workers[0] for part in self.parts]
        return np.repeat([part.grids[0] for part in self.parts], numbers)

    def branch(self) -> Self:
        """Return an independent copy that goes on from here."""
        other = copy.copy(self)
        other.tables = {name: array.copy() for name, array in self.tables.items()}
        other.own = [{name: array.copy() for name, array in own.items()} for own in self.own]
        return other

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all arrays by name, for saving."""
        named = {f"table.{name}": array for name, array in self.tables.items()}
        for number, own in enumerate(self.own):
            named |= {f"block.{number}.{name}": array for name, array in own.items()}
        return named

    def restore(self, arrays: Any) -> None:
        """Take over saved arrays of the same place. Raises KeyError or ValueError where they do not fit."""
        self.tables = {name: fitting(arrays, f"table.{name}", old) for name, old in self.tables.items()}
        grows = ("cases", "found", "outbox", "stories")
        self.own = [
            {
                name: arrays[key] if name in grows else fitting(arrays, key, old)
                for name, old in own.items()
                for key in (f"block.{number}.{name}",)
            }
            for number, own in enumerate(self.own)
        ]


def fitting(arrays: Any, name: str, old: np.ndarray) -> np.ndarray:
    """Return a saved array, which must have the type and shape of the one it replaces."""
    array = arrays[name]
    if array.dtype != old.dtype or array.shape != old.shape:
        like = "another form" if array.dtype != old.dtype else f"{len(array):,} rows, not {len(old):,}"
        raise ValueError(f"{name}: {like}")
    return np.ascontiguousarray(array)


def own_tables(residents: int, grids: int, issues: int, message: np.dtype[Any], stories: int) -> dict[str, np.ndarray]:
    """Return the empty tables of a block of that size."""
    cases = np.zeros(int(residents * CASES_PER_RESIDENT) + ROOM, CASE)
    pool = apart(POOL, np.int64)
    link_free(cases, pool, 0)
    return {
        "cases": cases,
        "pool": pool,
        "arrivals": np.full(CANDIDATES, -1, np.int32),
        "heads": np.full((TIMED, RING), -1, np.int32),
        "found": np.zeros(max(residents, len(cases)), np.int64),
        "values": apart(8, np.float64),
        "counts": np.zeros((grids + len(GROUPS) + issues, len(MEASURES))),
        "outbox": np.zeros(int(residents * MESSAGES_PER_RESIDENT) + ROOM, message),
        "stories": np.zeros(max(1, stories), STORY),
    }


def apart(size: int, kind: type) -> np.ndarray:
    """Return zeros that share no cache line with other memory: two threads writing to one line slow each other down."""
    return np.zeros(size + 2 * GUARD, kind)[GUARD : GUARD + size]


def link_free(cases: np.ndarray, pool: np.ndarray, first: int) -> None:
    """Put the slots from `first` on at the head of the list of free ones."""
    rows = np.arange(first, len(cases))
    if not len(rows):
        return
    cases["next"][first:] = rows + 1
    cases["next"][-1] = pool[0] if first else -1
    pool[0] = first
    pool[1] += len(rows)


def has_room(own: dict[str, np.ndarray], residents: int) -> bool:
    """Whether enough slots for cases are left for a day."""
    return int(own["pool"].item(1)) >= residents * MESSAGES_PER_RESIDENT + ROOM // 2


def with_room(own: dict[str, np.ndarray], residents: int) -> dict[str, np.ndarray]:
    """Return the tables of a block, its pool of cases grown if few slots are left."""
    if has_room(own, residents):
        return own
    old = own["cases"]
    cases = np.concatenate([old, np.zeros(len(old) // 2 + ROOM, CASE)])
    link_free(cases, own["pool"], len(old))
    found = np.zeros(max(len(own["found"]), len(cases)), np.int64)
    return own | {"cases": cases, "found": found}
