"""All outcomes of a run at once: for the place, by group, by week; as tables and as one document."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from govsim.measures.catalogue import FUNCTIONS, outcomes_known
from govsim.measures.part import PLACE, UNIONS, Part, part
from govsim.records import Run, table_named

Values = dict[str, float]


def values(whole: Part) -> Values:
    """Return every outcome of a part of a run, NaN where it is not known there."""
    return {name: FUNCTIONS[name](whole) for name in outcomes_known()}


def outcomes(run: Run) -> dict[str, dict[str, Any]]:
    """Return id -> value and unit for the whole place; None where nothing was there to be counted."""
    found = values(part(run))
    return {name: {"value": _plain(found[name]), "unit": known.unit["en"]} for name, known in outcomes_known().items()}


def by_group(run: Run) -> dict[str, dict[str, float | None]]:
    """Return group label -> id -> value, for categories, schedules, ages and their unions."""
    frames = {label: values(part(run, label)) for label in group_labels(run)}
    return {label: {name: _plain(value) for name, value in found.items()} for label, found in frames.items()}


def summary(run: Run) -> dict[str, Values]:
    """Return what a comparison needs of a run: label -> id -> value for the place and every group."""
    return {label: values(part(run, label)) for label in (PLACE, *group_labels(run))}


def group_labels(run: Run) -> tuple[str, ...]:
    """Return the labels of groups of residents, unions included where the run has all their members."""
    found = list(run.groups)
    for label, members in UNIONS.items():
        if set(members) <= set(run.groups):  # a union stands before the first of its kind
            found.insert(next(row for row, name in enumerate(found) if name in members), label)
    return tuple(found)


def document(run: Run) -> dict[str, Any]:
    """Return the run as one JSON document: what ran, how large, how fast, and all outcomes."""
    names = ("scenario", "seed", "weeks", "fingerprint", "state_bytes_per_resident", "peak_rss_bytes", "command")
    plain = {name: getattr(run, name) for name in names}
    found = {"outcomes": outcomes(run), "by_group": by_group(run)}
    sizes = {**run.sizes, "cases": len(run.cases)}
    return {
        **plain, "start": run.start.isoformat(), **sizes, **found,
        "seconds": dict(run.seconds), "versions": dict(run.versions),
    }  # fmt: skip


@table_named("weekly")
def weekly(run: Run) -> pd.DataFrame:
    """Return every outcome of the place in every week, tidy: week, date, outcome, value."""
    weeks = range(run.weeks)
    found = [values(part(run, PLACE, (week, week + 1))) for week in weeks]
    frame = pd.DataFrame(found).assign(week=list(weeks), date=[run.date_of(week).isoformat() for week in weeks])
    return frame.melt(["week", "date"], var_name="outcome", value_name="value")


@table_named("grids")
def by_grid(run: Run) -> pd.DataFrame:
    """Return every outcome that is known by grid and by community: label, outcome, value."""
    communities = [f"community:{name}" for name in dict.fromkeys(run.communities)]
    return _tidy(run, (*communities, *run.grids))


@table_named("groups")
def by_groups(run: Run) -> pd.DataFrame:
    """Return every outcome that is known by group of residents: label, outcome, value."""
    return _tidy(run, group_labels(run))


@table_named("issues")
def by_issue(run: Run) -> pd.DataFrame:
    """Return every outcome that is known by kind of matter: label, outcome, value."""
    return _tidy(run, run.issues)


def _tidy(run: Run, labels: Iterable[str]) -> pd.DataFrame:
    rows: list[Mapping[str, Any]] = [{"label": label, **values(part(run, label))} for label in labels]
    frame = pd.DataFrame(rows, columns=["label", *outcomes_known()])
    return frame.melt("label", var_name="outcome", value_name="value").dropna(ignore_index=True)


def _plain(value: float) -> float | None:
    """Return the value, or None instead of NaN, which JSON has not."""
    return value if math.isfinite(value) else None
