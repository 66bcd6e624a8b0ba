"""Paired runs: options and their baseline with the same seeds, in worker processes, with both uncertainties."""

from govsim.comparison.comparing import Begun, Compared, Plan, begun, compare, evaluate, plan
from govsim.comparison.jobs import Failure
from govsim.comparison.options import about, as_changes, measures_of
from govsim.comparison.record import Record, read_record, write_record

__all__ = [
    "Begun", "Compared", "Failure", "Plan", "Record", "about", "as_changes", "begun", "compare", "evaluate",
    "measures_of", "plan", "read_record", "write_record",
]  # fmt: skip
