"""What paired runs say about a direction: it holds, it is contradicted, or too few pairs were run to tell."""

import math
from typing import Literal

from govsim.analysis import Difference, runs_needed

Direction = Literal["up", "down", "none"]
Result = Literal["holds", "contradicted", "not_told", "no_mechanism"]
MOST_PAIRS = 100_000


def result_of(found: Difference, direction: Direction, within: float = 0.0) -> Result:
    """Return what the chance interval says.

    A rise (a fall) holds where the whole interval lies above (below) 0, and is contradicted where none of it does;
    that nothing changes holds where the interval lies within the bounds, and is contradicted where it lies outside.
    """
    if not math.isfinite(found.low):
        return "not_told"
    if direction == "none":
        if -within <= found.low and found.high <= within:
            return "holds"
        return "contradicted" if found.low > within or found.high < -within else "not_told"
    low, high = (found.low, found.high) if direction == "up" else (-found.high, -found.low)
    if low > 0:
        return "holds"
    return "contradicted" if high <= 0 else "not_told"


def pairs_needed(found: Difference, direction: Direction, within: float = 0.0) -> int | None:
    """Return after how many pairs it would be told with power .8, if the true difference were the one found.

    Its distance from 0, or from the nearer of the bounds, is what must be told. None: where that is 0 or unknown, or
    beyond 100,000 pairs. Taken from the few pairs that were run, it is an order of magnitude.
    """
    size = abs(found.difference)
    distance = abs(within - size) if direction == "none" else size
    if not (distance > 0 and math.isfinite(found.deviation)):
        return None
    needed = runs_needed(found.deviation, distance)
    return needed if needed < MOST_PAIRS else None
