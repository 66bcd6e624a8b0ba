"""A weekly look at all residents: how many know a worker, and their slow states, without changing anything."""

import math

from govsim.engine.casework.counting import AGE_ROWS, ISSUE_ROWS, SCHEDULE_ROWS
from govsim.engine.compiled import part, piece
from govsim.engine.relaxation import HOURS_A_WEEK

ASKED = (
    "residents", "adults", "knows", "trust_workers", "trust_offices", "trust_group", "belonging", "ties", "efficacy",
)  # fmt: skip
PEOPLE, ADULTS, KNOWS, WORKERS, OFFICES, GROUP, BELONGING, TIES, EFFICACY = range(len(ASKED))
ANSWERS = len(ASKED) - KNOWS
ROWS = ISSUE_ROWS


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


@piece
def note(answers, row, values, adult):
    """Add one resident's answers to a row; adults answer, all are counted."""
    answers[row, PEOPLE] += 1.0
    if adult:
        answers[row, ADULTS] += 1.0
        for k in range(ANSWERS):
            answers[row, KNOWS + k] += values[k]


@piece
def survey(block, settings, answers, hour):
    """Add everybody's answers by grid, category, schedule and age to `answers` (rows, ASKED)."""
    rate, grids, values = settings.rules[0].trust_relaxation, len(block.grids), block.values
    touched, kept = -1, 1.0
    for row in range(len(block.residents)):
        resident = block.residents[row]
        if resident.touched != touched:  # many have not been touched since the start
            touched = int(resident.touched)
            kept = math.exp(-rate * float(hour - touched) / HOURS_A_WEEK)
        adult = resident.age != 0
        if adult:
            answer(values, resident, kept, hour)
        note(answers, resident.grid, values, adult)
        note(answers, grids + resident.category, values, adult)
        note(answers, grids + SCHEDULE_ROWS + resident.schedule, values, adult)
        note(answers, grids + AGE_ROWS + resident.age, values, adult)
