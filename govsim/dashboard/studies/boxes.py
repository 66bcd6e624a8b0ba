"""在什么条件下有效 Under which conditions: the cases, which of them are asked for, and the box found around these."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from govsim.analysis.studies.sentences import named
from govsim.dashboard.studies.common import Choice, Drawn, differences, level_text, plain, thinned
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import Row

GAIN = ""  # the axis that is the outcome itself
_FEWEST = 5  # cases, to look for the factor that goes along


class Case(NamedTuple):
    """A setting under a draw (-1: assumptions as they are): its factors, and what the level changes there."""

    point: int
    draw: int
    factors: Mapping[str, Any]
    gain: float


def conditions(content: Content, choice: Choice, lang: str) -> Drawn:
    """Return the cases on the two factors that the box limits first; where it limits one, against the outcome."""
    study = content.study
    contrasted = content.store.design.contrast is not None
    levels = [str(level) for level in dict.fromkeys(each.level for each in study.pairings)] if contrasted else []
    level = choice.level if choice.level in levels else (levels[0] if levels else "")
    cases = _cases(content, choice.outcome, level) if contrasted else _points(content, choice.outcome)
    rows = _limits(content, choice.outcome, level)
    if content.table("conditions") is None or not cases:
        return {"kind": "none", "why": content.about["skipped"].get("conditions", {}).get(lang, ""), "levels": levels}
    sign = -1 if study.direction(choice.outcome) == "down" else 1
    least = _least(content, choice.outcome, [each.gain for each in cases], sign, contrasted)
    across, upward = ((name, _axis(name, cases, rows, lang))
                      for name in _axes(cases, [str(row["factor"]) for row in rows]))  # fmt: skip
    return {
        "kind": "cases", "title": _title(content, choice.outcome, level, lang), "levels": levels, "level": level,
        "contrasted": contrasted, "directed": study.direction(choice.outcome) != "none",
        "x": across[1], "y": upward[1], "least": plain(sign * least),
        "dots": thinned([[_at(each, *across), _at(each, *upward), int(sign * each.gain > least), each.point, each.draw]
                         for each in cases]),
        "all": len(cases), "limits": [_limit(row, lang) for row in rows],
        "quality": {name: plain(rows[0][name]) for name in ("coverage", "density", "overlap", "share")} if rows else {},
    }  # fmt: skip


def _cases(content: Content, outcome: str, level: str) -> list[Case]:
    """Return the cases of a contrast: the draws where there are some, else the settings."""
    study, gains = content.study, differences(content, outcome)
    parameters: dict[Any, Any] = study.draws.to_dict("index")
    found = []
    for pair in study.pairings:
        if str(pair.level) == level:
            own = gains[pair.base, pair.point]
            wanted = [draw for draw in own if draw >= 0] if study.has_draws else [-1]
            found += [Case(pair.point, draw, {**pair.setting, **parameters.get(draw, {})}, own[draw])
                      for draw in wanted if np.isfinite(own[draw])]  # fmt: skip
    return found


def _points(content: Content, outcome: str) -> list[Case]:
    """Return the points of a sampled design."""
    means = content.study.table(outcome).mean(axis=1)
    rows: list[Any] = content.study.points.to_dict("records")
    return [Case(int(point), -1, row, float(mean)) for point, row, mean in zip(means.index, rows, means, strict=True)
            if np.isfinite(mean)]  # fmt: skip


def _least(content: Content, outcome: str, gains: Sequence[float], sign: int, contrasted: bool) -> float:
    """Return from which gain on a case is asked for: what matters, or the better quarter of a sampled design."""
    if contrasted:
        return float(content.store.design.outcomes.matters.get(outcome, 0.0))
    return float(np.nextafter(np.quantile(sign * np.array(gains), 0.75), -np.inf))


def _limits(content: Content, outcome: str, level: str) -> list[Row]:
    table = content.table("conditions")
    if table is None:
        return []
    chosen = table[(table["outcome"] == outcome) & (table["level"].fillna("").astype(str) == level)]
    rows: list[Any] = chosen.to_dict("records")
    return rows


def _axes(cases: Sequence[Case], limited: Sequence[str]) -> tuple[str, str]:
    """Return the factors of the two axes; the second is the outcome itself where there is one limit or none."""
    known = [name for name in limited if name in cases[0].factors]
    if len(known) > 1:
        return known[0], known[1]
    return (known[0] if known else _along(cases)), GAIN


def _along(cases: Sequence[Case]) -> str:
    """Return the number that goes along with the gain most (rank correlation), the first factor where none does."""
    gains, best, most = _ranks([each.gain for each in cases]), next(iter(cases[0].factors), GAIN), 0.0
    for name, value in cases[0].factors.items():
        if isinstance(value, int | float) and len(cases) >= _FEWEST:
            ranks = _ranks([each.factors[name] for each in cases])
            close = abs(float(np.corrcoef(ranks, gains)[0, 1])) if np.ptp(ranks) and np.ptp(gains) else 0.0
            best, most = (name, close) if close > most else (best, most)
    return best


def _ranks(values: Sequence[float]) -> np.ndarray:
    _, places = np.unique(np.array(values, dtype=np.float64), return_inverse=True)
    return places.astype(np.float64)


def _axis(name: str, cases: Sequence[Case], rows: Sequence[Row], lang: str) -> Drawn:
    """Return an axis: its name, its ends, the names on it where it has names, and the limits of the box on it."""
    if name == GAIN:
        ends = [each.gain for each in cases] + [0.0]
        return {"name": GAIN, "names": [], "low": plain(min(ends)), "high": plain(max(ends)), "box": [None, None]}
    values = [each.factors[name] for each in cases]
    row = next((row for row in rows if row["factor"] == name), None)
    if not all(isinstance(value, int | float) for value in values):
        names = _names(values)
        kept = [place for place, each in enumerate(names) if row and each in str(row["names"]).split(", ")]
        box = [min(kept) - 0.5, max(kept) + 0.5] if kept else [None, None]
        return {"name": named(name, lang), "names": names, "low": -0.5, "high": len(names) - 0.5, "box": box}
    limits: list[float | None] = [plain(row["low"]), plain(row["high"])] if row else [None, None]
    low, high = plain(min(values)), plain(max(values))
    return {"name": named(name, lang), "names": [], "low": low, "high": high, "box": limits}


def _names(values: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(level_text(value) for value in values))


def _at(case: Case, name: str, axis: Drawn) -> float | None:
    """Return where a case lies on an axis."""
    value = case.gain if name == GAIN else case.factors[name]
    if not axis["names"]:
        return plain(value)
    return plain(axis["names"].index(level_text(value)) + _shift(case.draw))


def _shift(draw: int) -> float:
    """Return how far a dot on a name is moved aside, so that dots do not hide each other; always the same."""
    return ((draw * 37) % 61) / 61 * 0.6 - 0.3 if draw >= 0 else 0.0


def _limit(row: Row, lang: str) -> Drawn:
    return {"factor": named(str(row["factor"]), lang), "low": plain(row["low"]), "high": plain(row["high"]),
            "names": str(row["names"] or ""), "kept": plain(row["kept"])}  # fmt: skip


def _title(content: Content, outcome: str, level: str, lang: str) -> str:
    """Return the finding about the outcome at the level."""
    told = [each for part in content.about["analyses"] if part["id"] == "conditions" for each in part["findings"]]
    mine = [str(each[lang]) for each in told if each["outcome"] == outcome]
    return next((text for text in mine if not level or level in text), "")
