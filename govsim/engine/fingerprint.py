"""A fingerprint of what is kept: numbers mixed into four chains of 64 bits.

It tells apart runs that differ in a bit; it is not made to withstand somebody who forges records.
"""

from govsim.engine.compiled import part, piece
from govsim.engine.randomness import MASK, STEP, mixed, word

CHAINS = 4  # side by side: a processor works on all of them at once


@part
def after(chain, number):
    """Return a chain after another number."""
    return mixed(((chain ^ word(number)) + STEP) & MASK)


@piece
def mix_in(chains, numbers):
    """Mix whole numbers without sign, and how many they are, into `chains`; then each of these depends on all."""
    one, two, three, four = chains[0], chains[1], chains[2], after(chains[3], len(numbers))
    rest = len(numbers) % CHAINS
    for k in range(rest):
        one = after(one, numbers[k])
    for k in range(rest, len(numbers), CHAINS):
        one, two = after(one, numbers[k]), after(two, numbers[k + 1])
        three, four = after(three, numbers[k + 2]), after(four, numbers[k + 3])
    for _ in range(2):
        one = after(one, four)
        two = after(two, one)
        three = after(three, two)
        four = after(four, three)
    chains[0], chains[1], chains[2], chains[3] = one, two, three, four
