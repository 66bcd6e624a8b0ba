"""A class: who sits where, what they said and chose, and how far the lesson is. Immutable; plain data throughout."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, NamedTuple

from pydantic import ConfigDict

from govsim.errors import GovsimError

Side = Literal["up", "down", "same"]
Choice = tuple[tuple[str, float], ...]  # option id -> units, sorted, nothing with 0 units

FEWEST_TEAMS, MOST_TEAMS = 1, 12
LONGEST_ANSWER = 200
QUESTIONS = 3  # of the debrief


class Phase(NamedTuple):
    """A part of the lesson: its planned minutes, and what the big screen shows one after the other."""

    id: str
    minutes: int
    screens: tuple[str, ...]


PHASES = (
    Phase("join", 3, ("seats",)),
    Phase("situation", 4, ("story",)),
    Phase("predict", 3, ("question",)),
    Phase("choose_1", 8, ("budget",)),
    Phase("reveal_1", 5, ("predictions", "result", "surprise", "points")),
    Phase("choose_2", 7, ("budget",)),
    Phase("reveal_2", 4, ("arrows", "burden")),
    Phase("debrief", 8, ("case_earlier", "case_later", "debrief_1", "debrief_2", "debrief_3")),
    Phase("leave", 3, ("limits",)),
)
PLACES = {phase.id: place for place, phase in enumerate(PHASES)}


class RefusedError(GovsimError):
    """Something that cannot be done now, or not like this."""


@dataclass(frozen=True)
class Forecast:
    """What a team expects. size: how much, in the outcome's unit, None = not said; sure: 1 to 3."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)
    ask: str
    side: Side
    size: float | None
    sure: int


@dataclass(frozen=True)
class Sheet:
    """What a team chose in a round. gave_way: the role that gave way, "" = not said."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)
    choice: Choice = ()
    submitted: bool = False
    gave_way: str = ""


@dataclass(frozen=True)
class Team:
    """A seat. name: its place in the list of names; key: hash of the secret that the joiner's browser keeps."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    name: int
    key: str = ""
    role: str = ""
    hidden: bool = False
    forecasts: tuple[Forecast, ...] = ()
    rounds: tuple[Sheet, Sheet] = (Sheet(), Sheet())
    answers: tuple[str, str, str] = ("", "", "")

    @property
    def joined(self) -> bool:
        """Whether somebody sits here."""
        return bool(self.key)


@dataclass(frozen=True)
class Room:
    """The whole class. ends: when the phase is planned to end, s since 1970; runs: paired seeds of each choice."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)
    id: str
    code: str
    word: str
    passkey: str
    lesson: str
    runs: int
    teams: tuple[Team, ...]
    opened: float
    ends: float
    phase: int = 0
    step: int = 0
    locked: bool = False
    closed: bool = False

    @property
    def now(self) -> Phase:
        """The phase that the class is in."""
        return PHASES[self.phase]

    @property
    def screen(self) -> str:
        """What the big screen shows."""
        return self.now.screens[self.step]

    @property
    def round(self) -> int:
        """The round of choices, 1 or 2."""
        return 2 if self.phase >= PLACES["choose_2"] else 1

    def shows(self, phase: str, screen: str) -> bool:
        """Whether the trainer has come as far as a screen of a phase."""
        place = PLACES[phase]
        return (self.phase, self.step) >= (place, PHASES[place].screens.index(screen))

    def team(self, name: int) -> Team:
        """Return a team. Raises RefusedError if there is none."""
        found = next((team for team in self.teams if team.name == name), None)
        if found is None:
            raise RefusedError("没有这个组。", "There is no such team.")
        return found

    def with_team(self, team: Team) -> "Room":
        """Return the room with a team in the place of the one that has its name."""
        return replace(self, teams=tuple(team if each.name == team.name else each for each in self.teams))


def must_be_open(room: Room) -> None:
    """Raise RefusedError once the class is over."""
    if room.closed:
        raise RefusedError("课堂已经结束。", "The class is over.")


def choice_of(units: dict[str, float]) -> Choice:
    """Return a choice in its one form, so that equal choices are equal."""
    return tuple(sorted((name, float(value)) for name, value in units.items() if value))
