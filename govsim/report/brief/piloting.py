"""What a brief says about a pilot: how large, how long, what to record before, when to stop."""

from collections.abc import Iterator

from govsim.analysis import Effect, number
from govsim.measures import outcomes_known
from govsim.report.brief.advice import Advice, advice
from govsim.report.brief.blocks import Block, Points
from govsim.report.study import Study
from govsim.report.texts import Words


def piloting(study: Study, words: Words) -> Iterator[Block]:
    """Yield the section: the advice for the first option, whose sentence heads the brief."""
    option = study.comparison.others[0].id
    found = advice(study, option)
    unseen = words["join"].join(words.outcome(name) for name in found.unseen)
    lines = [
        _places(study, found, words), words["weeks"].format(weeks=found.weeks), _records(found, words),
        _stops(found, words), *([words["unseen"].format(names=unseen)] if unseen else []),
    ]  # fmt: skip
    yield Points(lines)


def _places(study: Study, found: Advice, words: Words) -> str:
    if found.effect is None:
        return words["places_unseen"]
    if found.pairs is None or found.delta is None:
        return words["places_none"].format(outcome=found.effect.outcome)
    return words["places"].format(
        residents=study.comparison.sizes.get("residents", 0), weeks=study.comparison.weeks, pairs=found.pairs,
        outcome=words.outcome(found.effect.outcome), apart=number(found.apart), delta=number(found.delta),
        unit=words.points(found.effect.outcome), stated=words["stated_yes" if found.stated else "stated_no"],
    )  # fmt: skip


def _records(found: Advice, words: Words) -> str:
    known = outcomes_known()
    names = [
        words["record"].format(outcome=words.outcome(name), definition=known[name].definition[words.lang],
                               unit=words.unit(name))
        for name in found.records
    ]  # fmt: skip
    return words["records"].format(n=len(names), names=words["points_join"].join(names))


def _stops(found: Advice, words: Words) -> str:
    """Return when to stop: harm beyond the worst end computed, the primary outcome for the worse, the time is over."""
    reasons = [_harm(each, words) for each in found.harms]
    if found.effect is not None and found.delta:
        name = words.outcome(found.effect.outcome)
        unit = words.points(found.effect.outcome)
        reasons.append(words["stop_primary"].format(outcome=name, delta=number(found.delta), unit=unit))
    reasons.append(words["stop_end"].format(weeks=found.weeks))
    return words["stops"].format(names=words["points_join"].join(reasons))


def _harm(effect: Effect, words: Words) -> str:
    ends = (effect.low, effect.high, effect.assumption_low, effect.assumption_high)
    bound = max(abs(end) for end in ends if end is not None and end * effect.difference > 0)
    return words["stop_harm"].format(
        group=words.label(effect.label), outcome=words.outcome(effect.outcome), bound=number(bound),
        unit=words.points(effect.outcome),
    )  # fmt: skip
