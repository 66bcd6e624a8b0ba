"""Paired runs: the difference of two scenarios with the same seeds, its chance interval, how many runs it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats

Numbers = Sequence[float] | np.ndarray
LEVEL = 0.95
FEWEST_RUNS = 4
MOST_RUNS = 100_000


@dataclass(frozen=True)
class Difference:
    """Mean of other - base over pairs of runs with the same seed, and its interval of chance.

    `deviation`: standard deviation of one pair's difference. `variance_ratio`: variance of the difference of means
    without pairing over that with pairing; above 1, pairing saves runs. `runs`: pairs in which both values exist.
    """

    base: float
    other: float
    difference: float
    low: float
    high: float
    deviation: float
    variance_ratio: float
    runs: int


_NAN = float("nan")
_NOTHING = Difference(_NAN, _NAN, _NAN, _NAN, _NAN, _NAN, _NAN, 0)


def paired(base: Numbers, other: Numbers, level: float = LEVEL) -> Difference:
    """Compare values of the same seeds by Student's t interval: mean(d) -+ t(n - 1) sd(d) / sqrt(n).

    Pairs with a missing value (NaN) are left out. The interval is NaN below two pairs.
    Raises ValueError if the numbers of values differ.
    """
    first, second = np.asarray(base, np.float64), np.asarray(other, np.float64)
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} base runs and {len(second)} other runs cannot be paired")
    known = np.isfinite(first) & np.isfinite(second)
    first, second = first[known], second[known]
    runs = int(known.sum())
    if runs == 0:
        return _NOTHING
    differences = second - first
    mean = float(differences.mean())
    deviation = float(differences.std(ddof=1)) if runs > 1 else float("nan")
    reach = t_bound(runs, level) * deviation / runs**0.5 if runs > 1 else float("nan")
    ratio = _variance_ratio(first, second, deviation)
    means = float(first.mean()), float(second.mean()), mean
    return Difference(*means, mean - reach, mean + reach, deviation, ratio, runs)


def runs_needed(deviation: float, delta: float, power: float = 0.8, level: float = LEVEL) -> int:
    """Return the pairs after which a true difference `delta` is told from 0 with the given power, at least 4.

    `deviation`: standard deviation of one pair's difference. Power of the two-sided paired t test by the noncentral
    t distribution. Raises ValueError for a delta that is not positive or a negative deviation.
    """
    if not (delta > 0 and deviation >= 0 and 0 < power < 1 and 0 < level < 1):
        raise ValueError("delta must be positive, the deviation not negative, power and level between 0 and 1")
    low, high = FEWEST_RUNS - 1, FEWEST_RUNS
    while power_of(high, deviation, delta, level) < power and high < MOST_RUNS:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        enough = power_of(middle, deviation, delta, level) >= power
        low, high = (low, middle) if enough else (middle, high)
    return min(high, MOST_RUNS)


def power_of(runs: int, deviation: float, delta: float, level: float = LEVEL) -> float:
    """Return the chance that the interval of that many pairs excludes 0 if the true difference is `delta`."""
    if deviation == 0:
        return 1.0
    bound = stats.t.ppf((1 + level) / 2, runs - 1)
    shift = delta * runs**0.5 / deviation
    return float(stats.nct.sf(bound, runs - 1, shift) + stats.nct.cdf(-bound, runs - 1, shift))


@cache
def t_bound(runs: int, level: float = LEVEL) -> float:
    """Return the quantile of Student's t for the mean of that many values."""
    return float(stats.t.ppf((1 + level) / 2, runs - 1))


def _variance_ratio(first: np.ndarray, second: np.ndarray, deviation: float) -> float:
    if len(first) < 2 or deviation == 0:
        return float("nan")
    return float((first.var(ddof=1) + second.var(ddof=1)) / deviation**2)
