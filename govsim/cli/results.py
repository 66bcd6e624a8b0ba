"""A comparison as a JSON document and as sentences on a terminal."""

from collections.abc import Sequence
from typing import Any

from govsim.analysis import Effect, Option, case_of, hours_per_effect, number, plain, verdict, who
from govsim.cli.session import Session
from govsim.comparison import Compared, about, measures_of
from govsim.comparison.assumed import counted
from govsim.measures import PLACE, headline, outcomes_known

COST = "cost_hours"
FORMAT = 1


def document(found: Compared, lang: str) -> dict[str, Any]:
    """Return a comparison as a JSON object; `outcomes` and `by_group` on top are those of the first option."""
    options = [_option(found, number, lang) for number in range(len(found.others))]
    return {
        "format": FORMAT, "base": found.base.id, "base_title": dict(found.base.title),
        "base_hours": _plain(found.base.hours), "runs": len(found.seeds),
        "seeds": list(found.seeds), "start": found.start.isoformat(), "weeks": found.weeks,
        "assumptions": found.assumptions, "parameters": counted(found.held, found.draws),
        "sizes": dict(found.sizes), "fingerprint": found.fingerprint,
        "version": found.version, "command": found.command, "outcomes": options[0]["outcomes"],
        "by_group": options[0]["by_group"], "options": options, "failures": _failures(found),
        "primary": list(found.primary), "matters": dict(found.matters), "assumption_seeds": found.assumption_seeds,
        "about": about(found.scenarios) if found.scenarios else {}, "weekly": _weekly(found),
    }  # fmt: skip


def lines(session: Session, found: Compared) -> list[str]:
    """Return the sentences of each option: primary outcomes first, then the other headline outcomes."""
    base, runs, draws = found.base.title[session.lang], len(found.seeds), found.assumptions
    printed = [session.say("compare.head", base=base, runs=runs, weeks=found.weeks, start=found.start, draws=draws)]
    for option in found.others:
        hours = f"{number(found.base.hours)} → {number(option.hours)}"
        printed += ["", session.say("compare.option", title=option.title[session.lang], hours=hours)]
        for effect in _shown(found, option):
            printed += _sentence(session, found, option, effect)
    number_of = counted(found.held, found.draws)
    advice = [session.say("compare.drawn", **number_of) if found.assumptions else session.say("compare.assume")]
    return [*printed, "", session.say("compare.marks"), *advice]


def _shown(found: Compared, option: Option) -> list[Effect]:
    first = {each.id for each in headline()}
    effects = [each for each in found.of(option.id) if each.primary or each.outcome in first]
    return sorted(effects, key=lambda each: not each.primary)


def _sentence(session: Session, found: Compared, option: Option, effect: Effect) -> list[str]:
    mark = {True: "▲", False: "▼", None: "≈"}[effect.better]
    tag = session.say("compare.primary") if effect.primary else ""
    moved = who(effect, _groups(found.effects[option.id], effect.outcome), session.lang)
    return [f"  {mark} {tag}{verdict(effect, session.lang)}", *([f"      {moved}"] if moved else [])]


def _groups(effects: Sequence[Effect], outcome: str) -> list[Effect]:
    return [each for each in effects if each.outcome == outcome and each.label != PLACE]


def _weekly(found: Compared) -> dict[str, dict[str, list[float | None]]]:
    """Return the weekly means: option -> outcome -> values in the order of the weeks."""
    tables: dict[str, dict[str, list[float | None]]] = {}
    if len(found.series):
        for (option, outcome), rows in found.series.groupby(["option", "outcome"], sort=False):
            values = [_plain(value) for value in rows.sort_values("date")["value"]]
            tables.setdefault(str(option), {})[str(outcome)] = values
    return tables


def _option(found: Compared, number: int, lang: str) -> dict[str, Any]:
    option = found.others[number]
    effects = found.effects[option.id]
    cost = next((each for each in found.of(option.id) if each.outcome == COST), None)
    labels = [label for label in found.labels(option.id) if label != PLACE]
    groups = {label: {each.outcome: _row(each, lang) for each in found.of(option.id, label)} for label in labels}
    whole = {}
    for each in found.of(option.id):
        moved = who(each, _groups(effects, each.outcome), lang)
        per_effect = hours_per_effect(cost, each) if cost is not None else None
        whole[each.outcome] = {**_row(each, lang), "who": moved, "hours_per_effect": per_effect}
    return {
        "id": option.id, "title": dict(option.title), "hours": _plain(option.hours),
        "changes": [dict(each) for each in option.changes],
        "measures": measures_of(found.scenarios[number + 1], found.scenarios[0]) if found.scenarios else [],
        "outcomes": whole, "by_group": groups,
    }  # fmt: skip


def _row(effect: Effect, lang: str) -> dict[str, Any]:
    words = {"verdict": verdict(effect, lang), "verdict_case": case_of(effect), "better": effect.better}
    return {**plain(effect), "unit": outcomes_known()[effect.outcome].points[lang], **words}


def _failures(found: Compared) -> list[dict[str, Any]]:
    return [
        {"scenario": each.scenario, "seed": each.key.seed, "draw": each.key.draw, "reason": each.reason}
        for each in found.failures
    ]


def _plain(value: float) -> float | None:
    return value if value == value else None
