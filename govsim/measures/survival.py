"""Durations of which some have not ended yet: the Kaplan-Meier estimate, its Greenwood variance, its median."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Survival:
    """S(t) after each time at which something ended.

    `times`: increasing; `survival`: share still open just after each; `deviation`: Greenwood standard error.
    """

    times: np.ndarray
    survival: np.ndarray
    deviation: np.ndarray

    @property
    def median(self) -> float:
        """The first time at which at most half are open; NaN if more than half stay open."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """Return the first time at which at least `share` have ended; NaN if that is not reached."""
        reached = np.flatnonzero(self.survival <= 1 - share + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else float("nan")


def kaplan_meier(durations: np.ndarray, ended: np.ndarray) -> Survival:
    """Estimate S(t) = product over t_i <= t of (1 - d_i / n_i) from durations, `ended` false where still open.

    d_i ended at t_i out of the n_i whose duration is at least t_i; what stays open at t_i counts as open until after
    t_i. Greenwood: Var S = S^2 sum of d_i / (n_i (n_i - d_i)). Source: Kaplan & Meier 1958; Greenwood 1926.
    """
    times, deaths = np.unique(durations[ended], return_counts=True)
    ordered = np.sort(durations)
    at_risk = len(ordered) - np.searchsorted(ordered, times, side="left")
    survival = np.cumprod(1 - deaths / at_risk)
    left = at_risk - deaths
    terms = np.divide(deaths, at_risk * left, out=np.zeros(len(times)), where=left > 0)
    return Survival(times, survival, survival * np.sqrt(np.cumsum(terms)))
