"""Outcomes of what residents do together: groups, the commons, money spent on what they need."""

from govsim.measures.catalogue import outcome
from govsim.measures.part import Part, ratio


@outcome
def group_coverage(part: Part) -> float:
    """Return the share of buildings with a living self-governance group, mean over week ends, %."""
    return 100 * ratio(part.stock("groups_living"), part.stock("buildings"))


@outcome
def group_survival(part: Part) -> float:
    """Return the share of groups founded at least 52 weeks ago that lived for 52 weeks, %; at the last week's end."""
    last = Part(part.run, part.label, part.last - 1, part.last)
    return 100 * ratio(last.stock("groups_lived_a_year"), last.stock("groups_of_a_year"))


@outcome
def building_condition(part: Part) -> float:
    """Return the condition of buildings, 0 to 100, mean over residents and week ends."""
    return 100 * ratio(part.stock("condition"), part.stock("housed"))


@outcome
def contributions_money(part: Part) -> float:
    """Return the share of property fees that households paid, %; known by grid only."""
    return 100 * ratio(part.count("fees_paid"), part.count("fees_due"))


@outcome
def contributions_work(part: Part) -> float:
    """Return the share of the adults asked for voluntary work who gave it, %."""
    return 100 * ratio(part.count("work_given"), part.count("work_asked"))


@outcome
def need_match(part: Part) -> float:
    """Return the share of residents who need what money is spent on, mean over the money, %."""
    return 100 * ratio(part.count("money_matched"), part.count("money_spent"))
