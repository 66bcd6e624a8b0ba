"""The analyses of a sweep's folder: read, done, written beside the runs."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from govsim.analysis.contrasts import COST, Asked
from govsim.analysis.names import no_outcome
from govsim.analysis.studies.analysing import analyse
from govsim.analysis.studies.sentences import columns, titles
from govsim.analysis.studies.study import SAMPLED, Analysis, Study
from govsim.errors import InputError, UsageError
from govsim.measures import PLACE, headline, outcomes_known
from govsim.records import DiskError, write_csv, write_text

FOLDER, DOCUMENT, FORMAT = "analysis", "analysis.json", 1
WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "csv": write_csv, "parquet": lambda frame, path: frame.to_parquet(path, index=False)
}  # fmt: skip
_RUN_COLUMNS = ["point", "draw", "seed", "label", "outcome", "value"]


class Sweep(Protocol):
    """What is read of a sweep's folder."""

    folder: Path

    @property
    def design(self) -> Any: ...

    @property
    def fingerprint(self) -> str: ...

    def points(self) -> pd.DataFrame: ...

    def draws(self) -> pd.DataFrame: ...

    def iterate(self, label: str | None = ...) -> Iterator[tuple[Any, pd.DataFrame]]: ...

    def counts(self) -> dict[str, int]: ...


def outcomes_of(design: Any, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the outcomes to analyse: the design's primary ones, then those chosen, by default the headline outcomes.

    Raises UsageError for an outcome that is not known.
    """
    for name in (*design.outcomes.primary, *chosen):
        if name not in outcomes_known():
            raise UsageError(*no_outcome(name, outcomes_known()))
    others = chosen or [each.id for each in headline()]
    return tuple(dict.fromkeys([*design.outcomes.primary, *others, COST]))


def analyse_store(sweep: Sweep, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """Analyse a sweep, write tables and analysis.json into its folder `analysis`, return that document.

    Raises InputError where no run is done, UsageError for an unknown outcome, DiskError.
    """
    outcomes = outcomes_of(sweep.design, chosen)
    runs = _runs(sweep, outcomes)
    if runs.empty:
        raise InputError(
            f"{sweep.folder}：还没有完成的运行。先运行 govsim sweep。",
            f"{sweep.folder}: no run is done yet. Run govsim sweep first.",
        )
    study = study_of(sweep, runs, tuple(name for name in outcomes if (runs["outcome"] == name).any()))
    found = analyse(study)
    folder = sweep.folder / FOLDER
    for each in found.analyses:
        _write(each, folder)
    _clear({each.id for each in found.analyses}, folder)
    document = {
        **_head(sweep, study),
        "analyses": [_told(each) for each in found.analyses],
        "skipped": dict(found.skipped),
    }
    write_text(folder / DOCUMENT, json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    return document


def _runs(sweep: Sweep, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return the runs' outcomes: the place for all outcomes, groups of residents for the primary ones."""
    wanted, primary, kept = set(outcomes), set(sweep.design.outcomes.primary), []
    for run, table in sweep.iterate(None):
        chosen = table[table["outcome"].isin(wanted) & ((table["label"] == PLACE) | table["outcome"].isin(primary))]
        kept.append(chosen.assign(point=run.point, draw=run.draw, seed=run.seed)[_RUN_COLUMNS])
    frame = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=_RUN_COLUMNS)
    return frame.astype({"label": "category", "outcome": "category"})


def study_of(sweep: Sweep, runs: pd.DataFrame, outcomes: tuple[str, ...]) -> Study:
    """Return a sweep as its analyses see it; `runs`: a row for each run and outcome, see Study."""
    design, points = sweep.design, sweep.points()
    contrast = (design.contrast.factor, _label(points, design.contrast)) if design.contrast else None
    bounds = {each.id: (each.low, each.high) for each in design.factors} if design.method in SAMPLED else {}
    return Study(
        points=points, runs=runs, draws=sweep.draws(), method=design.method, outcomes=outcomes, contrast=contrast,
        asked=Asked(primary=design.outcomes.primary, matters=design.outcomes.matters), bounds=bounds,
        second_order=design.second_order,
    )  # fmt: skip


def _label(points: pd.DataFrame, contrast: Any) -> Any:
    """Return the base as it stands in the table of points."""
    known = {str(each).lower(): each for each in points[contrast.factor]}
    return known[str(contrast.base).lower()]


def _head(sweep: Sweep, study: Study) -> dict[str, Any]:
    design = sweep.design
    said = {name: getattr(design, name).model_dump() for name in ("title", "question", "prediction")}
    names = {name: dict(outcomes_known()[name].label) for name in study.outcomes}
    return {
        "format": FORMAT, "fingerprint": sweep.fingerprint, "scenario": design.scenario, "method": design.method,
        **said, "factors": list(study.points.columns),
        "contrast": design.contrast.model_dump() if design.contrast else None,
        "points": len(study.points), "runs": sweep.counts(), "draws": len(study.draws), "weeks": design.weeks,
        "seeds": sorted({int(seed) for seed in study.runs["seed"]}), "primary": list(design.outcomes.primary),
        "exploratory": [name for name in study.outcomes if name not in design.outcomes.primary], "names": names,
        "matters": dict(design.outcomes.matters),
    }  # fmt: skip


def _told(found: Analysis) -> dict[str, Any]:
    findings = [each._asdict() for each in found.findings]
    files = {kind: f"{found.id}.{kind}" for kind in ("csv", "parquet")}
    table = {
        "rows": len(found.table),
        "columns": {name: columns()[name] for name in found.table.columns if name in columns()},
    }
    return {"id": found.id, "title": titles()[found.id], "files": files, **table, "findings": findings}


def _write(found: Analysis, folder: Path) -> None:
    """Write a table as CSV for people and Parquet for programs, whole or not at all. Raises DiskError."""
    table = found.table.assign(
        **{name: found.table[name].map(_cell) for name in found.table.columns if _mixed(found.table[name])}
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, write in WRITERS.items():
            draft = folder / f".{found.id}.{kind}.part"
            try:
                write(table, draft)
                draft.replace(folder / f"{found.id}.{kind}")
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise DiskError(folder, str(error)) from error


def _clear(kept: set[str], folder: Path) -> None:
    """Remove tables of analyses that an earlier form of the design had."""
    for name in set(titles()) - kept:
        for kind in WRITERS:
            (folder / f"{name}.{kind}").unlink(missing_ok=True)


def _mixed(column: "pd.Series[Any]") -> bool:
    """Whether a column is not of numbers alone, so that it is written as text."""
    return not pd.api.types.is_numeric_dtype(column)


def _cell(value: Any) -> str | None:
    if value is None or value != value:  # NaN
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
