"""The twin as a Mesa model: set-up from a scenario, and the order of an hour."""

import math
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from govsim.clock import Clock
from govsim.engine.codes import CATEGORIES
from govsim.model.offices import build_desks, deciding_office, ordered_offices
from govsim.parameters import rules as rules_of
from govsim.place.build import build_place
from govsim.population.network import build_network
from govsim.population.residents import build_residents
from govsim.population.spec import SHARES
from govsim.rosters import STANDARD, named
from govsim.scenario import Scenario

from . import week
from .grid import Desk, Grid, Hazards, Home
from .offices import Office, Offices
from .resident import Resident
from .sessions import Sessions
from .worker import Worker

HOURS_A_YEAR = 8766.0
REFERENCE_CONDITION = 0.6
TIERS = {"town": 1, "city": 2}
COLUMNS = (
    "household", "building", "grid", "rate", "category", "schedule", "age", "digital", "languages", "baseline",
    "baseline_ties", "trust_workers", "trust_offices", "belonging", "ties", "efficacy", "known_until",
)  # fmt: skip


class Twin(mesa.Model):
    """A scenario without measures, an hour a step. `counts` holds what was counted since `forget` was called."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(rng=scenario.run.seed)
        assert not scenario.shocks and not any(policy.on for policy in scenario.policies)
        assert all(staff.kind != "mediator" for staff in scenario.staff)
        self.described, self.clock = scenario, Clock(scenario.run.start, scenario.run.warmup, scenario.run.weeks)
        table = rules_of(scenario.parameters)
        self.rules = SimpleNamespace(**{name: float(table[0][name]) for name in table.dtype.names})
        self.counts: dict[str, float] = defaultdict(float)
        self.surveys: list[dict[str, float]] = []
        self.hour, self.week_hours = 0, self.clock.week_hours().tolist()
        self.week_hour = self.week_hours[0]
        self._read_week()
        self.issues = self._issues()
        self._settle_people(table)
        self._hire()
        self.offices = Offices(self, self._offices())
        self.sessions = Sessions(self)

    # The hour

    def step(self) -> None:
        """Run one hour."""
        self.week_hour = self.week_hours[self.hour]
        self.staff.do("begin_hour")
        self.people.do("step")
        self.sessions.step()
        self.staff.do("step")
        if self.hour % week.DAY == week.DAY - 1:
            self.staff.do("end_day")
            self.offices.live(self.hour + 1)
        self.hour += 1
        if self.hour % week.WEEK == 0:
            self.surveys.append(self.survey())

    def run(self) -> None:
        """Run the warm-up, forget what was counted in it, and run the measured weeks."""
        while self.hour < self.clock.first_hour:
            self.step()
        self.forget()
        while self.hour < self.clock.hours:
            self.step()

    def forget(self) -> None:
        """Begin to count anew."""
        self.counts.clear()
        self.surveys.clear()

    def count(self, name: str, number: float = 1) -> None:
        """Count something."""
        self.counts[name] += number

    def survey(self) -> dict[str, float]:
        """Return means over adults: who knows a worker, trust and the other slow states."""
        adults = [person for person in self.people if person.adult]
        for person in adults:
            person.relax()
        names = ("trust_workers", "trust_offices", "belonging", "ties", "efficacy")
        answers = {name: sum(getattr(person, name) for person in adults) / len(adults) for name in names}
        return answers | {"knows": sum(person.knows() for person in adults) / len(adults)}

    # What agents ask

    def desk_of(self, person: Resident) -> Desk | None:
        """Return the desk of a resident's grid workers, None where it has no staff."""
        match self.described.station.served_by:
            case "grid":
                desk = self.grid_desks[person.grid.number]
            case "community":
                desk = self.community_desks[person.grid.community]
            case _:
                workers = person.grid.workers
                return workers[person.household % len(workers)].desk if workers else None
        return desk if desk.workers else None

    def station_of(self, person: Resident) -> Desk | None:
        """Return the station of a resident's community, None where it has no staff."""
        station = self.stations[person.grid.community]
        return station if station.workers else None

    def burden(self, hours: float) -> float:
        """Return what a perceived wait takes from the value of a channel."""
        return float(self.rules.channels_wait_slope * math.log(1 + hours / 24))

    # Set-up

    def _read_week(self) -> None:
        rules = self.rules
        assert rules.availability_free_shift == 0
        self.free_chances, self.phone_chances = week.free_time()
        self.quantiles = week.quantiles(self.free_chances)
        self.parts = [week.part_of_day(hour) for hour in range(week.WEEK)]
        self.habit_weight = math.sqrt(rules.availability_persistence)
        self.mood_weight = math.sqrt(1 - rules.availability_persistence)
        self.unaware = week.belief_of_unaware(rules.contact_belief_lunch, rules.contact_belief_other)
        self.standard_hours = [fraction > 0 for fraction in STANDARD.tolist()]
        counters = [roster for office in self.described.offices for roster in named(office.roster)]
        self.office_open = np.maximum.reduce(counters).tolist()
        believed = [float(fraction > 0) for fraction in self.office_open]
        self.office_waits = [week.perceived_waits(chances, believed) for chances in self.free_chances]

    def _issues(self) -> list[SimpleNamespace]:
        profiles, deciding, issues = week.profiles(), deciding_office(self.described), []
        usual = [SHARES["categories"][name] for name in CATEGORIES]
        for issue in self.described.issues:
            klass = {name: self._of_class(issue, name) for name in ("rate", "intercept", "work", "city", "town")}
            if issue.rate is None:
                klass["rate"] *= issue.share
            channels = ("worker", "phone", "hotline", "platform", "office")
            names = [name for name in channels if hasattr(self.rules, f"{issue.klass}_channel_{name}")]
            constants = {name: getattr(self.rules, f"{issue.klass}_channel_{name}") for name in names}
            who = [issue.who.get(name, 1.0) for name in CATEGORIES]
            mean = sum(share * factor for share, factor in zip(usual, who, strict=True))
            issues.append(SimpleNamespace(
                **klass, klass=issue.klass, party=issue.party, property=issue.property, condition=issue.condition,
                profile=profiles[issue.profile], who=[factor / mean for factor in who], constants=constants,
                office=deciding[issue.id],
            ))  # fmt: skip
        return issues

    def _of_class(self, issue: Any, name: str) -> float:
        own = getattr(issue, name)
        return float(getattr(self.rules, f"{issue.klass}_{name}") if own is None else own)

    def _hazards(self, category: int, condition: float) -> Hazards:
        slope, rates = self.rules.arrivals_condition_slope, []
        for issue in self.issues:
            worse = math.exp(slope * (REFERENCE_CONDITION - condition)) if issue.condition else 1.0
            rates.append(issue.rate / HOURS_A_YEAR * issue.who[category] * worse)
        pairs = list(zip(rates, self.issues, strict=True))
        total = [sum(rate * issue.profile[hour] for rate, issue in pairs) for hour in range(week.WEEK)]
        return Hazards(self.issues, rates, total)

    def _settle_people(self, table: np.ndarray) -> None:
        scenario, seed = self.described, self.described.run.seed
        place = build_place(scenario.place, seed, scenario.folder)
        rows = build_residents(scenario.population, place, table, seed)
        starts, neighbours = build_network(rows, place, scenario.population, seed)
        self.grids = [Grid(number, int(grid["community"])) for number, grid in enumerate(place.grids)]
        homes = []
        for number, building in enumerate(place.buildings):
            hazards = [self._hazards(category, float(building["condition"])) for category in range(len(CATEGORIES))]
            homes.append(Home(number, int(building["storeys"]), hazards))
        self.communities: list[list[Resident]] = [[] for _ in range(place.communities)]
        columns = [rows[name].tolist() for name in COLUMNS]
        everybody = []
        for values in zip(*columns, strict=True):
            row = dict(zip(COLUMNS, values, strict=True))
            person = Resident(self, row, homes[row["building"]], self.grids[row["grid"]])
            self._move_in(person, everybody[-1] if everybody else None)
            everybody.append(person)
        for number, person in enumerate(everybody):
            person.neighbours = [everybody[other] for other in neighbours[starts[number] : starts[number + 1]]]
        self.people = self.agents_by_type[Resident]
        self._place = place

    def _move_in(self, person: Resident, before: Resident | None) -> None:
        person.home.residents.append(person)
        self.communities[person.grid.community].append(person)
        households = person.grid.households
        if before is not None and before.household == person.household:
            households[-1].append(person)
        else:
            households.append([person])

    def _hire(self) -> None:
        place, members = self._place, [len(people) for people in self.communities]
        self.grid_desks = [Desk() for _ in self.grids]
        self.community_desks = [Desk() for _ in self.communities]
        self.stations = [Desk() for _ in self.communities]
        first_grids = {grid.community: grid for grid in reversed(self.grids)}
        ordinals: dict[tuple[int, bool], int] = defaultdict(int)
        for staff in self.described.staff:
            at_station = not (staff.duty == "grid" and staff.kind == "grid_worker")
            if at_station:
                units = [first_grids[number] for number in range(place.communities)]
                posts = staff.posts(np.array(members), np.bincount(place.grids["community"]))
            else:
                units = self.grids
                posts = staff.posts(place.grids["residents"], np.ones(len(self.grids), np.int64))
            phases = [phase.tolist() for phase in named(staff.roster)]
            for grid, number in zip(units, posts.tolist(), strict=True):
                for _ in range(number):
                    ordinal = ordinals[grid.number, at_station]
                    ordinals[grid.number, at_station] += 1
                    roster = phases[(5 * grid.number + ordinal) % len(phases)]
                    self._assign(Worker(self, grid, roster, staff.skill, at_station))
        for desk in {worker.desk for worker in self.agents_by_type[Worker]}:
            self._prepare(desk)
        self.staff = self.agents_by_type[Worker]
        self.staff.sort(lambda worker: worker.grid.number, ascending=True, inplace=True)

    def _assign(self, worker: Worker) -> None:
        if worker.at_station:
            desk = self.stations[worker.grid.community]
        else:
            worker.grid.workers.append(worker)
            served_by = self.described.station.served_by
            own = {"grid": self.grid_desks[worker.grid.number], "worker": Desk()}
            desk = own.get(served_by, self.community_desks[worker.grid.community])
        worker.desk = desk
        desk.workers.append(worker)

    def _prepare(self, desk: Desk) -> None:
        """Set the duty of a desk and what residents believe of it; other than standard hours are known to everybody."""
        desk.duty = [max(fractions) for fractions in zip(*(worker.roster for worker in desk.workers), strict=True)]
        desk.belief = self.unaware
        if any(worker.roster != STANDARD.tolist() for worker in desk.workers):
            off = self.rules.contact_belief_aware
            pairs = zip(desk.duty, self.unaware, strict=True)
            desk.belief = [1.0 if duty > 0 else off * (believed > 0) for duty, believed in pairs]
        desk.waits = [week.perceived_waits(chances, desk.belief) for chances in self.free_chances]

    def _offices(self) -> list[Office]:
        specs = ordered_offices(self.described)
        queues = build_desks(self.described, self.clock, self._place.residents, 60).offices
        offices = []
        for spec, queue in zip(specs, queues, strict=True):
            assert not spec.capacity and not spec.withdrawal and spec.order == "first_come"
            opened = self.clock.open_hours(np.maximum.reduce(named(spec.roster))).tolist()
            offices.append(Office(spec, int(queue["servers"]), float(queue["background"]), opened, TIERS[spec.tier]))
        return offices
