"""What a scenario consists of, with the allowed values of every setting."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, SerializeAsAny

from govsim.interfaces import Policy
from govsim.place import Place
from govsim.population import Population
from govsim.sections import ISSUE_OF_FAILURE, Care, Emergency, Retrofit, Waste
from govsim.staffing import Office, Staff, Station
from govsim.strict import Name, PlaceName, Share, Strict

Words = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$")]
Klass = Literal["dispute", "organisation_dispute", "local_request", "department_request", "certificate", "hazard"]
Party = Literal["none", "neighbour", "landlord", "firm", "property", "office"]
Category = Literal["local_owner", "local_tenant", "resettled", "non_local", "foreign"]
MOST_ITEMS = 200  # in each list of a scenario
SettingPath = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x20\x7f]+$")]
Factor = Annotated[float, Field(ge=0, le=20)]


class Text(Strict):
    """A text in two languages; where one is missing the other stands in."""

    zh: Words = ""
    en: Words = ""

    def word(self, lang: str) -> str:
        """Return the text in a language."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


class Source(Text):
    """Where the case comes from: the document (`key`) and its row in the table of scenarios, in words."""

    key: Words = ""
    row: Words = ""


class Run(Strict):
    """When the measured weeks begin, how many there are, and the weeks of warm-up before them."""

    start: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))] = date(2021, 1, 4)
    weeks: Annotated[int, Field(ge=1, le=2600)] = 52
    warmup: Annotated[int, Field(ge=0, le=520)] = 26
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1


class Issue(Strict):
    """A type of matter. `share`: part of its class's rate; `rate` and the others replace the class's own number.

    `party`: the other side. `department`: id of the city office that decides. `property`: the property company can
    handle it. `profile`: part of the day in which it arises. `who`: factor by category of residents (1 where not
    named). `condition`: it arises more often in run-down buildings.
    """

    id: Name
    zh: Words = ""
    en: Words = ""
    klass: Klass
    share: Annotated[float, Field(ge=0, le=10)]
    party: Party = "none"
    department: Name | None = None
    property: bool = False
    profile: Literal["flat", "day", "evening", "night"] = "flat"
    condition: bool = False
    who: dict[Category, Factor] = Field(default_factory=dict)
    rate: Annotated[float, Field(ge=0, le=10)] | None = None
    intercept: Annotated[float, Field(ge=-10, le=10)] | None = None
    work: Annotated[float, Field(ge=0, le=100)] | None = None
    city: Share | None = None
    town: Share | None = None

    def word(self, lang: str) -> str:
        """Return the name of the type in a language."""
        return ((self.zh or self.en) if lang == "zh" else (self.en or self.zh)) or self.id


class Shock(Strict):
    """Something from outside: from `start` until `end` the issues arise `factor` times as often, in some places."""

    kind: Literal["issues"]
    id: Name | None = None
    issues: tuple[Name, ...] = Field(min_length=1, max_length=100)
    factor: Factor
    start: date
    end: date
    where: tuple[PlaceName, ...] | None = None

    @property
    def name(self) -> str:
        """Its id, or its kind where it has none."""
        return self.id or self.kind


class Firms(Strict):
    """Firms and shops: points of contact and other sides of disputes."""

    number: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class Budget(Strict):
    """What measures may cost: hours a week, and the user's own prices of an hour (none is known).

    `price_hour`: of paid working time; `price_overtime`: of overtime, else the same; `price_resident`: what an hour of
    residents is set at; `price_property`: of property companies.
    """

    hours: Annotated[float, Field(ge=0, le=1e7)] | None = None
    price_hour: Annotated[float, Field(ge=0, le=1e6)] | None = None
    price_overtime: Annotated[float, Field(ge=0, le=1e6)] | None = None
    price_resident: Annotated[float, Field(ge=0, le=1e6)] | None = None
    price_property: Annotated[float, Field(ge=0, le=1e6)] | None = None


class Outcomes(Strict):
    """At most three outcomes, chosen before the run, that a comparison is judged by."""

    primary: tuple[Name, ...] = Field(default=(), max_length=3)


class Scenario(Strict):
    """A place, its people and organisations, what happens there and which measures are taken when.

    `parameters` holds the changed ones by full name, e.g. `contact.patience`. `issues` holds all types in effect.
    `assumed` names the settings of the place that nobody has filled in: their values are defaults; no run reads it.
    """

    id: Name
    title: Text = Text()
    question: Text = Text()
    source: Source = Source()
    run: Run = Run()
    place: Place
    population: Population = Population()
    station: Station = Station()
    staff: tuple[Staff, ...] = Field(default=(), max_length=MOST_ITEMS)
    offices: tuple[Office, ...] = Field(default=(), max_length=MOST_ITEMS)
    issues: tuple[Issue, ...] = Field(default=(), max_length=MOST_ITEMS)
    firms: Firms = Firms()
    policies: tuple[SerializeAsAny[Policy], ...] = Field(default=(), max_length=MOST_ITEMS)
    shocks: tuple[Shock, ...] = Field(default=(), max_length=MOST_ITEMS)
    emergencies: tuple[Emergency, ...] = Field(default=(), max_length=MOST_ITEMS)
    waste: Waste | None = None
    retrofit: Retrofit | None = None
    care: Care | None = None
    budget: Budget = Budget()
    outcomes: Outcomes = Outcomes()
    assumed: tuple[SettingPath, ...] = Field(default=(), max_length=MOST_ITEMS)
    parameters: dict[str, float] = Field(default_factory=dict)

    _folder: Path | None = PrivateAttr(default=None)
    _baseline: "Scenario | None" = PrivateAttr(default=None)

    @property
    def folder(self) -> Path | None:
        """The folder that `place.buildings` is read from."""
        return self._folder

    @property
    def baseline(self) -> "Scenario | None":
        """The scenario at the root of its `extends`; None where it extends nothing."""
        return self._baseline

    @property
    def sections(self) -> dict[str, object]:
        """The sections that switch mechanisms on, by name; those that the scenario leaves out are not there."""
        named = {name: getattr(self, name) for name in ("emergencies", "waste", "retrofit", "care")}
        return {name: section for name, section in named.items() if section}

    @property
    def dated(self) -> "dict[str, tuple[Policy | Shock | Emergency, ...]]":
        """What has dates and places: measures, shocks and emergencies."""
        return {"policies": self.policies, "shocks": self.shocks, "emergencies": self.emergencies}

    @property
    def disturbances(self) -> tuple[Shock, ...]:
        """All shocks, with those that emergencies bring along."""
        failures = [item for item in self.emergencies if item.kind == "heating_failure"]
        return self.shocks + tuple(
            Shock(kind="issues", id=item.name, issues=(ISSUE_OF_FAILURE,), factor=item.factor, start=item.start,
                  end=item.end, where=item.where)
            for item in failures
        )  # fmt: skip

    def with_run(self, **changes: object) -> "Scenario":
        """Return the scenario with other settings of its run, e.g. seed or weeks; its files and baseline stay."""
        copied = self.model_copy(update={"run": Run.model_validate(self.run.model_dump() | changes)})
        copied._folder, copied._baseline = self._folder, self._baseline
        return copied

    def word(self, lang: str) -> str:
        """Return the title in a language, or the id where there is none."""
        return self.title.word(lang) or self.id
