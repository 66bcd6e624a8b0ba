"""Compare options with a baseline: the runs to do, and what comes of them."""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from govsim import __version__
from govsim.analysis import Comparison, Effect, effects_of, kept_set, power_of, runs_needed
from govsim.analysis.names import no_outcome
from govsim.comparison.assumed import assuming, drawn, held_parameters
from govsim.comparison.jobs import Done, Failure, Job, Key
from govsim.comparison.options import Which, check_alike, distinct, loaded, option_of
from govsim.comparison.processes import perform_all
from govsim.errors import RunError, UsageError
from govsim.measures import PLACE, outcomes_known
from govsim.scenario import Scenario, load

COST = "cost_hours"
Progress = Callable[[int, int], None]
Summaries = list[Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, kw_only=True)
class Compared(Comparison):
    """A comparison, the runs of it that failed, and what it takes to do it again.

    `scenarios`: the baseline and the options. `fingerprints`: of every run. `assumption_seeds`: pairs of each draw.
    `held`: parameters that were not drawn since a scenario sets them. `draws`: the values of each draw.
    """

    failures: tuple[Failure, ...] = field(default=())
    scenarios: tuple[Scenario, ...] = field(default=())
    fingerprints: Mapping[Key, str] = field(default_factory=dict)
    assumption_seeds: int = 0
    held: frozenset[str] = frozenset()
    primary: tuple[str, ...] = ()
    matters: Mapping[str, float] = field(default_factory=dict)
    draws: tuple[Mapping[str, float], ...] = ()


@dataclass(frozen=True)
class Plan:
    """How many pairs tell a difference of `delta`: from the deviation of a pair's difference in pilot pairs."""

    outcome: str
    delta: float
    power: float
    deviation: float
    pilot: int
    runs: int
    reached: float  # power of that many pairs


def compare(
    base: Which, *others: Which, runs: int = 20, assumptions: int = 0, assumption_seeds: int = 10,
    primary: Sequence[str] = (), matters: Mapping[str, float] | None = None,
    changes: Mapping[str, object] | None = None, workers: int | None = None, progress: Progress | None = None,
    calibrated: str | Path | None = None,
) -> Compared:  # fmt: skip
    """Run options and baseline with the same seeds and return the differences with both uncertainties.

    base, others: ids, paths, Scenarios, or changes of the baseline (a mapping, or `+path=value`). runs: pairs; seeds
    count up from the baseline's. assumptions: draws of the assumed parameters, each with `assumption_seeds` pairs; what
    a scenario sets is not drawn. calibrated: folder of a calibration, from whose set its parameters are drawn, also
    those that all scenarios set alike. primary: outcomes chosen beforehand (the scenario's by default). matters:
    outcome -> smallest difference that matters. workers: processes, 0 = none. progress is told runs done, and in all.

    Raises ScenarioError, UsageError, and RunError where no pair was left.
    """
    comparison = begun(
        base, *others, runs=runs, assumptions=assumptions, assumption_seeds=assumption_seeds, primary=primary,
        matters=matters, changes=changes, calibrated=calibrated,
    )  # fmt: skip
    jobs = comparison.jobs()
    for count, result in enumerate(perform_all(jobs, workers), 1):
        comparison.take(result)
        if progress:
            progress(count, len(jobs))
    return comparison.compared()


def begun(
    base: Which, *others: Which, runs: int = 20, assumptions: int = 0, assumption_seeds: int = 10,
    primary: Sequence[str] = (), matters: Mapping[str, float] | None = None,
    changes: Mapping[str, object] | None = None, calibrated: str | Path | None = None,
) -> "Begun":  # fmt: skip
    """Return a comparison whose runs are still to be done; arguments and errors as of `compare`."""
    scenarios = [loaded(each, base, changes or {}) for each in (base, *others)]
    chosen, smallest = _outcomes(primary or _primary(scenarios)), _matters(matters or {})
    _check(scenarios, runs, assumptions, assumption_seeds)
    seeds = tuple(range(scenarios[0].run.seed, scenarios[0].run.seed + runs))
    kept = kept_set(calibrated) if calibrated is not None else None
    without = held_parameters(scenarios, kept) if assumptions else frozenset()
    draws = drawn(assumptions, seeds[0], without, kept)
    return Begun(_Found(scenarios, seeds, assumption_seeds, draws, without), chosen, smallest)


def evaluate(
    scenario: str | Path = "demo", seed: int | None = None, weeks: int | None = None, **factors: object
) -> dict[str, float]:
    """Return the outcomes of one run, id -> value, with settings changed by path; `__` stands for a dot.

    `evaluate("demo", policies__staggered__on=True)`; so that samplers and optimisers can drive the model.
    """
    from govsim.measures import part, values
    from govsim.model import Community

    own = {"run.seed": seed, "run.weeks": weeks}
    changes = {path.replace("__", "."): value for path, value in factors.items()}
    return values(part(Community(load(scenario, changes | _given(own))).run()))


def plan(
    base: Which, other: Which, detect: Mapping[str, float], power: float = 0.8, pilot: int = 10,
    changes: Mapping[str, object] | None = None, workers: int | None = None, progress: Progress | None = None,
) -> list[Plan]:  # fmt: skip
    """Return how many pairs tell each difference of `detect` (outcome -> size), judged by pilot pairs."""
    if not 0 < power < 1:
        raise UsageError(
            f"power 要在 0 和 1 之间，如 0.8，不能是 {power}。",
            f"power lies between 0 and 1, such as 0.8; it cannot be {power}.",
        )
    sizes = _matters(detect)
    found = compare(base, other, runs=pilot, changes=changes, workers=workers, progress=progress)
    effects = {effect.outcome: effect for effect in found.of(found.others[0].id)}
    return [_planned(effects, name, delta, power) for name, delta in sizes.items()]


def _planned(effects: Mapping[str, Effect], name: str, delta: float, power: float) -> Plan:
    effect = effects.get(name)
    if effect is None or not effect.deviation >= 0:
        raise RunError(
            f"试算中没有 {name} 的数值，无法估计；请增加 --pilot 或周数。",
            f"{name} has no value in the pilot runs; take a larger --pilot or more weeks.",
        )
    runs = runs_needed(effect.deviation, delta, power)
    return Plan(name, delta, power, effect.deviation, effect.runs, runs, power_of(runs, effect.deviation, delta))


class _Found:
    """The runs of a comparison, done and failed."""

    def __init__(
        self, scenarios: Sequence[Scenario], seeds: Sequence[int], draw_seeds: int,
        draws: Sequence[Mapping[str, float]], held: frozenset[str],
    ) -> None:  # fmt: skip
        self.scenarios, self.seeds, self.draws, self.held = list(scenarios), tuple(seeds), list(draws), held
        self.draw_seeds = tuple(range(seeds[0], seeds[0] + draw_seeds))
        self.done: dict[Key, Done] = {}
        self.failures: list[Failure] = []

    def jobs(self) -> list[Job]:
        """Return all runs: pairs seed by seed first, then the assumption draws."""
        numbers = range(len(self.scenarios))
        pairs = [Job(Key(n, -1, seed), self.scenarios[n], series=True) for seed in self.seeds for n in numbers]
        varied = []
        for number, values in enumerate(self.draws):
            changed = [assuming(scenario, values) for scenario in self.scenarios]
            varied += [Job(Key(n, number, seed), changed[n]) for seed in self.draw_seeds for n in numbers]
        return pairs + varied

    def take(self, result: Done | Failure) -> None:
        if isinstance(result, Failure):
            self.failures.append(result)
        else:
            self.done[result.key] = result

    def pairs(self, option: int, draw: int = -1) -> tuple[Summaries, Summaries]:
        """Return the summaries of baseline and option for the seeds of which both are done, in the order of seeds."""
        wanted = self.seeds if draw < 0 else self.draw_seeds
        both = [seed for seed in wanted if {Key(0, draw, seed), Key(option, draw, seed)} <= self.done.keys()]
        base, other = ([self.done[Key(n, draw, seed)].summary for seed in both] for n in (0, option))
        return base, other

    def comparison(self, primary: Sequence[str], matters: Mapping[str, float]) -> Compared:
        names, base = distinct(self.scenarios), self.scenarios[0]
        effects = {name: self._effects(n, primary, matters) for n, name in enumerate(names) if n}
        options = [option_of(name, self.scenarios[n], base, self._hours(n)) for n, name in enumerate(names)]
        first = next(iter(self.done.values()))
        return Compared(
            base=options[0], others=tuple(options[1:]), effects=effects, start=base.run.start, weeks=base.run.weeks,
            seeds=tuple(seed for seed in self.seeds if Key(0, -1, seed) in self.done), assumptions=len(self.draws),
            sizes=dict(first.sizes), series=self._series(names), version=__version__,
            fingerprint=_chained(self.done), failures=tuple(sorted(self.failures, key=lambda failure: failure.key)),
            scenarios=tuple(self.scenarios),
            fingerprints={key: self.done[key].fingerprint for key in sorted(self.done)},
            assumption_seeds=len(self.draw_seeds), held=self.held,
            primary=tuple(primary), matters=dict(matters), draws=tuple(self.draws),
        )  # fmt: skip

    def _effects(self, option: int, primary: Sequence[str], matters: Mapping[str, float]) -> tuple[Effect, ...]:
        base, other = self.pairs(option)
        if not base:
            reasons = "; ".join(sorted({failure.reason for failure in self.failures}))
            trace = "\n".join(failure.trace for failure in self.failures)
            raise RunError(f"没有一对模拟完成：{reasons}", f"No pair of runs was completed: {reasons}", trace)
        varied = [(values, self.pairs(option, number)) for number, values in enumerate(self.draws)]
        kept = [(values, pairs) for values, pairs in varied if pairs[0]]
        return effects_of(base, other, [pairs for _, pairs in kept], [values for values, _ in kept], primary, matters)

    def _hours(self, option: int) -> float:
        values = [each.summary[PLACE][COST] for key, each in self.done.items() if key[:2] == (option, -1)]
        return sum(values) / len(values) if values else float("nan")

    def _series(self, names: Sequence[str]) -> pd.DataFrame:
        """Return weekly means over the runs: option, date, outcome, value."""
        start = pd.Timestamp(self.scenarios[0].run.start)
        rows = [
            (names[key.option], (start + pd.Timedelta(weeks=week)).date().isoformat(), outcome, value)
            for key, each in self.done.items() if key.draw < 0
            for outcome, values in each.weekly.items() for week, value in enumerate(values)
        ]  # fmt: skip
        columns = ["option", "date", "outcome", "value"]
        means = pd.DataFrame(rows, columns=columns).groupby(columns[:3])["value"].mean()
        return means.reset_index()


@dataclass(frozen=True)
class Begun:
    """A comparison while its runs arrive: do the `jobs`, `take` what comes of each, ask for `compared` at any time."""

    found: _Found
    primary: tuple[str, ...]
    matters: Mapping[str, float]

    def jobs(self) -> list[Job]:
        """Return all runs, in the order in which they are wanted."""
        return self.found.jobs()

    def take(self, result: Done | Failure) -> None:
        """Note what came of a run."""
        self.found.take(result)

    def pairs(self, option: int) -> tuple[Summaries, Summaries]:
        """Return the summaries of baseline and option (counted from 1) for the seeds of which both are done."""
        return self.found.pairs(option)

    def compared(self) -> Compared:
        """Return the comparison as far as it has come. Raises RunError where an option has no pair yet."""
        return self.found.comparison(self.primary, self.matters)


def _chained(done: Mapping[Key, Done]) -> str:
    digest = hashlib.sha256()
    for key in sorted(done):
        digest.update(f"{tuple(key)} {done[key].fingerprint}\n".encode())
    return digest.hexdigest()


def _primary(scenarios: Sequence[Scenario]) -> Sequence[str]:
    return next((each.outcomes.primary for each in reversed(scenarios) if each.outcomes.primary), ())


def _check(scenarios: Sequence[Scenario], runs: int, assumptions: int, draw_seeds: int) -> None:
    if len(scenarios) < 2:
        raise UsageError("请给出至少一个要比较的方案。", "Name at least one option to compare.")
    for name, given, least in (("runs", runs, 2), ("assumptions", assumptions, 0), ("assumption_seeds", draw_seeds, 1)):
        if given < least:
            raise UsageError(f"{name} 至少 {least}，不能是 {given}。", f"{name} is {least} or more, not {given}.")
    check_alike(scenarios[0], scenarios[1:])


def _matters(given: Mapping[str, float]) -> dict[str, float]:
    _known(list(given))
    for name, value in given.items():
        if not 0 < value < math.inf:
            raise UsageError(
                f"{name} 的差别是大于 0 的数，不能是 {value}。",
                f"The difference of {name} is a number larger than 0, not {value}.",
            )
    return dict(given)


def _outcomes(names: Sequence[str]) -> tuple[str, ...]:
    if len(names) > 3:
        raise UsageError(
            f"主要指标最多三个，给出了 {len(names)} 个。", f"At most three outcomes are primary, not {len(names)}."
        )
    return _known(names)


def _known(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in outcomes_known():
            raise UsageError(*no_outcome(name, outcomes_known()))
    return tuple(names)


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}
