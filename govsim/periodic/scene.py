"""What a periodic mechanism sees and may change: the whole place at the beginning of a day.

Rows of residents, buildings, grids, workers and groups are counted over the whole place. The tables hold some links
that count from a block's first row; the arrays here (`grid_of_resident`, ...) are the global ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.clock import Clock
from govsim.engine.codes import CATEGORIES, GROUPS, MEASURES, SCHEDULES
from govsim.periodic.crowd import Crowd, Rows
from govsim.place.tables import PlaceTables
from govsim.world.state import World

_SCHEDULE_ROWS, _AGE_ROWS = len(CATEGORIES), len(CATEGORIES) + len(SCHEDULES)


@dataclass
class Scene:
    """The place at an hour that begins a day.

    rules: every parameter by full name. sections: the scenario's sections that a mechanism declares, by name.
    crowd: what compiled code does with many residents at once.
    """

    world: World
    place: PlaceTables
    clock: Clock
    rules: Mapping[str, float]
    sections: Mapping[str, Any]
    crowd: Crowd
    hour: int = 0
    staff_changed: bool = field(default=False)  # a mechanism filled or emptied posts: rosters are dealt anew
    rosters: np.ndarray = field(
        default_factory=lambda: np.zeros((1, 168))
    )  # fractions on duty; workers.roster names one
    decided: Callable[[], np.ndarray] | None = None  # today's levers as policies set them, whatever mechanisms added
    _offset_of: dict[tuple[str, str], Rows] = field(default_factory=dict)

    @property
    def seed(self) -> int:
        """The run's seed."""
        return self.world.seed

    @property
    def date(self) -> datetime:
        """The day that begins."""
        return self.clock.date_of(self.hour)

    @property
    def begins_week(self) -> bool:
        """Whether the day is the first of a week of the run."""
        return self.hour % 168 == 0

    @property
    def begins_month(self) -> bool:
        """Whether the day is the first of a calendar month."""
        return self.date.day == 1

    @property
    def begins_year(self) -> bool:
        """Whether the day is the first of January."""
        return self.date.day == 1 and self.date.month == 1

    def table(self, name: str) -> np.ndarray:
        """Return a whole table: residents, buildings, grids, workers, groups, levers, or one that a mechanism owns."""
        return self.world.tables[name]

    @property
    def levers(self) -> np.ndarray:
        """One row a grid: what policies have decided for today."""
        return self.world.tables["levers"]

    @cached_property
    def building_of_resident(self) -> Rows:
        """Global row of each resident's building."""
        return self._global("residents", "building", "buildings")

    @property
    def grid_of_building(self) -> Rows:
        """Global row of each building's grid, today."""
        return self._global("buildings", "grid", "grids")

    @property
    def grid_of_resident(self) -> Rows:
        """Global row of each resident's grid, today."""
        return self.grid_of_building[self.building_of_resident]

    @property
    def grid_of_worker(self) -> Rows:
        """Global row of each worker's grid."""
        return self._global("workers", "grid", "grids")

    @cached_property
    def building_of_group(self) -> Rows:
        """Global row of each group's building."""
        return self._global("groups", "first_building", "buildings")

    @cached_property
    def community_of_building(self) -> Rows:
        """Number of each building's community over the whole place."""
        return np.asarray(self.place.buildings["community"], np.int64)

    @cached_property
    def community_of_grid(self) -> Rows:
        """Number of each grid's community over the whole place."""
        return np.asarray(self.place.grids["community"], np.int64)

    @cached_property
    def estate_of_building(self) -> Rows:
        """Number of each building's estate over the whole place."""
        return np.asarray(self.place.buildings["estate"], np.int64)

    @cached_property
    def week_hours(self) -> NDArray[np.int16]:
        """Effective hour of the week of every hour of the run: a public holiday counts as a Sunday."""
        return self.clock.week_hours()

    @cached_property
    def adults(self) -> NDArray[np.bool_]:
        """Which residents are adults."""
        return np.asarray(self.table("residents")["age"] > 0)

    def draw(self, why: str, entities: np.ndarray | None = None, occasion: int | None = None) -> NDArray[np.float64]:
        """Return uniform draws keyed by purpose, entity (global row or identity) and occasion (this hour)."""
        rows = np.arange(len(self.table("residents"))) if entities is None else entities
        return self.crowd.draw(why, rows, self.hour if occasion is None else occasion)

    def free(self, residents: Rows, hour: int) -> NDArray[np.bool_]:
        """Return whether each of the residents could meet somebody in an hour."""
        return self.crowd.free(residents, hour)

    def audience(
        self, activities: np.ndarray, told: np.ndarray, chances: np.ndarray, why: str
    ) -> tuple[Rows, Rows]:
        """Return the adults who hear of their building's activity and are free then, and the building of each."""
        return self.crowd.audience(activities, told, chances, why, self.hour)

    def refresh(self) -> None:
        """Let all slow states relax to this hour; a mechanism that changes or reads those of all calls it first."""
        self.crowd.refresh(self.hour)

    def forget(self, residents: Rows) -> int:
        """End the open matters of residents who have gone, except those that offices hold; return how many ended."""
        return self.crowd.forget(residents, self.hour)

    def lever(self, name: str, grids: np.ndarray) -> NDArray[np.float64]:
        """Return a lever for each of the grids (global rows)."""
        return np.asarray(self.levers[name][grids], np.float64)

    def count(self, name: str, residents: np.ndarray, amount: np.ndarray | float = 1.0) -> None:
        """Add to a count of the week for each of the residents: by grid, category, schedule and age."""
        amounts = np.broadcast_to(np.asarray(amount, np.float64), np.shape(residents))
        self.crowd.tally(MEASURES.index(name), residents, amounts)

    def count_grids(self, name: str, amounts: np.ndarray) -> None:
        """Add to a count of the week one number for each grid of the place."""
        for part, own in zip(self.world.parts, self.world.own, strict=True):
            low, high = part.grids
            own["counts"][: high - low, MEASURES.index(name)] += amounts[low:high]

    def counted(self, name: str) -> NDArray[np.float64]:
        """Return what was counted of a measure so far this week, by grid of the place."""
        index = MEASURES.index(name)
        parts = zip(self.world.parts, self.world.own, strict=True)
        return np.concatenate([own["counts"][: part.grids[1] - part.grids[0], index] for part, own in parts])

    def survey_rows(self, values: np.ndarray, residents: np.ndarray) -> NDArray[np.float64]:
        """Return (grids + groups of residents,): the sum of one value per resident, for a stock of the week."""
        people, grids = self.table("residents"), len(self.table("grids"))
        out = np.zeros(grids + len(GROUPS))
        _add(out, self.grid_of_resident[residents], values)
        for offset, column in ((0, "category"), (_SCHEDULE_ROWS, "schedule"), (_AGE_ROWS, "age")):
            _add(out, grids + offset + people[column][residents].astype(np.int64), values)
        return out

    def _global(self, table: str, column: str, of: str) -> Rows:
        return self.world.tables[table][column] + self._offsets(table, of)

    def _offsets(self, table: str, of: str) -> Rows:
        """Return for each row of a table the first row of its block in another one."""
        if (table, of) not in self._offset_of:
            parts = self.world.parts
            sizes = [last - first for first, last in (getattr(part, table) for part in parts)]
            self._offset_of[table, of] = np.repeat([getattr(part, of)[0] for part in parts], sizes)
        return self._offset_of[table, of]


def _add(column: np.ndarray, rows: np.ndarray, weights: np.ndarray) -> None:
    """Add weights to rows, which may repeat; summed first, so that the order of rows does not matter to others."""
    column += np.bincount(rows, weights=weights, minlength=len(column))[: len(column)]


__all__ = ["Rows", "Scene"]
