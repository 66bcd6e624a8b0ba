"""The draws of `randomness` for many entities at once, in numpy: for building a world, and cheap to import."""

from zlib import crc32

import numpy as np

WORD = 0xFFFFFFFFFFFFFFFF
FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15, 0xD1342543DE82EF95, 0x632BE59BD9B4E019)
FIRST, SECOND, STEP, ENTITY, OCCASION = FACTORS
UNIT = 1.0 / 9007199254740993.0  # 2**53 + 1


def draws(seed: int, why: str, entities: np.ndarray, occasion: int = 0) -> np.ndarray:
    """Return the numbers that `randomness.uniform` gives for these entities.

    entities: integers, any shape; the result has the same shape, float64 in (0, 1).
    """
    u = np.uint64
    with np.errstate(over="ignore"):
        base = _mixed(np.asarray((int(seed) + STEP * (crc32(why.encode()) + 1)) & WORD, u))
        key = np.asarray(entities).astype(u) * u(ENTITY) + u((occasion * STEP + OCCASION) & WORD)
        z = _mixed(base ^ key)
    return ((z >> u(11)) + u(1)).astype(np.float64) * UNIT


def _mixed(z: np.ndarray) -> np.ndarray:
    u = np.uint64
    z = (z ^ (z >> u(30))) * u(FIRST)
    z = (z ^ (z >> u(27))) * u(SECOND)
    return z ^ (z >> u(31))
