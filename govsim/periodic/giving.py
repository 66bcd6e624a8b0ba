"""Voluntary work for the building: how likely each type of cooperator gives it.

Types after Fischbacher, Gaechter & Fehr 2001: conditional cooperators give as much as they believe others do, slightly
less; free riders nothing; hump-shaped ones as others do up to one half, then less again; the rest the same always.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

CONDITIONAL, FREE_RIDER, HUMP_SHAPED, OTHER = range(4)
Numbers = NDArray[np.float64]


def chance_of_giving(kind: np.ndarray, belief: np.ndarray, watch: np.ndarray, rules: Mapping[str, float]) -> Numbers:
    """Return the chance that each of the people gives when asked.

    p = own rule of the type at the believed share of others; watched: p + response * watch * (1 - p). All in [0, 1].
    """
    hump = np.minimum(belief, 1.0 - belief)
    own = np.select(
        [kind == CONDITIONAL, kind == FREE_RIDER, kind == HUMP_SHAPED],
        [rules["commons.following"] * belief, 0.0 * belief, hump],
        rules["commons.other_giving"],
    )
    return np.asarray(own + rules["commons.watch_response"] * watch * (1.0 - own))


def learned(belief: np.ndarray, seen: np.ndarray, learning: float) -> Numbers:
    """Return the belief after a round: it moves a part of the way to the share that was seen to give."""
    return np.asarray(belief + learning * (seen - belief))
