"""The blocks as compiled code sees them, and how several threads share the work on them."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from govsim.engine.columns import twin
from govsim.engine.compiled import PLAIN
from govsim.engine.records import RECORDS_FIELDS, room
from govsim.engine.views import header_of
from govsim.world.schema import BLOCK_FIELDS, SETTINGS_FIELDS, Settings
from govsim.world.state import World


class Blocks:
    """Views of all blocks and their settings: headers, or the tables themselves as plain Python.

    tables, settings, records: one of each a block, for compiled functions; together: all tables and settings, for what
    is done at once; rooms: where the records are written.
    """

    def __init__(self, world: World, settings: tuple[Settings, ...], threads: int = 1) -> None:
        sizes = [part.residents[1] - part.residents[0] for part in world.parts]
        self._largest_first = sorted(range(len(sizes)), key=lambda number: -sizes[number])
        self._others = min(threads, len(sizes)) - 1  # threads besides this one
        self._pool = ThreadPoolExecutor(self._others) if self._others > 0 else None
        self.world = world
        self.settings = [seen(each, SETTINGS_FIELDS) for each in settings]
        self.view()

    def __len__(self) -> int:
        return len(self.tables)

    def view(self) -> None:
        """Take the views of all blocks anew, after tables were replaced."""
        self._kept_alive = [self.world.block(number) for number in range(len(self.world.parts))]
        self.tables = [seen(block, BLOCK_FIELDS) for block in self._kept_alive]
        self.rooms = [room(len(block.cases)) for block in self._kept_alive]
        self.records = [seen(each, RECORDS_FIELDS) for each in self.rooms]
        side_by_side: Callable[[Any], Any] = list if PLAIN else np.array
        self.together = side_by_side(self.tables), side_by_side(self.settings)

    def each(self, work: Callable[[int], int | None]) -> list[int]:
        """Do something with every block, by all threads: each takes the next one that is left, the largest first."""
        if self._pool is None:
            return [work(number) or 0 for number in range(len(self))]
        codes, left = [0] * len(self), iter(self._largest_first)

        def take() -> None:
            for number in left:
                codes[number] = work(number) or 0

        others = [self._pool.submit(take) for _ in range(self._others)]
        take()
        for other in others:
            other.result()
        return codes


def seen(tables: Any, fields: Mapping[str, Any]) -> Any:
    """Return a NamedTuple of tables as compiled functions take it, or as they do when they are plain Python."""
    if not PLAIN:
        return header_of(tables, fields)
    return type(tables)(*(twin(item) if isinstance(item, np.ndarray) else item for item in tables))


def as_taken(array: np.ndarray) -> Any:
    """Return an array as compiled functions take it, or as they do when they are plain Python."""
    return twin(array) if PLAIN else array
