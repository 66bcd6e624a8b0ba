"""What a lesson consists of; `docs/class.md` says how to write one."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from govsim.analysis.names import no_outcome
from govsim.measures import outcomes_known
from govsim.scenario import Text
from govsim.strict import Name, Strict

Value = bool | int | float | str
Changes = dict[str, Value]  # path of a setting -> its value, as with --set
Line = Annotated[str, Field(min_length=1, max_length=60)]
Units = Annotated[float, Field(gt=0, le=1000)]


class Shown(Strict):
    """A value that is shown: an outcome of the whole place (`place`) or of a group (`schedule:employed`)."""

    outcome: str
    label: str = "place"

    @model_validator(mode="after")
    def _known(self) -> "Shown":
        if self.outcome not in outcomes_known():
            raise _mistake(*no_outcome(self.outcome, outcomes_known()))
        return self


class Contrast(Shown):
    """One value in two settings of the place: the second one is a `choice` of options, or `changes` beyond them.

    The first one is `base_choice` with `base`, the place as it is by default.
    """

    choice: dict[str, float] = Field(default_factory=dict)
    changes: Changes = Field(default_factory=dict)
    base_choice: dict[str, float] = Field(default_factory=dict)
    base: Changes = Field(default_factory=dict)


class Ask(Contrast):
    """A question to predict: which way one value goes, and how much; `compared` says both settings in words."""

    id: Name
    text: Text
    compared: Text


class Claim(Contrast):
    """What the lesson's surprise rests on, so that a test can hold it against the model.

    The interval of chance of the difference excludes 0 on the side of `sign`; its mean is at least the `share` of the
    first setting's value. `within`: or else the whole interval lies within that share of it, either way. `last`: the
    value is taken over the last weeks of each run only. `pairs`: how many pairs of runs the test takes.
    """

    pairs: Annotated[int, Field(ge=4, le=30)] = 6
    last: Annotated[int, Field(ge=1, le=520)] | None = None

    sign: Literal[-1, 1] | None = None
    share: Annotated[float, Field(ge=0, le=10)] = 0.0
    within: Annotated[float, Field(gt=0, le=1)] | None = None

    @model_validator(mode="after")
    def _one_claim(self) -> "Claim":
        if (self.sign is None) == (self.within is None):
            raise _mistake("`sign` 与 `within` 须给出且只给出一项", "give `sign` or `within`, not both")
        return self

    def holds(self, base: float, low: float, high: float) -> bool:
        """Tell whether the claim holds of a difference with this interval, and this mean of the first setting."""
        if self.within is not None:
            return -self.within * abs(base) < low <= high < self.within * abs(base)
        assert self.sign is not None
        told = self.sign * (low if self.sign > 0 else high) > 0
        return told and self.sign * (low + high) / 2 >= self.share * abs(base)


class Surprise(Text):
    """A paragraph at the reveal, and what it claims."""

    claims: tuple[Claim, ...] = Field((), max_length=8)


class Option(Strict):
    """A measure to choose: `cost` of a unit, at most `most` units in steps, from round `unlocked` on.

    Number k of `levels` holds the changes of k steps. `rosters`: hours of duty that the units' workers take over, in
    turn; they fill the lesson's `duty`. Of options of the same `instead` at most one is chosen; `needs`: one of these
    options must be chosen too.
    """

    id: Name
    name: Text
    note: Text
    cost: Annotated[float, Field(ge=0, le=10_000)]
    most: Units = 1.0
    step: Units = 1.0
    unlocked: Annotated[int, Field(ge=1, le=2)] = 1
    levels: tuple[Changes, ...] = Field((), max_length=100)
    rosters: tuple[tuple[Line, ...], ...] = Field((), max_length=20)
    instead: Name | None = None
    needs: tuple[Name, ...] = ()

    @property
    def steps(self) -> int:
        """In how many steps it can be chosen."""
        return round(self.most / self.step)

    @model_validator(mode="after")
    def _consistent(self) -> "Option":
        if abs(self.steps * self.step - self.most) > 1e-9:
            raise _mistake("`most` 须是 `step` 的整数倍", "`most` must be a multiple of `step`")
        if bool(self.levels) == bool(self.rosters) or (self.levels and len(self.levels) != self.steps):
            raise _mistake(
                f"须给出 {self.steps} 级 `levels`，或者 `rosters`", f"give {self.steps} `levels`, or else `rosters`"
            )
        return self


class Duty(Strict):
    """The hours that options with `rosters` change: the table of hours of a measure, with a row for each worker."""

    measure: Name
    workers: Annotated[int, Field(ge=1, le=60)]
    standard: tuple[Line, ...]


class Role(Strict):
    """A card: who you are, what you see, which outcomes you answer for."""

    id: Name
    name: Text
    who: Text
    sees: Text
    outcomes: tuple[Shown, ...] = Field(min_length=1, max_length=3)


class Point(Strict):
    """A point of a curve: where it stands, and its settings."""

    at: float
    changes: Changes


class Sweep(Strict):
    """A curve that is recorded beforehand: along settings of the place (`points`), or along the weeks of one setting.

    `every`: weeks that each value is taken over; `run.weeks` in `changes` makes the run longer than the class's own.
    """

    id: Name
    name: Text
    unit: Text
    shown: tuple[Shown, ...] = Field(min_length=1, max_length=6)
    points: tuple[Point, ...] = Field((), max_length=20)
    choice: dict[str, float] = Field(default_factory=dict)
    changes: Changes = Field(default_factory=dict)
    every: Annotated[int, Field(ge=1, le=52)] | None = None

    @model_validator(mode="after")
    def _one_axis(self) -> "Sweep":
        if bool(self.points) == bool(self.every):
            raise _mistake("曲线须给出 `points` 或 `every`，只给一项", "a curve takes `points` or `every`, not both")
        return self


class Package(Strict):
    """A choice that is recorded as an example, within the budget of the second round."""

    id: Name
    name: Text
    choice: dict[str, float]


class Lesson(Strict):
    """A lesson; its place is the scenario file `place.toml` beside it. Every team plays over the same seeds."""

    id: str
    number: Literal[1, 2, 3, 4] = Field(description="which of the four challenges")
    title: Text
    challenge: Text
    story: Text
    facts: tuple[Text, Text, Text]
    question: Text
    prediction: tuple[Ask, ...] = Field(min_length=1, max_length=6)
    budget: Annotated[float, Field(ge=0, le=100_000)]
    unit: Text
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)
    roles: tuple[Role, ...] = Field(min_length=2, max_length=6)
    axes: tuple[Shown, Shown]
    shown: tuple[Shown, ...] = Field(min_length=1, max_length=16)
    surprise: tuple[Surprise, ...] = Field(min_length=1, max_length=6)
    debrief: tuple[Text, Text, Text]
    limits: tuple[Text, Text, Text]
    home: Text
    assumed: tuple[Text, ...] = Field(min_length=1, max_length=8)
    sources: tuple[Text, ...] = Field((), max_length=12)
    weeks: Annotated[int, Field(ge=1, le=520)]
    seeds: Annotated[int, Field(ge=2, le=100)] = 30
    duty: Duty | None = None
    curves: tuple[Sweep, ...] = ()
    packages: tuple[Package, ...] = ()

    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """The folder of the lesson's files."""
        return self._folder

    @property
    def values(self) -> tuple[Shown, ...]:
        """Everything that a run is asked for, each once."""
        asked = (Shown(outcome=ask.outcome, label=ask.label) for ask in self.prediction)
        answered = (each for role in self.roles for each in role.outcomes)
        curves = (each for curve in self.curves if curve.points for each in curve.shown)
        return tuple(dict.fromkeys((*self.shown, *asked, *answered, *self.axes, *curves)))

    def option(self, name: str) -> Option:
        """Return an option. Raises KeyError."""
        return next((each for each in self.options if each.id == name), None) or _absent(name)

    @model_validator(mode="after")
    def _consistent(self) -> "Lesson":
        names = [each.id for each in self.options]
        if len(set(names)) < len(names):
            raise _mistake("措施的 id 有重复", "two options have the same id")
        unknown = {name for each in self.options for name in each.needs} - set(names)
        contrasts = (*self.prediction, *(claim for each in self.surprise for claim in each.claims))
        choices = [*(each.choice for each in self.packages), *(each.choice for each in self.curves)]
        choices += [choice for each in contrasts for choice in (each.choice, each.base_choice)]
        unknown |= {name for choice in choices for name in choice} - set(names)
        if unknown:
            raise _mistake(f"没有措施 {sorted(unknown)}", f"there are no options {sorted(unknown)}")
        if any(each.rosters for each in self.options) and self.duty is None:
            raise _mistake("有 `rosters` 时须给出 `duty`", "`rosters` need `duty`")
        return self


def _absent(name: str) -> Option:
    raise KeyError(name)


def _mistake(zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("lesson", "{en}", {"zh": zh, "en": en})
