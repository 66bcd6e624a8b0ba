"""Tables: one record per row, so that a row is one or two cache lines and a table is one kernel argument."""

from collections.abc import Mapping
from typing import Any

import numpy as np


def table(rows: int, **columns: str) -> np.ndarray:
    """Return a zeroed table with aligned columns, e.g. table(3, trust="f8", due="i4")."""
    return np.zeros(rows, schema(columns))


def schema(columns: Mapping[str, str]) -> np.dtype[Any]:
    """Return the record type of a table; aligned, because numba and memoryview need aligned columns."""
    return np.dtype(list(columns.items()), align=True)


class Row:
    """A row of a PlainTable; its values are plain Python numbers."""

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: dict[str, memoryview], row: int) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_row", row)

    def __getattr__(self, name: str) -> Any:
        return self._columns[name][self._row]

    def __setattr__(self, name: str, value: Any) -> None:
        self._columns[name][self._row] = value


class PlainTable:
    """The same memory for plain Python: doubles and integers as in compiled code, no numpy scalars."""

    def __init__(self, records: np.ndarray) -> None:
        assert records.dtype.names
        self._columns = {name: memoryview(records[name]) for name in records.dtype.names}
        self.size = len(records)

    def __getitem__(self, row: int) -> Row:
        return Row(self._columns, row)

    def __len__(self) -> int:
        return self.size


class PlainArray:
    """An array whose items are plain Python numbers; indexed as [i] or [i, j]."""

    def __init__(self, array: np.ndarray) -> None:
        self._view, self.shape, self.size = memoryview(array), array.shape, array.size

    def __getitem__(self, key: Any) -> Any:
        return self._view[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._view[key] = value

    def __len__(self) -> int:
        return int(self.shape[0])


def twin(array: np.ndarray) -> PlainTable | PlainArray:
    """Return the view that uncompiled handlers work on."""
    return PlainTable(array) if array.dtype.names else PlainArray(array)


def locked(array: np.ndarray, column: str) -> np.ndarray:
    """Return a read-only view of a column, for steps that must not write it."""
    view = array[column].view()
    view.flags.writeable = False
    return view
