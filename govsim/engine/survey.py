"""A weekly look at all residents: how many know a worker, and their slow states, without changing anything."""

import math

import numpy as np

from govsim.engine.codes import AGES, CATEGORIES, SCHEDULES
from govsim.engine.compiled import part, piece
from govsim.engine.relaxation import HOURS_A_WEEK

ASKED = (
    "residents", "adults", "knows", "trust_workers", "trust_offices", "trust_group", "belonging", "ties", "efficacy",
    "participated", "registered", "register_days",
)  # fmt: skip
PEOPLE, ADULTS, KNOWS = range(3)
PARTICIPATED, REGISTERED, REGISTER_DAYS = range(len(ASKED) - 3, len(ASKED))
ANSWERS = REGISTERED - KNOWS  # of an adult
RECENTLY = 12 * 168  # h: who took part in something since then counts as participating
KINDS = len(CATEGORIES), len(SCHEDULES), len(AGES)
KINDS_OF_PEOPLE = KINDS[0] * KINDS[1] * KINDS[2]


@part
def answer(values, resident, kept, hour):
    """Fill `values` with an adult's answers, from KNOWS on."""
    base, social = float(resident.baseline), float(resident.baseline_ties)
    values[0] = 1.0 if resident.known_until > hour else 0.0
    values[1] = base + (float(resident.trust_workers) - base) * kept
    values[2] = base + (float(resident.trust_offices) - base) * kept
    values[3] = base + (float(resident.trust_group) - base) * kept
    values[4] = social + (float(resident.belonging) - social) * kept
    values[5] = social + (float(resident.ties) - social) * kept
    values[6] = 0.5 + (float(resident.efficacy) - 0.5) * kept
    values[7] = 1.0 if resident.attended > hour - RECENTLY else 0.0


@piece
def note(answers, row, resident, values, hour):
    """Add one resident's answers to a row; adults answer, all are counted."""
    answers[row, PEOPLE] += 1.0
    if resident.registered >= 0:
        answers[row, REGISTERED] += 1.0
        answers[row, REGISTER_DAYS] += (hour - resident.registered) / 24.0
    if resident.age > 0:
        answers[row, ADULTS] += 1.0
        for k in range(ANSWERS):
            answers[row, KNOWS + k] += values[k]


@piece
def survey(block, settings, answers, hour):
    """Add everybody's answers to `answers` (grids + KINDS_OF_PEOPLE, ASKED): by grid, and by category x schedule x age.

    Two additions a resident instead of four; `by_group` sums the kinds afterwards.
    """
    rate, grids, values = settings.rules[0].trust_relaxation, len(block.grids), block.values
    touched, kept = -1, 1.0
    for row in range(len(block.residents)):
        resident = block.residents[row]
        if resident.touched != touched:  # many have not been touched since the start
            touched = int(resident.touched)
            kept = math.exp(-rate * float(hour - touched) / HOURS_A_WEEK)
        if resident.age > 0:
            answer(values, resident, kept, hour)
        kind = (resident.category * KINDS[1] + resident.schedule) * KINDS[2] + resident.age
        note(answers, resident.grid, resident, values, hour)
        note(answers, grids + kind, resident, values, hour)


def by_group(kinds: np.ndarray) -> np.ndarray:
    """Return (groups, ASKED) from (KINDS_OF_PEOPLE, ASKED): sums by category, then by schedule, then by age."""
    cube = kinds.reshape(*KINDS, len(ASKED))
    return np.concatenate([cube.sum(axis=(1, 2)), cube.sum(axis=(0, 2)), cube.sum(axis=(0, 1))])
