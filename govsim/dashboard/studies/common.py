"""What the figures of a study share: numbers that JSON can hold, rows of tables, names of settings, the source line."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from govsim.analysis.studies.sentences import named
from govsim.analysis.studies.study import Study
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import Row, settings_of
from govsim.measures import PLACE

Drawn = dict[str, Any]
MOST_ROWS = 300
MOST_DOTS = 3000


@dataclass(frozen=True)
class Choice:
    """What the address chooses within a tab: outcome, level of the contrast, part, the two axes of a plane."""

    outcome: str = ""
    level: str = ""
    part: str = ""
    across: str = ""
    upward: str = ""


def plain(value: Any) -> float | None:
    """Return a number with six digits, None where it is not known."""
    if value is None or value == "":
        return None
    number = float(value)
    return float(f"{number:.6g}") if math.isfinite(number) else None


def rows_of(content: Content, table: str, outcome: str) -> list[Row]:
    """Return the rows of a table about the place and an outcome; none where the design does not give the table."""
    found = content.table(table)
    if found is None:
        return []
    chosen = found[found["outcome"] == outcome]
    if "label" in chosen:
        chosen = chosen[chosen["label"] == PLACE]
    rows: list[Any] = chosen.to_dict("records")
    return rows


def side_of(row: Row) -> str:
    """Return whether an effect is for the better, for the worse, or neither can be said."""
    better = str(row.get("better")).lower()
    return {"true": "better", "false": "worse"}.get(better, "untold")


def effect_of(row: Row) -> Drawn:
    """Return what is drawn of an effect: difference, chance interval, assumption range, share with the sign."""
    names = {"difference": "difference", "low": "low", "high": "high", "alow": "assumption_low",
             "ahigh": "assumption_high", "share": "sign_share", "n": "n_assumptions", "runs": "runs"}  # fmt: skip
    numbers = {short: plain(row.get(name)) for short, name in names.items()}
    return {**numbers, "side": side_of(row), "case": str(row.get("case") or "")}


def place_of(row: Row, lang: str) -> Drawn:
    """Return where an effect was observed: its level, the setting of the other factors, the points compared."""
    setting = settings_of(str(row.get("setting") or ""))
    return {"level": str(row["level"]), "factor": named(str(row["factor"]), lang), "setting": words_of(setting, lang),
            "others": [named(name, lang) for name in setting], "levels": list(setting.values()),
            "point": int(row.get("point", -1)), "base": int(row.get("base_point", -1))}  # fmt: skip


def words_of(setting: Mapping[str, Any], lang: str) -> str:
    """Return factors and levels in short words."""
    joint = "；" if lang == "zh" else "; "
    return joint.join(f"{named(str(factor), lang)} {level_text(level)}" for factor, level in setting.items())


def level_text(level: Any) -> str:
    """Return a level as it is shown."""
    return f"{level:.6g}" if isinstance(level, float) else str(level)


def labels_of(study: Study, lang: str) -> dict[int, str]:
    """Return point -> its levels of the factors that vary, in words."""
    numbers = [int(point) for point in study.points.index]
    return {point: words_of(setting, lang) for point, setting in zip(numbers, study.settings(numbers), strict=True)}


def differences(content: Content, outcome: str) -> dict[tuple[int, int], dict[int, float]]:
    """Return (base, point) -> draw -> mean difference over the seeds, for the pairs that were drawn.

    The pairs at the assumptions as they are stand under draw -1.
    """
    study = content.study
    means, whole = study.drawn(outcome) if study.has_draws else pd.DataFrame(), study.table(outcome).mean(axis=1)
    found: dict[tuple[int, int], dict[int, float]] = {}
    for pair in study.pairings:
        gains = {-1: float(whole[pair.point] - whole[pair.base])}
        if {pair.point, pair.base} <= set(means.columns):
            drawn = (means[pair.point] - means[pair.base]).dropna()
            gains |= {int(str(draw)): float(value) for draw, value in drawn.items()}
        found[pair.base, pair.point] = gains
    return found


def thinned(rows: Sequence[Any], most: int = MOST_DOTS) -> list[Any]:
    """Return the rows, or every n-th of them where there are more than are drawn."""
    step = max(1, math.ceil(len(rows) / most))
    return list(rows[::step])
