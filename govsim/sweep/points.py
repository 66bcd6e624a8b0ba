"""The points of a design: which settings each has, and what stands in the table of points."""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from govsim.analysis.extras import needed
from govsim.analysis.names import no_such
from govsim.errors import UsageError
from govsim.parameters import parameters
from govsim.store.design import SAMPLED, Design, Factor, label_of

Label = str | float | int
Option = tuple[Label, dict[str, Any]]  # what stands in the table, and the changes that it means
_PARAMETER = "parameters."


@dataclass(frozen=True)
class Point:
    """One setting of all factors."""

    number: int
    labels: dict[str, Label]
    changes: dict[str, Any]


def count_of(design: Design) -> int:
    """Return how many points a design has, without making them."""
    sizes = [len(options(factor)) for factor in design.factors] if design.method not in SAMPLED else []
    if design.method == "grid":
        return math.prod(sizes)
    if design.method == "one-at-a-time":
        return 1 + sum(size - 1 for size in sizes)
    if design.method == "list":
        return max(sizes, default=1)
    samples, number = design.samples or 0, len(design.factors)
    if design.method == "sobol":
        return samples * (2 * number + 2 if design.second_order else number + 2)
    return samples * (number + 1) if design.method == "morris" else samples


def points_of(design: Design, whole: frozenset[str] = frozenset()) -> Iterator[Point]:
    """Yield the points of a design. `whole`: paths whose values are whole numbers.

    Raises MissingExtraError where a method needs SALib, and it is not installed.
    """
    if design.method in SAMPLED:
        chosen = _sampled(design, whole)
    elif design.method == "one-at-a-time":
        chosen = _one_at_a_time([options(factor) for factor in design.factors])
    else:
        join = itertools.product if design.method == "grid" else zip
        chosen = (tuple(row) for row in join(*(options(factor) for factor in design.factors)))
    names = [factor.id for factor in design.factors]
    for number, row in enumerate(chosen):
        changes = {path: value for _, own in row for path, value in own.items()}
        yield Point(number, dict(zip(names, (label for label, _ in row), strict=True)), changes)


def options(factor: Factor) -> list[Option]:
    """Return the options of a factor with values or levels: label and changes."""
    if factor.levels:
        return [(level.name, dict(level.changes)) for level in factor.levels]
    return [(label_of(value), {factor.path or "": _plain(value)}) for value in factor.values]


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _one_at_a_time(every: Sequence[list[Option]]) -> Iterator[tuple[Option, ...]]:
    """Yield the first option of all factors, then each other option alone."""
    base = tuple(own[0] for own in every)
    yield base
    for place, own in enumerate(every):
        for option in own[1:]:
            yield (*base[:place], option, *base[place + 1 :])


def _sampled(design: Design, whole: frozenset[str]) -> Iterator[tuple[Option, ...]]:
    low, high = (np.array([getattr(factor, end) for factor in design.factors], float) for end in ("low", "high"))
    for row in np.clip(low + _unit_sample(design) * (high - low), low, high):  # rounding may pass an end
        yield tuple(_drawn(factor, float(value), whole) for factor, value in zip(design.factors, row, strict=True))


def _drawn(factor: Factor, value: float, whole: frozenset[str]) -> Option:
    path = factor.path or ""
    known = parameters().get(path.removeprefix(_PARAMETER))
    counted = (
        factor.whole if factor.whole is not None else path in whole or (known is not None and known.unit == "count")
    )
    rounded: float | int = round(value) if counted else value
    return rounded, {path: rounded}


def _unit_sample(design: Design) -> np.ndarray:
    """Return the sample in the unit cube, one row a point."""
    number, samples, seed = len(design.factors), design.samples or 0, design.sampling_seed
    if design.method == "latin-hypercube":
        from scipy.stats import qmc

        rows: np.ndarray = qmc.LatinHypercube(number, rng=np.random.default_rng(seed)).random(samples)
        return rows
    sampling = {name: needed(f"SALib.sample.{name}", "SALib") for name in ("morris", "sobol")}
    problem = {"num_vars": number, "names": [factor.id for factor in design.factors], "bounds": [[0.0, 1.0]] * number}
    if design.method == "morris":
        return np.asarray(sampling["morris"].sample(problem, samples, design.morris_levels, seed=seed))
    return np.asarray(sampling["sobol"].sample(problem, samples, calc_second_order=design.second_order, seed=seed))


def check(design: Design) -> None:
    """Check that the parts of a design fit together. Raises UsageError (as an invalid file: exit code 3)."""
    for found in _mistakes(design):
        raise DesignError(*found)


class DesignError(UsageError):
    """A design whose parts do not fit together."""

    exit_code = 3


def _mistakes(design: Design) -> Iterator[tuple[str, str]]:
    names = [factor.id for factor in design.factors]
    if not names:
        yield "设计里没有 factors（要变动的设置）。", "The design has no factors (what is varied)."
    for factor in design.factors:
        yield from _factor_mistakes(design, factor)
    for name in {name for name in names if names.count(name) > 1}:
        yield f"因素 {name} 写了两次。", f"Factor {name} stands twice."
    yield from _method_mistakes(design)
    yield from _contrast_mistakes(design)


def _factor_mistakes(design: Design, factor: Factor) -> Iterator[tuple[str, str]]:
    name = factor.id
    if not name:
        yield "因素要有 path 或 name。", "A factor needs a path or a name."
    elif design.method in SAMPLED:
        if factor.path is None or factor.low is None or factor.high is None or factor.values or factor.levels:
            yield (
                f"因素 {name}：{design.method} 要写 path、low 和 high。",
                f"Factor {name}: {design.method} takes path, low and high.",
            )
        elif not factor.low < factor.high:
            yield (
                f"因素 {name}：从 {factor.low} 到 {factor.high} 是空的，low 要小于 high。",
                f"Factor {name}: {factor.low} to {factor.high} is empty; low is to be below high.",
            )
    elif bool(factor.levels) == bool(factor.values) or (factor.values and factor.path is None):
        yield (
            f"因素 {name}：要么写 path 和 values，要么写 name 和 levels（至少一项）。",
            f"Factor {name} takes either path and values, or name and levels; at least one of them.",
        )
    elif len({label for label, _ in options(factor)}) < len(options(factor)):
        yield f"因素 {name} 有重复的取值。", f"Factor {name} has the same value twice."


def _method_mistakes(design: Design) -> Iterator[tuple[str, str]]:
    if design.method in SAMPLED and design.samples is None:
        yield f"{design.method} 要写 samples（抽样数）。", f"{design.method} needs samples (how many)."
    if design.method == "sobol" and design.samples and design.samples & (design.samples - 1):
        yield (
            f"sobol 的 samples 要是 2 的幂，如 64，不能是 {design.samples}。",
            f"samples of sobol is a power of two, such as 64; not {design.samples}.",
        )
    if design.method == "list" and len({len(options(factor)) for factor in design.factors}) > 1:
        yield "list 的各因素取值个数要相同。", "With list, all factors have the same number of values."


def _contrast_mistakes(design: Design) -> Iterator[tuple[str, str]]:
    contrast, by_name = design.contrast, {factor.id: factor for factor in design.factors}
    if contrast is not None and contrast.factor not in by_name:
        yield _no_factor("contrast", contrast.factor, by_name)
    elif contrast is not None and label_of(contrast.base) not in [one for one, _ in options(by_name[contrast.factor])]:
        yield _no_level("contrast", by_name[contrast.factor], contrast.base)
    if design.stop is not None and (contrast is None or design.stop.least > design.stop.most):
        yield "stop 需要 [contrast]，且 least ≤ most。", "stop needs a [contrast], and least not above most."
    held = design.assumptions.at if design.assumptions else {}
    for name, value in held.items():
        if name not in by_name:
            yield _no_factor("assumptions.at", name, by_name)
        elif design.method not in SAMPLED and label_of(value) not in [one for one, _ in options(by_name[name])]:
            yield _no_level("assumptions.at", by_name[name], value)


def _no_factor(where: str, wrong: str, known: Iterable[str]) -> tuple[str, str]:
    zh, en = no_such(("因素", "factor"), wrong, known)
    return f"{where}：{zh}", f"{where}: {en}"


def _no_level(where: str, factor: Factor, wrong: object) -> tuple[str, str]:
    known = [label for label, _ in options(factor)]
    zh, en = no_such((f" {factor.id} 的取值", f"value of {factor.id}:"), label_of(wrong), known)
    return f"{where}：{zh}", f"{where}: {en}"
