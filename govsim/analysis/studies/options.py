"""Choosing between options: robustness over the draws of the assumptions, and trade-offs between outcomes."""

from collections.abc import Iterator, Mapping

import pandas as pd

from govsim.analysis.contrasts import COST
from govsim.analysis.numbers import number
from govsim.analysis.robustness import better_shares as better_shares_of
from govsim.analysis.robustness import robustness as robustness_of
from govsim.analysis.studies.sentences import finding, in_words, outcome_name, say, unit
from govsim.analysis.studies.study import SAMPLED, Analysis, Finding, Study
from govsim.analysis.trade_offs import trade_offs as trade_offs_of
from govsim.measures.catalogue import Direction

MOST_OUTCOMES = 3
SURE = 90  # % of resamples


def robustness(study: Study) -> Analysis | None:
    """Return how options do over the draws, for each outcome with a direction; None where nothing was drawn."""
    tables, told = [], []
    for outcome, means in _drawn(study):
        table = robustness_of(means, study.direction(outcome)).rename(columns={"option": "point"})
        table.insert(1, "option", [_plain(each) for each in study.settings(table["point"])])
        tables.append(_marked(study, outcome, table))
        told += [_told_robust(study, outcome, table)] if outcome in study.asked.primary else []
    return Analysis("robustness", pd.concat(tables, ignore_index=True), tuple(told)) if tables else None


def better_shares(study: Study) -> Analysis | None:
    """Return in which share of the draws one option is better than another, long: option, than, share."""
    tables = []
    for outcome, means in _drawn(study):
        names = [_plain(each) for each in study.settings(means.columns)]
        wide = better_shares_of(means.set_axis(names, axis=1), study.direction(outcome))
        rows = [(one, two, wide.loc[one, two]) for one in names for two in names if one != two]
        tables.append(_marked(study, outcome, pd.DataFrame(rows, columns=["option", "than", "share"])))
    return Analysis("better_shares", pd.concat(tables, ignore_index=True)) if tables else None


def _drawn(study: Study) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the outcomes with a direction, with draws x points, where there is something to compare."""
    for outcome in _directed(study) if study.has_draws else ():
        means = study.drawn(outcome)
        if means.shape[1] > 1 and len(means.dropna()):
            yield outcome, means


def _plain(setting: Mapping[str, object]) -> str:
    return "; ".join(f"{name} = {level}" for name, level in setting.items())


def trade_offs(study: Study) -> Analysis | None:
    """Return which settings are not beaten in every respect: primary outcomes with a direction, and hours spent.

    None for sampled designs, whose points are no options, and where fewer than two outcomes have a direction.
    """
    directions: dict[str, Direction] = {
        name: study.direction(name) for name in study.asked.primary if name in _directed(study)
    }
    if len(directions) < MOST_OUTCOMES and COST in study.outcomes:
        directions[COST] = "down"  # hours are what options are bought with
    if study.method in SAMPLED or len(directions) < 2 or len(study.points) < 2:
        return None
    found = trade_offs_of({name: study.table(name) for name in directions}, directions)
    found.insert(1, "option", [_plain(each) for each in study.settings(found["point"])])
    return Analysis("trade_offs", found, (_told_front(list(directions), found),))


def _directed(study: Study) -> list[str]:
    return [name for name in study.outcomes if study.direction(name) != "none"]


def _marked(study: Study, outcome: str, table: pd.DataFrame) -> pd.DataFrame:
    head = pd.DataFrame({"outcome": outcome, "primary": outcome in study.asked.primary}, index=table.index)
    return pd.concat([head, table], axis=1)


def _told_robust(study: Study, outcome: str, table: pd.DataFrame) -> Finding:
    first, setting = table.iloc[0], study.settings(table["point"])[0]
    numbers = {"regret": number(first["largest_regret"]), "best": f"{first['best_share']:.0f}", "draws": first["draws"]}

    def told(lang: str) -> str:
        named = {"outcome": outcome_name(outcome, lang), "option": in_words(setting, lang), "unit": unit(outcome, lang)}
        return say(lang, "robust", **named, **numbers)

    return finding(outcome, told)


def _told_front(outcomes: list[str], table: pd.DataFrame) -> Finding:
    kept = table[table["front"]]
    counted = {"n": len(table), "kept": len(kept), "sure": int((kept["front_share"] >= SURE).sum())}

    def told(lang: str) -> str:
        return say(
            lang, "front", outcomes=say(lang, "join").join(outcome_name(each, lang) for each in outcomes), **counted
        )

    return finding("", told)
