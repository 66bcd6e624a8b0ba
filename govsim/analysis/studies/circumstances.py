"""Under which circumstances a measure helps, or an outcome comes out well: boxes of conditions."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from govsim.analysis.conditions import Box, Limit
from govsim.analysis.conditions import conditions as box_of
from govsim.analysis.numbers import number
from govsim.analysis.responses import AS_ASSUMED
from govsim.analysis.studies.sentences import finding, named, outcome_name, say
from govsim.analysis.studies.study import Analysis, Finding, Study

FEWEST = 20  # cases
NEARLY = 0.95
COLUMNS = (
    "outcome",
    "level",
    "share",
    "cases",
    "factor",
    "low",
    "high",
    "names",
    "kept",
    "coverage",
    "density",
    "overlap",
)


class _Question(NamedTuple):
    """Cases and which of them are asked for. `level`: of the factor that is compared, None where none is."""

    outcome: str
    factor: str
    level: Any
    cases: pd.DataFrame
    interest: np.ndarray


def conditions(study: Study) -> Analysis | None:
    """Return, for each primary outcome, the conditions under which a level helps, or the outcome is at its better end.

    A case of a contrast is a setting, and a draw of the assumptions where there are any; it is asked whether the level
    is better there than the base by what matters. A case of a sampled design is a point; asked for is the better
    quarter (the upper, where none is agreed to be better). None where there are fewer than FEWEST cases.
    """
    asked = [each for each in _questions(study) if len(each.cases) >= FEWEST and len(each.cases.columns)]
    if not asked:
        return None
    found = [(each, box_of(each.cases, each.interest)) for each in asked if _mixed(each)]
    rows = [row for question, box in found for row in _rows(question, box)]
    boxes = {id(question): box for question, box in found}
    told = tuple(_told(study, each, boxes.get(id(each))) for each in asked)
    return Analysis("conditions", pd.DataFrame(rows, columns=list(COLUMNS)), told)


def _mixed(question: _Question) -> bool:
    """Whether there are enough cases of both kinds to tell them apart."""
    return bool(1 - NEARLY <= question.interest.mean() <= NEARLY)


def _questions(study: Study) -> Iterator[_Question]:
    for outcome in study.asked.primary:
        if study.contrast:
            yield from _of_contrast(study, outcome)
        elif study.method in ("latin-hypercube", "sobol"):
            yield _of_points(study, outcome)


def _of_points(study: Study, outcome: str) -> _Question:
    means = study.table(outcome).mean(axis=1).to_numpy()
    known = np.isfinite(means)
    good = means[known] * (-1 if study.direction(outcome) == "down" else 1)
    quarter = good >= np.quantile(good, 0.75) if len(good) else np.zeros(0, dtype=bool)
    return _Question(outcome, "", None, study.points[known].reset_index(drop=True), quarter)


def _of_contrast(study: Study, outcome: str) -> Iterator[_Question]:
    factor = study.contrast[0] if study.contrast else ""
    least = (study.asked.matters or {}).get(outcome, 0.0)
    means = _means(study, outcome)
    parameters: dict[Any, Any] = study.draws.to_dict("index")
    for level in dict.fromkeys(each.level for each in study.pairings if each.factor == factor):
        chosen = [each for each in study.pairings if (each.factor, each.level) == (factor, level)]
        found = [
            ({**each.setting, **parameters.get(draw, {})}, values[each.point] - values[each.base])
            for draw, values in means.items()
            for each in chosen
            if each.point in values and each.base in values
        ]
        cases, gains = pd.DataFrame([case for case, _ in found]), np.array([gain for _, gain in found])
        varied = [name for name in cases.columns if cases[name].nunique() > 1]
        sign = -1 if study.direction(outcome) == "down" else 1
        yield _Question(outcome, factor, level, cases[varied], sign * gains > least)


def _means(study: Study, outcome: str) -> dict[int, dict[int, float]]:
    """Return the means of the points for each draw; without draws, for the assumptions as they are (-1)."""
    if study.has_draws:
        rows: Any = study.drawn(outcome).iterrows()
        return {int(draw): row.dropna().to_dict() for draw, row in rows}
    whole: Any = study.table(outcome).mean(axis=1).dropna().to_dict()
    return {AS_ASSUMED: whole}


def _rows(question: _Question, box: Box | None) -> Iterator[dict[str, object]]:
    level = "" if question.level is None else str(question.level)
    head = {
        "outcome": question.outcome,
        "level": level,
        "share": 100 * question.interest.mean(),
        "cases": len(question.cases),
    }
    quality = {name: getattr(box, name, None) for name in ("coverage", "density", "overlap")}
    for each in box.limits if box else ():
        limit = {"factor": each.factor, "low": each.low, "high": each.high, "names": ", ".join(each.names or ())}
        yield {**head, **limit, "kept": each.kept, **quality}


def _told(study: Study, question: _Question, box: Box | None) -> Finding:
    share = question.interest.mean()
    key = "everywhere" if share > NEARLY else "nowhere" if share < 1 - NEARLY else "no_box"

    def told(lang: str) -> str:
        what = _what(study, question, lang)
        if box is None:
            return say(lang, key, what=what, share=f"{100 * share:.0f}")
        limits = say(lang, "and").join(_limit(each, lang) for each in box.limits)
        numbers = {name: f"{getattr(box, name):.0f}" for name in ("coverage", "density", "base", "overlap")}
        return say(lang, "conditions", what=what, limits=limits, **numbers)

    return finding(question.outcome, told)


def _what(study: Study, question: _Question, lang: str) -> str:
    agreed = study.direction(question.outcome) != "none"
    key = ("helps" if agreed else "rises") if question.factor else ("best" if agreed else "top")
    name = outcome_name(question.outcome, lang)
    return say(lang, key, outcome=name, factor=named(question.factor, lang), level=question.level)


def _limit(limit: Limit, lang: str) -> str:
    factor = named(limit.factor, lang)
    if limit.names is not None:
        return say(lang, "among", factor=factor, names=say(lang, "or").join(limit.names))
    low, high = (number(value) if value is not None else "" for value in (limit.low, limit.high))
    if low and high:
        return say(lang, "between", factor=factor, low=low, high=high)
    return say(lang, "above", factor=factor, value=low) if low else say(lang, "below", factor=factor, value=high)
