"""Who joins when: the threshold model of collective behaviour (Granovetter 1978).

Everybody has a threshold, the share (or number) of others who must have joined before. All decide at once:
n(t+1) = number of people whose threshold is at most n(t), from n(0) = 0 until nothing changes.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Numbers = NDArray[np.float64]
STILL = 1e-13  # a share that moves less than this has come to rest
PATIENT = 1_000_000  # rounds; near the critical spread shares move slowly


def joins(thresholds: np.ndarray, joined: np.ndarray | float) -> NDArray[np.bool_]:
    """Return who joins, given how many (or which share) have joined."""
    return np.asarray(thresholds <= joined)


def settled(thresholds: np.ndarray) -> int:
    """Return how many of a crowd have joined in the end; thresholds are numbers of people."""
    joined, before = 0, -1
    while joined != before:
        joined, before = int(joins(thresholds, joined).sum()), joined
    return joined


def settled_share(mean: float, spread: float) -> float:
    """Return the share that joins of a crowd without end whose thresholds are normal: r <- Phi((r - mean) / spread)."""
    share = 0.0
    for _ in range(PATIENT):
        following = float(ndtr((share - mean) / spread))
        if abs(following - share) < STILL:
            break
        share = following
    return share


def at_quantiles(people: int, mean: float, spread: float) -> Numbers:
    """Return the thresholds of a crowd that lies at the quantiles (i - 1/2) / N; mean and spread per 100 people."""
    ranks = (np.arange(people) + 0.5) / people
    return np.asarray((mean + spread * ndtri(ranks)) * people / 100)
