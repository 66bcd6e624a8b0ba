"""The four tables of a paper."""

from collections.abc import Iterator, Mapping
from typing import Any

from govsim.analysis import Effect, case_of, number, shown, signed
from govsim.locale import note, unit
from govsim.measures import PLACE
from govsim.parameters import parameters
from govsim.report.brief.content import interval
from govsim.report.brief.naming import name_of
from govsim.report.comparison_page import seed_ranges
from govsim.report.paper.sheets import Sheet
from govsim.report.study import Study
from govsim.report.texts import Words


def parameter_table(words: Words) -> Sheet:
    """Return table 1: every parameter with value, range, kind and source."""
    keys = ("name", "meaning", "unit", "value", "low", "high", "kind", "source")
    rows = [
        (each.name, words.parameter(each.name), unit(each.name, each.unit, words.lang), number(each.value),
         number(each.low), number(each.high), words[f"kind_{each.kind}"], note(each.name, each.source, words.lang))
        for each in parameters().values()
    ]  # fmt: skip
    return Sheet(words["table_1"], [words[key] for key in keys], rows)


def design_table(study: Study, words: Words) -> Sheet:
    """Return table 2: what was compared, over which seeds and draws, and what was chosen beforehand."""
    return Sheet(words["table_2"], [words["item"], words["value"]], list(_design(study, words)))


def _design(study: Study, words: Words) -> Iterator[tuple[str, str]]:
    found = study.comparison
    yield words["question"], str(study.question.get(words.lang) or "")
    yield words["baseline"], found.base.title[words.lang]
    for option in found.others:
        measures = "; ".join(each.words[words.lang] for each in study.measures.get(option.id, ()))
        changes = "; ".join(change[words.lang] for change in option.changes)
        yield f"{words['option']}: {name_of(study, option, words)}", measures or changes
    yield words["dates"], words["span"].format(start=found.start, weeks=found.weeks)
    yield words["seeds"], seed_ranges(found.seeds)
    yield words["draws"], str(found.assumptions)
    yield words["settings"], str(study.settings)
    for option in found.others[:1]:
        chosen = [each for each in study.primary(option.id) if each.primary]
        yield words["primary"], "; ".join(words.titled(each.outcome) for each in chosen)
        matters = (f"{words.outcome(each.outcome)} {number(each.matters)}" for each in chosen if each.matters)
        yield words["matters"], "; ".join(matters)
    for name, size in found.sizes.items():
        yield name, f"{size}"


def effects_table(study: Study, words: Words) -> Sheet:
    """Return table 3: every outcome's effect on the place, primary ones first, the others marked as exploratory."""
    keys = ("option", "outcome", "unit", "role", "base", "other", "difference", "chance", "assumptions", "sign", "runs",
            "variance_ratio", "verdict")  # fmt: skip
    rows = [
        (name_of(study, option, words), *_effect(effect, words))
        for option in study.comparison.others
        for effect in sorted(study.comparison.of(option.id), key=lambda each: not each.primary)
    ]
    return Sheet(words["table_3"], [words[key] for key in keys], rows)


def _effect(effect: Effect, words: Words) -> tuple[str, ...]:
    share = "—" if effect.sign_share is None else f"{effect.sign_share:.0%}"
    return (
        words.outcome(effect.outcome), words.points(effect.outcome),
        words["chosen" if effect.primary else "exploratory"], shown(effect.base), shown(effect.other),
        signed(effect.difference), interval(effect.low, effect.high, words),
        interval(effect.assumption_low, effect.assumption_high, words), share, str(effect.runs),
        shown(effect.variance_ratio), words[f"case_{case_of(effect)}"],
    )  # fmt: skip


def groups_table(study: Study, words: Words) -> Sheet:
    """Return the data of figure 3: the effects on the primary outcomes for each group."""
    keys = ("option", "outcome", "group", "difference", "low", "high", "runs")
    rows = [
        (name_of(study, option, words), words.titled(each.outcome), words.label(each.label), signed(each.difference),
         shown(each.low), shown(each.high), str(each.runs))
        for option in study.comparison.others for whole in study.primary(option.id)
        for each in study.comparison.effects[option.id] if each.outcome == whole.outcome and each.label != PLACE
    ]  # fmt: skip
    return Sheet(words["fig_3"], [words[key] for key in keys], rows)


def patterns_table(study: Study, words: Words) -> Sheet:
    """Return table 4: what was checked, the failing rows too; signs by construction after those that could fail."""
    keys = ("check", "kind", "role", "target", "found", "low", "high", "passed")
    ordered = sorted(study.patterns or (), key=lambda row: (row["kind"], row.get("role") == "construction"))
    rows = [
        (row["id"], words.known(f"kind_{row['kind']}"), words.known(f"role_{row.get('role')}"),
         *(shown(row.get(key)) for key in ("target", "value", "low", "high")),
         _result(row, words))
        for row in ordered
    ]  # fmt: skip
    return Sheet(words["table_4"], [words[key] for key in keys], rows)


def _result(row: Mapping[str, Any], words: Words) -> str:
    """Return yes or no, or why a direction is neither."""
    if row["passed"] is None:
        return words.known(f"result_{row.get('result')}")
    return words["yes" if row["passed"] else "no"]
