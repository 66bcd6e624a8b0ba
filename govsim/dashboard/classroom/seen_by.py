"""What a team sees at its phone, and what the trainer sees beside the big screen."""

from collections.abc import Mapping
from typing import Any

from govsim.dashboard.classroom import points
from govsim.dashboard.classroom.hall import Snapshot
from govsim.dashboard.classroom.names import team_name
from govsim.dashboard.classroom.room import PHASES, Room, Sheet, Team
from govsim.dashboard.classroom.seen import answer_shown, ask_shown, counts, is_revealed, options
from govsim.lessons import Lesson, catalogue, cost, lesson, problems, value_name


def phone(snapshot: Snapshot, team: Team | None, lang: str) -> dict[str, Any]:
    """Return what a phone shows: free seats, or what its team has to do now."""
    room = snapshot.room
    which = lesson(room.lesson)
    common = {"title": which.title.word(lang), "room": room.id, "closed": room.closed}
    if team is None:
        seats = [{"team": each.name, "name": team_name(each.name, lang), "taken": each.joined} for each in room.teams]
        return common | {"seats": seats, "team": None}
    return common | {
        "team": team_name(team.name, lang), "phase": room.now.id, "screen": room.screen, "ends": room.ends,
        "locked": room.locked, "round": room.round, "role": team.role, "roles": _roles(which, lang),
        **_asked(snapshot, which, team, lang), **_told(snapshot, which, team, lang),
    }  # fmt: skip


def trainer(snapshot: Snapshot, lang: str) -> dict[str, Any]:
    """Return the phases, the seats, and how far the computing is."""
    room, computed = snapshot.room, snapshot.computed
    which = lesson(room.lesson)
    return {
        "phase": room.phase, "step": room.step, "ends": room.ends, "locked": room.locked, "closed": room.closed,
        "phases": [{"id": each.id, "minutes": each.minutes, "screens": len(each.screens)} for each in PHASES],
        "next": _next(room), "counts": counts(snapshot), "code": room.code, "lesson": room.lesson,
        "lessons": [{"id": each, "title": lesson(each).title.word(lang)} for each in catalogue()],
        "teams": [_seat(snapshot, which, team, lang) for team in room.teams], "prepared": computed.prepared(),
        "failed": sorted(set(computed.failed.values()))[:3], "failures": len(computed.failed),
        "trouble": snapshot.trouble, "fresh": not any(team.joined or team.forecasts for team in room.teams),
        "runs": room.runs,
    }  # fmt: skip


def _next(room: Room) -> str:
    """Return what the next step shows: a screen of this phase, or a phase; "" at the end."""
    if room.step + 1 < len(room.now.screens):
        return room.now.screens[room.step + 1]
    return PHASES[room.phase + 1].id if room.phase + 1 < len(PHASES) else ""


def _seat(snapshot: Snapshot, which: Lesson, team: Team, lang: str) -> dict[str, Any]:
    sheet = team.rounds[snapshot.room.round - 1]
    role = next((each.name.word(lang) for each in which.roles if each.id == team.role), "")
    return {
        "team": team.name, "name": team_name(team.name, lang), "joined": team.joined, "role": role,
        "hidden": team.hidden, "predicted": bool(team.forecasts), "submitted": sheet.submitted,
        "share": round(snapshot.computed.share(sheet.choice), 3) if sheet.submitted else 0.0,
        "choice": _choice_words(which, sheet, lang), "answers": sum(map(bool, team.answers)),
    }  # fmt: skip


def _choice_words(which: Lesson, sheet: Sheet, lang: str) -> str:
    names = {option.id: option.name.word(lang) for option in which.options}
    join = "、" if lang == "zh" else ", "
    return join.join(f"{names.get(name, name)} ×{units:g}" if units != 1 else names.get(name, name)
                     for name, units in sheet.choice)  # fmt: skip


def _roles(which: Lesson, lang: str) -> list[dict[str, Any]]:
    return [{"id": role.id, "name": role.name.word(lang), "who": role.who.word(lang), "sees": role.sees.word(lang),
             "outcomes": [value_name(each.outcome, each.label, lang) for each in role.outcomes]}
            for role in which.roles]  # fmt: skip


def _asked(snapshot: Snapshot, which: Lesson, team: Team, lang: str) -> dict[str, Any]:
    """Return what the phase asks of the team, with what it has said so far."""
    room = snapshot.room
    if room.now.id == "situation":
        return {"challenge": which.challenge.word(lang)}
    if room.now.id == "predict":
        said = {each.ask: {"side": each.side, "size": each.size, "sure": each.sure} for each in team.forecasts}
        asks = [ask_shown(which, ask, lang) for ask in which.prediction]
        return {"question": which.question.word(lang), "asks": asks, "forecasts": said}
    if room.now.id in ("choose_1", "choose_2"):
        return _choosing(room, which, team, lang)
    if room.now.id in ("debrief", "leave"):
        return {"questions": [each.word(lang) for each in which.debrief], "answers": list(team.answers),
                "home": which.home.word(lang)}  # fmt: skip
    return {}


def _choosing(room: Room, which: Lesson, team: Team, lang: str) -> dict[str, Any]:
    sheet = team.rounds[room.round - 1]
    choice = dict(sheet.choice)
    wrong = [each.word(lang) for each in problems(which, choice, room.round)]
    return {
        "budget": which.budget, "unit": which.unit.word(lang), "options": options(which, room.round, lang),
        "choice": choice, "submitted": sheet.submitted, "gave_way": sheet.gave_way, "spent": cost(which, choice),
        "wrong": wrong,
    }  # fmt: skip


def _told(snapshot: Snapshot, which: Lesson, team: Team, lang: str) -> dict[str, Any]:
    """Return what is revealed: how the prediction fared, and the team's own results of the rounds."""
    room = snapshot.room
    told: dict[str, Any] = {"results": [_result(snapshot, which, team, place, lang) for place in (1, 2)
                                        if is_revealed(room, place) and team.rounds[place - 1].submitted]}  # fmt: skip
    if room.shows("reveal_1", "result") and team.forecasts:
        told["fared"] = [
            ask_shown(which, ask, lang) | {"side": said.side, "size": said.size, "sure": said.sure,
                                    "answer": answer_shown(points.answer_to(which, ask), lang)}
            for ask, said in zip(which.prediction, team.forecasts, strict=False)
        ]  # fmt: skip
    return told


def _result(snapshot: Snapshot, which: Lesson, team: Team, place: int, lang: str) -> Mapping[str, Any]:
    """Return a round's result of a team, the outcomes of its role first."""
    sheet = team.rounds[place - 1]
    rows = snapshot.found.get(sheet.choice)
    own = {(each.outcome, each.label) for role in which.roles if role.id == team.role for each in role.outcomes}
    first = [row for row in rows or () if (row.outcome, row.label) in own]
    shown = {(each.outcome, each.label) for each in which.shown} - own
    rest = [row for row in rows or () if (row.outcome, row.label) in shown]
    return {"round": place, "waiting": rows is None, "choice": _choice_words(which, sheet, lang),
            "role": [points.row_shown(row, lang) for row in first],
            "rows": [points.row_shown(row, lang) for row in rest]}  # fmt: skip
