"""What is known of an own place once it has been checked."""

from dataclasses import dataclass, field
from pathlib import Path

from govsim.scenario import Scenario

MOST_PLAYED = 50_000  # residents that the page Explore plays
_SECONDS = 1.4e-6  # of one processor for a resident and week: measured with 30,000 and 120,000 residents
_LEAST_SECONDS = 0.3
_MEGABYTES = 320  # of a process with the program and a small place
_KILOBYTES_EACH = 0.6  # of a resident


@dataclass(frozen=True)
class Place:
    """A scenario of the user's: its code in addresses, its file, how large it is, and what its file holds.

    `extends`: shipped id or file it starts from; `files`: names of all files that it is read from.
    """

    code: str
    path: Path
    residents: int
    households: int
    extends: str
    files: tuple[str, ...]
    scenario: Scenario = field(repr=False, compare=False)

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.path.name

    @property
    def has_table(self) -> bool:
        """Whether it comes from a table of buildings."""
        return self.scenario.place.buildings is not None

    @property
    def played(self) -> bool:
        """Whether the page Explore can play it: whole, or one community of a place that is given by counts."""
        return not self.has_table or self.residents <= MOST_PLAYED

    @property
    def seconds(self) -> float:
        """What a run of it takes of one processor, roughly."""
        return max(_LEAST_SECONDS, _SECONDS * self.residents * (self.scenario.run.weeks + self.scenario.run.warmup))

    @property
    def megabytes(self) -> float:
        """What a run of it takes of memory, roughly."""
        return megabytes(self.residents)


def megabytes(residents: int) -> float:
    """Return what a run takes of memory, roughly."""
    return _MEGABYTES + _KILOBYTES_EACH * residents / 1000
