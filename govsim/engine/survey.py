"""A weekly look at all residents: how many know a worker, and their slow states, without changing anything."""

from govsim.engine.codes import AGES, CATEGORIES, SCHEDULES
from govsim.engine.compiled import part, piece
from govsim.engine.sums import add_four

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


@piece
def survey(block, answers, kinds, kept, hour):
    """Add everybody's answers to `answers` (grids, ASKED) and, by category x schedule x age, to `kinds`.

    Two additions an answer instead of four; `add_kinds` sums the kinds afterwards. kept: shares of a distance from the
    baseline that are left after 0, 1, ... hours.
    """
    for row in range(len(block.residents)):
        resident = block.residents[row]
        adults = knows = workers = offices = group = belonging = ties = efficacy = participated = 0.0
        registered = days = 0.0
        if resident.registered >= 0:
            registered, days = 1.0, (hour - resident.registered) / 24.0
        if resident.age > 0:
            share = kept[max(0, hour - resident.touched)]
            base, social = float(resident.baseline), float(resident.baseline_ties)
            adults, knows = 1.0, 1.0 if resident.known_until > hour else 0.0
            workers = base + (float(resident.trust_workers) - base) * share
            offices = base + (float(resident.trust_offices) - base) * share
            group = base + (float(resident.trust_group) - base) * share
            belonging = social + (float(resident.belonging) - social) * share
            ties = social + (float(resident.ties) - social) * share
            efficacy = 0.5 + (float(resident.efficacy) - 0.5) * share
            participated = 1.0 if resident.attended > hour - RECENTLY else 0.0
        first, second = (1.0, adults, knows, workers), (offices, group, belonging, ties)
        numbers = first, second, (efficacy, participated, registered, days)
        kind = (resident.category * KINDS[1] + resident.schedule) * KINDS[2] + resident.age
        add_row(answers, resident.grid, numbers)
        add_row(kinds, kind, numbers)


@part
def add_row(table, row, numbers):
    """Add the answers of one person, in the order of ASKED, to a row."""
    add_four(table, row, PEOPLE, numbers[0])
    add_four(table, row, TRUST_OFFICES, numbers[1])
    add_four(table, row, EFFICACY, numbers[2])


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
