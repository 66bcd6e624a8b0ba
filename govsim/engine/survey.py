"""A weekly look at all residents: how many know a worker, and their slow states, without changing anything."""

import math

from govsim.engine.casework.counting import AGE_ROWS, ISSUE_ROWS, SCHEDULE_ROWS
from govsim.engine.compiled import piece
from govsim.engine.relaxation import HOURS_A_WEEK

ASKED = (
    "residents", "adults", "knows", "trust_workers", "trust_offices", "trust_group", "belonging", "ties", "efficacy",
    "participated", "registered", "register_days",
)  # fmt: skip
(PEOPLE, ADULTS, KNOWS, WORKERS, OFFICES, GROUP, BELONGING, TIES, EFFICACY, PARTICIPATED, REGISTERED,
 REGISTER_DAYS) = range(len(ASKED))  # fmt: skip
RECENTLY = 12 * 168  # h: who took part in something since then counts as participating
ROWS = ISSUE_ROWS


@piece
def note(answers, row, resident, kept, hour):
    """Add one resident's answers to a row; adults answer, all are counted."""
    answers[row, PEOPLE] += 1.0
    if resident.registered >= 0:
        answers[row, REGISTERED] += 1.0
        answers[row, REGISTER_DAYS] += (hour - resident.registered) / 24.0
    if resident.age == 0:
        return
    base, social = float(resident.baseline), float(resident.baseline_ties)
    answers[row, ADULTS] += 1.0
    answers[row, KNOWS] += 1.0 if resident.known_until > hour else 0.0
    answers[row, WORKERS] += base + (float(resident.trust_workers) - base) * kept
    answers[row, OFFICES] += base + (float(resident.trust_offices) - base) * kept
    answers[row, GROUP] += base + (float(resident.trust_group) - base) * kept
    answers[row, BELONGING] += social + (float(resident.belonging) - social) * kept
    answers[row, TIES] += social + (float(resident.ties) - social) * kept
    answers[row, PARTICIPATED] += 1.0 if resident.attended > hour - RECENTLY else 0.0
    answers[row, EFFICACY] += 0.5 + (float(resident.efficacy) - 0.5) * kept


@piece
def survey(block, settings, answers, hour):
    """Add everybody's answers by grid, category, schedule and age to `answers` (rows, ASKED)."""
    rate, grids = settings.rules[0].trust_relaxation, len(block.grids)
    for row in range(len(block.residents)):
        resident = block.residents[row]
        kept = math.exp(-rate * float(hour - resident.touched) / HOURS_A_WEEK)
        note(answers, resident.grid, resident, kept, hour)
        note(answers, grids + resident.category, resident, kept, hour)
        note(answers, grids + SCHEDULE_ROWS + resident.schedule, resident, kept, hour)
        note(answers, grids + AGE_ROWS + resident.age, resident, kept, hour)
