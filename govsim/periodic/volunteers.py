"""Who the volunteers are: the hours that levers ask for are shared out among residents, monthly.

Their visits happen in the compiled hour; here they get their role, and serving counts as taking part.
"""

import numpy as np

from govsim.interfaces import Mechanism
from govsim.periodic.scene import Rows, Scene
from govsim.world.schema import ROLES

DECLARATION = Mechanism(
    name="volunteers",
    every="month",
    reads=("levers.volunteer_hours",),
    writes=("residents.roles", "residents.attended"),
    parameters=("volunteers.hours",),
    formula="volunteers of a grid = hours a week asked for / hours of one; those with the lowest keyed numbers",
    source="posts claimed by members: 23,467 of 50,000 (002, teaser); hours of one assumed",
    zh="志愿者与楼栋长",
    en="volunteers and building heads",
)
VOLUNTEER = np.int8(1 << ROLES.index("volunteer"))


def serving(scene: Scene) -> Rows:
    """Return who serves this month: in each grid as many adults as the hours need, the same ones every month."""
    wanted = np.rint(scene.levers["volunteer_hours"] / scene.rules["volunteers.hours"]).astype(np.int64)
    grid = scene.grid_of_resident
    rows = np.flatnonzero(scene.adults & (wanted[grid] > 0))
    order = rows[np.lexsort((scene.draw("volunteers.turn", rows, 0), grid[rows]))]
    home = grid[order]
    rank = np.arange(len(order)) - np.searchsorted(home, home)
    return np.sort(order[rank < wanted[home]])


def handle(scene: Scene) -> None:
    """Deal the roles anew; who serves takes part."""
    people = scene.table("residents")
    if not (scene.levers["volunteer_hours"] > 0).any() and not (people["roles"] & VOLUNTEER).any():
        return
    people["roles"] &= ~VOLUNTEER
    rows = serving(scene)
    people["roles"][rows] |= VOLUNTEER
    people["attended"][rows] = scene.hour
