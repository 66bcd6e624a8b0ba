"""Those who act for others, as Mesa agents: workers, stations, groups and offices; their numbers live in the tables.

Residents are rows of a table with the same verbs; a `Resident` is made on demand.
"""

from collections.abc import Callable, Iterator
from typing import Any, Self

import mesa
import numpy as np


class Column:
    """An attribute that reads and writes the agent's row of a table."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        return self if agent is None else agent.model.table(self.table)[self.name][agent.row].item()

    def __set__(self, agent: Any, value: float) -> None:
        agent.model.table(self.table)[self.name][agent.row] = value


class _Row(mesa.Agent):
    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row


class Worker(_Row):
    """A grid worker 网格员, a community worker 社区工作者 at a station, or a mediator."""

    kind, active, skill, local, languages, roster, mode = (Column("workers") for _ in range(7))
    morale, backlog, arrived, done, overtime = (Column("workers") for _ in range(5))


class SelfGovernanceGroup(_Row):
    """A self-governance group 自管小组 of a building; `founded` is -1 before its day."""

    founded, settled, tried, skill, covenant, members = (Column("groups") for _ in range(6))


class Station(_Row):
    """The service station 社区服务站 of a community: the counter that its staff serves."""

    waiting, hours = Column("desks"), Column("desks")


class Office(_Row):
    """An office of the subdistrict or the city: a queue in real-valued open time."""

    tier, servers, waiting, arrived, served, passed, blocked, withdrawn, closed, busy = (
        Column("offices") for _ in range(10)
    )


class Resident:
    """One resident, read-only: the columns of world.schema.RESIDENT as attributes."""

    __slots__ = ("_table", "row")

    def __init__(self, table: np.ndarray, row: int) -> None:
        self._table, self.row = table, row

    def __getattr__(self, name: str) -> Any:
        try:
            return self._table[name][self.row].item()
        except ValueError:
            raise AttributeError(f"residents have no {name!r}") from None


class Residents:
    """All or some residents, with the verbs of Mesa's AgentSet: select, get, set, agg, len, iteration."""

    def __init__(self, table: np.ndarray, rows: np.ndarray | None = None) -> None:
        self._table = table
        self._rows = np.arange(len(table)) if rows is None else rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Resident:
        return Resident(self._table, int(self._rows[number]))

    def __iter__(self) -> Iterator[Resident]:
        return (Resident(self._table, int(row)) for row in self._rows)

    def select(self, chosen: Callable[[np.ndarray], np.ndarray] | None = None, **equal: float) -> Self:
        """Return those whose columns equal the given values, or for whom `chosen` (table -> mask) holds."""
        rows = self._rows
        if chosen is not None:
            rows = rows[np.asarray(chosen(self._table[rows]), bool)]
        for name, value in equal.items():
            rows = rows[self._table[name][rows] == value]
        return type(self)(self._table, rows)

    def get(self, name: str) -> np.ndarray:
        """Return a column of these residents."""
        return np.asarray(self._table[name][self._rows])

    def set(self, name: str, values: Any) -> Self:
        """Set a column of these residents."""
        self._table[name][self._rows] = values
        return self

    def agg(self, name: str, function: Callable[[np.ndarray], Any]) -> Any:
        """Return a function of a column."""
        return function(self.get(name))
