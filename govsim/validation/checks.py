"""How a number is checked: simulated means against theory, exact numbers, and counts of differences."""

import math
from typing import Any

import numpy as np

REPLICATES = 32  # fixed seeds
ERRORS, TOLERANCE = 4.0, 0.02

Row = dict[str, Any]


def row(name: str, value: float, target: float, low: float, high: float) -> Row:
    """Return a check that passes if the value lies within its bounds."""
    return {
        "id": name, "kind": "theory", "role": "source", "target": target, "value": value, "low": low, "high": high,
        "passed": bool(low <= value <= high),
    }  # fmt: skip


def mean(name: str, samples: Any, target: float, tolerance: float = TOLERANCE, errors: float = ERRORS) -> Row:
    """The mean over seeds lies within four standard errors of theory and within 2 % of it; at 0 the errors alone."""
    values = np.asarray(samples, dtype=np.float64)
    allowed = errors * float(values.std(ddof=1)) / math.sqrt(len(values))
    if target != 0.0:
        allowed = min(allowed, tolerance * abs(target))
    return row(name, float(values.mean()), target, target - allowed, target + allowed)


def exact(name: str, value: float, target: float, within: float = 1e-9) -> Row:
    """The number equals theory but for rounding."""
    return row(name, value, target, target - within, target + within)


def largest(name: str, deviations: Any, bound: float) -> Row:
    """None of many standardised deviations lies beyond a bound; theory is 0 for each."""
    return row(name, float(np.abs(np.asarray(deviations)).max()), 0.0, 0.0, bound)
