"""All analyses that a design allows, one after the other."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from govsim.analysis.studies import circumstances, combinations, effects, options, sensitivity
from govsim.analysis.studies.sentences import LANGUAGES, say
from govsim.analysis.studies.study import SAMPLED, Analysis, Study

# In the order in which they are told. Each returns None where the design does not allow it.
ANALYSES: Mapping[str, Callable[[Study], Analysis | None]] = {
    "effects_overall": effects.effects_overall,
    "effects": effects.effects,
    "shares": combinations.shares,
    "main_effects": combinations.main_effects,
    "interactions": combinations.interactions,
    "sobol": sensitivity.sobol,
    "morris": sensitivity.morris,
    "pawn": sensitivity.pawn,
    "robustness": options.robustness,
    "better_shares": options.better_shares,
    "conditions": circumstances.conditions,
    "trade_offs": options.trade_offs,
}
_COMPARED, _COMBINED = ("effects", "effects_overall"), ("main_effects", "interactions", "shares")


class Analysed(NamedTuple):
    """What was found; `skipped`: analysis that was not done -> the reason in both languages."""

    analyses: tuple[Analysis, ...]
    skipped: Mapping[str, Mapping[str, str]]


def analyse(study: Study) -> Analysed:
    """Do every analysis that the design allows."""
    done, skipped = [], {}
    for name, analysis in ANALYSES.items():
        found = analysis(study)
        if found is None or (found.table.empty and not found.findings):
            skipped[name] = {lang: _reason(name, study, lang) for lang in LANGUAGES}
        else:
            done.append(found)
    return Analysed(tuple(done), skipped)


def _reason(name: str, study: Study, lang: str) -> str:
    if name in _COMPARED:
        return say(lang, "skipped_single" if study.pairings else "skipped_pairs")
    if name in _COMBINED and study.method == "grid":
        return say(lang, "skipped_factorial")
    if name in ("robustness", "better_shares"):
        return say(lang, "skipped_draws" if not study.has_draws else "skipped_direction")
    if name == "trade_offs" and study.method not in SAMPLED:
        return say(lang, "skipped_direction")
    few = name == "conditions" and (study.contrast or study.method in SAMPLED)
    return say(lang, "skipped_few") if few else say(lang, "skipped_method", method=study.method)
