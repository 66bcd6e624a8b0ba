"""Draws that are a pure function of (seed, purpose, entity, occasion), so that policies differ only where they act."""

import math
from zlib import crc32

import numba
import numpy as np

from govsim.engine.compiled import piece, shared
from govsim.engine.draws import FACTORS, UNIT, WORD

word = int if numba.config.DISABLE_JIT else np.uint64  # plain Python integers do not overflow: they are masked
MASK = word(WORD)
FIRST, SECOND, STEP, ENTITY, OCCASION = (word(x) for x in FACTORS)
R30, R27, R31, R11, ONE = (word(x) for x in (30, 27, 31, 11, 1))


number = int if numba.config.DISABLE_JIT else np.int64  # for a Python int numba would compile each callee anew


def purpose(name: str) -> int:
    """Return a number for a purpose; it never changes when purposes are added."""
    return number(crc32(name.encode()))


@piece
def mixed(z):
    """Scramble 64 bits (the finaliser of splitmix64)."""
    z = ((z ^ (z >> R30)) * FIRST) & MASK
    z = ((z ^ (z >> R27)) * SECOND) & MASK
    return z ^ (z >> R31)


@shared
def uniform(seed, why, entity, occasion):
    """Return a number in (0, 1)."""
    z = mixed((word(seed) + STEP * (word(why) + ONE)) & MASK)
    z = mixed(z ^ ((word(entity) * ENTITY + word(occasion) * STEP + OCCASION) & MASK))
    return float((z >> R11) + ONE) * UNIT


@shared
def exponential(seed, why, entity, occasion):
    """Return an exponential draw of mean 1."""
    return -math.log(uniform(seed, why, entity, occasion))


@shared
def quantile(p):
    """Return the standard normal quantile of p (Acklam's rational approximation, relative error 1.2e-9)."""
    if p < 0.02425 or p > 0.97575:
        tail = p if p < 0.5 else 1.0 - p
        q = math.sqrt(-2.0 * math.log(tail))
        c = ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
              - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
        d = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
             + 3.754408661907416) * q + 1.0
        return c / d if p < 0.5 else -c / d
    q = p - 0.5
    r = q * q
    a = (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
           + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239) * q
    b = ((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
          + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0
    return a / b


@shared
def normal(seed, why, entity, occasion):
    """Return a standard normal draw."""
    return quantile(uniform(seed, why, entity, occasion))
