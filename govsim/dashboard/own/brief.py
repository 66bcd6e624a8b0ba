"""The brief of a comparison, for the browser to keep; written in a process of its own."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from govsim.comparison import Compared, about, measures_of
from govsim.dashboard.own.errand import Progress
from govsim.report.brief import write_brief
from govsim.report.page import page
from govsim.report.study import Measure, Study


def documents(progress: Progress, found: Compared, command: str, lang: str) -> dict[str, bytes]:
    """Return the brief as HTML and as a Word document, and the comparison's whole page, by file name."""
    found = replace(found, command=command)
    with tempfile.TemporaryDirectory() as drawer:
        paths = write_brief(study_of(found), lang, Path(drawer), date.today())
        return {path.name: path.read_bytes() for path in paths} | {"report.html": page(found, lang).encode()}


def study_of(found: Compared) -> Study:
    """Return a comparison with what a document says about it."""
    base, *others = found.scenarios
    measures = {option.id: tuple(_measure(row) for row in measures_of(scenario, base))
                for option, scenario in zip(found.others, others, strict=True)}  # fmt: skip
    return Study(comparison=found, measures=measures, **about(found.scenarios))


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        id=str(row["id"]), words={lang: str(row[lang]) for lang in ("zh", "en")},
        start=date.fromisoformat(str(row["start"])), end=date.fromisoformat(str(row["end"])) if row["end"] else None,
        where=tuple(row["where"]), hours=row["hours"],
    )  # fmt: skip
