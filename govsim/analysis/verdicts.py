"""The only sentences that state a direction. The first row of the table that applies is used, see `case_of`."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from govsim.analysis.effects import MOST, Effect
from govsim.analysis.numbers import number
from govsim.analysis.paired import LEVEL, runs_needed, t_bound
from govsim.measures import labels, outcomes_known
from govsim.parameters import parameters

FILE = Path(__file__).with_name("verdicts.toml")
Case = Literal["unknown", "same", "small", "untold", "chance", "few", "robust", "most", "depends"]
ROBUST = 0.9
FEWEST_DRAWS = 20  # with fewer, all may have one sign by luck
_EMPLOYED = "schedule:employed"

_SLIGHT = 0.5  # a group that moves by less than half as much as the place moves slightly


@cache
def _words(lang: str) -> Mapping[str, str]:
    """Return the sentences and their parts in a language."""
    known: Mapping[str, Mapping[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return known[lang]


def case_of(effect: Effect) -> Case:
    """Return which row of the decision table applies, the first of:

    same: no pair of runs differs at all; small: chance interval, and assumption range where assumptions were varied,
    lie within the smallest difference that matters; untold: the chance interval holds 0; chance: the assumptions were
    not varied; few: by fewer draws than 20;
    robust, most, depends: at least .9, at least .7, fewer of the draws have the sign.
    """
    if not effect.low <= effect.high:  # NaN: fewer than two pairs
        return "unknown"
    if effect.difference == effect.deviation == 0:
        return "same"
    if effect.small:
        return "small"
    if not effect.told:
        return "untold"
    if effect.sign_share is None:
        return "chance"
    if effect.n_assumptions < FEWEST_DRAWS:
        return "few"
    if effect.sign_share >= ROBUST:
        return "robust"
    return "most" if effect.sign_share >= MOST else "depends"


def verdict(effect: Effect, lang: str, names: Mapping[str, str] | None = None) -> str:
    """Return the sentence for an effect, in the language; `names` replaces labels of outcomes and parameters."""
    words = _words(lang)
    return words[case_of(effect)].format(
        name=_name(effect.outcome, lang, names),
        matters=_amount(effect, effect.matters or 0.0, lang),
        more=_more(effect, lang),
        moves=words["rises" if effect.difference > 0 else "falls"],
        size=_amount(effect, abs(effect.difference), lang),
        chance=_interval(effect.low, effect.high, lang),
        range=_range(effect, lang),
        default=words["default"] if effect.sign_share is None else "",
        turning=_turning(effect, lang, names),
        draws=effect.n_assumptions,
    )


def who(whole: Effect, groups: Sequence[Effect], lang: str) -> str:
    """Return who moves with the place and who against it, "" if neither can be told.

    Named are at most two groups that move at least a quarter more than the place, and at most two that move the other
    way; where the place's own change cannot be told, two each way. Only groups whose chance interval excludes 0 at
    95 % for all groups together (Bonferroni), or one name in twenty would be luck.
    """
    words, told = _words(lang), [effect for effect in _without_parts(groups) if _stands_out(effect, len(groups))]
    along = [effect for effect in told if whole.told and effect.difference * whole.difference > 0]
    main = _largest([effect for effect in along if abs(effect.difference) >= 1.25 * abs(whole.difference)])
    rest = [effect for effect in told if effect not in along]
    pieces = [words["main"].format(groups=_groups(main, lang))] if main else []
    if along and not main and not rest:
        pieces.append(words["alike"])
    for rises in (True, False):
        moved = _largest([effect for effect in rest if (effect.difference > 0) == rises])
        if moved:
            pieces.append(words[_degree(moved, whole, rises)].format(groups=_groups(moved, lang)))
    return words["and"].join(pieces)


def _stands_out(effect: Effect, groups: int) -> bool:
    """Whether a group's change is told when that is asked of so many groups."""
    if not effect.told or effect.deviation == 0:
        return effect.told
    reach = t_bound(effect.runs, 1 - (1 - LEVEL) / max(1, groups)) * effect.deviation / effect.runs**0.5
    return bool(abs(effect.difference) > reach)


def _without_parts(groups: Sequence[Effect]) -> list[Effect]:
    """Leave out the kinds of employed residents where the change of all employed can be told."""
    union = any(effect.label == _EMPLOYED and effect.told for effect in groups)
    kept = ("schedule:home", "schedule:student", _EMPLOYED)
    return [effect for effect in groups if not union or effect.kind != "schedule" or effect.label in kept]


def _largest(effects: list[Effect]) -> list[Effect]:
    return sorted(effects, key=lambda effect: -abs(effect.difference))[:2]


def _groups(effects: Sequence[Effect], lang: str) -> str:
    return _words(lang)["join"].join(labels()[effect.label][lang] for effect in effects)


def _degree(moved: Sequence[Effect], whole: Effect, rises: bool) -> str:
    """Return the key of the words for groups that move: slightly, if all move by less than half the place's change."""
    slight = whole.told and all(abs(effect.difference) < _SLIGHT * abs(whole.difference) for effect in moved)
    return f"{'slightly_' if slight else ''}{'up' if rises else 'down'}"


def _name(outcome: str, lang: str, names: Mapping[str, str] | None) -> str:
    return (names or {}).get(outcome) or outcomes_known()[outcome].label[lang]


def _amount(effect: Effect, value: float, lang: str) -> str:
    unit = outcomes_known()[effect.outcome].points[lang]
    return f"{number(value)} {unit}"


def _interval(low: float | None, high: float | None, lang: str) -> str:
    return "" if low is None or high is None else f"{number(low)}{_words(lang)['to']}{number(high)}"


def _range(effect: Effect, lang: str) -> str:
    """Return the assumption range; where the draws do not differ by more than chance, that, or where they all lie."""
    low, high, words = effect.assumption_low, effect.assumption_high, _words(lang)
    if low is None or low != high:
        return words["spread"].format(interval=_interval(low, high, lang))
    return words["no_spread"] if low == effect.difference else words["around"].format(value=number(low))


def _more(effect: Effect, lang: str) -> str:
    """Return how many more runs would tell the smallest difference that matters; "" if that is not said or enough."""
    if effect.matters is None or not effect.matters > 0 or not effect.deviation >= 0:  # NaN: a single pair
        return ""
    more = runs_needed(effect.deviation, effect.matters) - effect.runs
    return _words(lang)["more"].format(n=more, delta=_amount(effect, effect.matters, lang)) if more > 0 else ""


def _turning(effect: Effect, lang: str, names: Mapping[str, str] | None) -> str:
    known = parameters()
    words = [(names or {}).get(name) or getattr(known[name], lang) for name in effect.turning]
    return _words(lang)["join"].join(words) or _words(lang)["several"]
