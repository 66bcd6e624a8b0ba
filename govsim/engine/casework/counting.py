"""What is counted, and the story of one traced case."""

from govsim.engine.casework.pool import EVENTS_TOLD
from govsim.engine.codes import AGES, CATEGORIES, GROUPS, SCHEDULES
from govsim.engine.compiled import part, piece

SCHEDULE_ROWS = len(CATEGORIES)
AGE_ROWS = SCHEDULE_ROWS + len(SCHEDULES)
ISSUE_ROWS = AGE_ROWS + len(AGES)
assert len(GROUPS) == ISSUE_ROWS


@piece
def tally(block, resident, issue, measure, amount):
    """Add to a measure of the resident's grid, category, schedule and age, and of the issue."""
    counts, grids = block.counts, len(block.grids)
    counts[resident.grid, measure] += amount
    counts[grids + resident.category, measure] += amount
    counts[grids + SCHEDULE_ROWS + resident.schedule, measure] += amount
    counts[grids + AGE_ROWS + resident.age, measure] += amount
    if issue >= 0:
        counts[grids + ISSUE_ROWS + issue, measure] += amount


@piece
def count(block, case, measure):
    """Count one more of a measure for the case's person and issue."""
    tally(block, block.residents[case.person], case.issue, measure, 1.0)


@part
def tell(block, settings, case, hour, event, value):
    """Write down an event of the case that is being traced."""
    if settings.traced_person < 0 or settings.offset + case.person != settings.traced_person:
        return
    if case.arose != settings.traced_hour or block.pool[EVENTS_TOLD] >= len(block.stories):
        return
    story = block.stories[block.pool[EVENTS_TOLD]]
    story.hour, story.person, story.arose, story.event = hour, settings.traced_person, case.arose, event
    story.value, story.other = float(value), float(case.channel)
    block.pool[EVENTS_TOLD] += 1
