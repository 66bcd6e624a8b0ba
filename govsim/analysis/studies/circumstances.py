"""Under which circumstances a measure helps, or an outcome comes out well: boxes of conditions."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from govsim.analysis.conditions import Box, Limit
from govsim.analysis.conditions import conditions as box_of
from govsim.analysis.numbers import number
from govsim.analysis.paired import paired
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


_Gains = Callable[[int, int], Iterator[tuple[int, float]]]  # of a point over its base: draw, gain


class _Question(NamedTuple):
    """Cases and which of them are asked for. `level`: of the factor that is compared, None where none is."""

    outcome: str
    factor: str
    level: Any
    cases: pd.DataFrame
    interest: np.ndarray


def conditions(study: Study) -> Analysis | None:
    """Return, for each primary outcome, the conditions under which a level helps, or the outcome is at its better end.

    A case of a contrast is a setting; it is asked whether the level is better there than the base by what matters, told
    apart from chance. Where there are draws of the assumptions, it is a setting and a draw, and their means are asked.
    A case of a sampled design is a point; asked for is the better quarter (the upper, where none is agreed to be
    better). None where there are fewer than FEWEST cases.
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
    sign = -1 if study.direction(outcome) == "down" else 1
    gains_of = _drawn_gains(study, outcome) if study.has_draws else _sure_gains(study, outcome, sign)
    parameters: dict[Any, Any] = study.draws.to_dict("index")
    for level in dict.fromkeys(each.level for each in study.pairings if each.factor == factor):
        chosen = [each for each in study.pairings if (each.factor, each.level) == (factor, level)]
        found = [
            ({**each.setting, **parameters.get(draw, {})}, sign * gain)
            for each in chosen
            for draw, gain in gains_of(each.base, each.point)
        ]
        cases, gains = pd.DataFrame([case for case, _ in found]), np.array([gain for _, gain in found])
        varied = [name for name in cases.columns if cases[name].nunique() > 1]
        yield _Question(outcome, factor, level, cases[varied], gains > least)


def _drawn_gains(study: Study, outcome: str) -> _Gains:
    """Return what tells the difference of two points' means for each draw of the assumptions."""
    means = study.drawn(outcome)

    def gains(base: int, point: int) -> Iterator[tuple[int, float]]:
        if base in means and point in means:
            found: Any = (means[point] - means[base]).dropna()
            yield from ((int(draw), float(gain)) for draw, gain in found.items())

    return gains


def _sure_gains(study: Study, outcome: str, sign: int) -> _Gains:
    """Return what tells the worse end of the chance interval of two points' difference; of one pair, the difference."""
    values = study.table(outcome)

    def gains(base: int, point: int) -> Iterator[tuple[int, float]]:
        found = paired(values.loc[base].to_numpy(), values.loc[point].to_numpy())
        if found.runs:
            sure = found.difference if found.runs == 1 else found.low if sign > 0 else found.high
            yield AS_ASSUMED, sure

    return gains


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
