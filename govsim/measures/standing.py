"""Outcomes of trust and work: what residents think of those who serve them, and where working time goes."""

from functools import partial

from govsim.measures.catalogue import enter, outcome
from govsim.measures.part import Part, ratio

_FEELINGS = ("trust_workers", "trust_offices", "trust_group", "belonging")
_USES = {
    "field": "field_hours",
    "paperwork": "paper_hours",
    "cases": "case_hours",
    "sessions": "session_hours",
    "idle": "idle_hours",
}


@outcome
def overtime(part: Part) -> float:
    """Return hours beyond the roster per active worker and week."""
    return ratio(part.count("overtime_hours"), part.stock("workers"))


def _feeling(name: str, part: Part) -> float:
    """Return the mean of a feeling over adults and week ends, 0 to 100."""
    return 100 * ratio(part.stock(name), part.stock("adults"))


def _use_of_hours(count: str, part: Part) -> float:
    """Return the share of a use among duty hours, %."""
    return 100 * ratio(part.count(count), part.count("duty_hours"))


for _name in _FEELINGS:
    enter(_name, partial(_feeling, _name))
for _use, _count in _USES.items():
    enter(f"worker_hours_{_use}", partial(_use_of_hours, _count))
