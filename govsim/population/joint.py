"""How category, age and schedule of adults go together: given shares, assumed affinities."""

import numpy as np

from govsim.engine.codes import CATEGORIES, SCHEDULES
from govsim.population.spec import ADULT_AGES, Population

# How much likelier than by chance, before the shares are met. All assumed: the young study and work in firms, people
# above 60 are mostly at home (36.3 % of them work nationally, fewer in cities: NBS time use survey 2024).
_AGE_AND_SCHEDULE = (
    # government, enterprise, long hours, shift, self-employed, home, student, night
    (0.7, 1.2, 1.3, 1.2, 0.6, 0.15, 6.0, 1.2),
    (1.2, 1.2, 1.2, 1.1, 1.1, 0.25, 0.1, 1.1),
    (1.2, 0.9, 0.9, 1.0, 1.3, 0.6, 0.01, 1.0),
    (0.1, 0.12, 0.1, 0.2, 0.5, 2.5, 0.01, 0.4),
    (0.01, 0.02, 0.02, 0.02, 0.15, 3.0, 0.01, 0.05),
)
# Tenants and people from elsewhere are younger and work longer hours.
_CATEGORY_AND_AGE = (
    (0.7, 0.9, 1.1, 1.3, 1.4),
    (1.4, 1.2, 0.9, 0.6, 0.5),
    (0.8, 0.9, 1.1, 1.3, 1.3),
    (1.6, 1.3, 0.9, 0.4, 0.2),
    (1.3, 1.5, 0.9, 0.5, 0.2),
)
_CATEGORY_AND_SCHEDULE = (
    (1.4, 1.0, 0.8, 1.0, 0.9, 1.2, 1.0, 1.0),
    (1.0, 1.2, 1.1, 1.0, 1.0, 0.8, 1.2, 1.0),
    (0.6, 0.8, 0.9, 1.2, 1.0, 1.4, 0.9, 1.1),
    (0.2, 1.0, 1.6, 1.2, 1.4, 0.6, 1.0, 1.2),
    (0.1, 1.5, 0.8, 0.3, 1.0, 0.8, 2.0, 0.3),
)


def joint_shares(population: Population) -> np.ndarray:
    """Return shares of adults, (categories, ages, schedules); the sums over two of them are exactly the given shares.

    Iterative proportional fitting of the affinities (Deming & Stephan 1940).
    """
    ages = np.array(_AGE_AND_SCHEDULE)[None] * np.array(_CATEGORY_AND_AGE)[:, :, None]
    joint: np.ndarray = ages * np.array(_CATEGORY_AND_SCHEDULE)[:, None, :]
    targets = [population.shares(name) for name in ("categories", "ages", "schedules")]
    for _ in range(200):
        for axis, target in enumerate(targets):
            others = tuple(a for a in range(3) if a != axis)
            now = joint.sum(axis=others, keepdims=True)
            joint *= target.reshape([-1 if a == axis else 1 for a in range(3)]) / np.where(now > 0, now, 1)
    return joint


def ages_and_schedules(joint: np.ndarray, category: np.ndarray, uniforms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return age (1 is 18-29) and schedule of adults of the given categories, from one draw each."""
    cells = joint.reshape(len(CATEGORIES), -1)
    whole = cells.sum(axis=1, keepdims=True)
    upto = np.cumsum(cells / np.where(whole > 0, whole, 1), axis=1)
    ends = (upto + np.arange(len(CATEGORIES))[:, None]).ravel()
    number = np.searchsorted(ends, category + uniforms)
    last = category * cells.shape[1] + _last_positive(cells)[category]  # a rounded sum may end just below 1
    cell = np.minimum(number, last) % cells.shape[1]
    return 1 + cell // len(SCHEDULES), cell % len(SCHEDULES)


def _last_positive(cells: np.ndarray) -> np.ndarray:
    last: np.ndarray = cells.shape[1] - 1 - np.argmax(cells[:, ::-1] > 0, axis=1)
    return last


assert len(_AGE_AND_SCHEDULE) == len(ADULT_AGES)
