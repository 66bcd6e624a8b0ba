"""Outcomes of mechanisms that are there only where a scenario asks for them; NaN elsewhere."""

from govsim.measures.catalogue import outcome
from govsim.measures.part import Part, ratio


@outcome
def treated_share(part: Part) -> float:
    """Return the share of waste that was treated, %."""
    return 100 * ratio(part.stock("waste_treated"), part.stock("waste_generated"))


@outcome
def consent(part: Part) -> float:
    """Return the share of households that consent among those asked about a retrofit so far, %, mean over week ends."""
    return 100 * ratio(part.stock("retrofit_consenting"), part.stock("retrofit_asked"))


@outcome
def care_quality(part: Part) -> float:
    """Return the mean quality of care over its users and week ends, %."""
    return 100 * ratio(part.stock("care_quality"), part.stock("care_users"))


@outcome
def care_complaints(part: Part) -> float:
    """Return complaints a month per 100 users of care, mean over week ends."""
    return 100 * ratio(part.stock("care_complaints"), part.stock("care_users"))
