"""Rooms, teams and results for the tests of the class; nothing here is computed by the model."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from govsim.dashboard.classroom.computing import Computed, Outcome, Task, Values
from govsim.dashboard.classroom.opening import Setting, fresh
from govsim.dashboard.classroom.room import Choice, Forecast, Room, Side
from govsim.dashboard.classroom.taking_part import choose, predict, submit, take_seat
from govsim.lessons import Lesson, lesson

LESSON = "L2"
RUNS = 3
MARKED = 87_654_320.0  # a value that no text of a lesson holds
SHOWN = "87,654,3"  # how it is shown, whatever the seed adds


def setting(folder: Path, **settings: Any) -> Setting:
    """Return a class on loopback."""
    return Setting("127.0.0.2", 8765, folder=folder, **({"lesson": LESSON, "teams": 3, "runs": RUNS} | settings))


def room(folder: Path, teams: int = 3) -> Room:
    """Return a room in which nobody sits."""
    return fresh(setting(folder, teams=teams))


def seated(folder: Path, *names: int) -> Room:
    """Return a room in which teams sit, each with the secret `secret-<name>`."""
    made = room(folder)
    for name in names:
        made = take_seat(made, name, f"secret-{name}")
    return made


def which() -> Lesson:
    """Return the lesson of the room."""
    return lesson(LESSON)


def forecasts(side: Side = "down", size: float | None = 5.0, sure: int = 2) -> list[Forecast]:
    """Return the same forecast for each question of the lesson."""
    return [Forecast(ask.id, side, size, sure) for ask in which().prediction]


def affordable(number: int = 0) -> dict[str, float]:
    """Return a choice of the first round within the budget."""
    options = [each for each in which().options if each.unlocked == 1 and not each.needs]
    return {options[number].id: options[number].step}


def submitted(made: Room, name: int, units: Mapping[str, float]) -> Room:
    """Return the room with a team's choice submitted."""
    made = choose(made, made.team(name), units, which())
    return submit(made, made.team(name), which())


def values(seed: int, shift: float) -> Values:
    """Return a result that holds everything the lesson shows; the difference of a choice is its shift."""
    made: dict[str, dict[str, float]] = {}
    for each in which().values:
        made.setdefault(each.label, {})[each.outcome] = MARKED + seed + shift * (1 + seed / 100)
    return made


def computed(*choices: Choice) -> Computed:
    """Return results of the baseline and some choices, all seeds of them."""
    seeds = tuple(range(1, RUNS + 1))
    found = Computed(LESSON, seeds)
    for number, choice in enumerate(dict.fromkeys([(), *choices])):
        for seed in seeds:
            found = found.with_outcome(Outcome(Task(LESSON, choice, seed), values(seed, -float(number))))
    return found


class Bench:
    """In the place of worker processes: notes what is wanted, and is told by the test what came of it."""

    def __init__(self, heard: Callable[[Outcome], None]) -> None:
        self.heard = heard
        self.wanted: list[Task] = []
        self.closed = False

    def want(self, tasks: list[Task]) -> None:
        self.wanted = list(tasks)

    def work(self, most: int = 1000) -> list[Task]:
        """Do what is wanted, and return it."""
        did = []
        while self.wanted and len(did) < most:
            task = self.wanted.pop(0)
            did.append(task)
            shift = 0.0 if not task.choice else -float(len(task.choice[0][0]))
            self.heard(Outcome(task, {} if task.choice is None else values(task.seed, shift)))
        return did

    def close(self) -> None:
        self.closed = True


__all__ = [
    "LESSON", "MARKED", "RUNS", "SHOWN", "Bench", "affordable", "computed", "forecasts", "predict", "room", "seated",
    "setting", "submitted", "values", "which",
]  # fmt: skip
