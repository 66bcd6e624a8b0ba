"""A study as documents need it: a comparison, the question it answers, its measures, sources and prices."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from govsim.analysis import Comparison, Effect, Option
from govsim.errors import InputError
from govsim.measures import PLACE, headline

COMPARISON = "comparison.json"
FORMAT = 1
_BOTH = ("zh", "en")
_EFFECT = tuple(each.name for each in fields(Effect))
_NUMBERS = ("base", "other", "difference", "low", "high", "variance_ratio", "deviation")  # NaN where there is none


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure that an option takes: in words, from when to when, where, its own hours a week."""

    id: str
    words: Mapping[str, str]
    start: date
    end: date | None = None
    where: tuple[str, ...] = ()
    hours: float | None = None


@dataclass(frozen=True, kw_only=True)
class Study:
    """A comparison with what a document says about it.

    `measures`: option id -> measures. `prices`: the user's, by name. `description`: the baseline in words, a line each.
    `patterns`: rows of a stored check of the model, None where it was not run. `settings`: of other factors, over which
    a sweep's outcomes are averaged; `at`: those that are held, and what the design sets everywhere. `swept`: whether a
    design says what was run.
    """

    comparison: Comparison
    measures: Mapping[str, tuple[Measure, ...]] = field(default_factory=dict)
    question: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[Mapping[str, str]] = ()
    prices: Mapping[str, float | None] = field(default_factory=dict)
    description: Mapping[str, Sequence[str]] = field(default_factory=dict)
    patterns: Sequence[Mapping[str, Any]] | None = None
    settings: int = 1
    at: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    swept: bool = False

    def shown(self, option: str) -> list[Effect]:
        """Return the primary effects on the place, then those on the other headline outcomes."""
        first = {each.id for each in headline()}
        effects = [each for each in self.comparison.of(option) if each.primary or each.outcome in first]
        return sorted(effects, key=lambda each: not each.primary)

    def primary(self, option: str) -> list[Effect]:
        """Return the effects on the primary outcomes; on the first headline outcome where none was chosen."""
        shown = self.shown(option)
        return [each for each in shown if each.primary] or shown[:1]

    def groups(self, option: str, outcome: str) -> list[Effect]:
        """Return the effects of the groups of residents on an outcome."""
        effects = self.comparison.effects[option]
        return [each for each in effects if each.outcome == outcome and each.label != PLACE]

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.comparison.start + timedelta(weeks=self.comparison.weeks)


def read_study(folder: Path) -> Study:
    """Return the study that `compare --out` wrote into a folder. Raises InputError where there is none."""
    path = folder / COMPARISON
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.get("format") != FORMAT:
            raise ValueError(f"format {document.get('format')}")
        return _study(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as failure:
        raise InputError(
            f"{path}：读不出比较结果（{failure}）。请先运行 govsim compare 基准 方案 --out 文件夹。",
            f"{path}: no comparison can be read ({failure}). First: govsim compare BASE OTHER --out FOLDER.",
        ) from None


def _passed(row: Mapping[str, Any]) -> bool | None:
    """Whether a check passed; None: it could not be told, or was not run."""
    return None if row["passed"] is None else bool(row["passed"])


def read_patterns(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a stored `validate --json`. Raises InputError where the file holds something else."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
        return [{**row, "passed": _passed(row), "id": str(row["id"]), "kind": str(row["kind"])} for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise InputError(
            f"{path}：不是 govsim validate --json 的结果（{failure}）。",
            f"{path}: not a result of govsim validate --json ({failure}).",
        ) from None


def _study(document: Mapping[str, Any]) -> Study:
    about = document.get("about") or {}
    measures = {str(each["id"]): tuple(map(_measure, each.get("measures", ()))) for each in document["options"]}
    return Study(
        comparison=_comparison(document), measures=measures, question=about.get("question") or {},
        sources=about.get("sources") or (), prices=about.get("prices") or {},
        description=about.get("description") or {},
    )  # fmt: skip


def _comparison(document: Mapping[str, Any]) -> Comparison:
    base = Option(id=document["base"], title=document["base_title"], hours=_number(document["base_hours"]))
    options = document["options"]
    start = date.fromisoformat(document["start"])
    return Comparison(
        base=base, others=tuple(map(_option, options)), effects={each["id"]: _effects(each) for each in options},
        seeds=tuple(document["seeds"]), start=start, weeks=int(document["weeks"]),
        assumptions=int(document["assumptions"]), sizes=document["sizes"],
        series=_series(document.get("weekly") or {}, start), fingerprint=document["fingerprint"],
        version=document["version"], command=document["command"],
    )  # fmt: skip


def _option(row: Mapping[str, Any]) -> Option:
    changes = tuple({lang: str(change[lang]) for lang in _BOTH} for change in row["changes"])
    return Option(id=row["id"], title=row["title"], changes=changes, hours=_number(row["hours"]))


def _effects(option: Mapping[str, Any]) -> tuple[Effect, ...]:
    rows = [*option["outcomes"].values(), *(row for group in option["by_group"].values() for row in group.values())]
    return tuple(map(_effect, rows))


def _effect(row: Mapping[str, Any]) -> Effect:
    values = {name: row[name] for name in _EFFECT} | {name: _number(row[name]) for name in _NUMBERS}
    return Effect(**(values | {"turning": tuple(values["turning"])}))


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        id=row["id"], words={lang: row[lang] for lang in _BOTH}, start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]) if row["end"] else None, where=tuple(row["where"]), hours=row["hours"],
    )  # fmt: skip


def _series(weekly: Mapping[str, Mapping[str, Sequence[float | None]]], start: date) -> pd.DataFrame:
    rows = [
        (option, (start + timedelta(weeks=week)).isoformat(), outcome, _number(value))
        for option, outcomes in weekly.items() for outcome, values in outcomes.items()
        for week, value in enumerate(values)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["option", "date", "outcome", "value"])


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
