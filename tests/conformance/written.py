"""Prints as JSON which columns each mechanism changes in a few days of a lively place; for plain Python, see below.

Started by test_mechanisms.py with NUMBA_DISABLE_JIT=1, where every handler is a function that can be called alone.
"""

import importlib
import json
import sys
from pathlib import Path

import numpy as np

from govsim import hour as hours
from govsim.model import Community

sys.path.insert(0, str(Path(__file__).parents[1] / "twins"))
from small_places import BUSY, LIVELY, SEVERAL, small

# Lists, slots, counts and scratch, which every verb keeps; what they must be is checked by the balances.
BOOKS = {"pool", "arrivals", "heads", "found", "values", "counts", "outbox", "stories"}
Snapshot = dict[str, np.ndarray]


def taken(model: Community) -> Snapshot:
    """Return a copy of all tables of the only block but the books."""
    return {name: table.copy() for name, table in model.built.world.block(0)._asdict().items() if name not in BOOKS}


def changed(before: Snapshot, after: Snapshot) -> set[str]:
    names = set()
    for table, old in before.items():
        for column in old.dtype.names or ("",):
            one, other = (old[column], after[table][column]) if column else (old, after[table])
            if not np.array_equal(one, other):
                names.add(f"{table}.{column}" if column else table)
    return names


def main() -> None:
    staffed = {"policies.mediators.on": False, "policies.groups.coverage": 1.0, "place.residents": 6000}
    model = Community(
        small(LIVELY, weeks=3, warmup=1, **{**SEVERAL, **BUSY, **staffed, "parameters.sessions.success": 0.7})
    )
    found: dict[str, set[str]] = {name: set() for name in hours.ORDER}
    handlers = {name: importlib.import_module(f"govsim.mechanisms.{name}").handle for name in hours.ORDER}
    model.run_to(14 * 24)
    for day in range(14, 24):
        model.days.morning(day * 24)
        block, settings = model.days.blocks.tables[0], model.days.blocks.settings[0]
        for hour in range(day * 24, day * 24 + 24):
            for name, handle in handlers.items():
                before = taken(model)
                handle(block, settings, hour)
                found[name] |= changed(before, taken(model))
        model.built.world.hour = day * 24 + 24
        model.days.exchange(day * 24 + 24)
    print(json.dumps({name: sorted(columns) for name, columns in found.items()}))


if __name__ == "__main__":
    main()
