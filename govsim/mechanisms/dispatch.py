"""Orders of hotline and platform come down to the community or go to an office; the property company answers."""

from govsim.engine.agenda import drain, plan
from govsim.engine.availability import MANY
from govsim.engine.casework.closing import close
from govsim.engine.casework.counting import count, tell
from govsim.engine.casework.desks import desk_of, enqueue, respond
from govsim.engine.casework.referring import refer
from govsim.engine.casework.seeking import bar
from govsim.engine.codes import (
    COUNT_ENTRY_PLATFORM,
    COUNT_ORDERS_RETURNED,
    COUNT_PROPERTY_SETTLED,
    COUNT_TRANSFERS,
    DISPATCHED,
    LOCAL,
    REPLY,
    TOLD_DISPATCHED,
    TOLD_PROPERTY_FAILS,
    TOLD_PROPERTY_SETTLES,
    TOLD_RETURNED_ORDER,
    TOWN,
    VIA_HOTLINE,
    VIA_PLATFORM,
)
from govsim.engine.compiled import piece
from govsim.engine.randomness import exponential, purpose, uniform
from govsim.interfaces import Mechanism

DECLARATION = Mechanism(
    name="dispatch",
    every="hour",
    reads=("cases.channel", "cases.need"),
    writes=(
        "cases", "desks", "residents.last_result",
        "residents.belonging", "residents.efficacy", "residents.touched",
        "residents.trust_workers", "residents.trust_offices", "residents.trust_group",
    ),
    parameters=("channels.dispatch_hotline", "channels.returned_orders", "channels.property_settles"),
    formula="after an exponential delay an order goes to who is responsible: the community, or straight to an office",
    source="12345 sends orders down: its load comes back to station and departments (Beijing 2019-2021)",
    zh="派单",
    en="dispatch",
)

RETURNED, AGAIN, SETTLES, RESULT = (purpose(f"dispatch.{x}") for x in ("returned", "again", "settles", "result"))


@piece
def hand_over(block, settings, row, hour):
    """Give an order to its holder: entry and holder are two things."""
    case = block.cases[row]
    respond(block, case, hour)
    tell(block, settings, case, hour, TOLD_DISPATCHED, float(case.need))
    if case.need > LOCAL:
        refer(block, settings, row, case.need, hour)
        return
    case.desk = desk_of(block, settings, case.person)
    if case.desk < 0 or block.desks[case.desk].first_worker < 0:
        refer(block, settings, row, TOWN, hour)
        return
    enqueue(block, settings, row, hour)


@piece
def arrive(block, settings, row, hour):
    """An order reaches its holder, or is returned once and dispatched again."""
    case, rules = block.cases[row], settings.rules[0]
    person, occasion = settings.offset + case.person, case.arose * MANY + case.reopened
    if case.channel == VIA_HOTLINE and case.hotline == 0:
        case.hotline = 1
        if uniform(settings.seed, RETURNED, person, occasion) < rules.channels_returned_orders:
            count(block, case, COUNT_ORDERS_RETURNED)
            count(block, case, COUNT_TRANSFERS)
            case.transfers = min(100, case.transfers + 1)
            tell(block, settings, case, hour, TOLD_RETURNED_ORDER, 0.0)
            delay = int(rules.channels_dispatch_hotline * exponential(settings.seed, AGAIN, person, occasion))
            plan(block.heads, block.cases, row, DISPATCHED, hour + 1 + delay)
            return
    if case.channel == VIA_PLATFORM:
        count(block, case, COUNT_ENTRY_PLATFORM)
    hand_over(block, settings, row, hour)


@piece
def property_answers(block, settings, row, hour):
    """The property company settles the matter, or the resident looks for another channel."""
    case, rules = block.cases[row], settings.rules[0]
    respond(block, case, hour)
    if uniform(settings.seed, SETTLES, settings.offset + case.person, case.arose) < rules.channels_property_settles:
        case.tier = LOCAL
        count(block, case, COUNT_PROPERTY_SETTLED)
        tell(block, settings, case, hour, TOLD_PROPERTY_SETTLES, 0.0)
        close(block, settings, row, hour, 1.0, RESULT)
    else:
        tell(block, settings, case, hour, TOLD_PROPERTY_FAILS, 0.0)
        bar(block, settings, row, hour)


@piece
def handle(block, settings, hour):
    """Deliver the orders and answers of the hour."""
    for k in range(drain(block.heads, block.cases, DISPATCHED, hour, block.found)):
        arrive(block, settings, block.found[k], hour)
    for k in range(drain(block.heads, block.cases, REPLY, hour, block.found)):
        property_answers(block, settings, block.found[k], hour)
