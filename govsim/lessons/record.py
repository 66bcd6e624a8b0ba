"""What was found beforehand: read from the file beside a lesson."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from govsim.errors import InputError
from govsim.lessons.reading import lesson
from govsim.lessons.results import Row

FILE = "recorded.json"


@dataclass(frozen=True)
class Found(Row):
    """A difference with both uncertainties; without draws of the assumptions `sign_share` is None and nothing is said
    about them.

    `assumed_low`, `assumed_high`: central 90 % of the mean differences over the draws; `sign_share`: share of the
    draws with the sign of the difference.
    """

    assumed_low: float | None = None
    assumed_high: float | None = None
    sign_share: float | None = None
    draws: int = 0


@dataclass(frozen=True)
class Study:
    """A recorded comparison. `kind`: question (an Ask of the lesson), option (one measure at its most), or package."""

    id: str
    kind: str
    choice: Mapping[str, float]
    rows: tuple[Found, ...]

    def row(self, outcome: str, label: str = "place") -> Found:
        """Return the row of a value. Raises KeyError."""
        for each in self.rows:
            if (each.outcome, each.label) == (outcome, label):
                return each
        raise KeyError((outcome, label))


@dataclass(frozen=True)
class Curve:
    """Means over the seeds along an axis, each with its interval: label and outcome -> (value, low, high) a point."""

    id: str
    at: tuple[float, ...]
    values: Mapping[tuple[str, str], tuple[tuple[float, float, float], ...]]


@dataclass(frozen=True)
class Told:
    """A case whose end a measure moved by some hours. lines: by language, without and with it, (moment, words)."""

    side: str  # "earlier" or "later"
    hours: float
    lines: Mapping[str, tuple[tuple[tuple[str, str], ...], ...]]


@dataclass(frozen=True)
class Matters:
    """What a measure did to the cases that were closed in both runs of a pair, and one told of either kind."""

    seed: int
    cases: int
    earlier: int
    later: int
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Recorded:
    """The results that come with a lesson; `source`: hash of the model that made them."""

    lesson: str
    version: str
    source: str
    seeds: int
    draws: int
    studies: tuple[Study, ...]
    curves: tuple[Curve, ...]
    matters: Matters

    def study(self, name: str, kind: str = "question") -> Study:
        """Return a comparison by its id and kind. Raises KeyError."""
        for each in self.studies:
            if (each.id, each.kind) == (name, kind):
                return each
        raise KeyError((name, kind))

    def of(self, kind: str) -> tuple[Study, ...]:
        """Return the comparisons of a kind."""
        return tuple(each for each in self.studies if each.kind == kind)

    def curve(self, name: str) -> Curve:
        """Return a curve by its id. Raises KeyError."""
        return {each.id: each for each in self.curves}[name]

    @property
    def present(self) -> bool:
        """Whether the model is still the one that made them."""
        from govsim.lessons.choices import scenario_for
        from govsim.sweep.source import source_of

        return source_of(scenario_for(lesson(self.lesson), {})) == self.source


@cache
def recorded(lesson_id: str) -> Recorded:
    """Return the results that come with a lesson. Raises InputError where there are none, or not of this form."""
    path = lesson(lesson_id).folder / FILE
    try:
        return _read(lesson_id, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}：没有可用的预存结果（{error}）。请先运行  python -m govsim.lessons.recording {lesson_id}",
            f"{path}: no recorded results that can be used ({error}). Make them with: "
            f"python -m govsim.lessons.recording {lesson_id}",
        ) from None


def _read(lesson_id: str, plain: Mapping[str, Any]) -> Recorded:
    studies = tuple(
        Study(str(each["id"]), str(each["kind"]), each["choice"], tuple(_found(row) for row in each["rows"]))
        for each in plain["studies"]
    )
    curves = tuple(_curve(each) for each in plain["curves"])
    numbers = {name: int(plain[name]) for name in ("seeds", "draws")}
    return Recorded(lesson_id, str(plain["version"]), str(plain["source"]), **numbers, studies=studies, curves=curves,
                    matters=_matters(plain["matter"]))  # fmt: skip


def _found(plain: Mapping[str, Any]) -> Found:
    known: dict[str, Any] = {
        name: float("nan") if value is None and name in _NUMBERS else value for name, value in plain.items()
    }
    return Found(**known)


_NUMBERS = ("base", "other", "difference", "low", "high")


def _curve(plain: Mapping[str, Any]) -> Curve:
    values: dict[tuple[str, str], tuple[tuple[float, float, float], ...]] = {}
    for each in plain["values"]:
        values[each["label"], each["outcome"]] = tuple(_three(point) for point in each["points"])
    return Curve(str(plain["id"]), tuple(map(float, plain["at"])), values)


def _matters(plain: Mapping[str, Any]) -> Matters:
    counts = {name: int(plain[name]) for name in ("seed", "cases", "earlier", "later")}
    return Matters(**counts, told=tuple(_told(each) for each in plain["told"]))


def _told(plain: Mapping[str, Any]) -> Told:
    lines = {
        str(lang): tuple(tuple((str(moment), str(words)) for moment, words in version) for version in versions)
        for lang, versions in plain["lines"].items()
    }
    return Told(str(plain["side"]), float(plain["hours"]), lines)


def _three(numbers: Sequence[float | None]) -> tuple[float, float, float]:
    value, low, high = (float("nan") if number is None else float(number) for number in numbers)
    return value, low, high


def path_of(lesson_id: str) -> Path:
    """Return the file of a lesson's recorded results."""
    return lesson(lesson_id).folder / FILE
