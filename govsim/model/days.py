"""What happens between days: policies set levers, groups are founded, borders move, offices serve."""

from datetime import date, datetime, time

import numpy as np

from govsim import hour as hours
from govsim.engine.codes import SERVED_BY
from govsim.engine.offices import Desks, enlarged, header
from govsim.errors import GovsimError
from govsim.interfaces import Policy
from govsim.model.assembly import POLICY, Built, buildings_named
from govsim.model.blocks import Blocks
from govsim.model.crowd import Everybody
from govsim.parameters import periodic_rules
from govsim.periodic.group_tables import found_by_policy
from govsim.periodic.scene import Scene
from govsim.policies import Active, Resolution
from govsim.scenario.specification import Scenario, Shock
from govsim.world.state import has_room, with_room

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
        self._sizes = [part.residents[1] - part.residents[0] for part in built.world.parts]
        self.actives = [self._active(policy) for policy in scenario.policies]
        self._resolution = self._resolved()
        self._redraws = [n for n, active in enumerate(self.actives) if getattr(active.policy, "redraw", None)]
        self._disturbances = tuple(scenario.disturbances)
        self._redrawn: set[int] = set()
        self._founded = np.flatnonzero(built.group_policy >= 0)  # groups that a policy founds
        self._in_force: np.ndarray | None = None  # the levers as last set; None: not known
        self.blocks = Blocks(self.world, built.settings, threads)
        self.everybody = Everybody(
            self.blocks, float(built.rules[0]["trust_relaxation"]), len(built.settings[0].week_hour)
        )
        self.scene = self._scene()

    def _scene(self) -> Scene:
        built = self.built
        sections = self.scenario.sections
        rules = periodic_rules(self.scenario.parameters)
        return Scene(
            self.world, built.place, built.clock, rules, sections, self.everybody,
            rosters=built.settings[0].rosters, decided=lambda: self._resolution.at(self.scene.hour),
        )  # fmt: skip

    def resume(self) -> None:
        """Go on from tables that were loaded."""
        place, tables = self.built.place, self.world.tables
        for part in self.world.parts:
            rows = slice(*part.buildings)
            place.buildings["grid"][rows] = tables["buildings"]["grid"][rows] + part.grids[0]
        for column in ("residents", "households"):
            place.grids[column] = tables["grids"][column]
        self._resolution, self._in_force = self._resolved(), None
        self.blocks.view()

    def begin(self) -> None:
        """Set the levers of the first hour and everybody's first candidate."""
        self.world.tables["levers"][:] = self._resolution.at(0)
        self._assign()
        blocks = self.blocks
        blocks.each(lambda number: hours.start(blocks.tables[number], blocks.settings[number]))

    def run_to(self, stop: int) -> None:
        """Run to the hour `stop`, at most a day further."""
        first, blocks = self.world.hour, self.blocks
        if first % 24 == 0:
            self.morning(first)
        codes = blocks.each(lambda number: hours.advance(blocks.tables[number], blocks.settings[number], first, stop))
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
        if changed and any(name in SEEKING for name in changed):
            if self.scene.staff_changed or any(name in STAFFING for name in changed):
                self._assign()
            self._replan(hour)
        elif self.scene.staff_changed:
            before = self._presence()
            self._assign()
            self._replan(hour, differing(before, self._presence()))

    def _live(self, hour: int) -> None:
        """Let what happens daily, weekly, monthly or yearly happen."""
        scene = self.scene
        scene.hour, scene.staff_changed = hour, False
        if not self.built.periodic:
            return
        day = scene.date
        first_of_month = day.day == 1
        begins = {"day": True, "week": scene.begins_week, "month": first_of_month,
                  "year": first_of_month and day.month == 1}  # fmt: skip
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

    def _assign(self) -> None:
        blocks = self.blocks
        blocks.each(lambda number: hours.assign(blocks.tables[number], blocks.settings[number]))

    def _replan(self, hour: int, changed: np.ndarray | None = None) -> None:
        """Plan tries at desks anew; changed: which desks, all without it."""
        blocks, parts = self.blocks, self.world.parts
        desks = np.ones(len(self.world.tables["desks"]), np.bool_) if changed is None else changed
        own = [desks[slice(*part.desks)] for part in parts]
        blocks.each(lambda number: hours.replan(blocks.tables[number], blocks.settings[number], own[number], hour))

    def _presence(self) -> tuple[np.ndarray, np.ndarray]:
        """Return of all desks what a planned try depends on: hours of presence, and whether they are the standard."""
        return self.world.tables["duty"].copy(), self.world.tables["desks"]["hours"].copy()

    def _exchanged(self, midnight: int) -> int:
        return int(hours.exchange(*self.blocks.together, self._desks_header, midnight))

    def _make_room(self) -> None:
        if not all(map(has_room, self.world.own, self._sizes)):
            self.world.own[:] = map(with_room, self.world.own, self._sizes)
            self.blocks.view()

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
        meant = self._founded
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
                self._assign()
                self._replan(hour)


def differing(before: tuple[np.ndarray, np.ndarray], after: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return which desks are not as they were."""
    return np.asarray((before[0] != after[0]).any(axis=1) | (before[1] != after[1]))
