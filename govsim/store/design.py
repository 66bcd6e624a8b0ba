"""What a design of a sweep says: which settings are varied and how, over which seeds, and what will be judged."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from govsim.strict import Name, Share, Strict

Method = Literal["grid", "one-at-a-time", "latin-hypercube", "sobol", "morris", "list"]
SAMPLED = ("latin-hypercube", "sobol", "morris")
Words = Annotated[str, Field(max_length=4000)]
Label = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Changes = dict[str, Any]  # path of a setting -> value


class Text(Strict):
    """A text in two languages; where one is missing the other stands in."""

    zh: Words = ""
    en: Words = ""

    def word(self, lang: str) -> str:
        """Return the text in a language."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


class _Titled(Strict):
    """What documents call by its title where it has one."""

    title: Text = Text()

    @field_validator("title", mode="before")
    @classmethod
    def _same_in_both(cls, value: Any) -> Any:
        """Let a plain text stand for both languages."""
        return _in_both(value)


class Level(_Titled):
    """One setting of a factor that changes several settings at once: a policy, or a bundle of them."""

    name: Label
    changes: Changes = Field(default_factory=dict)


class Factor(_Titled):
    """What is varied: a path with values, a path with bounds (for samplers), or named levels."""

    name: Label | None = None
    path: Label | None = None
    values: tuple[Any, ...] = Field(default=(), max_length=100_000)
    low: Annotated[float, Field(ge=-1e12, le=1e12)] | None = None
    high: Annotated[float, Field(ge=-1e12, le=1e12)] | None = None
    whole: bool | None = None
    levels: tuple[Level, ...] = Field(default=(), max_length=10_000)

    @property
    def id(self) -> str:
        """Its name, or its path where it has none: the column of `points`."""
        return self.name or self.path or ""


class Contrast(Strict):
    """The factor whose levels are compared with `base`, at each setting of the other factors, over the same seeds."""

    factor: Label
    base: Any


class DesignOutcomes(Strict):
    """Outcomes chosen beforehand, and the smallest differences that matter."""

    primary: tuple[Name, ...] = Field(default=(), max_length=3)
    matters: dict[Name, Annotated[float, Field(gt=0, le=1e12)]] = Field(default_factory=dict)


class Stop(Strict):
    """When enough seeds were run: the widest 95 % interval of the contrast is narrower than `halfwidth` both ways."""

    outcome: Name
    halfwidth: Annotated[float, Field(gt=0, le=1e12)]
    least: Annotated[int, Field(ge=3, le=100_000)] = 10
    most: Annotated[int, Field(ge=3, le=100_000)] = 200


class Assumptions(Strict):
    """Draws of the assumed parameters, each with some seeds, at some of the points; at all where none are named.

    `at`: factor -> level of the factors that are held; `points`: numbers of points. `calibrated`: folder of a
    calibration, beside the design; its parameters are drawn from the set that it has kept.
    """

    draws: Annotated[int, Field(ge=1, le=10_000)] = 64
    seeds: Annotated[int, Field(ge=1, le=10_000)] = 10
    at: dict[str, Any] = Field(default_factory=dict)
    points: tuple[int, ...] = ()
    calibrated: Annotated[str, Field(min_length=1, max_length=1000)] | None = None


class Design(Strict):
    """A sweep: a scenario, what is varied in it, the seeds, and what is asked of the runs.

    `settings`: changes of all points. `first_seed`: by default the scenario's. `samples`: points of a Latin hypercube,
    base of a Sobol design (a power of two), trajectories of a Morris design; `morris_levels`: steps of its grid.
    """

    scenario: Annotated[str, Field(min_length=1, max_length=1000)]
    method: Method
    title: Text = Text()
    question: Text = Text()
    prediction: Text = Text()
    seeds: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    first_seed: Annotated[int, Field(ge=0, le=2**30)] | None = None
    weeks: Annotated[int, Field(ge=1, le=2600)] | None = None
    settings: Changes = Field(default_factory=dict)
    samples: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    morris_levels: Annotated[int, Field(ge=2, le=64)] = 4
    sampling_seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    second_order: bool = False
    factors: tuple[Factor, ...] = Field(default=(), max_length=500)
    contrast: Contrast | None = None
    outcomes: DesignOutcomes = DesignOutcomes()
    stop: Stop | None = None
    assumptions: Assumptions | None = None

    @field_validator("title", "question", "prediction", mode="before")
    @classmethod
    def _same_in_both(cls, value: Any) -> Any:
        """Let a plain text stand for both languages."""
        return _in_both(value)

    def factor_title(self, factor: str, lang: str) -> str:
        """Return what documents call a factor: its title, else its name or path."""
        known = next((each for each in self.factors if each.id == factor), None)
        return (known.title.word(lang) if known else "") or factor

    def level_title(self, factor: str, level: str, lang: str) -> str:
        """Return what documents call a level of a factor: its title, else its name."""
        known = next((each for each in self.factors if each.id == factor), None)
        named = next((each for each in known.levels if each.name == level), None) if known else None
        return (named.title.word(lang) if named else "") or level

    def seeds_of(self, draw: int) -> range:
        """Return the seeds of the points as they are (draw -1), at most, or of an assumption draw."""
        first = self.first_seed or 0
        if draw >= 0:
            return range(first, first + (self.assumptions.seeds if self.assumptions else 0))
        return range(first, first + (self.stop.most if self.stop else self.seeds))


def _in_both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


def label_of(value: Any) -> str | float | int:
    """Return what stands in the table of points for a value: a number, or text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, int | float | str) else toml_value(value)


def design_text(design: Design) -> str:
    """Return the design as TOML: what is left at its default is left out, in the order of the fields."""
    plain = design.model_dump(mode="python", exclude_defaults=True)
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in plain.items() if value is not None)


def toml_value(value: Any) -> str:
    """Return a value as TOML in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{_quoted(key)} = {toml_value(item)}" for key, item in value.items() if item is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def frozen(value: Any) -> Any:
    """Return lists as tuples, which strict models ask for."""
    if isinstance(value, list):
        return tuple(frozen(item) for item in value)
    return {key: frozen(item) for key, item in value.items()} if isinstance(value, dict) else value


__all__ = [
    "SAMPLED", "Assumptions", "Contrast", "Design", "DesignOutcomes", "Factor", "Level", "Method", "Share", "Stop",
    "Text", "design_text", "frozen", "label_of", "toml_value",
]  # fmt: skip
