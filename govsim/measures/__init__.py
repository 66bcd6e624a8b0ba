"""What is counted: one named function with unit per outcome, for the place, its parts and its groups."""

from govsim.measures import commons, costs, emergency, matters, optional, participation, reaching, standing, workforce
from govsim.measures.catalogue import FUNCTIONS, Outcome, headline, labels, outcomes_known
from govsim.measures.part import PLACE, UNIONS, Part, part
from govsim.measures.summary import by_group, document, group_labels, outcomes, summary, values, weekly
from govsim.measures.survival import Survival, kaplan_meier

__all__ = [
    "FUNCTIONS", "PLACE", "UNIONS", "Outcome", "Part", "Survival", "by_group", "commons", "costs", "document",
    "emergency", "group_labels", "headline", "kaplan_meier", "labels", "matters", "optional", "outcomes",
    "outcomes_known", "part", "participation", "reaching", "standing", "summary", "values", "weekly", "workforce",
]  # fmt: skip
