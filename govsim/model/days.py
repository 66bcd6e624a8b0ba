"""What happens between days: policies set levers, groups are founded, borders move, offices serve."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from typing import Any

import numpy as np

from govsim import hour as hours
from govsim.engine.codes import SERVED_BY
from govsim.engine.columns import twin
from govsim.engine.compiled import PLAIN
from govsim.engine.offices import Desks, as_numbers, enlarged, header
from govsim.engine.randomness import purpose
from govsim.engine.views import header_of
from govsim.errors import GovsimError
from govsim.interfaces import Policy
from govsim.model.assembly import POLICY, Built, buildings_named
from govsim.model.offices import pass_rules
from govsim.parameters import periodic_rules
from govsim.periodic.group_tables import found_by_policy
from govsim.periodic.scene import Scene
from govsim.policies import Active, Resolution
from govsim.scenario.specification import Scenario, Shock
from govsim.world.schema import BLOCK_FIELDS, SETTINGS_FIELDS, Block, Settings
from govsim.world.state import with_room

STAFFING = ("roster", "workers", "station_workers")  # levers that decide who is where
SEEKING = (*STAFFING, "awareness", "booking")  # levers that decide when residents try
PROBLEMS = {
    1: ("事项池已满", "the pool of cases is full"),
    2: ("发生率超过上限", "a rate exceeds its bound"),
    3: ("报送部门的消息过多", "too many messages to offices in a day"),
}


class Days:
    """Runs a built world day by day; the state is in the world, this holds only what follows from the scenario."""

    def __init__(self, scenario: Scenario, built: Built, threads: int = 1) -> None:
        self.scenario, self.built, self.world = scenario, built, built.world
        self.desks = built.desks
        self._rules = as_numbers(pass_rules(built.rules, scenario.run.seed))
        sizes = [part.residents[1] - part.residents[0] for part in self.world.parts]
        self._largest_first = sorted(range(len(sizes)), key=lambda number: -sizes[number])
        self._others = min(threads, len(sizes)) - 1  # threads besides this one
        self._pool = ThreadPoolExecutor(self._others) if self._others > 0 else None
        self.actives = [self._active(policy) for policy in scenario.policies]
        self._resolution = self._resolved()
        self._redraws = [n for n, active in enumerate(self.actives) if getattr(active.policy, "redraw", None)]
        self._disturbances = tuple(scenario.disturbances)
        self._redrawn: set[int] = set()
        self._in_force: np.ndarray | None = None  # the levers as last set; None: not known
        self.blocks: list[Any] = []
        self.settings: list[Any] = []
        self.view()
        self.scene = self._scene()

    def _scene(self) -> Scene:
        built = self.built
        sections = self.scenario.sections
        rules = periodic_rules(self.scenario.parameters)
        return Scene(
            self.world, built.place, built.clock, rules, sections, self.free, self.audience,
            self.refresh, self.forget,
            rosters=built.settings[0].rosters, decided=lambda: self._resolution.at(self.scene.hour),
        )  # fmt: skip

    def free(self, residents: np.ndarray, hour: int) -> np.ndarray:
        """Return whether each of the residents (rows of the place, rising) could meet somebody in an hour."""
        free = np.zeros(len(residents), np.bool_)
        bounds = np.searchsorted(residents, [part.residents[1] for part in self.world.parts])
        first = 0
        for number, last in enumerate(bounds.tolist()):
            rows = (residents[first:last] - self.world.parts[number].residents[0]).astype(np.int64)
            hours.who_is_free(self.blocks[number], self.settings[number], rows, hour, free[first:last])
            first = last
        return free

    def audience(
        self, activities: np.ndarray, told: np.ndarray, chances: np.ndarray, why: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the adults who hear of their building's activity and are free then, and the building of each.

        activities: hour of each building's activity, 0 for none; told: publicity noticed, by grid; chances: see
        engine.audience; why: purpose of the draws.
        """
        hour, found = self.scene.hour, []
        for number, part in enumerate(self.world.parts):
            rows, which = (np.zeros(part.residents[1] - part.residents[0], np.int64) for _ in range(2))
            mine, theirs = activities[slice(*part.buildings)], told[slice(*part.grids)]
            blocks = self.blocks[number], self.settings[number]
            last = hours.audience(*blocks, mine, theirs, chances, purpose(why), hour, rows, which)
            found.append((rows[:last] + part.residents[0], which[:last] + part.buildings[0]))
        return np.concatenate([rows for rows, _ in found]), np.concatenate([which for _, which in found])

    def refresh(self) -> None:
        """Let all slow states of residents relax to the present hour."""
        hour = self.scene.hour
        self._each(lambda number: hours.bring_up_to_date(self.blocks[number], self.settings[number], hour))

    def forget(self, residents: np.ndarray) -> int:
        """End the open matters of residents who have gone; return how many ended.

        What offices hold goes on, and so do hazards that are hidden or in the hands of staff: they are the place's.
        """
        hour, gone = self.scene.hour, np.zeros(len(self.world.tables["residents"]), np.bool_)
        gone[residents] = True
        parts = self.world.parts
        return sum(
            self._each(
                lambda number: hours.leave(
                    self.blocks[number], self.settings[number], gone[slice(*parts[number].residents)], hour
                )
            )
        )

    def view(self) -> None:
        """Take the views of all blocks anew, after tables were replaced: headers, or the tables when plain."""
        self._tables = [self.world.block(number) for number in range(len(self.world.parts))]
        if PLAIN:
            self.blocks = [Block(*map(twin, block)) for block in self._tables]  # type: ignore[arg-type]  # twins stand in for arrays
            self.settings = [_plain(settings) for settings in self.built.settings]
        else:
            self.blocks = [header_of(block, BLOCK_FIELDS) for block in self._tables]
            self.settings = [header_of(settings, SETTINGS_FIELDS) for settings in self.built.settings]
        together = list if PLAIN else np.array
        self._block_headers, self._settings_headers = together(self.blocks), together(self.settings)

    def resume(self) -> None:
        """Go on from tables that were loaded."""
        place, tables = self.built.place, self.world.tables
        for part in self.world.parts:
            rows = slice(*part.buildings)
            place.buildings["grid"][rows] = tables["buildings"]["grid"][rows] + part.grids[0]
        for column in ("residents", "households"):
            place.grids[column] = tables["grids"][column]
        self._resolution, self._in_force = self._resolved(), None
        self.view()

    def begin(self) -> None:
        """Set the levers of the first hour and everybody's first candidate."""
        self.world.tables["levers"][:] = self._resolution.at(0)
        self._each(lambda number: hours.assign(self.blocks[number], self.settings[number]))
        self._each(lambda number: hours.start(self.blocks[number], self.settings[number]))

    def run_to(self, stop: int) -> None:
        """Run to the hour `stop`, at most a day further."""
        first = self.world.hour
        if first % 24 == 0:
            self.morning(first)
        codes = self._each(lambda number: hours.advance(self.blocks[number], self.settings[number], first, stop))
        self.world.hour = stop
        if any(codes):
            zh, en = PROBLEMS[max(codes)]
            day = f"{self.built.clock.date_of(first):%Y-%m-%d}"
            raise GovsimError(f"{day}：{zh}", f"{day}: {en}")
        if stop % 24 == 0:
            self.exchange(stop)

    def morning(self, hour: int) -> None:
        """Let policies and shocks of the day take effect."""
        self._make_room()
        self._redraw(hour)
        fresh = self._resolution.at(hour)
        changed = [] if fresh is self._in_force else self._put_in_force(fresh)
        self._keep_groups(hour)
        self._set_shocks(hour)
        self._live(hour)
        if self.scene.staff_changed or any(name in STAFFING for name in changed):
            self._each(lambda number: hours.assign(self.blocks[number], self.settings[number]))
        if self.scene.staff_changed or any(name in SEEKING for name in changed):
            self._each(lambda number: hours.replan(self.blocks[number], self.settings[number], hour))

    def _live(self, hour: int) -> None:
        """Let what happens daily, weekly, monthly or yearly happen."""
        scene = self.scene
        scene.hour, scene.staff_changed = hour, False
        begins = {
            "day": True, "week": scene.begins_week, "month": scene.begins_month, "year": scene.begins_year,
        }  # fmt: skip
        for module in self.built.periodic:
            if begins[module.DECLARATION.every]:
                module.handle(scene)

    def _put_in_force(self, fresh: np.ndarray) -> list[str]:
        """Set the levers; return the names of those that changed."""
        levers = self.world.tables["levers"]
        changed = [name for name in fresh.dtype.names or () if (fresh[name] != levers[name]).any()]
        levers[:], self._in_force = fresh, fresh
        return changed

    @property
    def desks(self) -> Desks:
        """All offices."""
        return self._desks

    @desks.setter
    def desks(self, desks: Desks) -> None:
        self._desks, self._desks_header = desks, header(desks)

    def exchange(self, midnight: int) -> None:
        """Hand the day's messages to the offices, let them serve, and hand their answers back."""
        needed = self._exchanged(midnight)
        if needed < 0:
            self.desks = enlarged(self.desks, needed)
            self._exchanged(midnight)

    def survey(self, tables: list[np.ndarray]) -> None:
        """Add the answers of each block's residents at this hour to its table."""
        answers: list[Any] = [twin(table) for table in tables] if PLAIN else tables
        hour = self.world.hour
        self._each(lambda number: hours.ask(self.blocks[number], self.settings[number], answers[number], hour))

    def _exchanged(self, midnight: int) -> int:
        every = self._block_headers, self._settings_headers
        return int(hours.exchange(*every, self._desks_header, self._rules, midnight))

    def _make_room(self) -> None:
        grown = False
        for number, part in enumerate(self.world.parts):
            own = self.world.own[number]
            self.world.own[number] = with_room(own, part.residents[1] - part.residents[0])
            grown = grown or self.world.own[number] is not own
        if grown:
            self.view()

    def _each(self, work: Callable[[int], int | None]) -> list[int]:
        """Do something with every block, by all threads: each takes the next one that is left, the largest first."""
        codes, left = [0] * len(self.blocks), iter(self._largest_first)

        def take() -> None:
            for number in left:
                codes[number] = work(number) or 0

        others = [self._pool.submit(take) for _ in range(self._others)] if self._pool else []
        take()
        for other in others:
            other.result()
        return codes

    def _hour_of(self, day: date | None, otherwise: int) -> int:
        return otherwise if day is None else self.built.clock.hour_of(datetime.combine(day, time()))

    def _active(self, policy: Policy) -> Active:
        clock = self.built.clock
        end = None if policy.end is None else self._hour_of(policy.end, 0)
        start = self._hour_of(policy.start, clock.first_hour)
        return Active(policy, start, end, policy.ramp * 24.0, self._mask(policy.where))

    def _mask(self, where: tuple[str, ...] | None) -> np.ndarray:
        """Return the grids that names of communities, grids or estates mean."""
        place, mask = self.built.place, np.zeros(len(self.built.place.grids), bool)
        mask[place.buildings["grid"][buildings_named(place, where)]] = True
        return mask

    def _resolved(self) -> Resolution:
        built = self.built
        sets = {name.removeprefix(POLICY): row for name, row in built.roster_sets.items() if name.startswith(POLICY)}
        return Resolution(self.actives, built.base, built.place.grids, sets, self.scenario.run.seed)

    def _keep_groups(self, hour: int) -> None:
        """Found the groups that policies found and whose day has come."""
        meant = np.flatnonzero(self.built.group_policy >= 0)
        if not len(meant):
            return
        grid = self.built.place.buildings["grid"][self.built.group_buildings[meant]]
        reached = np.zeros(len(self.built.group_policy), np.bool_)
        reached[meant] = np.array(self._resolution.reached(hour))[self.built.group_policy[meant], grid]
        tables = self.world.tables
        if "group_life" in tables:
            found_by_policy(tables["groups"], tables["group_life"], reached, hour)

    def _set_shocks(self, hour: int) -> None:
        if not self._disturbances:
            return
        table = self.world.tables["shocks"]
        table[:] = 1.0
        for shock in self._disturbances:
            if self._hour_of(shock.start, 0) <= hour < self._hour_of(shock.end, 0):
                self._put(table, shock)

    def _put(self, table: np.ndarray, shock: Shock) -> None:
        mask = self._mask(shock.where)
        for number, issue in enumerate(self.scenario.issues):
            if issue.id in shock.issues:
                table[mask, number] *= shock.factor

    def _redraw(self, hour: int) -> None:
        """Move the borders of grids on the day that a policy names, once."""
        for number in self._redraws:
            active = self.actives[number]
            if active.policy.on and hour >= active.start_hour and number not in self._redrawn:
                self._redrawn.add(number)
                from govsim.model.borders import move_borders

                place, chosen = self.built.place, self._resolution.reached(hour)[number]
                mapping = active.policy.mapping(place.buildings, place.grids, chosen)  # type: ignore[attr-defined]
                move_borders(self.world, place, mapping, SERVED_BY.index(self.scenario.station.served_by))
                self._resolution = self._resolved()
                self._each(lambda number: hours.assign(self.blocks[number], self.settings[number]))
                self._each(lambda number: hours.replan(self.blocks[number], self.settings[number], hour))


def _plain(settings: Settings) -> Settings:
    return Settings(*(twin(item) if isinstance(item, np.ndarray) else item for item in settings))  # type: ignore[arg-type]
