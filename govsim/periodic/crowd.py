"""What is done with many residents at once, by compiled code; rows count over the whole place and rise."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class Crowd(Protocol):
    """The residents of the place."""

    def draw(self, why: str, entities: np.ndarray, occasion: int) -> NDArray[np.float64]:
        """Return uniform draws keyed by purpose, entity and occasion."""

    def free(self, residents: Rows, hour: int) -> NDArray[np.bool_]:
        """Return whether each of the residents could meet somebody in an hour."""

    def audience(
        self, activities: np.ndarray, told: np.ndarray, chances: np.ndarray, why: str, hour: int
    ) -> tuple[Rows, Rows]:
        """Return the adults who hear of their building's activity and are free then, and the building of each.

        activities: hour of each building's activity, 0 for none; told: publicity noticed, by grid; chances: see
        engine.audience; why: purpose of the draws.
        """

    def peers(self, residents: Rows, since: float) -> NDArray[np.int64]:
        """Return how many of each one's known people have taken part in something after an hour."""

    def tally(self, measure: int, residents: Rows, amounts: np.ndarray) -> None:
        """Add an amount for each of the residents to a count of the week: by grid, category, schedule and age."""

    def refresh(self, hour: int) -> None:
        """Let all slow states of residents relax to an hour."""

    def forget(self, residents: Rows, hour: int) -> int:
        """End the open matters of residents who have gone; return how many ended.

        What offices hold goes on, and so do hazards that are hidden or in the hands of staff: they are the place's.
        """
