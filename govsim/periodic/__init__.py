"""What happens daily, weekly, monthly or yearly, one file each, over whole tables: this is the order.

Each module has a `DECLARATION`, and of these what it needs: `prepare` (tables of its own and the first values of
columns), `handle` (at the beginning of a day on which its period begins), `stocks` (what is kept at a week's end).
One with `SECTION` is there only where the scenario has that section.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from govsim.periodic import (
    activities,
    care,
    commons,
    elections,
    emergencies,
    funds,
    groups,
    people,
    retrofit,
    volunteers,
    waste,
    workforce,
)

ORDER: tuple[ModuleType, ...] = (
    groups, workforce, activities, elections, volunteers, commons, funds, people, emergencies, waste, retrofit, care,
)  # fmt: skip


def present(sections: Mapping[str, Any]) -> tuple[ModuleType, ...]:
    """Return the mechanisms that a scenario with these sections has, in order."""
    return tuple(module for module in ORDER if getattr(module, "SECTION", None) is None or module.SECTION in sections)


__all__ = ["ORDER", "present"]
