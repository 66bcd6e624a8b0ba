"""Many residents at once: block by block, in compiled code."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from govsim import hour as hours
from govsim.engine.codes import GROUPS
from govsim.engine.randomness import purpose
from govsim.engine.relaxation import HOURS_A_WEEK
from govsim.engine.survey import ASKED, KINDS_OF_PEOPLE
from govsim.model.blocks import Blocks, as_taken
from govsim.periodic.crowd import Rows


class Everybody:
    """The residents of a place, see `govsim.periodic.crowd.Crowd`.

    relaxation: rate of the slow states, per week; last: the hour before which the run and its calendar end.
    """

    def __init__(self, blocks: Blocks, relaxation: float, last: int) -> None:
        self._blocks, self._world = blocks, blocks.world
        self._ends = [part.residents[1] for part in self._world.parts]
        self._kept = kept_after(relaxation, last)

    def draw(self, why: str, entities: np.ndarray, occasion: int) -> NDArray[np.float64]:
        """Return uniform draws, the same as engine.draws."""
        drawn = np.zeros(np.shape(entities))
        hours.draw(self._world.seed, purpose(why), whole(entities), occasion, drawn)
        return drawn

    def free(self, residents: Rows, hour: int) -> NDArray[np.bool_]:
        """Return whether each of the residents could meet somebody in an hour."""
        free, blocks = np.zeros(len(residents), np.bool_), self._blocks
        for number, chosen, rows in self._by_block(residents):
            hours.who_is_free(blocks.tables[number], blocks.settings[number], rows, hour, free[chosen])
        return free

    def audience(
        self, activities: np.ndarray, told: np.ndarray, chances: np.ndarray, why: str, hour: int
    ) -> tuple[Rows, Rows]:
        """Return the adults who hear of their building's activity and are free then, and the building of each."""
        blocks, parts = self._blocks, self._world.parts
        sizes = [part.residents[1] - part.residents[0] for part in parts]
        rows, which = ([np.empty(size, np.int64) for size in sizes] for _ in range(2))

        def find(number: int) -> int:
            mine, theirs = activities[slice(*parts[number].buildings)], told[slice(*parts[number].grids)]
            return int(
                hours.audience(
                    blocks.tables[number], blocks.settings[number], mine, theirs, chances, self._kept,
                    purpose(why), hour, rows[number], which[number],
                )
            )  # fmt: skip

        last = blocks.each(find)
        return (
            np.concatenate([rows[n][: last[n]] + part.residents[0] for n, part in enumerate(parts)]),
            np.concatenate([which[n][: last[n]] + part.buildings[0] for n, part in enumerate(parts)]),
        )

    def peers(self, residents: Rows, since: float) -> NDArray[np.int64]:
        """Return how many of each one's known people have taken part in something after an hour."""
        found = np.zeros(len(residents), np.int64)
        for number, chosen, rows in self._by_block(residents):
            hours.peers(self._blocks.tables[number], rows, float(since), found[chosen])
        return found

    def tally(self, measure: int, residents: Rows, amounts: np.ndarray) -> None:
        """Add an amount for each of the residents to a count of the week."""
        for number, chosen, rows in self._by_block(residents):
            sums, each = np.zeros(len(self._world.own[number]["counts"])), np.array(amounts[chosen], np.float64)
            hours.tally_residents(self._blocks.tables[number], rows, each, measure, sums)

    def refresh(self, hour: int) -> None:
        """Let all slow states of residents relax to an hour."""
        blocks = self._blocks
        blocks.each(lambda number: hours.bring_up_to_date(blocks.tables[number], blocks.settings[number], hour))

    def forget(self, residents: Rows, hour: int) -> int:
        """End the open matters of residents who have gone; return how many ended."""
        blocks, gone = self._blocks, np.zeros(self._ends[-1], np.bool_)
        gone[residents] = True
        own = [gone[slice(*part.residents)] for part in self._world.parts]
        return sum(
            blocks.each(lambda number: hours.leave(blocks.tables[number], blocks.settings[number], own[number], hour))
        )

    def survey(self, hour: int) -> np.ndarray:
        """Return (grids + groups, ASKED): the answers of all residents at an hour."""
        blocks, parts = self._blocks, self._world.parts
        grids = parts[-1].grids[1]
        answers = np.zeros((grids + len(GROUPS), len(ASKED)))
        kinds = np.zeros((len(parts), KINDS_OF_PEOPLE, len(ASKED)))

        def ask(number: int) -> None:
            own = answers[slice(*parts[number].grids)]
            hours.ask(blocks.tables[number], as_taken(own), as_taken(kinds[number]), self._kept, hour)

        blocks.each(ask)
        hours.group_answers(as_taken(kinds), as_taken(answers[grids:]))
        return answers

    def _by_block(self, residents: Rows) -> Iterator[tuple[int, slice, Rows]]:
        """Yield each block that has some of the residents, which of them, and their rows in the block."""
        first = 0
        for number, last in enumerate(np.searchsorted(residents, self._ends).tolist()):
            if last > first:
                chosen = slice(first, last)
                yield number, chosen, whole(residents[chosen] - self._world.parts[number].residents[0])
            first = last


def kept_after(rate: float, last: int) -> np.ndarray:
    """Return the shares of a distance from the baseline that are left after 0, 1, ... hours.

    By the C library, as compiled code does: numpy's exp differs in the last bit.
    """
    return np.array([math.exp(-rate * float(gone) / HOURS_A_WEEK) for gone in range(last)])


def whole(numbers: np.ndarray) -> Rows:
    """Return whole numbers in the one form that compiled functions take."""
    taken = np.ascontiguousarray(numbers, np.int64)
    return taken if taken.flags.writeable else taken.copy()
