"""Emergencies: hours are taken from routine, and with them people are found, supplied or called, hour by hour.

A list leads to points of contact: a household, a landlord or a firm, through which all concerned behind it are reached.
The hours are those that the hour's `duty` gave to the emergency on the day before, with the same draws.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govsim.engine.codes import GROUPS
from govsim.engine.draws import draws
from govsim.interfaces import Mechanism
from govsim.periodic.contact_points import HOUSEHOLD, points_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govsim.periodic.scene import Scene

SECTION = "emergencies"
DECLARATION = Mechanism(
    name="emergencies",
    every="day",
    reads=("workers.active", "workers.roster", "residents.registered", "levers.list_precision"),
    writes=("levers.emergency", "points", "lists", "called_away", "found_after"),
    parameters=("emergency.routine_share", "emergency.calls_an_hour", "emergency.deliveries_an_hour",
                "emergency.answer", "emergency.answer_unregistered", "emergency.list_precision",
                "emergency.via_firm", "emergency.via_landlord", "emergency.households_a_landlord"),
    formula="entries = points / precision; each call takes the next entry of the list; those that do not answer are "
    "called again in the next pass; people a call = answer x precision x people a point",
    source="002: 25,050 calls, 26,087 people in Qiaosi, early 2020 (1.04 a call, e.g. .85 x .49 x 2.5); rates assumed",
    zh="应急",
    en="emergencies",
)  # fmt: skip

DAY, WEEK = 24, 168
WIDTH, LONGEST = 4, 336  # h: of a class of delays, and the longest delay that is told apart
CLASSES = LONGEST // WIDTH
SOUGHT = CLASSES  # the column of `found_after` that counts those sought
OVER = 0.5  # entries left of a list that is worked through
PASSES = 4096
LIST = np.dtype([(name, "f8") for name in ("wrong", "length", "at", "passes")])  # length -1: not begun


def prepare(
    scenario: Any, place: Any, tables: "Mapping[str, np.ndarray]", rules: "Mapping[str, float]"
) -> dict[str, np.ndarray]:  # fmt: skip
    """Draw who is concerned by each emergency, and through whom they can be reached."""
    found = [points_of(scenario, place, tables, rules, number) for number in range(len(scenario.emergencies))]
    before = np.cumsum([0, *(len(points) for points, _ in found)])
    for (_, people), first in zip(found, before.tolist(), strict=False):
        people["point"] += first
    grids = len(place.grids)
    lists = np.zeros((len(found), grids), LIST)
    lists["length"] = -1.0
    return {
        "points": np.concatenate([points for points, _ in found]), "sought": np.concatenate([who for _, who in found]),
        "lists": lists, "called_away": np.zeros(grids), "found_after": np.zeros((grids + len(GROUPS), CLASSES + 1)),
    }  # fmt: skip


def handle(scene: "Scene") -> None:
    """Use the hours of the day before, then say what the emergencies of today may take."""
    emergencies = scene.sections[SECTION]
    if scene.hour >= DAY and scene.table("called_away").any():
        _work(scene, emergencies)
    taken = np.zeros(len(scene.levers))
    for number, emergency in enumerate(emergencies):
        start, end = _span(scene, emergency)
        if start <= scene.hour < end:
            if scene.table("lists")["length"][number].max() < 0 or _new_round(scene, emergency, start):
                _begin(scene, number, emergency)
            open_lists = scene.table("lists")["length"][number] > OVER
            taken[open_lists] = scene.rules["emergency.routine_share"]
    assert scene.decided is not None
    scene.levers["emergency"] = np.maximum(scene.decided()["emergency"], taken)
    scene.table("called_away")[:] = scene.levers["emergency"]


def _span(scene: "Scene", emergency: Any) -> tuple[int, int]:
    start, end = (scene.clock.hour_of(day) for day in (emergency.start, emergency.end))
    return max(0, start), end


def _new_round(scene: "Scene", emergency: Any, start: int) -> bool:
    return emergency.kind == "lockdown_supplies" and (scene.hour - start) % WEEK == 0


def _begin(scene: "Scene", number: int, emergency: Any) -> None:
    """Write the lists: those concerned, and wrong entries by how precise a list is."""
    points, sought = scene.table("points"), scene.table("sought")
    mine = points["emergency"] == number
    points["reached"][mine] = -1
    grids = len(scene.levers)
    right = np.bincount(points["grid"][mine], minlength=grids)
    lists = scene.table("lists")[number]
    shares = precision(scene, emergency, right)
    lists["wrong"] = np.where(right > 0, right * (1 - shares) / shares, 0.0)
    lists["length"], lists["at"], lists["passes"] = right + lists["wrong"], 0.0, 0.0
    people = sought["person"][mine[sought["point"]]]
    scene.count("emergency_sought", people)
    scene.table("found_after")[:, SOUGHT] += scene.survey_rows(np.ones(len(people)), people)


def precision(scene: "Scene", emergency: Any, right: np.ndarray) -> NDArray[np.float64]:
    """Return the share of right entries of each grid's list.

    What the register knows is as precise as the parameter (or the emergency) says, the rest is dialling at random; a
    data platform (lever) is as precise as it is. Deliveries and calls in a failure go to the right doors.
    """
    if emergency.kind != "contact_tracing":
        return np.ones(len(right))
    complete, households = _registered(scene), np.maximum(1, scene.table("grids")["households"])
    by_chance = np.minimum(1.0, np.maximum(right, 1) / households)
    known = emergency.list_precision or scene.rules["emergency.list_precision"]
    own = complete * np.maximum(known, by_chance) + (1 - complete) * by_chance
    return np.asarray(np.clip(np.maximum(own, scene.levers["list_precision"]), 1e-3, 1.0))


def _registered(scene: "Scene") -> NDArray[np.float64]:
    grid, grids = scene.grid_of_resident, len(scene.levers)
    people = scene.table("residents")
    known = np.bincount(grid[people["registered"] >= 0], minlength=grids)
    return np.asarray(known / np.maximum(1, np.bincount(grid, minlength=grids)))


def hours_taken(scene: "Scene") -> NDArray[np.float64]:
    """Return (24, grids): hours that the emergency took in each hour of the day before, as `duty` drew them."""
    workers, grids = scene.table("workers"), len(scene.levers)
    rows = np.flatnonzero(workers["active"] == 1)
    grid, identity, roster = scene.grid_of_worker[rows], workers["identity"][rows], workers["roster"][rows]
    away, taken = scene.table("called_away")[grid], np.zeros((DAY, grids))
    for k in range(DAY):
        hour = scene.hour - DAY + k
        on_duty = scene.rosters[roster, scene.week_hours[hour]]
        called = (draws(scene.seed, "duty.emergency", identity, hour) < away) & (on_duty > 0)
        taken[k] = np.bincount(grid[called], on_duty[called], minlength=grids)
    return taken


def _work(scene: "Scene", emergencies: Any) -> None:
    """Share the hours of the day before among the lists that were open, and call from them."""
    hours, lists = hours_taken(scene), scene.table("lists")
    spans = [_span(scene, emergency) for emergency in emergencies]
    running = np.array([start <= scene.hour - DAY < end for start, end in spans])
    opened = running[:, None] & (lists["length"] > OVER)
    shares = opened / np.maximum(1, opened.sum(axis=0))
    for number, emergency in enumerate(emergencies):
        if opened[number].any():
            supplies = emergency.kind == "lockdown_supplies"
            rate = scene.rules["emergency.deliveries_an_hour" if supplies else "emergency.calls_an_hour"]
            begun = spans[number][0]
            if supplies:  # the round that the day before belongs to
                begun += (scene.hour - DAY - begun) // WEEK * WEEK
            _call(scene, number, hours * shares[number] * rate, begun)


def _call(scene: "Scene", number: int, calls: np.ndarray, begun: int) -> None:
    """Take the list's entries one after another, hour by hour."""
    points, lists = scene.table("points"), scene.table("lists")[number]
    rows = np.flatnonzero((points["emergency"] == number) & (points["reached"] < 0))
    made, left = np.zeros(len(lists)), np.zeros(len(lists))
    for k in range(DAY):
        left += calls[k]
        if not left.any():
            continue
        before = lists["at"].copy()
        length = np.maximum(lists["length"], OVER)
        lists["at"] = np.where(lists["length"] > OVER, np.minimum(1.0, before + left / length), before)
        done = (lists["at"] - before) * length
        made += done
        left = np.where(lists["length"] > OVER, left - done, 0.0)
        rows = rows[~_reach(scene, rows, before, lists, begun, scene.hour - DAY + k)]
        _next_pass(lists, points, rows, scene.rules["emergency.answer"])
    scene.count_grids("emergency_calls", made)


def _reach(
    scene: "Scene", rows: NDArray[np.intp], before: np.ndarray, lists: np.ndarray, begun: int, hour: int
) -> NDArray[np.bool_]:  # fmt: skip
    """Call the points between two places on the list; return which of the rows answered."""
    points = scene.table("points")
    grid, at = points["grid"][rows], points["at"][rows]
    called = np.flatnonzero((at > before[grid]) & (at <= lists["at"][grid]))
    answered = np.zeros(len(rows), np.bool_)
    if not len(called):
        return answered
    mine = rows[called]
    chance = answers(scene, points[mine])
    occasion = int(points["emergency"][mine[0]]) * PASSES
    level = _draws_by_pass(scene, points["first"][mine], occasion, lists["passes"][points["grid"][mine]])
    answered[called] = level < chance
    points["reached"][rows[answered]] = hour
    _found(scene, rows[answered], hour + 1 - begun)
    return answered


def _draws_by_pass(scene: "Scene", firsts: np.ndarray, occasion: int, passes: np.ndarray) -> NDArray[np.float64]:
    level = np.empty(len(firsts))
    for number in np.unique(passes).astype(int).tolist():
        same = passes == number
        level[same] = scene.draw("emergency.answers", firsts[same], occasion + number)
    return level


def answers(scene: "Scene", points: np.ndarray) -> NDArray[np.float64]:
    """Return the chance that a call is answered: less where the household's number is not in the register."""
    rules, registered = scene.rules, scene.table("residents")["registered"][points["first"]] >= 0
    lists = np.array([item.kind == "lockdown_supplies" for item in scene.sections[SECTION]])
    chance = np.where(
        registered | (points["via"] != HOUSEHOLD), rules["emergency.answer"], rules["emergency.answer_unregistered"]
    )
    return np.where(lists[points["emergency"]], 1.0, chance)  # locked down, everybody is at home


def _next_pass(lists: np.ndarray, points: np.ndarray, rows: NDArray[np.intp], answer: float) -> None:
    """Where a list has been gone through, begin again with those who did not answer."""
    over = (lists["at"] >= 1.0) & (lists["length"] > OVER)
    if not over.any():
        return
    right = np.bincount(points["grid"][rows], minlength=len(lists))
    lists["wrong"][over] *= 1 - answer
    lists["length"][over] = (right + lists["wrong"])[over]
    lists["at"][over] = 0.0
    lists["passes"][over] += 1


def _found(scene: "Scene", rows: NDArray[np.intp], delay: int) -> None:
    """Count the people behind points that answered, by the hours that it took."""
    sought = scene.table("sought")
    reached = np.zeros(len(scene.table("points")), np.bool_)
    reached[rows] = True
    people = sought["person"][reached[sought["point"]]]
    if not len(people):
        return
    scene.count("emergency_reached", np.sort(people))
    if delay <= LONGEST:
        number = max(0, delay - 1) // WIDTH
        scene.table("found_after")[:, number] += scene.survey_rows(np.ones(len(people)), people)


def stocks(scene: "Scene") -> dict[str, np.ndarray]:
    """Return, by grid and group, people reached so far by hours since their emergency began; and people sought."""
    return {"found_after": scene.table("found_after").copy()}
