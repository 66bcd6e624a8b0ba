"""A run of a choice in a worker process, and the warm-ups that are made beforehand."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from govsim.lessons.choices import scenario_for
from govsim.lessons.reading import lesson
from govsim.lessons.specification import Lesson, Shown
from govsim.lessons.warmups import name_of, tidy, warm
from govsim.scenario import Scenario

if TYPE_CHECKING:
    from govsim.records import Run

Items = tuple[tuple[str, float], ...]  # option id, units
Result = dict[str, dict[str, float]]  # label -> outcome -> value


def one(lesson_id: str, choice_items: Items, seed: int) -> Result:
    """Return what a choice leads to with a seed: label -> outcome -> value, of what the lesson shows."""
    scenario, name = _scenario(lesson_id, choice_items)
    return shown_of(lesson(lesson_id), warm(scenario, seed, name).run())


def prepare(lesson_id: str, seed: int) -> None:
    """Make a seed's warm-ups beforehand, also those of measures that were in place before; those there are kept."""
    found = lesson(lesson_id)
    base, _ = _scenario(lesson_id, ())
    if seed <= 1:
        tidy(base)
    done = set[str]()
    for items in ((), *(((each.id, each.step * step),) for each in found.options for step in range(1, each.steps + 1))):
        scenario, name = _scenario(lesson_id, items)
        if name not in done:
            warm(scenario, seed, name)
        done.add(name)


def shown_of(found: Lesson, run: "Run") -> Result:
    """Return the values of a run that the lesson shows."""
    return values_of(found.values, run)


def values_of(shown: Sequence[Shown], run: "Run", weeks: tuple[int, int] | None = None) -> Result:
    """Return values of a run, over all measured weeks unless some are given (last one excluded)."""
    from govsim.measures import FUNCTIONS, part

    parts = {label: part(run, label, weeks) for label in {each.label for each in shown}}
    result: Result = {label: {} for label in parts}
    for each in shown:
        result[each.label][each.outcome] = FUNCTIONS[each.outcome](parts[each.label])
    return result


@lru_cache(maxsize=256)
def _scenario(lesson_id: str, items: Items) -> tuple[Scenario, str]:
    """Return the scenario of a choice and the name of its warm-ups, kept for the runs of the other seeds."""
    scenario = scenario_for(lesson(lesson_id), dict(items))
    return scenario, name_of(scenario)


__all__ = ["Items", "Result", "one", "prepare", "shown_of", "values_of"]
