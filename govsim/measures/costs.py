"""Outcomes of cost: hours from rosters, measures and items; yuan only at the user's own prices.

Who bears it: finance pays duty, mediators, the hours that measures cost, bought services and experts; staff give
overtime; residents give voluntary work, meetings and activities; property companies give the hours of what they settle.
"""

from functools import partial

from govsim.measures.catalogue import enter, outcome
from govsim.measures.part import Part

# counts that each bears, in hours
BEARERS = {
    "finance": ("duty_hours", "mediator_hours", "service_hours", "expert_hours"),
    "staff": ("overtime_hours",),
    "residents": ("volunteer_hours", "group_hours", "activity_hours"),
    "property": (),
}
PRICES = {
    "finance": "price_hour",
    "staff": "price_overtime",
    "residents": "price_resident",
    "property": "price_property",
}
BY_RESIDENT = ("category", "schedule", "age", "issue")
HOURS_A_MATTER = "cost.property_hours"


@outcome
def cost_hours(part: Part) -> float:
    """Return hours of duty, overtime, mediators, services, experts and measures a week; no hours of residents."""
    return burden("finance", part) + burden("staff", part)


@outcome
def cost_yuan(part: Part) -> float:
    """Return yuan a week at the user's prices of an hour and of an hour of overtime; NaN where none is filled in."""
    return burden_yuan("finance", part) + burden_yuan("staff", part)


def burden(bearer: str, part: Part) -> float:
    """Return hours a week that the bearer gives; NaN for groups of residents and kinds of matters.

    Hours of staff and of residents are counted by grid; only what property companies settle is counted by resident.
    """
    if part.kind in BY_RESIDENT and bearer != "property":
        return float("nan")
    hours = part.count(*BEARERS[bearer])
    if bearer == "finance":
        hours += part.stock("policy_hours") if "policy_hours" in part.run.stocks else 0.0
    if bearer == "property":
        hours = part.count("property_settled") * part.run.parameters.get(HOURS_A_MATTER, float("nan"))
    return hours / (part.last - part.first)


def burden_yuan(bearer: str, part: Part) -> float:
    """Return the same in yuan a week at the user's price; overtime costs as an hour does where not said otherwise."""
    prices = part.run.parameters
    price = prices.get(f"budget.{PRICES[bearer]}", float("nan"))
    if bearer == "staff" and price != price:
        price = prices.get("budget.price_hour", float("nan"))
    return burden(bearer, part) * price


for _bearer in BEARERS:
    enter(f"burden_{_bearer}", partial(burden, _bearer))
    enter(f"burden_{_bearer}_yuan", partial(burden_yuan, _bearer))
