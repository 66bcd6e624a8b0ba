"""The simulated community as a Mesa model: a step is an hour; `run` goes on to the end and returns what was kept."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from govsim.engine.codes import CHANNELS, EVENTS, MEASURES
from govsim.engine.offices.tables import Desks
from govsim.errors import GovsimError
from govsim.model import checkpoints, keeping
from govsim.model.assembly import build
from govsim.model.days import Days
from govsim.organisations import Office, Residents, SelfGovernanceGroup, Station, Worker
from govsim.records import Run
from govsim.scenario import Scenario, load

DAY, WEEK = 24, 168
STORY_EVENTS = 2000
FORMAT = 1  # of saved states


class Community(mesa.Model):  # type: ignore[misc]
    """A place under the policies of its scenario.

    scenario: a Scenario, a shipped id or a path; rng: the seed (the scenario's by default); threads: blocks that run
    side by side, the result is the same for any number; trace: (person, hour arisen) of a case to follow.
    """

    def __init__(
        self, scenario: Scenario | str = "demo", rng: int | None = None, threads: int = 1,
        trace: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        begun = time.perf_counter()
        chosen = scenario if isinstance(scenario, Scenario) else load(scenario)
        if rng is not None and rng != chosen.run.seed:
            chosen = chosen.with_run(seed=int(rng))
        super().__init__(rng=int(chosen.run.seed))
        self._scenario_run = chosen
        stories = STORY_EVENTS if trace else 0
        self.built = build(chosen, stories, trace or (-1, -1))
        self.days = Days(chosen, self.built, threads)
        self.kept = keeping.Kept()
        self.residents = Residents(self.built.world.tables["residents"])
        self._make_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # Mesa before 3.5 counts agents there and so keeps every model
        self.seconds = {"setup": time.perf_counter() - begun, "warmup": 0.0, "simulate": 0.0}
        self.days.begin()
        self.datacollector = mesa.DataCollector(
            {name: lambda model, k=k: model.counted(k) for k, name in enumerate(MEASURES)}
        )

    @property
    def scenario(self) -> Scenario:
        """The scenario that is simulated."""
        return self._scenario_run

    @scenario.setter
    def scenario(self, other: object) -> None:
        """Leave aside the scenario of another kind that Mesa 3.5 gives to every model."""

    @property
    def hour(self) -> int:
        """Hours since the beginning of the warm-up."""
        return self.built.world.hour

    @property
    def now(self) -> Any:
        """The simulated date and time."""
        return self.built.clock.date_of(self.hour)

    def table(self, name: str) -> np.ndarray:
        """Return a whole table of the world, or the offices."""
        return self.days.desks.offices if name == "offices" else self.built.world.tables[name]

    def counted(self, measure: int) -> float:
        """Return what was counted of a measure in the current week so far, over all grids."""
        parts, own = self.built.world.parts, self.built.world.own
        return sum(
            float(tables["counts"][: part.grids[1] - part.grids[0], measure].sum())
            for part, tables in zip(parts, own, strict=True)
        )

    def step(self) -> None:
        """Run one hour; a finished week is collected for Mesa's DataCollector."""
        if (self.hour + 1) % WEEK == 0:
            self.days.run_to(self.hour + 1)
            self.datacollector.collect(self)
            self._keep_week()
        else:
            self.days.run_to(self.hour + 1)

    def run_to(self, hour: int, progress: Callable[[float], None] | None = None) -> None:
        """Run day by day to an hour; `progress` is told the share that is done."""
        begun, first = time.perf_counter(), self.hour
        while self.hour < hour:
            self.days.run_to(min(hour, self.hour // DAY * DAY + DAY))
            if self.hour % WEEK == 0:
                self._keep_week()
            if self.hour == self.built.clock.first_hour:
                self.seconds["warmup"], begun = time.perf_counter() - begun, time.perf_counter()
            if progress and self.hour % WEEK == 0:
                progress((self.hour - first) / (hour - first))
        self.seconds["simulate"] += time.perf_counter() - begun

    def run(self, weeks: int | None = None, progress: Callable[[float], None] | None = None) -> Run:
        """Run the warm-up and the measured weeks (the scenario's by default) and return what was kept."""
        clock = self.built.clock
        last = clock.hours if weeks is None else clock.first_hour + weeks * WEEK
        if last > clock.hours:
            raise GovsimError(f"这个情景只有 {clock.weeks} 周", f"the scenario has only {clock.weeks} weeks")
        self.run_to(last, progress)
        return self.result()

    def result(self) -> Run:
        """Return the measured weeks so far as a Run."""
        from govsim.model.results import result_of

        return result_of(self)

    def story(self) -> list[tuple[int, str, float, str]]:
        """Return the events of the traced case: hour of the run, what happened, a value, the channel."""
        told = []
        for own in self.built.world.own:
            for row in own["stories"][: own["pool"][4]]:
                channel = CHANNELS[int(row["other"])] if row["other"] >= 0 else ""
                told.append((int(row["hour"]), EVENTS[int(row["event"])], float(row["value"]), channel))
        return told

    def save(self, path: str | Path) -> None:
        """Write the whole state, the records so far and the fingerprint; loading goes on bit for bit."""
        world, desks = self.built.world, self.days.desks
        head = {
            "format": FORMAT, "hour": world.hour, "seed": world.seed, "fingerprint": world.fingerprint,
            "scenario": self.scenario.id, "weeks": len(self.kept.counts), "redrawn": sorted(self.days._redrawn),
        }  # fmt: skip
        arrays = world.arrays() | {f"desks.{name}": getattr(desks, name) for name in Desks._fields}
        for name in ("counts", "answers", "open_cases", "backlog", "workers", "cases"):
            arrays |= {f"kept.{name}.{week}": array for week, array in enumerate(getattr(self.kept, name))}
        for week, row in enumerate(self.kept.life):
            arrays |= {f"kept.life.{week}.{name}": array for name, array in row.items()}
        arrays["kept.waiting"] = np.array(self.kept.waiting, np.int64)
        checkpoints.write(Path(path), json.dumps(head), arrays)

    def load(self, path: str | Path) -> "Community":
        """Take over a saved state of the same place, people and seed. Raises GovsimError where it does not fit."""
        checkpoints.read_into(self, Path(path), FORMAT)
        return self

    def _keep_week(self) -> None:
        world, kept = self.built.world, self.kept
        counts = keeping.week_counts(world)
        cases, opened = keeping.flush(self.days.blocks)
        world.fingerprint = keeping.chained(world.fingerprint, counts, cases)
        if self.hour <= self.built.clock.first_hour:
            return
        kept.counts.append(counts)
        kept.cases.append(cases)
        kept.answers.append(self.days.everybody.survey(self.hour))
        kept.open_cases.append(opened)
        workers, grids = world.tables["workers"], len(world.tables["grids"])
        grid = keeping.global_grids(world)
        active = workers["active"] == 1
        kept.backlog.append(np.bincount(grid, weights=workers["backlog"] * active, minlength=grids))
        kept.workers.append(np.bincount(grid, weights=active, minlength=grids))
        self.days.scene.hour = self.hour
        stocks = [module.stocks(self.days.scene) for module in self.built.periodic if hasattr(module, "stocks")]
        kept.life.append({name: array for each in stocks for name, array in each.items()})
        kept.waiting.append(int(self.days.desks.offices["waiting"].sum()))

    def _make_agents(self) -> None:
        world = self.built.world
        for row in range(len(world.tables["workers"])):
            Worker(self, row)
        for row in range(len(world.tables["groups"])):
            SelfGovernanceGroup(self, row)
        for part in world.parts:
            for row in range(part.desks[0] + part.base_desks, part.desks[1]):
                Station(self, row)
        for row in range(len(self.days.desks.offices)):
            Office(self, row)


def peak_memory() -> int:
    """Return the largest resident set of this process so far, bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)
