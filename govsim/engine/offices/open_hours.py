"""From real hours to the open hours of a roster and back."""

import math

from govsim.engine.compiled import piece

WEEK = 168


@piece
def pace(clock, roster):
    """Return open hours per real hour after the end of the clock: the mean of its last week."""
    hours = clock.shape[1] - 1
    span = min(WEEK, hours)
    return (clock[roster, hours] - clock[roster, hours - span]) / span


@piece
def open_time(clock, roster, hour):
    """Return the open hours before a real hour; within an hour in proportion."""
    hours = clock.shape[1] - 1
    if hour >= hours:
        return clock[roster, hours] + (hour - hours) * pace(clock, roster)
    whole = int(hour)
    before = clock[roster, whole]
    return before + (hour - whole) * (clock[roster, whole + 1] - before)


@piece
def real_time(clock, roster, open_hour, next_opening):
    """Return the real hour of an open hour.

    Closed hours share one open hour: at its end something finishes at closing time, and something begins at the
    next opening (next_opening = True).
    """
    low, high = 0, clock.shape[1]
    while low < high:  # the first hour boundary at, or after, the open hour
        middle = (low + high) // 2
        passed = clock[roster, middle]
        if passed < open_hour or (next_opening and passed == open_hour):
            low = middle + 1
        else:
            high = middle
    hours = clock.shape[1] - 1
    if low > hours:
        speed = pace(clock, roster)
        return hours + (open_hour - clock[roster, hours]) / speed if speed > 0.0 else math.inf
    if low == 0:
        return 0.0
    before = clock[roster, low - 1]
    return low - 1 + (open_hour - before) / (clock[roster, low] - before)
