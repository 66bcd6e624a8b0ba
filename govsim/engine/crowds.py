"""Draws and sums over many residents at once, for what happens daily to yearly."""

from govsim.engine.casework.counting import AGE_ROWS, SCHEDULE_ROWS
from govsim.engine.compiled import piece
from govsim.engine.randomness import uniform


@piece
def draw_each(seed, why, entities, occasion, drawn):
    """Write into `drawn` a uniform draw for each entity."""
    for k in range(len(entities)):
        drawn[k] = uniform(seed, why, entities[k], occasion)


@piece
def count_peers(block, rows, since, found):
    """Write into `found` how many of each one's known people have taken part in something after an hour."""
    for k in range(len(rows)):
        number = 0
        for edge in range(block.edges_from[rows[k]], block.edges_from[rows[k] + 1]):
            if block.residents[block.edges[edge]].attended > since:
                number += 1
        found[k] = number


@piece
def tally_each(block, rows, amounts, measure, sums):
    """Add an amount for each of the residents to a measure of their grids, categories, schedules and ages.

    sums: zeros, one a row of the counts; summed there first, so that the order of rows does not matter to others.
    """
    grids = len(block.grids)
    for k in range(len(rows)):
        resident, amount = block.residents[rows[k]], amounts[k]
        sums[resident.grid] += amount
        sums[grids + resident.category] += amount
        sums[grids + SCHEDULE_ROWS + resident.schedule] += amount
        sums[grids + AGE_ROWS + resident.age] += amount
    for row in range(len(sums)):
        block.counts[row, measure] += sums[row]
