"""A weekly look at all residents: how many know a worker, and their slow states, without changing anything."""

import numpy as np

from govsim.engine.codes import AGES, CATEGORIES, SCHEDULES
from govsim.engine.compiled import part, piece

ASKED = (
    "residents", "adults", "knows", "trust_workers", "trust_offices", "trust_group", "belonging", "ties", "efficacy",
    "participated", "registered", "register_days",
)  # fmt: skip
(
    PEOPLE, ADULTS, KNOWS, TRUST_WORKERS, TRUST_OFFICES, TRUST_GROUP, BELONGING, TIES, EFFICACY, PARTICIPATED,
    REGISTERED, REGISTER_DAYS,
) = range(len(ASKED))  # fmt: skip
RECENTLY = 12 * 168  # h: who took part in something since then counts as participating
KINDS = len(CATEGORIES), len(SCHEDULES), len(AGES)
KINDS_OF_PEOPLE = KINDS[0] * KINDS[1] * KINDS[2]


@part
def add(answers, grid, kind, column, value):
    """Add to a column of the row of a grid and of the row of a kind of people."""
    answers[grid, column] += value
    answers[kind, column] += value


@part
def ask(answers, grid, kind, resident, kept, hour):
    """Add an adult's answers; kept: the share of the distance from the own baseline that is left by now."""
    base, social = float(resident.baseline), float(resident.baseline_ties)
    add(answers, grid, kind, ADULTS, 1.0)
    add(answers, grid, kind, KNOWS, 1.0 if resident.known_until > hour else 0.0)
    add(answers, grid, kind, TRUST_WORKERS, base + (float(resident.trust_workers) - base) * kept)
    add(answers, grid, kind, TRUST_OFFICES, base + (float(resident.trust_offices) - base) * kept)
    add(answers, grid, kind, TRUST_GROUP, base + (float(resident.trust_group) - base) * kept)
    add(answers, grid, kind, BELONGING, social + (float(resident.belonging) - social) * kept)
    add(answers, grid, kind, TIES, social + (float(resident.ties) - social) * kept)
    add(answers, grid, kind, EFFICACY, 0.5 + (float(resident.efficacy) - 0.5) * kept)
    add(answers, grid, kind, PARTICIPATED, 1.0 if resident.attended > hour - RECENTLY else 0.0)


@piece
def survey(block, answers, kept, hour):
    """Add everybody's answers to `answers` (grids + KINDS_OF_PEOPLE, ASKED): by grid, and by category x schedule x age.

    Two additions an answer instead of four; `by_group` sums the kinds afterwards. kept: shares of a distance from the
    baseline that are left after 0, 1, ... hours.
    """
    grids = len(block.grids)
    for row in range(len(block.residents)):
        resident = block.residents[row]
        grid = resident.grid
        kind = grids + (resident.category * KINDS[1] + resident.schedule) * KINDS[2] + resident.age
        add(answers, grid, kind, PEOPLE, 1.0)
        if resident.registered >= 0:
            add(answers, grid, kind, REGISTERED, 1.0)
            add(answers, grid, kind, REGISTER_DAYS, (hour - resident.registered) / 24.0)
        if resident.age > 0:
            ask(answers, grid, kind, resident, kept[max(0, hour - resident.touched)], hour)


def by_group(kinds: np.ndarray) -> np.ndarray:
    """Return (groups, ASKED) from (KINDS_OF_PEOPLE, ASKED): sums by category, then by schedule, then by age."""
    cube = kinds.reshape(*KINDS, len(ASKED))
    return np.concatenate([cube.sum(axis=(1, 2)), cube.sum(axis=(0, 2)), cube.sum(axis=(0, 1))])
