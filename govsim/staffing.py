"""What a scenario says about its staff: workers and their posts, offices, and whose presence counts at a counter."""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govsim.strict import Name, Share, Strict

Language = Literal["mandarin", "dialect", "english"]
Title = Annotated[str, Field(min_length=1, max_length=60)]


class Staff(Strict):
    """One kind of staff. Exactly one of the three says how many: per grid, per 10,000 residents, or in all.

    2.5 per grid means 2 and 3 in turn. `duty`: whether a post belongs to a grid or to a community's station.
    `skill`: mean of a normal with standard deviation 0.3, 0 = the sessions' default. `local`: share of the staff that
    grew up here; they speak the dialect whatever `languages` says.
    """

    id: Name
    kind: Literal["grid_worker", "community_worker", "mediator"] = "grid_worker"
    duty: Literal["grid", "station"] = "grid"
    per_grid: Annotated[float, Field(ge=0, le=100)] | None = None
    per_10000: Annotated[float, Field(ge=0, le=1_000)] | None = None
    number: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    roster: Name = "standard"
    skill: Annotated[float, Field(ge=-3, le=3)] = 0.0
    local: Share = 0.5
    languages: tuple[Language, ...] = ("mandarin",)

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        _exactly_one(self, ("per_grid", "per_10000", "number"))
        return self

    def posts(self, residents: np.ndarray, grids: np.ndarray) -> np.ndarray:
        """Return the number of posts of each unit, int32.

        residents, grids: of each unit, which is a grid (grids = 1) or the station of a community.
        """
        if self.per_grid is not None:
            return _steps(self.per_grid * np.cumsum(grids))
        if self.per_10000 is not None:
            upto = np.cumsum(residents, dtype=np.int64)
            total = _rounded(self.per_10000 * float(upto[-1]) / 10_000)
            return _steps(total * upto / upto[-1])
        assert self.number is not None
        return _steps(self.number * np.arange(1, len(residents) + 1) / len(residents))


class Office(Strict):
    """A queue of the town or the city: its servers, its hours, how long a case takes.

    `hours`: mean service time, h; `cv`: its coefficient of variation (lognormal law only); `capacity`: cases it holds
    at most, 0 = any number; `withdrawal`: rate at which those waiting give up, 1/h; `background`: utilisation by cases
    of other places, for offices that serve more than this place; `handles`: ids of issues, () = all of its tier.
    """

    id: Name
    zh: Title
    en: Title
    tier: Literal["town", "city"]
    staff: Annotated[int, Field(ge=1, le=100_000)] | None = None
    per_10000: Annotated[float, Field(gt=0, le=1_000)] | None = None
    hours: Annotated[float, Field(gt=0, le=1_000)]
    cv: Annotated[float, Field(ge=0, le=5)] = 1.0
    law: Literal["exponential", "lognormal"] = "exponential"
    roster: Name = "standard"
    order: Literal["first_come", "oldest_case", "shortest", "disputes_first"] = "first_come"
    capacity: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    withdrawal: Annotated[float, Field(ge=0, le=10)] = 0.0
    background: Annotated[float, Field(ge=0, lt=1)] = 0.0
    handles: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.law == "exponential" and self.cv != 1:
            raise _mistake("指数分布的 cv 只能是 1", "an exponential law has cv = 1; use lognormal for another")
        _exactly_one(self, ("staff", "per_10000"))
        return self

    def servers(self, residents: int) -> int:
        """Return how many serve at once; at least one, so that a small place has an office too."""
        return self.staff if self.staff is not None else max(1, _rounded((self.per_10000 or 0) * residents / 10_000))


class Station(Strict):
    """Whose presence opens a counter: the resident's own worker, any of the grid's, or any of the community's.

    `visit_rule`: which household a visit goes to; `queue_rule`: which matter a worker takes up first. `hours`: those
    of staff whose roster is "station", one list of lines such as "mon-fri 08:30-12:00" for each shift, workers taking
    the shifts in turn; residents know them, as they know office hours.
    """

    served_by: Literal["worker", "grid", "community"] = "grid"
    visit_rule: Literal["round_robin", "oldest_contact", "care_first"] = "round_robin"
    queue_rule: Literal["first_come", "severe_first", "oldest_case"] = "first_come"
    hours: tuple[Annotated[tuple[str, ...], Field(min_length=1, max_length=60)], ...] = Field((), max_length=20)


OWN_HOURS = "station"  # the roster of staff that keep the station's own hours


def _exactly_one(spec: Strict, names: tuple[str, ...]) -> None:
    if sum(getattr(spec, name) is not None for name in names) != 1:
        choice = ", ".join(names)
        raise _mistake(f"{choice} 中须填且只填一项", f"give exactly one of {choice}")


def _mistake(zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("staffing", "{en}", {"zh": zh, "en": en})


def _rounded(number: float) -> int:
    """Round a half up, whatever the even neighbour is."""
    return int(number + 0.5)


def _steps(upto: np.ndarray) -> np.ndarray:
    """Return the whole steps of a rising line: 2.5, 5, 7.5 -> 2, 3, 2. Rounding errors below 1e-9 do not count."""
    return np.diff(np.floor(upto + 1e-9), prepend=0).astype(np.int32)
