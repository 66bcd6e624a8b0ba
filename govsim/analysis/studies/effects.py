"""Effects of a sweep's levels: in every setting, over all settings, for the place and for groups of residents."""

from collections.abc import Sequence

from govsim.analysis.contrasts import COST, Contrast, contrasts, overall, tabled
from govsim.analysis.studies.sentences import finding, in_words, named, say
from govsim.analysis.studies.study import Analysis, Finding, Study
from govsim.analysis.verdicts import verdict, who
from govsim.measures import PLACE


def effects(study: Study) -> Analysis | None:
    """Return the effect of every level on every outcome, setting by setting; None if nothing can be paired."""
    if not study.pairings:
        return None
    of_place = _of(study, study.outcomes, [PLACE])
    found = [*of_place, *_of(study, study.asked.primary, study.labels)]
    told = [each for each in of_place if each.effect.primary and (each.effect.n_assumptions or not _settings(study))]
    said = [_told(each, found) for each in told]
    return Analysis("effects", tabled(found, _costs(of_place)), tuple(said))


def effects_overall(study: Study) -> Analysis | None:
    """Return the effects over all settings of the other factors; None if there is one setting only."""
    if not _settings(study):
        return None
    whole = [each for name in study.outcomes for each in _overall(study, name, PLACE)]
    groups = [each for name in study.asked.primary for label in study.labels for each in _overall(study, name, label)]
    each_setting = _of(study, study.asked.primary, [PLACE])
    said = [_told_overall(each, groups, each_setting) for each in whole if each.effect.primary]
    return Analysis("effects_overall", tabled([*whole, *groups], _costs(whole)), tuple(said))


def _settings(study: Study) -> bool:
    """Whether levels of one factor were compared in more than one setting of the others."""
    levels = [(each.factor, each.level) for each in study.pairings]
    return len(set(levels)) < len(levels)


def _of(study: Study, outcomes: Sequence[str], labels: Sequence[str]) -> list[Contrast]:
    return [
        each
        for name in outcomes
        for label in labels
        for each in contrasts(study.pairings, study.runs, name, label, study.asked, study.draws)
    ]


def _overall(study: Study, outcome: str, label: str) -> list[Contrast]:
    return overall(study.pairings, study.runs, outcome, label, study.asked, study.draws)


def _costs(found: Sequence[Contrast]) -> list[Contrast]:
    return [each for each in found if each.effect.outcome == COST]


def _told(contrast: Contrast, found: Sequence[Contrast]) -> Finding:
    pairing, outcome = contrast.pairing, contrast.effect.outcome
    groups = [each for each in found if each.pairing == pairing and each.effect.outcome == outcome]
    return finding(outcome, lambda lang: say(lang, "effect", **_said(contrast, lang)) + _who(contrast, groups, lang))


def _told_overall(contrast: Contrast, groups: Sequence[Contrast], settings: Sequence[Contrast]) -> Finding:
    level, outcome = contrast.pairing.level, contrast.effect.outcome
    same = [each.effect for each in settings if each.pairing.level == level and each.effect.outcome == outcome]
    counted = {
        "n": contrast.settings,
        "up": sum(each.low > 0 for each in same),
        "down": sum(each.high < 0 for each in same),
    }
    moved = [each for each in groups if each.pairing.level == level and each.effect.outcome == outcome]
    return finding(
        outcome, lambda lang: say(lang, "overall", **_said(contrast, lang), **counted) + _who(contrast, moved, lang)
    )


def _said(contrast: Contrast, lang: str) -> dict[str, object]:
    pairing = contrast.pairing
    at = say(lang, "at", setting=in_words(pairing.setting, lang)) if pairing.setting else ""
    levels = {"level": pairing.level, "base": pairing.base_level, "at": at}
    return {"factor": named(pairing.factor, lang), **levels, "verdict": verdict(contrast.effect, lang)}


def _who(contrast: Contrast, groups: Sequence[Contrast], lang: str) -> str:
    moved = who(contrast.effect, [each.effect for each in groups if each.effect.label != PLACE], lang)
    return say(lang, "who", who=moved) if moved else ""
