"""What a measure changed: every outcome's difference with its two uncertainties, for the place and each group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from govsim.analysis.assumptions import Range, assumption_range
from govsim.analysis.paired import Difference, paired
from govsim.measures import PLACE, outcomes_known

MOST = 0.7  # share of the assumption draws below which a direction depends on the assumptions
Summary = Mapping[str, Mapping[str, float]]  # of a run: label -> outcome -> value


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An outcome's difference between an option and the baseline, in the outcome's unit (percentages: points).

    `low`, `high`: chance interval (95 %). `assumption_low`, `assumption_high`: central 90 % of the true mean
    differences of `n_assumptions` assumption draws (equal if no spread beyond chance was found), None if the
    assumptions were not varied; `sign_share`: share of the draws with the difference's sign. `turning`: assumed
    parameters that move it most. `matters`: smallest difference that matters, None = the user has not said.
    `label`: "place" or a group of residents.
    """

    outcome: str
    label: str = PLACE
    base: float
    other: float
    difference: float
    low: float
    high: float
    runs: int
    variance_ratio: float
    deviation: float
    assumption_low: float | None = None
    assumption_high: float | None = None
    sign_share: float | None = None
    n_assumptions: int = 0
    turning: tuple[str, ...] = ()
    primary: bool = False
    matters: float | None = None

    @property
    def kind(self) -> str:
        """What the label is of: place, category, schedule or age."""
        return self.label.partition(":")[0]

    @property
    def told(self) -> bool:
        """Whether the chance interval excludes 0."""
        return self.low > 0 or self.high < 0

    @property
    def small(self) -> bool:
        """Whether chance interval and assumption range lie within the smallest difference that matters."""
        ends = (self.low, self.high, self.assumption_low, self.assumption_high)
        return self.matters is not None and all(abs(end) <= self.matters for end in ends if end is not None)

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better; None if it has no agreed direction, cannot be told or is too small.

        A change whose direction holds in fewer than MOST of the assumption draws cannot be told either.
        """
        direction = outcomes_known()[self.outcome].direction
        unsure = self.sign_share is not None and self.sign_share < MOST
        if direction == "none" or not self.told or self.small or unsure:
            return None
        return (self.difference > 0) == (direction == "up")


@dataclass(frozen=True, kw_only=True)
class Option:
    """One scenario of a comparison. `hours`: worker-hours a week, mean over its runs."""

    id: str
    title: Mapping[str, str]
    changes: Sequence[Mapping[str, str]] = ()  # measures and settings that differ from the baseline, {zh, en} each
    hours: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A baseline and its options, run with the same seeds.

    `effects`: option id -> effects of the place and the groups. `series`: weekly means over the runs, tidy: option,
    date, outcome, value; may be empty. `assumptions`: number of draws, 0 = not varied.
    """

    base: Option
    others: tuple[Option, ...]
    effects: Mapping[str, tuple[Effect, ...]]
    seeds: tuple[int, ...]
    start: date
    weeks: int
    assumptions: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)
    series: pd.DataFrame = field(default_factory=pd.DataFrame)
    fingerprint: str = ""
    version: str = ""
    command: str = ""

    def of(self, option: str, label: str = PLACE) -> tuple[Effect, ...]:
        """Return an option's effects on the place or on a group, in the order of the outcomes."""
        return tuple(effect for effect in self.effects[option] if effect.label == label)

    def labels(self, option: str) -> tuple[str, ...]:
        """Return the labels for which an option has effects."""
        return tuple(dict.fromkeys(effect.label for effect in self.effects[option]))


def effects_of(
    base: Sequence[Summary],
    other: Sequence[Summary],
    draws: Sequence[tuple[Sequence[Summary], Sequence[Summary]]] = (),
    values: Sequence[Mapping[str, float]] = (),
    primary: Iterable[str] = (),
    matters: Mapping[str, float] | None = None,
) -> tuple[Effect, ...]:
    """Return the effect on every outcome, for the place and each group: the primary outcomes first, in their order.

    `base`, `other`: summaries of runs with the same seeds, in the same order. `draws`: for each assumption draw the
    same two lists, and `values` its parameters. `matters`: outcome -> smallest difference that matters.
    """
    chosen, smallest = tuple(primary), matters or {}
    found = []
    names = sorted(_pairs(base), key=lambda pair: chosen.index(pair[1]) if pair[1] in chosen else len(chosen))
    first, second = _table(base, names), _table(other, names)
    apart = [_table(after, names) - _table(before, names) for before, after in draws]
    for place, (label, name) in enumerate(names):
        effect = _effect(paired(first[:, place], second[:, place]), label, name)
        if effect is not None:
            known = replace(effect, primary=name in chosen, matters=smallest.get(name))
            found.append(_with_assumptions(known, [each[:, place] for each in apart], values))
    return tuple(found)


def hours_per_effect(cost: Effect, effect: Effect) -> float | None:
    """Return extra worker-hours a week per unit by which the outcome got better.

    None unless it did, and unless the hours rose by more than chance.
    """
    if not effect.better or not (cost.told and cost.difference > 0):
        return None
    return cost.difference / abs(effect.difference)


def plain(effect: Effect) -> dict[str, Any]:
    """Return an effect as a JSON object: None where there is no number."""
    row = asdict(effect)
    return {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()}


def _pairs(base: Sequence[Summary]) -> Iterable[tuple[str, str]]:
    return ((label, name) for label in base[0] for name in base[0][label])


def _table(runs: Sequence[Summary], names: Sequence[tuple[str, str]]) -> np.ndarray:
    """Return runs x names."""
    return np.array([[run[label][name] for label, name in names] for run in runs], np.float64).reshape(-1, len(names))


def _effect(found: Difference, label: str, name: str) -> Effect | None:
    """Return the effect, or None if the outcome is not known for the label."""
    return Effect(outcome=name, label=label, **asdict(found)) if found.runs else None


def _with_assumptions(
    effect: Effect, draws: Sequence[np.ndarray], values: Sequence[Mapping[str, float]]
) -> Effect:
    """Return the effect with the range of its true means over the draws: of each the differences of its pairs."""
    if not draws:
        return effect
    found: Range = assumption_range(draws, effect, values)
    return replace(
        effect, assumption_low=found.low, assumption_high=found.high, sign_share=found.sign_share,
        n_assumptions=found.draws, turning=found.turning,
    )  # fmt: skip
