"""The matters of a model under way, open and over, as rows with names: for the side sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from govsim.engine.codes import CLASSES, FREE, HIDDEN, LATENT, STATES, UNDECIDED
from govsim.model import Community

UNTOLD = tuple(int(state) for state in (FREE, LATENT, UNDECIDED))  # nobody but the model knows of these yet


@dataclass(frozen=True)
class Matter:
    """One matter: who it concerns, when it arose (hours from the beginning of the warm-up), and how it stands."""

    person: int
    arose: int
    issue: int
    klass: str
    state: str
    reported: int
    closed: int
    resolved: bool
    failures: int

    @property
    def is_open(self) -> bool:
        """Whether it has been reported and is not over."""
        over = ("closed", "settled", "withdrawn", "moot", "endured")
        return self.reported >= 0 and self.state not in over


def matters(model: Community, residents: np.ndarray) -> list[Matter]:
    """Return the matters of some residents (rows of the place), the latest first; hidden ones are left out."""
    wanted = np.zeros(len(model.built.world.tables["residents"]), bool)
    wanted[residents] = True
    found = [_matter(row) for rows in _pieces(model, wanted) for row in rows]
    return sorted(found, key=lambda matter: -matter.arose)


def _pieces(model: Community, wanted: np.ndarray) -> Iterator[np.ndarray]:
    world = model.built.world
    for part, own in zip(world.parts, world.own, strict=True):
        pool = own["cases"]
        known = ~np.isin(pool["state"].astype(np.int64), UNTOLD) & (pool["task"] != int(HIDDEN))
        rows = pool[known & wanted[pool["person"] + part.residents[0]]]
        rows["person"] += part.residents[0]
        yield rows
    for rows in model.kept.cases:
        yield rows[wanted[rows["person"]]]


def _matter(row: Any) -> Matter:
    return Matter(
        int(row["person"]), int(row["arose"]), int(row["issue"]), CLASSES[int(row["klass"])], STATES[int(row["state"])],
        int(row["reported"]), int(row["closed"]), bool(row["resolved"] == 1), int(row["failures"]),
    )  # fmt: skip
