"""Which results hang on what is assumed: paired runs of a small copy with each assumed setting low and high."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govsim.errors import UsageError
from govsim.own_place.ends import ends_of
from govsim.own_place.facts import in_grids
from govsim.own_place.questions import questions
from govsim.own_place.small import small
from govsim.scenario import Scenario
from govsim.scenario.describe import label

if TYPE_CHECKING:
    from govsim.analysis import Difference

RESIDENTS, WEEKS, WARMUP = 2_000, 20, 8
SEEDS = 8
MISTAKEN = 0.05  # chance that any outcome at all is said to hang on something by mistake
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Hanging:
    """What moves with one assumed thing: outcome -> difference between its high and its low end.

    `moved` holds the outcomes whose interval excludes 0; the intervals are so wide (Bonferroni) that with chance
    MISTAKEN at most one of all those tested is named though nothing hangs on it.
    """

    paths: tuple[str, ...]
    name: tuple[str, str]
    low: tuple[str, str]
    high: tuple[str, str]
    moved: "Mapping[str, Difference]"


def hanging(
    scenario: Scenario, seeds: int = SEEDS, progress: Progress | None = None
) -> tuple[list[Hanging], list[str]]:
    """Return what hangs on each assumed setting, and the paths that have no range and were not varied.

    Raises UsageError where the scenario calls nothing assumed.
    """
    if not scenario.assumed:
        raise UsageError(
            "这个情景没有列出假设（assumed），无需查看。", "This scenario calls nothing assumed: nothing to see."
        )
    copied = small(scenario, RESIDENTS, WEEKS, WARMUP)
    varied = [(paths, ends_of(copied, paths)) for paths in grouped(scenario)]
    known = [(paths, ends) for paths, ends in varied if ends is not None]
    sides = [side for _, ends in known for side in (ends.below, ends.above)]
    values = _values(sides, seeds, progress or (lambda share: None))
    found = [
        Hanging(
            paths, _name(scenario, paths), ends.low, ends.high, _moved(values[2 * at], values[2 * at + 1], len(known))
        )
        for at, (paths, ends) in enumerate(known)
    ]
    return found, [path for paths, ends in varied if ends is None for path in paths]


def grouped(scenario: Scenario) -> list[tuple[str, ...]]:
    """Return the assumed paths, those of one question together."""
    home = {path: name for name, question in questions().items() for path in question.paths}
    groups: dict[str, list[str]] = {}
    for path in scenario.assumed:
        groups.setdefault(home.get(path, path), []).append(path)
    return [tuple(paths) for paths in groups.values()]


def _name(scenario: Scenario, paths: Sequence[str]) -> tuple[str, str]:
    """Return what the setting is called: the question that asks for it, or its own label."""
    for question in questions().values():
        if paths[0] in question.paths:
            return question.short
    grid_staff = {f"staff.{staff.id}" for staff in scenario.staff if in_grids(staff)}
    if paths[0] in grid_staff:
        return questions()["grid_workers"].short
    return label(paths[0], "zh"), label(paths[0], "en")


Values = Sequence[Mapping[str, float]]  # of each seed: outcome -> value


def _values(scenarios: Sequence[Scenario], seeds: int, progress: Progress) -> list[list[Mapping[str, float]]]:
    """Return the headline outcomes of every scenario for every seed."""
    found: list[list[Mapping[str, float]]] = [[] for _ in scenarios]
    for turn in range(seeds):
        for number, scenario in enumerate(scenarios):
            found[number].append(_outcomes(scenario, scenario.run.seed + turn))
            progress((turn * len(scenarios) + number + 1) / (seeds * len(scenarios)))
    return found


def _outcomes(scenario: Scenario, seed: int) -> dict[str, float]:
    from govsim.measures import FUNCTIONS, PLACE, headline, part
    from govsim.model import Community  # imported when it runs: files are written without the compiled model

    run = part(Community(scenario, rng=seed).run(), PLACE)
    return {outcome.id: FUNCTIONS[outcome.id](run) for outcome in headline()}


def _moved(below: Values, above: Values, groups: int) -> "dict[str, Difference]":
    """Return the headline outcomes that move by more than chance, with their differences high - low."""
    from govsim.analysis import paired  # slow to import, and few who import this package need it
    from govsim.measures import headline

    names = [outcome.id for outcome in headline()]
    level = 1 - MISTAKEN / (groups * len(names))
    missing = float("nan")
    found = {
        name: paired([row.get(name, missing) for row in below], [row.get(name, missing) for row in above], level)
        for name in names
    }
    return {name: each for name, each in found.items() if each.low > 0 or each.high < 0}
