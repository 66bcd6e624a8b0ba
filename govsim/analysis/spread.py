"""What lies between the draws of the assumptions, without the chance of their few seeds.

Model: difference in draw k at seed s = theta(k) + u(s) + e(k, s); all draws have the same seeds. Variances by analysis
of variance. Test of unequal draws with unequal variances: Box 1954, Ann. Math. Stat. 25:290. Means that spread as the
true ones do: Louis 1984, J. Am. Stat. Assoc. 79:393.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import stats

ALPHA = 0.025  # of each of two tests, so that both together are wrong in at most 5 of 100


class Pairs(Protocol):
    """The difference at the default assumptions, the standard deviation of one pair's difference, number of pairs."""

    @property
    def difference(self) -> float: ...
    @property
    def deviation(self) -> float: ...
    @property
    def runs(self) -> int: ...


@dataclass(frozen=True)
class Spread:
    """The mean differences of the draws without chance, and whether they differ by more than chance."""

    means: np.ndarray
    told: bool


@dataclass(frozen=True)
class _Chance:
    """Variance of one pair's difference within a draw, its degrees of freedom, how unequal the draws' variances are.

    `unequal`: mean(v²) / mean(v)² of the draws' own variances v; 1 if they are equal.
    """

    variance: float
    freedom: float
    unequal: float = 1.0


def spread_of(draws: np.ndarray, default: Pairs) -> Spread:
    """Return the draws' mean differences without chance; `draws`: draws x seeds, NaN where there is no pair.

    Told apart, the means are moved towards their centre by root of between / (between + within / seeds): as a set they
    then have the variance of the true ones. Else all are the difference at the default assumptions, or the draws'
    centre where that lies further from it than chance puts it.
    """
    counts, means = np.isfinite(draws).sum(axis=1), np.nanmean(draws, axis=1)
    centre, chance = float(means.mean()), _chance(draws - means[:, None], default)
    between = _between(means, counts)
    if _differ(between, len(means), chance) and not np.allclose(means, centre):
        share = counts.sum() - (counts**2).sum() / counts.sum()
        true = max(0.0, between - chance.variance) * (len(means) - 1) / share
        kept = np.sqrt(true / (true + chance.variance / counts))
        return Spread(centre + kept * (means - centre), True)
    point = centre if _moved(draws, centre, chance, default) else default.difference
    return Spread(np.full(len(means), point), False)


def _between(means: np.ndarray, counts: np.ndarray) -> float:
    """Return the mean square between the draws; NaN for a single one."""
    if len(means) < 2:
        return float("nan")
    middle = (counts * means).sum() / counts.sum()
    return float((counts * (means - middle) ** 2).sum() / (len(means) - 1))


def _chance(rest: np.ndarray, default: Pairs) -> _Chance:
    """Return the chance within draws, what a seed does to all draws taken off; that of the main pairs if unknown.

    `rest`: differences less the mean of their draw.
    """
    known = np.isfinite(rest)
    freedom = known.sum() - known.shape[0] - (known.shape[1] - 1)
    if freedom <= 0:
        return _Chance(default.deviation**2, default.runs - 1)
    rest = rest - np.nanmean(rest, axis=0)
    return _Chance(float(np.nansum(rest**2) / freedom), float(freedom), _unequal(rest, known.sum(axis=1)))


def _unequal(rest: np.ndarray, counts: np.ndarray) -> float:
    """Return mean(v²) / mean(v)² of the variances of the draws with two seeds or more, at least 1."""
    several = counts > 1
    below = counts[several] - 1
    own = np.nansum(rest[several] ** 2, axis=1) / below
    if not own.any():
        return 1.0
    return max(1.0, float((own**2 * below / (below + 2)).mean() / own.mean() ** 2))  # E(own²) = v² (n + 1) / (n - 1)


def _differ(between: float, draws: int, chance: _Chance) -> bool:
    """Whether the draws differ by more than chance: F test, its degrees of freedom divided by `unequal`."""
    freedoms = (draws - 1) / chance.unequal, chance.freedom / chance.unequal
    return bool(between > chance.variance * stats.f.ppf(1 - ALPHA, *freedoms))


def _moved(draws: np.ndarray, centre: float, chance: _Chance, default: Pairs) -> bool:
    """Whether the draws' centre lies further from the default's difference than chance puts it: t test over the seeds.

    With a single seed, luck that all draws share cannot be told from a shift: the whole variance of a pair counts.
    """
    seeds = draws.shape[1]
    own = np.nanmean(draws, axis=0).var(ddof=1) / seeds if seeds > 1 else chance.variance
    bound = stats.t.ppf(1 - ALPHA / 2, seeds - 1 if seeds > 1 else chance.freedom)
    reach = bound * np.sqrt(own + default.deviation**2 / default.runs)
    return bool(abs(centre - default.difference) > reach and not np.isclose(centre, default.difference))
