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
