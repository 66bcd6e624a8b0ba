"""Joining by thresholds against theory (Granovetter 1978), with the functions by which groups gain members.

Convention: all decide at once, from nobody; somebody joins whose threshold is at most the number that has joined.
"""

from collections.abc import Iterator
from math import exp, pi, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from govsim.periodic.thresholds import at_quantiles, settled, settled_share
from govsim.validation.checks import Row, exact, row

MEAN = 25.0  # of normal thresholds, in 100 people
SHARES = ((12.2, 5.479), (12.25, 100.0), (50.0, 90.485), (100.0, 65.857))  # by spread; read off, to three decimals
TAKE_OFF = ((100, 12.55), (1_000, 12.26), (10_000, 12.23))  # first spread, in steps of .01, at which a crowd joins


def ladder() -> Iterator[Row]:
    """Thresholds 0, 1, ..., 99: everybody joins; with 2 in place of 1: one person does."""
    steps = np.arange(100)
    yield exact("thresholds.ladder", settled(steps), 100.0)
    yield exact("thresholds.one_replaced", settled(np.where(steps == 1, 2, steps)), 1.0)


def endless_crowd() -> Iterator[Row]:
    """r <- 100 Phi((r - 25) / spread) from 0."""
    for spread, share in SHARES:
        yield exact(f"thresholds.spread_{spread:g}", 100.0 * settled_share(MEAN / 100, spread / 100), share, 5e-4)


def critical_spread() -> Iterator[Row]:
    """Below the spread at which r = 100 Phi((r - 25) / spread) first touches the diagonal few join; above it all do."""
    critical = float(brentq(_gap, 8.0, 20.0, xtol=1e-12))
    yield exact("thresholds.critical_spread", critical, 12.2221, 5e-5)
    below, above = (settled_share(MEAN / 100, (critical + step) / 100) for step in (-0.001, 0.001))
    yield row("thresholds.below_critical", below, 0.0, 0.0, 0.1)
    yield row("thresholds.above_critical", above, 1.0, 0.99, 1.0)


def _gap(spread: float) -> float:
    """Return how far the curve stays below the diagonal where it runs parallel to it (the lower of two such points)."""
    depth = -sqrt(-2.0 * np.log(spread / 100.0 * sqrt(2.0 * pi)))  # phi(depth) = spread / 100
    assert abs(exp(-0.5 * depth**2) / sqrt(2.0 * pi) - spread / 100.0) < 1e-9
    return MEAN + spread * depth - 100.0 * float(ndtr(depth))


def take_off() -> Iterator[Row]:
    """The first spread at which a crowd at the quantiles of the normal law joins, in steps of .01."""
    for people, spread in TAKE_OFF:
        tried = np.arange(1150, 1300) / 100
        joined = (settled(at_quantiles(people, MEAN, each)) > people / 2 for each in tried)
        first = next(each for each, many in zip(tried, joined, strict=True) if many)
        yield exact(f"thresholds.take_off_{people}", float(first), spread)


CHECKS = (ladder, endless_crowd, critical_spread, take_off)
