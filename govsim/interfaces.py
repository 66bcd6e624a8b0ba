"""What a mechanism and a policy are: a declaration and one small method each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from govsim.strict import Name, PlaceName, Share, Strict


@dataclass(frozen=True)
class Mechanism:
    """Something that happens in the simulated hour: what it reads, what it writes, by which formula, from where.

    `reads` and `writes` name columns as `table.column`; a test compares `writes` with what the handler changes.
    """

    name: str
    every: Literal["hour", "day", "week", "month", "year"]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    parameters: tuple[str, ...]
    formula: str
    source: str
    zh: str
    en: str


@dataclass(frozen=True)
class Context:
    """What a policy may look at when it sets levers: never the state of the run."""

    place: np.ndarray  # the chosen grids: columns identity, community, residents, households
    roster_sets: Mapping[str, int]  # policy id -> row of the set of rosters that it asked for
    base: np.ndarray  # the levers of the same grids before any policy
    reach: float  # share of the ramp that is over, 0 to 1


class Policy(Strict):
    """A dated, ramped, targeted setting of levers; a pure function of its settings, the date and the seed.

    `start` defaults to the first measured day, `end` (exclusive) to never. `ramp`: days in which the chosen grids join
    one after another in a keyed order; none drops out. `where`: communities (`c1`), grids (`g1`) or estates (`e1`), or
    their names in the table of buildings; everywhere by default. `compliance`: share of the chosen grids that ever take
    part (a keyed choice). `hours`: extra worker-hours a week that the measure costs, for the budget. Policies act in
    the order of the file; two that set one lever at one time and place are refused, unless one of them `combines`.
    """

    kind: str
    id: Name | None = None
    start: date | None = None
    end: date | None = None
    ramp: Annotated[float, Field(ge=0, le=730)] = 0.0
    where: tuple[PlaceName, ...] | None = None
    compliance: Share = 1.0
    hours: Annotated[float, Field(ge=0, le=1e6)] | None = None
    on: bool = True

    moves: ClassVar[tuple[str, ...]] = ()  # levers that the policy changes
    combines: ClassVar[tuple[str, ...]] = ()  # those of them that it raises or adds to, whatever set them before
    source: ClassVar[str] = ""
    zh: ClassVar[str] = ""
    en: ClassVar[str] = ""

    @property
    def name(self) -> str:
        """Its id, or its kind where it has none."""
        return self.id or self.kind

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Change the lever rows of the grids that take part, in place."""
        raise NotImplementedError

    @property
    def keeps_hours(self) -> bool:
        """Whether the policy promises that its rosters hold as many hours of an ordinary week as those before."""
        return False

    def rosters(self, standard: np.ndarray) -> list[np.ndarray] | None:
        """Return the rosters (168 fractions each) over which workers rotate, if the policy changes hours."""
        return None

    def words(self, lang: str) -> str:
        """Return the policy's settings in a sentence of the language, for `describe`."""
        raise NotImplementedError


def settings_of(policy: Policy) -> dict[str, Any]:
    """Return the policy's own settings, without those that every policy has."""
    common = set(Policy.model_fields)
    return {key: value for key, value in policy.model_dump().items() if key not in common}


__all__ = ["Context", "Mechanism", "Policy", "settings_of"]
