"""What is kept of a run: weekly counts, stocks and the rows of ended cases, chained into a fingerprint."""

from dataclasses import dataclass, field

import numpy as np

from govsim import hour as hours
from govsim.engine.codes import STATES
from govsim.engine.fingerprint import CHAINS
from govsim.engine.records import RECORD, RECORDS_FIELDS, room
from govsim.model.blocks import Blocks, as_taken, seen
from govsim.world.schema import BLOCK_FIELDS
from govsim.world.state import World


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


def flush(blocks: Blocks) -> tuple[np.ndarray, np.ndarray]:
    """Take the cases that are over out of the pools; return their records, and (grids, states): cases that are not.

    Records stand in the order of blocks and, in each, of identities.
    """
    parts = blocks.world.parts
    opened = np.zeros((parts[-1].grids[1], len(STATES)), np.int64)

    def take(number: int) -> int:
        part, block, room = parts[number], blocks.tables[number], blocks.records[number]
        return int(hours.take_ended(block, room, opened[slice(*part.grids)], part.residents[0], part.grids[0]))

    numbers = blocks.each(take)
    return joined([room.rows[:number] for room, number in zip(blocks.rooms, numbers, strict=True)]), opened


def still_open(world: World) -> np.ndarray:
    """Return the records of all cases that are not over."""
    taken = []
    for number, part in enumerate(world.parts):
        block, place = world.block(number), room(len(world.own[number]["cases"]))
        records = seen(place, RECORDS_FIELDS)
        found = hours.copy_others(seen(block, BLOCK_FIELDS), records, part.residents[0], part.grids[0])
        taken.append(place.rows[:found])
    return joined(taken)


def joined(taken: list[np.ndarray]) -> np.ndarray:
    """Return all records in one table; numpy by itself joins records column by column."""
    return np.concatenate([rows.view(np.uint8) for rows in taken]).view(RECORD)


def week_counts(world: World) -> np.ndarray:
    """Return the week's counts of the whole place (grids, groups of residents, issues), and set them to 0."""
    grids, (rows, measures) = world.parts[-1].grids[1], world.own[-1]["counts"].shape
    kept = np.zeros((rows + world.parts[-1].grids[0], measures))
    for part, own in zip(world.parts, world.own, strict=True):
        (first, last), counts = part.grids, own["counts"]
        kept[first:last] = counts[: last - first]
        kept[grids:] += counts[last - first :]
        counts.fill(0.0)
    return kept


def chained(before: str, *parts: np.ndarray) -> str:
    """Return the fingerprint after another week."""
    chains = np.frombuffer(bytes.fromhex(before or "00" * 8 * CHAINS), np.uint64).copy()
    for array in parts:
        hours.mix_in(as_taken(chains), as_taken(array.reshape(-1).view(np.uint64)))
    return chains.tobytes().hex()


def global_grids(world: World) -> np.ndarray:
    """Return the grid of each worker, counted over the whole place."""
    return np.asarray(world.tables["workers"]["grid"] + world.first_grids)
