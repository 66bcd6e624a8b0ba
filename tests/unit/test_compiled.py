"""Compiled functions: one compilation whatever the size of a number, and pieces that are linked where they are used."""

import numba
import numpy as np
import pytest

from govsim.engine.compiled import PLAIN, part, piece, shared

pytestmark = pytest.mark.skipif(PLAIN, reason="nothing is compiled")


@piece
def halved(number):  # type: ignore[no-untyped-def]  # types come from the arguments
    return number // 2


@part
def steps(number):  # type: ignore[no-untyped-def]  # types come from the arguments
    count = 0
    while number != 0:
        number = halved(number)
        count += 1
    return count


@piece
def steps_of_both(number, other):  # type: ignore[no-untyped-def]  # types come from the arguments
    return steps(number) + 100 * steps(other) + 10000 * halved(other)


@shared
def from_python(numbers, small):  # type: ignore[no-untyped-def]  # types come from the arguments
    """Calls pieces with constants, 8, 32 and 64 bits; `halved` is called by an entry and by pieces below it."""
    return steps_of_both(numbers[0], small[0]) + 1000000 * halved(7) + steps(np.int64(1024))


def test_pieces_are_linked_into_whoever_calls_them() -> None:
    """By hand: 11 + 100 * 4 + 10000 * 4 + 1000000 * 3 + 11 for 1024 and 9."""
    numbers, small = np.array([1024], np.int32), np.array([9], np.int8)
    assert from_python(numbers, small) == 3_040_422


def test_a_piece_is_compiled_once_for_all_sizes_of_numbers() -> None:
    from_python(np.array([1], np.int32), np.array([1], np.int8))
    for function in (halved, steps, steps_of_both):
        assert [set(arguments) for arguments in function.signatures] == [{numba.int64}]
