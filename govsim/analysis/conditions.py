"""Scenario discovery: under which conditions something holds, as a box of ranges (PRIM).

Peeling and pasting: Friedman & Fisher 1999, doi:10.1023/A:1008894516817; gain by what is lost, so that names and coarse
levels can stand beside numbers: Kwakkel & Jaxa-Rozen 2016, doi:10.1016/j.envsoft.2015.11.020. Coverage, density and
resampling: Bryant & Lempert 2010, doi:10.1016/j.techfore.2009.08.002. Written out here because the libraries that have
it bring windows, plotting or machine learning along (prim: Matplotlib, mplcursors; EMA Workbench: scikit-learn,
statsmodels, seaborn), and none says how often a resample gives the same box.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

PEEL = 0.05  # least share of the cases inside that one step cuts off
FEWEST = 0.05  # share of all cases that a box holds at least
IDLE = 0.01  # a limit that raises the score by less is dropped
MOST = 10  # numeric factors that are tried: those that go along with the interest most
RESAMPLES = 50


@dataclass(frozen=True)
class Limit:
    """What a box asks of a factor: above `low`, below `high`, or one of `names`. `kept`: % of resamples that ask it."""

    factor: str
    low: float | None = None
    high: float | None = None
    names: tuple[Any, ...] | None = None
    kept: float = float("nan")


@dataclass(frozen=True)
class Box:
    """Limits that hold together.

    coverage: % of the cases of interest that lie inside; density: % of the cases inside that are of interest;
    base: % of all cases that are of interest. `overlap`: cases that lie both in this box and in the box of a resample,
    % of those in either, mean over resamples: 100 = the same box every time.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    base: float
    cases: int
    overlap: float


class _Cases(NamedTuple):
    """Cases in numbers: each factor's sorted values, each case's place among them, how often the case counts."""

    factors: list[str]
    values: list[np.ndarray]
    places: list[np.ndarray]
    numeric: list[bool]
    wanted: np.ndarray
    weight: np.ndarray


Allowed = list[np.ndarray]  # for each factor, which of its values are inside


def conditions(cases: pd.DataFrame, interest: np.ndarray, seed: int = 1, resamples: int = RESAMPLES) -> Box | None:
    """Return the box that best tells the cases of interest from the others; None where there is nothing to tell.

    Best: the largest harmonic mean of coverage and density (the score). A limit that no more than half of the
    resamples come upon is left out. `cases`: a column a factor, numbers or names.
    """
    known = _coded(cases, np.asarray(interest, dtype=bool))
    if not 0 < known.wanted.sum() < len(known.wanted):
        return None
    best = _best(known)
    if not _limited(best):
        return None
    random = np.random.default_rng(seed)
    counts = random.multinomial(len(cases), np.full(len(cases), 1 / len(cases)), size=resamples)
    others = [
        _best(known._replace(weight=weight.astype(np.float64))) for weight in counts if (weight @ known.wanted) > 0
    ]
    kept = [_again(known, factor, best[factor], others) > 0.5 or best[factor].all() for factor in range(len(best))]
    firm = [each if held else np.ones_like(each) for each, held in zip(best, kept, strict=True)]
    return _box(known, firm, others) if _limited(firm) else None


def _coded(cases: pd.DataFrame, wanted: np.ndarray) -> _Cases:
    columns = [cases[name].to_numpy() for name in cases.columns]
    numeric = [pd.api.types.is_numeric_dtype(cases[name]) for name in cases.columns]
    pairs = [np.unique(column if number else column.astype(str), return_inverse=True)
             for column, number in zip(columns, numeric, strict=True)]  # fmt: skip
    names, weight = [str(name) for name in cases.columns], np.ones(len(cases))
    return _Cases(names, [pair[0] for pair in pairs], [pair[1] for pair in pairs], numeric, wanted, weight)


def _best(known: _Cases) -> Allowed:
    """Return the best box on the way of peeling, with its bounds moved to where they are best, without idle limits."""
    return _without_idle(known, _pasted(known, _peeled(known)))


def _peeled(known: _Cases) -> Allowed:
    """Return the box with the highest score among those that each lack one more cut.

    Each cut is the one that raises the density most for each case it loses. It ends where no smaller box can have a
    higher score: with coverage c and all cases inside of interest, that is 2 c / (1 + c).
    """
    allowed, factors = [np.ones(len(values), dtype=bool) for values in known.values], _promising(known)
    best, highest = allowed, 0.0
    while True:
        inside = _inside(known, allowed)
        score, coverage = _score(known, inside), float(known.weight @ (inside & known.wanted)) / _of_interest(known)
        best, highest = (allowed, score) if score > highest else (best, highest)
        cuts = [cut for factor in factors for cut in _cuts(known, allowed, inside, factor)]
        if not cuts or 2 * coverage / (1 + coverage) <= highest:
            return best
        _, factor, kept = max(cuts, key=lambda cut: cut[0])
        allowed = [*allowed[:factor], kept, *allowed[factor + 1 :]]


def _promising(known: _Cases) -> list[int]:
    """Return all factors with names, and those numbers whose ranks go along with the interest most."""
    numbers = [factor for factor, numeric in enumerate(known.numeric) if numeric]
    wanted = known.weight * (known.wanted - np.average(known.wanted, weights=known.weight))
    strength = {
        factor: abs(float(wanted @ known.places[factor])) / (known.places[factor].std() or 1) for factor in numbers
    }
    return [*(set(range(len(known.factors))) - set(numbers)), *sorted(numbers, key=lambda each: -strength[each])[:MOST]]


def _cuts(known: _Cases, allowed: Allowed, inside: np.ndarray, factor: int) -> Iterator[tuple[float, int, np.ndarray]]:
    """Yield (gain, factor, values kept) of each way to cut a little off: an end of the range, or one of its names."""
    cases, good = _counts(known, inside, factor)
    whole, wanted = cases.sum(), good.sum()
    there = np.flatnonzero(allowed[factor] & (cases > 0))
    for gone in _slices(cases, there, known.numeric[factor]):
        lost, rest = cases[gone].sum(), whole - cases[gone].sum()
        if rest >= FEWEST * known.weight.sum():
            kept = allowed[factor].copy()
            kept[gone if not known.numeric[factor] else _beyond(gone, there)] = False
            yield ((wanted - good[gone].sum()) / rest - wanted / whole) / lost, factor, kept


def _slices(cases: np.ndarray, there: np.ndarray, numeric: bool) -> list[np.ndarray]:
    """Return which values can go next: at either end as many as hold PEEL of the cases, or each name alone."""
    if len(there) < 2:
        return []
    if not numeric:
        return [there[place : place + 1] for place in range(len(there))]
    ends = []
    for ordered in (there, there[::-1]):
        size = int(np.searchsorted(np.cumsum(cases[ordered]), PEEL * cases[there].sum())) + 1
        ends.append(ordered[:size])
    return [each for each in ends if len(each) < len(there)]


def _beyond(gone: np.ndarray, there: np.ndarray) -> slice:
    """Return everything from the cut to the end of the range: values that no case inside has go along."""
    return slice(None, gone[-1] + 1) if gone[0] == there[0] else slice(gone[-1], None)


def _pasted(known: _Cases, allowed: Allowed) -> Allowed:
    """Move each bound to where the score is highest, as wide as can be, until nothing moves."""
    score = _score(known, _inside(known, allowed))
    for factor in range(len(allowed)):
        if allowed[factor].all() or not known.numeric[factor]:
            continue
        others = _freed(allowed, factor)
        counts = _counts(known, _inside(known, others), factor)
        moved = [*others[:factor], _moved(*counts, allowed[factor], _of_interest(known)), *others[factor + 1 :]]
        if _score(known, _inside(known, moved)) > score + 1e-12:
            return _pasted(known, moved)
    return allowed


def _moved(cases: np.ndarray, good: np.ndarray, kept: np.ndarray, wanted: float) -> np.ndarray:
    """Return the range with its lower bound where the score is highest, then its upper one."""
    low, high = np.flatnonzero(kept)[[0, -1]]
    most, all_of = np.cumsum(good), np.cumsum(cases)
    before = np.append(0, most)[: high + 1], np.append(0, all_of)[: high + 1]
    low = int(np.argmax((most[high] - before[0]) / (all_of[high] - before[1] + wanted)))
    after = (most[low:] - before[0][low]) / (all_of[low:] - before[1][low] + wanted)
    high = len(kept) - 1 - int(np.argmax(after[::-1]))
    moved = np.zeros_like(kept)
    moved[low : high + 1] = True
    return moved


def _without_idle(known: _Cases, allowed: Allowed) -> Allowed:
    """Drop limits, whole or at one end, as long as the score falls by less than IDLE; the least needed first."""
    score = _score(known, _inside(known, allowed))
    tried = [(_score(known, _inside(known, wider)), wider) for wider in _wider(known, allowed)]
    best = max(tried, key=lambda each: each[0], default=None)
    return _without_idle(known, best[1]) if best is not None and best[0] > score - IDLE else allowed


def _wider(known: _Cases, allowed: Allowed) -> Iterator[Allowed]:
    for factor in _limited(allowed):
        kept = allowed[factor]
        options = [np.ones_like(kept)]
        if known.numeric[factor] and not kept[0] and not kept[-1]:
            low, high = np.flatnonzero(kept)[[0, -1]]
            options += [np.arange(len(kept)) >= low, np.arange(len(kept)) <= high]
        yield from ([*allowed[:factor], option, *allowed[factor + 1 :]] for option in options)


def _limited(allowed: Allowed) -> list[int]:
    return [factor for factor, kept in enumerate(allowed) if not kept.all()]


def _inside(known: _Cases, allowed: Allowed) -> np.ndarray:
    held = np.ones(len(known.wanted), dtype=bool)
    for places, kept in zip(known.places, allowed, strict=True):
        if not kept.all():
            held &= kept[places]
    return held


def _counts(known: _Cases, inside: np.ndarray, factor: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how many cases inside, and how many of interest, each value of the factor has."""
    size, places = len(known.values[factor]), known.places[factor]
    every = np.bincount(places, known.weight * inside, size)
    return every, np.bincount(places, known.weight * (inside & known.wanted), size)


def _of_interest(known: _Cases) -> float:
    return float(known.weight @ known.wanted)


def _score(known: _Cases, inside: np.ndarray) -> float:
    """Return the harmonic mean of coverage and density."""
    both, within = float(known.weight @ (inside & known.wanted)), float(known.weight @ inside)
    return 2 * both / (within + _of_interest(known))


def _box(known: _Cases, best: Allowed, others: Sequence[Allowed]) -> Box:
    """Return the box, with how often resamples came upon its limits and its cases."""
    inside, wanted = _inside(known, best), known.wanted
    theirs = [_inside(known, other) for other in others]
    overlap = np.mean([(inside & each).sum() / (inside | each).sum() for each in theirs])
    limits = tuple(_limit(known, factor, best, others) for factor in _limited(best))
    both, within = int((inside & wanted).sum()), int(inside.sum())
    shares = 100 * both / int(wanted.sum()), 100 * both / within, 100 * float(wanted.mean())
    return Box(limits, *shares, within, 100 * float(overlap))


def _limit(known: _Cases, factor: int, best: Allowed, others: Sequence[Allowed]) -> Limit:
    """Return the limit on a factor; a bound lies halfway between the cases that it parts, other limits being met."""
    kept, values, name = best[factor], known.values[factor], known.factors[factor]
    again = 100 * _again(known, factor, kept, others)
    if not known.numeric[factor]:
        return Limit(name, names=tuple(str(each) for each in values[kept]), kept=again)
    cases, _ = _counts(known, _inside(known, _freed(best, factor)), factor)
    below, inside, above = _parts(values[cases > 0], kept[cases > 0])
    low = float(below[-1] + inside[0]) / 2 if len(below) else None
    high = float(inside[-1] + above[0]) / 2 if len(above) else None
    return Limit(name, low, high, kept=again)


def _again(known: _Cases, factor: int, kept: np.ndarray, others: Sequence[Allowed]) -> float:
    """Return the share of resamples with this limit: the same names, or bounds on the same sides."""
    if known.numeric[factor]:
        return float(np.mean([(each[factor][0], each[factor][-1]) == (kept[0], kept[-1]) for each in others]))
    return float(np.mean([np.array_equal(each[factor], kept) for each in others]))


def _parts(values: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the values below the range, in it and above it."""
    first, last = np.flatnonzero(kept)[[0, -1]]
    return values[:first], values[first : last + 1], values[last + 1 :]


def _freed(allowed: Allowed, factor: int) -> Allowed:
    """Return the box without its limit on one factor."""
    return [np.ones_like(kept) if place == factor else kept for place, kept in enumerate(allowed)]
