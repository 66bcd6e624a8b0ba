"""What the teams' choices came to: differences in words, points on one plot, badges. No score, no winner."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from govsim.analysis import shown, signed
from govsim.dashboard.classroom.computing import Computed
from govsim.dashboard.classroom.room import Choice, Room, Team
from govsim.errors import InputError
from govsim.lessons import Ask, Found, Lesson, Recorded, Row, cost, differences, recorded, value_name
from govsim.measures import outcomes_known

Rows = tuple[Row, ...]
_FEWEST = 2  # pairs below which there is no interval
_NAMED = 3  # teams that a badge names at most


def rows_of(lesson: Lesson, computed: Computed, choice: Choice) -> Rows | None:
    """Return what a choice changed, over the seeds that it and the baseline have; None while it is not all there."""
    if not (computed.is_over(choice) and computed.is_over(())):
        return None
    base, team = computed.of(()), computed.of(choice)
    seeds = [seed for seed in computed.seeds if seed in base and seed in team]
    if len(seeds) < _FEWEST:
        return None
    return differences(lesson, [base[seed] for seed in seeds], [team[seed] for seed in seeds])


def found_of(lesson: Lesson) -> Recorded | None:
    """Return what was found beforehand, None where nothing is recorded."""
    try:
        return recorded(lesson.id)
    except InputError:
        return None


def answer_to(lesson: Lesson, ask: Ask) -> Found | None:
    """Return the recorded answer to a question of the prediction."""
    known = found_of(lesson)
    try:
        return known.study(ask.id).row(ask.outcome, ask.label) if known else None
    except KeyError:
        return None


def row_named(rows: Iterable[Row], outcome: str, label: str) -> Row | None:
    """Return the row of a value, None if there is none."""
    return next((row for row in rows if (row.outcome, row.label) == (outcome, label)), None)


def row_shown(row: Row, lang: str) -> dict[str, Any]:
    """Return a difference as a page shows it."""
    outcome = outcomes_known()[row.outcome]
    known = math.isfinite(row.difference)
    return {
        "id": f"{row.outcome} {row.label}", "name": value_name(row.outcome, row.label, lang),
        "unit": outcome.unit[lang], "points": outcome.points[lang], "base": shown(row.base), "other": shown(row.other),
        "difference": signed(row.difference), "low": shown(row.low), "high": shown(row.high),
        "side": row.side if known else "untold", "mark": row.mark if known else "—", "runs": row.runs,
    }  # fmt: skip


def points_of(
    lesson: Lesson, room: Room, found: Mapping[Choice, Rows], rounds: Sequence[int]
) -> list[dict[str, Any]]:
    """Return each team's points on the lesson's one plot, round after round: x, y and their intervals."""
    made = []
    for team in room.teams:
        points = [_point(lesson, team.rounds[place - 1].choice, found) if team.rounds[place - 1].submitted else None
                  for place in rounds]  # fmt: skip
        if any(points):
            made.append({"team": team.name, "points": points})
    return made


def badges(lesson: Lesson, room: Room, found: Mapping[Choice, Rows], place: int) -> dict[str, list[int]]:
    """Return the teams of each badge in a round: closest (prediction), cheapest (choice), smallest gap."""
    inside = [team for team in room.teams if team.rounds[place - 1].submitted]
    chosen = [team for team in inside if team.rounds[place - 1].choice]
    return {
        "closest": _least([team for team in room.teams if team.forecasts], lambda team: _error(lesson, team)),
        "cheapest": _least(chosen, lambda team: cost(lesson, dict(team.rounds[place - 1].choice))),
        "gap": _least(inside, lambda team: _gap(lesson, found.get(team.rounds[place - 1].choice))),
    }  # fmt: skip


def _point(lesson: Lesson, choice: Choice, found: Mapping[Choice, Rows]) -> dict[str, float] | None:
    rows = found.get(choice)
    across, upward = (row_named(rows or (), each.outcome, each.label) for each in lesson.axes)
    if across is None or upward is None or not math.isfinite(across.difference + upward.difference):
        return None
    return {"x": across.difference, "x1": _end(across.low, across), "x2": _end(across.high, across),
            "y": upward.difference, "y1": _end(upward.low, upward), "y2": _end(upward.high, upward)}  # fmt: skip


def _end(value: float, row: Row) -> float:
    return value if math.isfinite(value) else row.difference


def _least(teams: Iterable[Team], size: Callable[[Team], float | None]) -> list[int]:
    """Return the teams for which something is smallest; none if more than three share it."""
    sizes = [(value, team.name) for team in teams if (value := size(team)) is not None and math.isfinite(value)]
    least = min((value for value, _ in sizes), default=0.0)
    named = [name for value, name in sizes if value <= least + 1e-9]
    return named if len(named) <= _NAMED else []


def _error(lesson: Lesson, team: Team) -> float | None:
    """Return how far a team's forecasts are from the recorded answers, each in units of the answer's own size."""
    errors = []
    for forecast, ask in zip(team.forecasts, lesson.prediction, strict=False):
        found = answer_to(lesson, ask)
        if found is None:
            return None
        expected = {"up": 1, "down": -1, "same": 0}[forecast.side] * (forecast.size or 0.0)
        unit = max(abs(found.difference), (found.high - found.low) / 2, 1e-9)
        errors.append(abs(expected - found.difference) / unit)
    return math.fsum(errors) / len(errors) if errors else None


def _gap(lesson: Lesson, rows: Rows | None) -> float | None:
    """Return the gap that a choice leaves: between the groups of the axes, else the first outcome that is a gap."""
    across, upward = lesson.axes
    if across.outcome == upward.outcome:
        ends = [row_named(rows or (), each.outcome, each.label) for each in lesson.axes]
        return abs(ends[0].other - ends[1].other) if ends[0] and ends[1] else None
    return next((abs(row.other) for row in rows or () if row.outcome.startswith("gap_")), None)
