"""What is kept of a run: weekly counts, stocks and the rows of ended cases, chained into a fingerprint."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from govsim import hour as hours
from govsim.engine.codes import STATES
from govsim.engine.records import RECORD
from govsim.engine.survey import ASKED, KINDS_OF_PEOPLE, by_group
from govsim.model.blocks import Blocks, seen
from govsim.world.schema import BLOCK_FIELDS
from govsim.world.state import World


class Records(NamedTuple):
    """Records as compiled functions take them."""

    rows: np.ndarray


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
    taken: list[np.ndarray] = [np.zeros(0, RECORD)] * len(parts)
    opened = [np.zeros((part.grids[1] - part.grids[0], len(STATES)), np.int64) for part in parts]

    def take(number: int) -> None:
        block, (slots, keys) = blocks.tables[number], room(blocks.world, number)
        found = hours.cases_over(block, slots, keys, opened[number])
        taken[number] = records(blocks.world, number, block, slots[:found], keys[:found])
        hours.release_rows(block, slots[:found])

    blocks.each(take)
    return joined(taken), np.concatenate(opened)


def still_open(world: World) -> np.ndarray:
    """Return the records of all cases that are not over."""
    taken = []
    for number in range(len(world.parts)):
        tables, (slots, keys) = world.block(number), room(world, number)
        block = seen(tables, BLOCK_FIELDS)
        found = hours.cases_left(block, slots, keys)
        taken.append(records(world, number, block, slots[:found], keys[:found]))
    return joined(taken)


def room(world: World, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return room for the slots and the identities of all cases of a block."""
    cases = len(world.own[number]["cases"])
    return np.empty(cases, np.int64), np.empty(cases, np.int64)


def records(world: World, number: int, block: Any, slots: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Return the records of some slots of a block, in order of identity, with persons and grids of the whole place."""
    part, rows = world.parts[number], np.empty(len(slots), RECORD)
    view = seen(Records(rows), hours.RECORDS_FIELDS)
    hours.keep_records(block, slots[np.argsort(keys)], view, part.residents[0], part.grids[0])
    return rows


def joined(taken: list[np.ndarray]) -> np.ndarray:
    """Return all records in one table; numpy by itself joins records column by column."""
    return np.concatenate([rows.view(np.uint8) for rows in taken]).view(RECORD)


def week_counts(world: World) -> np.ndarray:
    """Return the week's counts of the whole place (grids, groups of residents, issues), and set them to 0."""
    grids, others = [], np.zeros(())
    for part, own in zip(world.parts, world.own, strict=True):
        number = part.grids[1] - part.grids[0]
        grids.append(own["counts"][:number].copy())
        others = others + own["counts"][number:]
        own["counts"][:] = 0.0
    return np.concatenate([*grids, others])


def answers_of(world: World, survey: Callable[[list[np.ndarray], int], None]) -> np.ndarray:
    """Return (grids + groups, ASKED): the survey of the whole place at this hour.

    survey: adds the answers of each block to its own table, (grids + kinds of people, ASKED), at an hour.
    """
    sizes = [part.grids[1] - part.grids[0] for part in world.parts]
    tables = [np.zeros((size + KINDS_OF_PEOPLE, len(ASKED))) for size in sizes]
    survey(tables, world.hour)
    kinds = np.zeros((KINDS_OF_PEOPLE, len(ASKED)))
    for size, table in zip(sizes, tables, strict=True):
        kinds += table[size:]
    return np.concatenate([*(table[:size] for size, table in zip(sizes, tables, strict=True)), by_group(kinds)])


def chained(before: str, *parts: np.ndarray) -> str:
    """Return the fingerprint after another week."""
    digest = hashlib.sha256(before.encode())
    for array in parts:
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()


def global_grids(world: World) -> np.ndarray:
    """Return the grid of each worker, counted over the whole place."""
    offsets = np.concatenate([np.full(part.workers[1] - part.workers[0], part.grids[0]) for part in world.parts])
    return np.asarray(world.tables["workers"]["grid"] + offsets)
