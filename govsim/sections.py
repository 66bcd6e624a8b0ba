"""What a scenario may say beyond the ordinary: emergencies, and mechanisms that are there only where it asks for them.

`waste`, `retrofit` and `care` are thin on purpose: a chain of shares, a rule of consent, a few providers of some
quality. They stand on one line of a source each, and their results are comparisons between settings, nothing else.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from govsim.strict import Name, PlaceName, Share, Strict

Category = Literal["local_owner", "local_tenant", "resettled", "non_local", "foreign"]
ISSUE_OF_FAILURE = "heating"


class Emergency(Strict):
    """Something dated that takes hours of the staff: people to be found, households to be supplied or called.

    `share`: of households that are concerned. contact_tracing: the members of `categories` in these households are
    sought by calling households, landlords and firms from a list; `list_precision`: share of its entries that lead to
    somebody sought, where everybody is registered (by default the parameter). lockdown_supplies: each of them gets a
    delivery a week. heating_failure: each of them is called once, and matters of heating arise `factor` times as often.
    """

    kind: Literal["contact_tracing", "lockdown_supplies", "heating_failure"]
    id: Name | None = None
    start: date
    end: date
    where: tuple[PlaceName, ...] | None = None
    share: Share = 0.1
    categories: tuple[Category, ...] | None = None
    list_precision: Annotated[float, Field(gt=0, le=1)] | None = None
    factor: Annotated[float, Field(ge=0, le=20)] = 5.0

    @property
    def name(self) -> str:
        """Its id, or its kind where it has none."""
        return self.id or self.kind


class Waste(Strict):
    """A chain of four stages. Each share is of all waste: what households put out in order, and what each stage can
    take of it without measures.
    """

    participation: Share = 0.5
    collection: Share = 0.6
    transfer: Share = 0.5
    treatment: Share = 0.4


class Retrofit(Strict):
    """Buildings older than `built_before` may be retrofitted, one model at a time, where their households consent."""

    built_before: Annotated[int, Field(ge=1900, le=2100)] = 2001


class Care(Strict):
    """`providers` of care for the elderly in each community, of mean `quality`; `users`: share of those over 60."""

    providers: Annotated[int, Field(ge=1, le=20)] = 2
    quality: Share = 0.5
    users: Share = 0.1


__all__ = ["ISSUE_OF_FAILURE", "Care", "Emergency", "Retrofit", "Waste"]
