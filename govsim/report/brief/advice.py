"""What a pilot would take, derived from the comparison: how many places, how long, what to count, when to stop."""

from dataclasses import dataclass

from govsim.analysis import Effect, runs_needed
from govsim.measures import PLACE, headline, outcomes_known
from govsim.report.study import Study

RECORDS = 3
MOST_HARMS = 2


@dataclass(frozen=True)
class Advice:
    """A pilot of an option, judged by the first primary outcome that can be counted in reality.

    effect: that outcome's, None where none can be counted. delta: the difference to be told, in its unit: the smallest
    that matters (`stated`), else the one found; None where neither is known. apart: standard deviation of the
    difference between two like places by chance alone. pairs: of places, one with and one without the measure, after
    which delta is told with a power of 80 %. weeks: that the measure was in force. records: outcomes to count before
    it begins. unseen: primary outcomes that nobody can count. harms: what gets worse, for whom.
    """

    effect: Effect | None
    delta: float | None
    stated: bool
    apart: float
    pairs: int | None
    weeks: int
    records: tuple[str, ...]
    unseen: tuple[str, ...]
    harms: tuple[Effect, ...]


def advice(study: Study, option: str) -> Advice:
    """Return what a pilot of an option would take."""
    known = outcomes_known()
    primary = study.primary(option)
    effect = next((each for each in primary if known[each.outcome].observable), None)
    delta = _delta(effect)
    apart = _apart(effect)
    harms = losers(study, option)
    return Advice(
        effect=effect, delta=delta, stated=bool(effect and effect.matters), apart=apart,
        pairs=runs_needed(apart, delta) if delta and apart >= 0 else None, weeks=_weeks(study, option),
        records=_records(study, option, harms), unseen=tuple(each.outcome for each in primary
        if not known[each.outcome].observable), harms=tuple(_countable(harms)[:MOST_HARMS]),
    )  # fmt: skip


def losers(study: Study, option: str) -> list[Effect]:
    """Return what gets worse among primary and headline outcomes: the place's, then the groups', the primary first."""
    names = [each.outcome for each in study.shown(option)]
    effects = [each for each in study.comparison.effects[option] if each.outcome in names and each.better is False]
    return sorted(effects, key=lambda each: (each.label != PLACE, names.index(each.outcome)))


def gainers(study: Study, option: str) -> list[Effect]:
    """Return what gets better, in the same order."""
    names = [each.outcome for each in study.shown(option)]
    effects = [each for each in study.comparison.effects[option] if each.outcome in names and each.better]
    return sorted(effects, key=lambda each: (each.label != PLACE, names.index(each.outcome)))


def _delta(effect: Effect | None) -> float | None:
    if effect is None:
        return None
    return effect.matters or (abs(effect.difference) if effect.told else None)


def _apart(effect: Effect | None) -> float:
    """Return the deviation of a difference between two places that share no luck, NaN where it is not known.

    sd of unpaired differences = sd of paired ones times the root of the variance ratio.
    """
    if effect is None:
        return float("nan")
    return float(effect.deviation * effect.variance_ratio**0.5)


def _weeks(study: Study, option: str) -> int:
    """Return the whole weeks from the first measure's beginning to the end of the runs, at least one."""
    starts = [each.start for each in study.measures.get(option, ())]
    begin = max(min(starts, default=study.comparison.start), study.comparison.start)
    return max(1, (study.end - begin).days // 7)


def _records(study: Study, option: str, harms: list[Effect]) -> tuple[str, ...]:
    """Return three outcomes that a community can count: primary ones, those that get worse, other headline ones."""
    known = outcomes_known()
    names = [each.outcome for each in (*study.primary(option), *harms)] + [each.id for each in headline()]
    return tuple(dict.fromkeys(name for name in names if known[name].observable))[:RECORDS]


def _countable(effects: list[Effect]) -> list[Effect]:
    known = outcomes_known()
    return [each for each in effects if known[each.outcome].observable]
