"""Effects of a sweep: paired differences in every setting of the other factors and over all settings together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from govsim.analysis.assumptions import assumption_range
from govsim.analysis.effects import Effect, hours_per_effect, plain
from govsim.analysis.paired import Difference, paired
from govsim.analysis.responses import AS_ASSUMED, Pairing, by_seed
from govsim.analysis.verdicts import case_of, verdict
from govsim.measures import PLACE

COST = "cost_hours"
EVERYWHERE = -1  # point and base of an effect over all settings


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was chosen before the runs: primary outcomes, and the smallest differences that matter."""

    primary: Sequence[str] = ()
    matters: Mapping[str, float] | None = None


class Contrast(NamedTuple):
    """An effect and the two points it compares; `settings`: in how many settings it was observed."""

    pairing: Pairing
    effect: Effect
    settings: int = 1


def contrasts(
    pairings: Sequence[Pairing], runs: pd.DataFrame, outcome: str, label: str = PLACE, asked: Asked | None = None,
    draws: pd.DataFrame | None = None,
) -> list[Contrast]:  # fmt: skip
    """Return the effect of every pairing on an outcome; those without a pair of runs are left out.

    Effect: mean over seeds of value(point) - value(base), Student's t interval over the seeds. Where `runs` holds
    assumption draws of both points, the effect has their range; `draws` (index draw) then names what turns it.
    """
    table, varied = by_seed(runs, outcome, label), _of_draws(runs, outcome, label)
    found = []
    for pairing in pairings:
        if pairing.base in table.index and pairing.point in table.index:
            base, other = (_mean(table.loc[[number]].to_numpy()) for number in (pairing.base, pairing.point))
            effect = _effect(paired(base, other), outcome, label, asked or Asked())
            if effect is not None:
                found.append(Contrast(pairing, _with_draws(effect, varied, [pairing], draws)))
    return found


def overall(
    pairings: Sequence[Pairing], runs: pd.DataFrame, outcome: str, label: str = PLACE, asked: Asked | None = None,
    draws: pd.DataFrame | None = None,
) -> list[Contrast]:  # fmt: skip
    """Return each level's effect over all settings: per seed the mean over settings, then paired over the seeds.

    Only seeds that were run in all settings count, for a seed with fewer would compare other settings; and assumption
    draws only where all settings have them.
    """
    table, varied, found = by_seed(runs, outcome, label), _of_draws(runs, outcome, label), []
    known = [each for each in pairings if {each.base, each.point} <= set(table.index)]
    for factor, level in dict.fromkeys((each.factor, each.level) for each in known):
        chosen = [each for each in known if (each.factor, each.level) == (factor, level)]
        base, other = (table.loc[[getattr(each, end) for each in chosen]].to_numpy() for end in ("base", "point"))
        whole = (np.isfinite(base) & np.isfinite(other)).all(axis=0)
        difference = paired(_mean(base[:, whole]), _mean(other[:, whole]))
        effect = _effect(difference, outcome, label, asked or Asked())
        if effect is not None:
            pairing = chosen[0]._replace(base=EVERYWHERE, point=EVERYWHERE, setting={})
            found.append(Contrast(pairing, _with_draws(effect, varied, chosen, draws), len(chosen)))
    return found


def tabled(found: Sequence[Contrast], costs: Sequence[Contrast] = ()) -> pd.DataFrame:
    """Return effects as a table; `costs`: effects on hours spent, for the hours that each unit gained takes."""
    spent = {(each.pairing.base, each.pairing.point, each.pairing.level): each.effect for each in costs}
    return pd.DataFrame([_row(each, spent) for each in found])


def _row(contrast: Contrast, spent: Mapping[tuple[int, int, Any], Effect]) -> dict[str, Any]:
    pairing, effect = contrast.pairing, contrast.effect
    cost = spent.get((pairing.base, pairing.point, pairing.level)) if effect.label == PLACE else None
    place = {"factor": pairing.factor, "base_level": pairing.base_level, "level": pairing.level}
    setting = "; ".join(f"{name} = {value}" for name, value in pairing.setting.items())
    where = {"setting": setting, "settings": contrast.settings, "base_point": pairing.base, "point": pairing.point}
    said = {"turning": ", ".join(effect.turning), "better": effect.better, "case": case_of(effect)}
    per = {"hours_per_effect": hours_per_effect(cost, effect) if cost else None}
    words = {lang: verdict(effect, lang) if effect.label == PLACE else "" for lang in ("zh", "en")}
    return {**place, **where, **plain(effect), **said, **per, **words}


def _effect(found: Difference, outcome: str, label: str, asked: Asked) -> Effect | None:
    if not found.runs:
        return None
    primary, matters = outcome in asked.primary, (asked.matters or {}).get(outcome)
    return Effect(outcome=outcome, label=label, **asdict(found), primary=primary, matters=matters)


def _of_draws(runs: pd.DataFrame, outcome: str, label: str) -> pd.DataFrame:
    """Return (draw, seed) x points; empty for groups of residents, whose draws are not kept apart here."""
    chosen = runs[(runs["outcome"] == outcome) & (runs["draw"] != AS_ASSUMED) & (label == PLACE)]
    if "label" in chosen:
        chosen = chosen[chosen["label"] == PLACE]
    return chosen.pivot(index=["draw", "seed"], columns="point", values="value")


def _with_draws(
    effect: Effect, table: pd.DataFrame, pairings: Sequence[Pairing], draws: pd.DataFrame | None
) -> Effect:
    """Return the effect with the range of its true means over the draws, if all pairings have draws."""
    if not all({each.base, each.point} <= set(table.columns) for each in pairings):
        return effect
    others, bases = (table[[getattr(each, end) for each in pairings]].to_numpy() for end in ("point", "base"))
    differences = pd.Series((others - bases).mean(axis=1), table.index).unstack("seed")
    values: Any = draws.loc[differences.index].to_dict("records") if draws is not None and len(draws) else ()
    found = assumption_range(differences.to_numpy().tolist(), effect, values)
    return replace(
        effect, assumption_low=found.low, assumption_high=found.high, sign_share=found.sign_share,
        n_assumptions=found.draws, turning=found.turning,
    )  # fmt: skip


def _mean(rows: np.ndarray) -> list[float]:
    """Return the mean of each column."""
    return [float(value) for value in rows.mean(axis=0)]
