"""The runs of a class in worker processes: warm-ups and baseline first, then what the teams chose, once each."""

import threading
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast

from govsim.comparison.processes import is_compiled
from govsim.dashboard.classroom.room import Choice
from govsim.dashboard.crew import Crew, Work

Values = dict[str, dict[str, float]]  # label -> outcome -> value; never changed
TRIES = 2  # of a run that fails
_RUNS_PER_PROCESS = 120  # a lesson's run is short, and a fresh process costs some seconds


@dataclass(frozen=True)
class Task:
    """One run of a lesson; choice None: the warm-up that all runs of the seed begin with."""

    lesson: str
    choice: Choice | None
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What came of a task; reason: why it failed, "" = it did not."""

    task: Task
    values: Values = field(default_factory=dict)
    reason: str = ""
    trace: str = ""


@dataclass(frozen=True)
class Computed:
    """What is computed so far; never changed, a new one takes its place. failed: choice -> seed -> reason."""

    lesson: str
    seeds: tuple[int, ...]
    warm: frozenset[int] = frozenset()
    done: Mapping[Choice, Mapping[int, Values]] = field(default_factory=lambda: MappingProxyType({}))
    failed: Mapping[tuple[Choice | None, int], str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, choice: Choice) -> Mapping[int, Values]:
        """Return the results of a choice by seed."""
        return self.done.get(choice, {})

    def share(self, choice: Choice) -> float:
        """Return which share of a choice's runs is over, failed ones counted."""
        over = len(self.of(choice)) + sum(each == choice for each, _ in self.failed)
        return over / len(self.seeds)

    def is_over(self, choice: Choice) -> bool:
        """Whether nothing is left to do for a choice."""
        return self.share(choice) >= 1

    def prepared(self) -> float:
        """Return which share of warm-ups and baseline is there."""
        warm = len(self.warm) + sum(choice is None for choice, _ in self.failed)
        return (warm / len(self.seeds) + self.share(())) / 2

    def with_outcome(self, outcome: Outcome) -> "Computed":
        """Return this with one more outcome."""
        task = outcome.task
        if outcome.reason:
            failed = {**self.failed, (task.choice, task.seed): outcome.reason}
            return replace(self, failed=MappingProxyType(failed))
        if task.choice is None:
            return replace(self, warm=self.warm | {task.seed})
        done = {**self.done, task.choice: MappingProxyType({**self.of(task.choice), task.seed: outcome.values})}
        return replace(self, done=MappingProxyType(done))

    def without_failures(self) -> "Computed":
        """Return this with nothing failed, so that it is tried again."""
        return replace(self, failed=MappingProxyType({}))

    def missing(self, choices: Iterable[Choice]) -> list[Task]:
        """Return what is left to do for the baseline and some choices, in the order in which it is wanted."""
        warm = [Task(self.lesson, None, seed) for seed in self.seeds
                if seed not in self.warm and (None, seed) not in self.failed]  # fmt: skip
        wanted = dict.fromkeys([(), *choices])
        return warm + [
            Task(self.lesson, choice, seed) for choice in wanted for seed in self.seeds
            if seed not in self.of(choice) and (choice, seed) not in self.failed
        ]  # fmt: skip


def do(task: Task) -> Outcome:
    """Do a task in a worker process; what goes wrong is told, not raised."""
    from govsim import lessons

    try:
        if task.choice is None:
            lessons.prepare(task.lesson, task.seed)
            return Outcome(task)
        return Outcome(task, lessons.one(task.lesson, task.choice, task.seed))
    except Exception as error:
        return Outcome(task, reason=f"{type(error).__name__}: {error}", trace=traceback.format_exc())


def lost(task: Task) -> Outcome:
    """Return what comes of a task whose process was ended from outside."""
    return Outcome(task, reason="the process of this run was ended from outside (out of memory?)")


class Bench(Crew):
    """Processes that always take what is wanted most at the moment; `heard` is told each outcome, in a thread."""

    doing = staticmethod(do)
    losing = staticmethod(lost)
    runs_each = _RUNS_PER_PROCESS

    def __init__(self, heard: Callable[[Outcome], None], number: int | None = None) -> None:
        self._wanted: list[Task] = []
        self._under_way: set[Task] = set()
        self._tries: dict[Task, int] = {}
        self._outcomes = Work(())
        super().__init__(number)
        threading.Thread(target=self._tell, args=(heard,), daemon=True, name="govsim-class").start()

    def want(self, tasks: Sequence[Task]) -> None:
        """Take these tasks in the place of those that were wanted before; what is under way goes on."""
        with self._changed:
            self._wanted = [task for task in tasks if task not in self._under_way]
            self._changed.notify_all()

    def next(self, first: bool, patience: float) -> tuple[Work, Any] | None:
        """Return the next task. Raises StopIteration when closed."""
        with self._changed:
            there = self._changed.wait_for(
                lambda: self._closed or (self._wanted and (first or is_compiled())), patience
            )
            if self._closed:
                raise StopIteration
            if not there:
                return None
            task = self._wanted.pop(0)
            self._under_way.add(task)
            return self._outcomes, task

    def close(self) -> None:
        """End all processes."""
        super().close()
        self._outcomes.results.put(None)

    def _tell(self, heard: Callable[[Outcome], None]) -> None:
        while (outcome := self._outcomes.results.get()) is not None:
            told = cast(Outcome, outcome)  # what `doing` and `losing` of this class return
            tries = self._tries.pop(told.task, 0) + 1
            again = bool(told.reason) and tries < TRIES
            if again:
                self._tries[told.task] = tries
            else:
                heard(told)
            with self._changed:  # only now: what is not noted yet would be wanted once more
                self._under_way.discard(told.task)
                self._wanted[:0] = [told.task] if again else []
                self._changed.notify_all()
