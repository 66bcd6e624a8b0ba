"""A small place in which groups, commons and funds live through the calendar, without matters and staff."""

from collections.abc import Mapping

import numpy as np

from govsim.engine.codes import MEASURES
from govsim.model.assembly import build
from govsim.model.days import Days
from govsim.periodic import commons, funds, groups
from govsim.periodic.group_tables import found
from govsim.periodic.scene import Scene
from govsim.scenario import load

DAY = 24
PLACE = {"place.residents": 3600, "place.communities": 2, "place.grids": 4}


def days_of(settings: Mapping[str, object] | None = None, block: int = 40_000, **rules: float) -> Days:
    """Return a place at its first hour; rules: `groups_life__quorum=5`."""
    changes = {f"parameters.{name.replace('__', '.')}": value for name, value in rules.items()}
    scenario = load("baseline", {**PLACE, **changes, **(settings or {})})
    return Days(scenario, build(scenario, block=block))


def scene_of(settings: Mapping[str, object] | None = None, **rules: float) -> Scene:
    """Return the scene of such a place."""
    return days_of(settings, **rules).scene


def founded(scene: Scene, number: int | None = None, step: int = 1) -> np.ndarray:
    """Found groups in the first buildings, or in every second one; in all by default. Return their rows."""
    table = scene.table("groups")
    rows = np.arange(0, len(table) if number is None else number, step)
    found(table, scene.table("group_life"), rows, scene.hour)
    return rows


def live(scene: Scene, days: int = 364, levers: Mapping[str, float] | None = None, matters: int = 0) -> Scene:
    """Let days pass; every group that is offered settles so many `matters` a week of twice as many that it tries."""
    for name, value in (levers or {}).items():
        scene.levers[name] = value
    table = scene.table("groups")
    first = scene.hour
    for hour in range(first, first + days * DAY, DAY):
        scene.hour = hour
        if scene.begins_week and hour > 0:
            offered = scene.table("buildings")["group"][scene.building_of_group] >= 0
            table["settled"] += matters * offered
            table["tried"] += 2 * matters * offered
        groups.handle(scene)
        if scene.begins_month:
            commons.handle(scene)
        funds.handle(scene)
    scene.hour = first + days * DAY
    return scene


def month(scene: Scene, number: int) -> None:
    """Go to the first of a month of the year after that of the first hour."""
    first = scene.clock.date_of(0)
    scene.hour = scene.clock.hour_of(first.replace(year=first.year + 1, month=number, day=1, hour=0))
    assert (scene.date.month, scene.date.day) == (number, 1)


def counted(scene: Scene, name: str) -> float:
    """What has been counted of a measure since the beginning."""
    return float(scene.counted(name).sum())


def everything(scene: Scene) -> dict[str, float]:
    """Numbers that outcomes of groups, commons and funds are made of."""
    stocks = {name: float(array.sum()) for module in (groups, commons) for name, array in module.stocks(scene).items()}
    table = scene.table("groups")
    state = {name: float(table[name].sum()) for name in ("members", "active", "skill", "covenant", "legitimacy")}
    state |= {"offered": float((scene.table("buildings")["group"] >= 0).sum()), "used": float(table["used"].sum())}
    state["belonging"] = float(scene.table("residents")["belonging"].sum(dtype=np.float64))
    return stocks | state | {name: counted(scene, name) for name in MEASURES}
