"""More pairs of runs with other seeds, week by week between frames: whether a difference can be told from luck."""

from collections.abc import Iterator
from typing import Any

from govsim.analysis import Effect, verdict
from govsim.analysis.paired import FEWEST_RUNS, paired
from govsim.dashboard.live.figures import Values, plain, since
from govsim.locale import LANGUAGES
from govsim.measures import headline
from govsim.model import Community
from govsim.scenario import Scenario

WEEK = 168
Told = dict[str, Any]


def pairs_of(option: Scenario, base: Scenario, weeks: int, first: int, number: int) -> Iterator[Told | None]:
    """Simulate `number` pairs up to a measured week; yield None after each week, and what is known after a pair."""
    found: list[tuple[Values, Values]] = []
    yield told(found, number, weeks)
    for turn in range(number):
        values = []
        for scenario in (base, option):
            model = Community(scenario.with_run(seed=scenario.run.seed + turn))
            last = model.built.clock.first_hour + weeks * WEEK
            while model.hour < last:
                model.run_to(model.hour + WEEK)
                yield None
            values.append(since(model.result(), first))
        found.append((values[0], values[1]))
        yield told(found, number, weeks)


def told(found: list[tuple[Values, Values]], number: int, weeks: int) -> Told:
    """Return how many pairs are done, and for each outcome the mark and the sentence once there are enough."""
    enough = len(found) >= min(FEWEST_RUNS, number)
    effects = {each.id: _shown(_effect(each.id, found), each.direction) for each in headline()} if enough else {}
    return {"n": number, "done": len(found), "week": weeks, "effects": effects}


def _effect(name: str, found: list[tuple[Values, Values]]) -> Effect:
    base, option = ([_number(pair[side][name]) for pair in found] for side in (0, 1))
    known = paired(base, option)
    return Effect(
        outcome=name, base=known.base, other=known.other, difference=known.difference, low=known.low, high=known.high,
        runs=known.runs, variance_ratio=known.variance_ratio, deviation=known.deviation,
    )  # fmt: skip


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _shown(effect: Effect, direction: str) -> Told:
    """Return arrow and colour: a direction only where the chance interval excludes 0."""
    rises = effect.difference > 0
    better = "untold" if direction == "none" else "better" if rises == (direction == "up") else "worse"
    mark = {"arrow": "▲" if rises else "▼", "mark": better} if effect.told else {"arrow": "≈", "mark": "untold"}
    numbers = {"base": plain(effect.base), "difference": plain(effect.difference)}
    return mark | numbers | {lang: verdict(effect, lang) for lang in LANGUAGES}
