"""How sure a brief is: which assumptions would turn the result, which patterns the model does not reproduce."""

from collections.abc import Iterator

from govsim.analysis import Effect, number
from govsim.locale import unit as unit_in
from govsim.parameters import parameters
from govsim.report.brief.blocks import Block, Paragraph, Points
from govsim.report.brief.naming import whose
from govsim.report.study import Study
from govsim.report.texts import Words

MOST_PATTERNS = 6
PLAIN_UNITS = ("", "1", "logit")  # say nothing to a reader


def sureness(study: Study, words: Words) -> Iterator[Block]:
    """Yield the section."""
    effects = [(whose(study, option, words), each) for option in study.comparison.others
               for each in study.primary(option.id)]  # fmt: skip
    varied = [(option, each) for option, each in effects if each.sign_share is not None]
    if varied:
        yield from _turning(varied, words)
    else:
        said = words["turning_none_swept" if study.swept else "turning_none"]
        yield Paragraph(said.format(command=study.comparison.command or "govsim compare"))
    yield Points([*(_sign(option, each, words) for option, each in varied), _patterns(study, words)])


def _turning(effects: list[tuple[str, Effect]], words: Words) -> Iterator[Block]:
    """Yield the three assumptions that go along most with the first effect that has any."""
    option, effect = next(((option, each) for option, each in effects if each.turning), ("", None))
    if effect is None:
        yield Paragraph(words["turning_few"].format(draws=effects[0][1].n_assumptions))
        return
    yield Paragraph(words["turning"].format(option=option, outcome=words.outcome(effect.outcome)))
    yield Points([_assumption(name, words) for name in effect.turning])


def _assumption(name: str, words: Words) -> str:
    known = parameters()[name]
    values = {key: number(getattr(known, key)) for key in ("value", "low", "high")}
    unit = "" if known.unit in PLAIN_UNITS else words["unit"].format(unit_in(name, known.unit, words.lang))
    return words["assumption"].format(name=words.parameter(name), unit=unit, **values)


def _sign(option: str, effect: Effect, words: Words) -> str:
    name = words.outcome(effect.outcome)
    return words["same_sign"].format(option=option, outcome=name, draws=effect.n_assumptions, share=effect.sign_share)


def _patterns(study: Study, words: Words) -> str:
    if study.patterns is None:
        return words["patterns_not"]
    checked = [row for row in study.patterns if row["kind"] == "pattern"]
    failed = [row["id"] for row in checked if row["passed"] is False]
    if not checked:
        return words["patterns_not"]
    if not failed:
        return words["patterns_hold"].format(all=len(checked))
    more = [words["others"].format(n=len(failed) - MOST_PATTERNS)] if len(failed) > MOST_PATTERNS else []
    names = words["join"].join([*failed[:MOST_PATTERNS], *more])
    return words["patterns_fail"].format(failed=len(failed), all=len(checked), names=names)
