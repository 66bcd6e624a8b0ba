"""The class sheet: what every team predicted, chose, got and answered, as a table for a spreadsheet."""

import csv
import io
import math
from collections.abc import Iterator
from typing import Any

from govsim.dashboard.classroom.hall import Snapshot
from govsim.dashboard.classroom.names import team_name
from govsim.dashboard.classroom.room import Team
from govsim.dashboard.classroom.seen import is_revealed
from govsim.lessons import Lesson, cost, lesson, value_name
from govsim.measures import outcomes_known

_HEAD = {
    "zh": ("组", "轮次", "种类", "内容", "数值", "基准", "方案", "差", "随机波动 2.5 %", "随机波动 97.5 %", "单位"),
    "en": ("team", "round", "kind", "what", "value", "baseline", "choice", "difference", "chance 2.5 %",
           "chance 97.5 %", "unit"),
}  # fmt: skip
_KINDS = {
    "zh": {"class": "课程", "role": "角色", "forecast": "预测", "choice": "选择", "cost": "用掉的预算",
           "gave_way": "让步", "result": "结果", "answer": "回答", "up": "升", "down": "降",
           "same": "差不多", "sure": "把握"},
    "en": {"class": "lesson", "role": "role", "forecast": "prediction", "choice": "choice", "cost": "budget used",
           "gave_way": "gave way", "result": "result", "answer": "answer", "up": "up", "down": "down",
           "same": "about the same", "sure": "sure"},
}  # fmt: skip
Cells = tuple[Any, ...]


def class_sheet(snapshot: Snapshot, lang: str) -> str:
    """Return the table as CSV; results are in it as far as they are revealed. Text is inert in a spreadsheet."""
    which = lesson(snapshot.room.lesson)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEAD[lang])
    writer.writerow(_padded(("", "", _KINDS[lang]["class"], f"{which.id} {which.title.word(lang)}")))
    for team in snapshot.room.teams:
        if team.joined or team.forecasts or any(sheet.choice for sheet in team.rounds) or any(team.answers):
            writer.writerows(map(_padded, _rows_of(snapshot, which, team, lang)))
    return text.getvalue()


def _rows_of(snapshot: Snapshot, which: Lesson, team: Team, lang: str) -> Iterator[Cells]:
    kinds, name = _KINDS[lang], team_name(team.name, lang)
    roles = {role.id: role.name.word(lang) for role in which.roles}
    if team.role:
        yield name, "", kinds["role"], roles.get(team.role, "")
    for ask, said in zip(which.prediction, team.forecasts, strict=False):
        size = "" if said.size is None else f" {said.size:g}"
        unit = outcomes_known()[ask.outcome].points[lang]
        yield (name, "", kinds["forecast"], ask.text.word(lang),
               f"{kinds[said.side]}{size}, {kinds['sure']} {said.sure}/3", "", "", "", "", "", unit)  # fmt: skip
    for place in (1, 2):
        yield from _round(snapshot, which, team, place, lang)
    for question, answer in zip(which.debrief, team.answers, strict=True):
        if answer:
            yield name, "", kinds["answer"], question.word(lang), answer


def _round(snapshot: Snapshot, which: Lesson, team: Team, place: int, lang: str) -> Iterator[Cells]:
    sheet, kinds, name = team.rounds[place - 1], _KINDS[lang], team_name(team.name, lang)
    if not sheet.submitted:
        return
    for option, units in sheet.choice:
        yield name, place, kinds["choice"], which.option(option).name.word(lang), units
    yield (name, place, kinds["cost"], "", cost(which, dict(sheet.choice)), "", "", "", "", "", which.unit.word(lang))
    for role in which.roles:
        if role.id == sheet.gave_way:
            yield name, place, kinds["gave_way"], role.name.word(lang)
    for row in snapshot.found.get(sheet.choice, ()) if is_revealed(snapshot.room, place) else ():
        numbers = (row.base, row.other, row.difference, row.low, row.high)
        yield (name, place, kinds["result"], value_name(row.outcome, row.label, lang), "",
               *(round(value, 6) if math.isfinite(value) else "" for value in numbers),
               outcomes_known()[row.outcome].points[lang])  # fmt: skip


def _padded(cells: Cells) -> list[Any]:
    inert = [_inert(cell) if isinstance(cell, str) else cell for cell in cells]
    return inert + [""] * (len(_HEAD["en"]) - len(cells))


def _inert(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
