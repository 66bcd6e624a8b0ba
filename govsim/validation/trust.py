"""Slow states against theory: trust between and under random experiences, and how many know a worker.

With experiences at rate r a year, share s good, gain g, loss l and relaxation rho a year to b, the mean of trust is
m1 = (rho b + r s g) / (rho + r s g + r (1-s) l), and its second moment
m2 = (2 rho b m1 + r s (2 g (1-g) m1 + g^2)) / (2 rho + r s (1 - (1-g)^2) + r (1-s) (1 - (1-l)^2)).
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govsim.engine.casework.acquaintance import get_acquainted
from govsim.engine.compiled import shared
from govsim.engine.relaxation import learn_workers, touch
from govsim.parameters import rules
from govsim.validation.checks import REPLICATES, Row, exact, mean
from govsim.world.schema import RESIDENT

YEAR = 52 * 168  # hours
HOURS_A_YEAR = 8766
SLOW = ("trust_workers", "trust_offices", "trust_group", "belonging", "efficacy", "ties", "baseline", "baseline_ties")
# A resident whose slow states are doubles, so that rounding to four bytes does not hide an error.
PRECISE = np.dtype([(name, "f8" if name in SLOW else RESIDENT[name]) for name in RESIDENT.names or ()], align=True)
PEOPLE = 1500


class Seeded(NamedTuple):
    """The settings that getting acquainted reads."""

    seed: int
    rules: np.ndarray


def _touched(residents: Any, table: Any, hours: Any) -> None:
    """Touch everybody in some hours."""
    for row in range(len(residents)):
        for k in range(len(hours)):
            touch(residents[row], table[0], hours[k])


def _lived(residents: Any, table: Any, starts: Any, hours: Any, goods: Any, end: int) -> None:
    """Let everybody have experiences, and touch them at the end."""
    for row in range(len(residents)):
        for k in range(starts[row], starts[row + 1]):
            learn_workers(residents[row], table[0], hours[k], goods[k], 1.0)
        touch(residents[row], table[0], end)


def _met(settings: Any, residents: Any, starts: Any, hours: Any, chance: float) -> None:
    """Let everybody meet workers in some hours."""
    for row in range(len(residents)):
        for k in range(starts[row], starts[row + 1]):
            get_acquainted(settings, residents[row], row, hours[k], chance)


touched, lived, met = shared(_touched), shared(_lived), shared(_met)


def people(number: int, trust: float = 0.5) -> np.ndarray:
    """Return residents with baselines of one half."""
    table = np.zeros(number, PRECISE)
    for name in SLOW:
        table[name] = 0.5
    table["trust_workers"] = trust
    return table


def poisson(number: int, rate: float, years: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each resident's events begin, and their hours in order; rate a year of 52 weeks."""
    draws = np.random.default_rng(seed)
    counts = draws.poisson(rate * years, number)
    starts = np.concatenate([[0], np.cumsum(counts)])
    person = np.repeat(np.arange(number), counts)
    hours = (draws.random(len(person)) * years * YEAR).astype(np.int64)
    return starts, hours[np.lexsort((hours, person))]


def relaxation() -> Iterator[Row]:
    """x(t) = b + (x - b) exp(-rho t), however often it is looked at in between."""
    table = rules({"trust.relaxation": 0.02})
    once, often = people(1, 0.9), people(1, 0.9)
    once["belonging"] = often["belonging"] = 0.1
    touched(once, table, np.array([1000]))
    touched(often, table, np.array([1, 2, 2, 57, 400, 999, 1000, 1000]))
    kept = math.exp(-0.02 * 1000 / 168)
    yield exact("trust.relaxed", float(once["trust_workers"][0]), 0.5 + 0.4 * kept, 1e-12)
    yield exact("trust.belonging_relaxed", float(once["belonging"][0]), 0.5 - 0.4 * kept, 1e-12)
    yield exact("trust.touched_often", float(often["trust_workers"][0] - once["trust_workers"][0]), 0.0, 1e-12)
    plain = np.zeros(1, RESIDENT)
    plain["trust_workers"], plain["baseline"] = 0.9, 0.5
    touched(plain, table, np.arange(0, 1001))
    yield exact("trust.touched_often_single_precision", float(plain["trust_workers"][0]), 0.5 + 0.4 * kept, 1e-5)


def moments(rho: float, rate: float, good: float, gain: float = 0.1, loss: float = 0.2) -> tuple[float, float]:
    """Return the stationary mean and standard deviation around a baseline of .5."""
    up, down = rate * good, rate * (1.0 - good)
    first = (rho * 0.5 + up * gain) / (rho + up * gain + down * loss)
    second = (rho * first + up * (2.0 * gain * (1.0 - gain) * first + gain**2)) / (
        2.0 * rho + up * (1.0 - (1.0 - gain) ** 2) + down * (1.0 - (1.0 - loss) ** 2)
    )
    return first, math.sqrt(second - first**2)


def experiences() -> Iterator[Row]:
    """The stationary mean and spread of trust; without relaxation at half successes the mean is g / (g + l)."""
    cases = (("often", 1.04, 2.0, 0.7, 12), ("seldom", 1.04, 0.35, 0.8, 12), ("alone", 0.0, 2.0, 0.7, 60),
             ("half", 0.0, 2.0, 0.5, 60))  # fmt: skip
    for name, rho, rate, good, years in cases:
        table = rules({"trust.relaxation": rho / 52, "trust.gain": 0.1, "trust.loss": 0.2})
        means, spreads = [], []
        for seed in range(REPLICATES):
            starts, hours = poisson(PEOPLE, rate, years, seed)
            goods = np.random.default_rng(900 + seed).random(len(hours)) < good
            residents = people(PEOPLE)
            lived(residents, table, starts, hours, goods, years * YEAR)
            means.append(residents["trust_workers"].mean())
            spreads.append(residents["trust_workers"].std())
        first, spread = moments(rho, rate, good)
        yield mean(f"trust.mean_{name}", means, first)
        yield mean(f"trust.spread_{name}", spreads, spread)


def acquaintance() -> Iterator[Row]:
    """With meetings that make acquainted at rate g and loss at rate d a year the share that knows is g / (g + d)."""
    years, loss = 20, 0.4
    for name, rate, chance in (("seldom", 0.8, 0.2), ("often", 3.0, 0.5)):
        shares = []
        for seed in range(REPLICATES):
            settings = Seeded(seed, rules({"field.acquaintance_loss": loss * HOURS_A_YEAR / YEAR}))
            starts, hours = poisson(PEOPLE, rate, years, seed)
            residents = people(PEOPLE)
            residents["known_until"] = -1
            met(settings, residents, starts, hours, chance)
            shares.append((residents["known_until"] > years * YEAR).mean())
        gained = rate * chance
        yield mean(f"acquaintance.share_{name}", shares, gained / (gained + loss))


CHECKS = (relaxation, experiences, acquaintance)
