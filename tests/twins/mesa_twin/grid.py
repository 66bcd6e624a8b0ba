"""Where people live and who goes round there: buildings, grids, the counters' desks."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .case import Case
    from .resident import Resident
    from .worker import Worker


class Hazards(NamedTuple):
    """What can arise for one category of residents in a building: the issues, their rates, the total by week hour."""

    issues: Sequence[Any]
    rates: Sequence[float]
    total: Sequence[float]


class Home:
    """A building."""

    def __init__(self, number: int, storeys: int, hazards: list[Hazards]) -> None:
        self.number, self.storeys, self.hazards = number, storeys, hazards
        self.residents: list[Resident] = []


class Grid:
    """A grid: its households in order, where the round of visits is, and the hazards nobody has found yet."""

    def __init__(self, number: int, community: int) -> None:
        self.number, self.community = number, community
        self.households: list[list[Resident]] = []
        self.next_visit = 0
        self.hidden: list[Case] = []
        self.workers: list[Worker] = []

    def next_household(self) -> list[Resident]:
        """Return the household that the round has come to, and go on."""
        household = self.households[self.next_visit]
        self.next_visit = (self.next_visit + 1) % len(self.households)
        return household


class Desk:
    """A queue before some workers; `duty` is the largest fraction on duty of its workers by hour of the week."""

    def __init__(self) -> None:
        self.workers: list[Worker] = []
        self.queue: deque[Case] = deque()
        self.duty: list[float] = []
        self.belief: list[float] = []
        self.waits: list[list[float]] = []
