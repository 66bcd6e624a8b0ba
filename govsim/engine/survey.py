"""A weekly look at all residents: how many know a worker, and their slow states, without changing anything."""

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
def add_person(table, row):
    """Add a person to a row."""
    table[row, PEOPLE] += 1.0


@part
def add_registered(table, row, days):
    """Add a person whom the register holds since so many days."""
    table[row, REGISTERED] += 1.0
    table[row, REGISTER_DAYS] += days


@part
def add_adult(table, row, knows, workers, offices, group, belonging, ties, efficacy, participated):
    """Add an adult's answers to a row: in the order of the columns, so that several are added at once."""
    table[row, ADULTS] += 1.0
    table[row, KNOWS] += knows
    table[row, TRUST_WORKERS] += workers
    table[row, TRUST_OFFICES] += offices
    table[row, TRUST_GROUP] += group
    table[row, BELONGING] += belonging
    table[row, TIES] += ties
    table[row, EFFICACY] += efficacy
    table[row, PARTICIPATED] += participated


@part
def ask(answers, kinds, grid, kind, resident, kept, hour):
    """Add an adult's answers; kept: the share of the distance from the own baseline that is left by now."""
    base, social = float(resident.baseline), float(resident.baseline_ties)
    knows = 1.0 if resident.known_until > hour else 0.0
    workers = base + (float(resident.trust_workers) - base) * kept
    offices = base + (float(resident.trust_offices) - base) * kept
    group = base + (float(resident.trust_group) - base) * kept
    belonging = social + (float(resident.belonging) - social) * kept
    ties = social + (float(resident.ties) - social) * kept
    efficacy = 0.5 + (float(resident.efficacy) - 0.5) * kept
    participated = 1.0 if resident.attended > hour - RECENTLY else 0.0
    add_adult(answers, grid, knows, workers, offices, group, belonging, ties, efficacy, participated)
    add_adult(kinds, kind, knows, workers, offices, group, belonging, ties, efficacy, participated)


@piece
def survey(block, answers, kinds, kept, hour):
    """Add everybody's answers to `answers` (grids, ASKED) and, by category x schedule x age, to `kinds`.

    Two additions an answer instead of four; `add_kinds` sums the kinds afterwards. kept: shares of a distance from the
    baseline that are left after 0, 1, ... hours.
    """
    for row in range(len(block.residents)):
        resident = block.residents[row]
        grid = resident.grid
        kind = (resident.category * KINDS[1] + resident.schedule) * KINDS[2] + resident.age
        add_person(answers, grid)
        add_person(kinds, kind)
        if resident.registered >= 0:
            days = (hour - resident.registered) / 24.0
            add_registered(answers, grid, days)
            add_registered(kinds, kind, days)
        if resident.age > 0:
            ask(answers, kinds, grid, kind, resident, kept[max(0, hour - resident.touched)], hour)


@piece
def add_kinds(kinds, groups):
    """Add the kinds of people of all blocks (blocks, KINDS_OF_PEOPLE, ASKED) to their categories, schedules, ages."""
    schedules, ages = KINDS[0], KINDS[0] + KINDS[1]
    for kind in range(KINDS_OF_PEOPLE):
        category, schedule, age = kind // (KINDS[1] * KINDS[2]), kind // KINDS[2] % KINDS[1], kind % KINDS[2]
        for column in range(len(ASKED)):
            answer = 0.0
            for block in range(kinds.shape[0]):
                answer += kinds[block, kind, column]
            groups[category, column] += answer
            groups[schedules + schedule, column] += answer
            groups[ages + age, column] += answer
