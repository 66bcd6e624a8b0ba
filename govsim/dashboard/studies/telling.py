"""The one sentence of a study: the surest thing that its analysis says, in the words of the verdicts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from govsim.analysis.studies.sentences import in_words, named, say
from govsim.locale import capital
from govsim.measures import PLACE, outcomes_known

# Of verdicts, by how sure they are.
ORDER = ("robust", "most", "chance", "few", "depends", "small", "untold", "same", "unknown")
TABLES = ("effects", "effects_overall")
_COLUMNS = [
    "factor", "base_level", "level", "setting", "outcome", "label", "difference", "low", "high", "n_assumptions",
    "primary", "case", "zh", "en",
]  # fmt: skip
Both = Mapping[str, str]
Row = Mapping[str, Any]


def headline_of(folder: Path, about: Mapping[str, Any]) -> Both:
    """Return the finding of the analysis in a folder, zh and en; empty texts where it found nothing.

    Of the effects on primary outcomes, those under drawn assumptions count first, then those over all settings; of
    them the surest verdict. A study that compares nothing is told by the first finding of its analyses.
    """
    for name in TABLES:
        row = surest(_rows(folder / f"{name}.parquet", drawn=name == "effects"))
        if row is not None:
            return {lang: sentence(row, lang) for lang in ("zh", "en")}
    told = [each for part in about["analyses"] for each in part["findings"]]
    return {lang: str(told[0][lang]) if told else "" for lang in ("zh", "en")}


def surest(rows: Sequence[Row]) -> Row | None:
    """Return the row with the surest verdict: of equal ones the largest beside its interval."""
    known = [row for row in rows if row["case"] in ORDER]
    return min(known, key=lambda row: (ORDER.index(row["case"]), -_clear(row)), default=None)


def sentence(row: Row, lang: str) -> str:
    """Return the sentence of an effect: which level against which, where, and the verdict."""
    setting = settings_of(str(row["setting"] or ""))
    at = say(lang, "at", setting=in_words(setting, lang)) if setting else ""
    said = {"factor": named(str(row["factor"]), lang), "level": row["level"], "base": row["base_level"], "at": at}
    return say(lang, "effect", **said, verdict=row[lang])


def settings_of(text: str) -> dict[str, str]:
    """Return factor -> level of a cell `setting`."""
    parts = (each.rpartition(" = ") for each in text.split("; "))
    return {name: level for name, sign, level in parts if sign}


def outcome_of(name: str, lang: str) -> dict[str, Any]:
    """Return an outcome as pages show it."""
    known = outcomes_known().get(name)
    if known is None:
        return {"id": name, "name": name, "unit": "", "points": "", "definition": "", "direction": "none"}
    return {"id": name, "name": capital(known.label[lang]), "unit": known.unit[lang],
            "points": known.points[lang], "definition": known.definition[lang],
            "direction": known.direction}  # fmt: skip


def _rows(path: Path, drawn: bool) -> list[Row]:
    """Return the effects on primary outcomes of the place; `drawn`: those with assumption draws alone, if any has."""
    try:
        table = pd.read_parquet(path, columns=_COLUMNS)
    except (OSError, ValueError, KeyError):
        return []
    chosen = table[(table["label"] == PLACE) & (table["primary"].astype(str).str.lower() == "true")]
    counted = pd.to_numeric(chosen["n_assumptions"], errors="coerce").fillna(0)
    if drawn and not (counted > 0).any():
        return []
    rows: list[Any] = (chosen[counted > 0] if drawn else chosen).to_dict("records")
    return rows


def _clear(row: Row) -> float:
    """Return how large a difference is beside its interval."""
    width = float(row["high"]) - float(row["low"])
    return abs(float(row["difference"])) / width if width > 0 else 0.0
