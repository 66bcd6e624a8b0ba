"""What the big screen shows: plain data, and of results no more than the trainer has revealed."""

import math
from collections.abc import Callable
from typing import Any

from govsim.analysis import number, verdict
from govsim.analysis.effects import MOST, Effect
from govsim.dashboard.classroom import points
from govsim.dashboard.classroom.hall import Snapshot
from govsim.dashboard.classroom.names import team_name
from govsim.dashboard.classroom.room import QUESTIONS, Room, Team
from govsim.lessons import Ask, Curve, Found, Lesson, lesson, value_name
from govsim.lessons.specification import Sweep
from govsim.measures import outcomes_known

_SIDES = ("up", "same", "down")
Lines = tuple[tuple[str, str], ...]


def label_of(team: Team, lang: str) -> str:
    """Return what a team is called in public: its name, or a number where the trainer hides it."""
    hidden = f"第 {team.name + 1} 组" if lang == "zh" else f"Team {team.name + 1}"
    return hidden if team.hidden else team_name(team.name, lang)


def counts(snapshot: Snapshot) -> dict[str, int]:
    """Return how many teams have joined, predicted, submitted; how many of the submitted choices are computed."""
    room = snapshot.room
    sheets = [team.rounds[room.round - 1] for team in room.teams]
    submitted = [sheet for sheet in sheets if sheet.submitted]
    return {
        "all": len(room.teams), "joined": sum(team.joined for team in room.teams),
        "predicted": sum(bool(team.forecasts) for team in room.teams), "submitted": len(submitted),
        "computed": sum(snapshot.computed.is_over(sheet.choice) for sheet in submitted),
    }  # fmt: skip


def screen(snapshot: Snapshot, lang: str) -> dict[str, Any]:
    """Return what the big screen shows now."""
    room = snapshot.room
    which = lesson(room.lesson)
    common = {
        "screen": "over" if room.closed else room.screen, "phase": room.now.id, "ends": room.ends,
        "locked": room.locked, "title": which.title.word(lang), "counts": counts(snapshot), "round": room.round,
        "teams": [{"name": label_of(team, lang), "team": team.name, "joined": team.joined} for team in room.teams],
    }  # fmt: skip
    return common | ({} if room.closed else SCREENS[room.screen](snapshot, which, lang))


def _seats(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    return {"code": snapshot.room.code}


def _story(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    return {"challenge": which.challenge.word(lang), "story": which.story.word(lang),
            "facts": [fact.word(lang) for fact in which.facts]}  # fmt: skip


def _question(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    return {"question": which.question.word(lang), "asks": [ask_shown(which, ask, lang) for ask in which.prediction]}


def _budget(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    return {"budget": f"{which.budget:g}", "unit": which.unit.word(lang), "question": which.question.word(lang),
            "options": options(which, snapshot.room.round, lang)}  # fmt: skip


def _predictions(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    asks = []
    for place, ask in enumerate(which.prediction):
        said = [(team, team.forecasts[place]) for team in snapshot.room.teams if len(team.forecasts) > place]
        bars = [{"side": side, "teams": [_forecast(team, each.size, each.sure, lang) for team, each in said
                                         if each.side == side]} for side in _SIDES]  # fmt: skip
        asks.append(ask_shown(which, ask, lang) | {"bars": bars})
    return {"asks": asks, "most": len(snapshot.room.teams)}


def _forecast(team: Team, size: float | None, sure: int, lang: str) -> dict[str, Any]:
    return {"name": label_of(team, lang), "size": "" if size is None else f"{size:g}", "sure": sure}


def _result(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    known = points.found_of(which)
    asks = [ask_shown(which, ask, lang) | {"answer": answer_shown(points.answer_to(which, ask), lang)}
            for ask in which.prediction]  # fmt: skip
    return {"asks": asks, "seeds": known.seeds if known else 0, "draws": known.draws if known else 0}


def _surprise(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    known = points.found_of(which)
    curves = {curve.id: curve for curve in known.curves} if known else {}
    drawn = [_curve(sweep, curves[sweep.id], lang) for sweep in which.curves if sweep.id in curves]
    return {"surprise": [line.word(lang) for line in which.surprise], "curves": drawn}


def _curve(sweep: Sweep, curve: Curve, lang: str) -> dict[str, Any]:
    """Return a recorded curve: where its points stand, and a line for each value with its interval."""
    lines = [{"name": value_name(outcome, label, lang), "unit": outcomes_known()[outcome].unit[lang],
              "values": [[value if math.isfinite(value) else None for value in three] for three in values]}
             for (label, outcome), values in curve.values.items()]  # fmt: skip
    return {"name": sweep.name.word(lang), "unit": sweep.unit.word(lang), "at": list(curve.at), "lines": lines[:2]}


def _points(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    return _plotted(snapshot, which, lang, (1,))


def _arrows(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    return _plotted(snapshot, which, lang, (1, 2))


def _plotted(snapshot: Snapshot, which: Lesson, lang: str, rounds: tuple[int, ...]) -> dict[str, Any]:
    room = snapshot.room
    names = {team.name: label_of(team, lang) for team in room.teams}
    made = points.points_of(which, room, snapshot.found, rounds)
    given = points.badges(which, room, snapshot.found, rounds[-1])
    return {
        "axes": [_axis(each.outcome, each.label, lang) for each in which.axes], "runs": room.runs,
        "points": [point | {"name": names[point["team"]]} for point in made],
        "badges": [{"id": badge, "names": [names[name] for name in teams]} for badge, teams in given.items() if teams],
        "waiting": sum(sheet.submitted and sheet.choice not in snapshot.found for team in room.teams
                       for sheet in team.rounds[: rounds[-1]]),
    }  # fmt: skip


def _axis(outcome: str, label: str, lang: str) -> dict[str, str]:
    known = outcomes_known()[outcome]
    return {"name": value_name(outcome, label, lang), "points": known.points[lang], "direction": known.direction}


def _burden(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    """Return who gained and who bore it: a row for each value that the lesson shows, a column for each team."""
    columns = [(team, snapshot.found[choice]) for team in snapshot.room.teams
               if (choice := _last_choice(team)) is not None and choice in snapshot.found]  # fmt: skip
    rows = []
    for each in which.shown:
        cells = [points.row_named(found, each.outcome, each.label) for _, found in columns]
        shown = [points.row_shown(cell, lang) if cell else None for cell in cells]
        rows.append({"name": value_name(each.outcome, each.label, lang),
                     "points": outcomes_known()[each.outcome].points[lang], "cells": shown})  # fmt: skip
    return {"columns": [label_of(team, lang) for team, _ in columns], "rows": rows}


def _last_choice(team: Team) -> Any:
    return next((sheet.choice for sheet in reversed(team.rounds) if sheet.submitted), None)


def _case(side: str) -> Callable[[Snapshot, Lesson, str], dict[str, Any]]:
    def shown(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
        known = points.found_of(which)
        told = next((each for each in known.matters.told if each.side == side), None) if known else None
        if known is None or told is None:
            return {"told": None}
        without, with_it = told.lines[lang]
        counts = {"cases": known.matters.cases, "earlier": known.matters.earlier, "later": known.matters.later}
        versions = [_version(without, with_it), _version(with_it, without)]
        return {"told": {"side": side, "days": number(told.hours / 24), "versions": versions, **counts},
                "compared": which.prediction[0].compared.word(lang)}  # fmt: skip

    return shown


def _version(lines: Lines, others: Lines) -> list[dict[str, Any]]:
    """Return the lines of one version of a case; `own`: it is not so in the other version."""
    return [{"moment": moment, "words": words, "own": (moment, words) not in others} for moment, words in lines]


def _debrief(question: int) -> Callable[[Snapshot, Lesson, str], dict[str, Any]]:
    def shown(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
        said = [{"name": label_of(team, lang), "text": team.answers[question]} for team in snapshot.room.teams
                if team.answers[question]]  # fmt: skip
        return {"question": which.debrief[question].word(lang), "number": question + 1, "answers": said}

    return shown


def _limits(snapshot: Snapshot, which: Lesson, lang: str) -> dict[str, Any]:
    return {"limits": [line.word(lang) for line in which.limits], "home": which.home.word(lang)}


def ask_shown(which: Lesson, ask: Ask, lang: str) -> dict[str, Any]:
    """Return a question of the prediction, with the value that it starts from."""
    known, found = outcomes_known()[ask.outcome], points.answer_to(which, ask)
    begins = f"{number(found.base)} {known.unit[lang]}" if found and math.isfinite(found.base) else ""
    return {"id": ask.id, "text": ask.text.word(lang), "compared": ask.compared.word(lang),
            "points": known.points[lang], "begins": begins}  # fmt: skip


def answer_shown(found: Found | None, lang: str) -> dict[str, Any] | None:
    """Return a recorded answer with both uncertainties and its sentence."""
    if found is None:
        return None
    effect = Effect(
        outcome=found.outcome, label=found.label, base=found.base, other=found.other, difference=found.difference,
        low=found.low, high=found.high, runs=found.runs, variance_ratio=1.0, deviation=float("nan"),
        assumption_low=found.assumed_low, assumption_high=found.assumed_high, sign_share=found.sign_share,
        n_assumptions=found.draws,
    )  # fmt: skip
    name = value_name(found.outcome, found.label, lang)
    assumed = (found.assumed_low, found.assumed_high)
    unsure = found.sign_share is not None and found.sign_share < MOST
    return points.row_shown(found, lang) | ({"side": "untold", "mark": "≈"} if unsure else {}) | {
        "verdict": verdict(effect, lang, {found.outcome: name}), "value": found.difference,
        "ends": [found.low, found.high], "assumed": None if None in assumed else assumed,
    }  # fmt: skip


def options(which: Lesson, place: int, lang: str) -> list[dict[str, Any]]:
    """Return the measures that can be chosen in a round."""
    return [{
        "id": option.id, "name": option.name.word(lang), "note": option.note.word(lang), "cost": option.cost,
        "most": option.most, "step": option.step, "fresh": option.unlocked == place == 2,
    } for option in which.options if option.unlocked <= place]  # fmt: skip


def is_revealed(room: Room, place: int) -> bool:
    """Whether the results of a round's choices may be seen by now."""
    return room.shows("reveal_1", "points") if place == 1 else room.shows("reveal_2", "arrows")


SCREENS: dict[str, Callable[[Snapshot, Lesson, str], dict[str, Any]]] = {
    "seats": _seats, "story": _story, "question": _question, "budget": _budget, "predictions": _predictions,
    "result": _result, "surprise": _surprise, "points": _points, "arrows": _arrows, "burden": _burden,
    "limits": _limits, "case_earlier": _case("earlier"), "case_later": _case("later"),
    **{f"debrief_{place + 1}": _debrief(place) for place in range(QUESTIONS)},
}  # fmt: skip
