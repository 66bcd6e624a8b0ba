"""Who comes to a meeting of residents."""

import numpy as np
from numpy.typing import NDArray

from govsim.periodic.scene import Rows, Scene

SATURDAY, AFTERNOON = 5, 15


def next_saturday(scene: Scene) -> int:
    """Return the hour of the afternoon of the next Saturday, today included."""
    return scene.hour + (SATURDAY - scene.date.weekday()) % 7 * 24 + AFTERNOON


def come(scene: Scene, why: str, people: Rows, chance: np.ndarray | float) -> NDArray[np.bool_]:
    """Return which of the people (rising) come on Saturday afternoon: those whom chance moves and who are free."""
    moved = scene.draw(why, people) < chance
    there = np.zeros(len(people), np.bool_)
    there[moved] = scene.free(people[moved], next_saturday(scene))
    return there
