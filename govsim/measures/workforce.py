"""Outcomes of those who do the work: how they are, how many leave, how many posts are vacant."""

from govsim.measures.catalogue import outcome
from govsim.measures.part import Part, ratio

WEEKS_A_YEAR = 365.25 / 7


@outcome
def morale(part: Part) -> float:
    """Return the mean morale of those at work at week ends, 0 to 100."""
    return 100 * ratio(part.stock("morale"), part.stock("workers"))


@outcome
def turnover(part: Part) -> float:
    """Return quits a year per filled post, %."""
    return 100 * WEEKS_A_YEAR * ratio(part.count("quits"), part.count("posts_weeks"))


@outcome
def vacancy(part: Part) -> float:
    """Return the share of wanted posts that nobody holds, %."""
    return 100 * ratio(part.count("vacant_weeks"), part.count("posts_weeks", "vacant_weeks"))
