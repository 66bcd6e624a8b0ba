"""稳健性 Robustness: what every draw of the assumptions makes of each level, and how large the regret may be."""

from typing import NamedTuple

import pandas as pd

from govsim.analysis.responses import AS_ASSUMED
from govsim.analysis.spread import Spread, spread_of
from govsim.analysis.studies.sentences import in_words, named
from govsim.dashboard.studies.common import MOST_DOTS, Choice, Drawn, effect_of, place_of, plain, rows_of, thinned
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import Row, sentence, settings_of, surest

MOST_REGRETS = 24
MOST_STRIPS = 60


class _Default(NamedTuple):
    """The effect at the assumptions as they are, as `spread_of` asks for it."""

    difference: float
    deviation: float
    runs: int


def robustness(content: Content, choice: Choice, lang: str) -> Drawn:
    """Return a strip of dots for each level: a dot a draw, beside the effect at the assumptions as they are."""
    if not content.study.has_draws:
        return {"kind": "none", "why": content.about["skipped"].get("robustness", {}).get(lang, "")}
    rows = [row for row in rows_of(content, "effects", choice.outcome) if plain(row["n_assumptions"])][:MOST_STRIPS]
    told, single = surest(rows), len({str(row["setting"]) for row in rows}) < 2
    most = MOST_DOTS // max(1, len(rows))
    short = {"setting": ""} if single else {}  # the one setting stands beside the figure
    return {"kind": "strips", "title": sentence({**told, **short}, lang) if told else "",
            "rows": [_strip(content, row, most, lang) for row in rows],
            "matters": plain(content.store.design.outcomes.matters.get(choice.outcome)),
            "regrets": _regrets(content, choice.outcome, lang)}  # fmt: skip


def _strip(content: Content, row: Row, most: int, lang: str) -> Drawn:
    table = pairs_of(content, row)
    spread = spread_between(table, row)
    dots = [[int(draw), plain(mean)] for draw, mean in zip(table.index, spread.means, strict=True)]
    return {**place_of(row, lang), **effect_of(row), "dots": thinned(dots, most), "all": len(dots),
            "spread": spread.told, "turning": _turning(row.get("turning"), lang)}  # fmt: skip


def pairs_of(content: Content, row: Row) -> pd.DataFrame:
    """Return the differences of the pairs of an effect: draws x seeds."""
    runs = content.runs
    chosen = runs[(runs["outcome"] == row["outcome"]) & (runs["draw"] != AS_ASSUMED)]
    table = chosen.pivot(index=["draw", "seed"], columns="point", values="value")
    found: pd.DataFrame = (table[int(row["point"])] - table[int(row["base_point"])]).unstack("seed")
    return found.dropna(how="all").dropna(how="all", axis=1)


def spread_between(table: pd.DataFrame, row: Row) -> Spread:
    """Return the draws' mean differences without the chance of their few seeds, as the analysis judges them."""
    default = _Default(float(row["difference"]), float(row["deviation"]), int(row["runs"]))
    return spread_of(table.to_numpy(), default)


def _turning(text: object, lang: str) -> list[str]:
    """Return the assumptions that move an effect most, by name."""
    return [named(f"parameters.{name}", lang) for name in str(text or "").split(", ") if name and name != "nan"]


def _regrets(content: Content, outcome: str, lang: str) -> list[Drawn]:
    rows = rows_of(content, "robustness", outcome)[:MOST_REGRETS]
    return [{"point": int(row["point"]), "option": in_words(settings_of(str(row["option"])), lang),
             "best": plain(row["best_share"]), "mean": plain(row["mean_regret"]),
             "largest": plain(row["largest_regret"])} for row in rows]  # fmt: skip
