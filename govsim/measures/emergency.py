"""Outcomes of emergencies: how long it takes to reach those concerned, and with how many calls."""

from functools import partial

import numpy as np

from govsim.measures.catalogue import enter, outcome
from govsim.measures.part import Part, ratio

WIDTH = 4.0  # h: of a class of delays; the last column of the stock counts those sought
_SHARES = {"find_time_50": 0.5, "find_time": 0.9, "find_time_95": 0.95}


def time_to(share: float, part: Part) -> float:
    """Return the hours until a share of those sought were reached, cut at the longest that is told apart (336 h).

    Several emergencies, or rounds of supplies, are put together: each person's hours count from the own beginning.
    """
    stock = part.run.stocks.get("found_after")
    if stock is None or part.kind == "issue":
        return float("nan")
    before = stock[part.first - 1] if part.first > 0 else np.zeros_like(stock[0])
    found = (stock[part.last - 1] - before)[part.rows].sum(axis=0)
    sought, upto = found[-1], np.cumsum(found[:-1])
    if sought <= 0:
        return float("nan")
    if upto[-1] < share * sought:
        return WIDTH * len(upto)
    number = int(np.searchsorted(upto, share * sought))
    below = upto[number - 1] if number else 0.0
    return float(WIDTH * (number + (share * sought - below) / (upto[number] - below)))


@outcome
def found_per_call(part: Part) -> float:
    """Return people reached per call or delivery; 1.04 in Qiaosi in early 2020 (26,087 people, 25,050 calls)."""
    return ratio(part.count("emergency_reached"), part.count("emergency_calls"))


for _name, _share in _SHARES.items():
    enter(_name, partial(time_to, _share))
