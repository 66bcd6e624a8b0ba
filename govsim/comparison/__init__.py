"""Paired runs: options and their baseline with the same seeds, in worker processes, with both uncertainties."""

from govsim.comparison.comparing import Compared, Plan, compare, evaluate, plan
from govsim.comparison.jobs import Failure

__all__ = ["Compared", "Failure", "Plan", "compare", "evaluate", "plan"]
