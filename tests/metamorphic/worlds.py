"""Runs that differ in one thing, and what the relations compare.

By default only the hour is run: what happens daily to yearly is left out, so that relations can be exact. Rules may be
set to values that no scenario may set (a chance of 0 or 1, a slope of 0), because limits are where laws are exact.
"""

from collections.abc import Mapping
from unittest.mock import patch

import numpy as np

from govsim.engine.codes import CLASSES, GROUPS, MEASURES
from govsim.model import Community, assembly, keeping
from govsim.model.crowd import Everybody
from govsim.parameters import rules as usual_rules
from tests.twins.small_places import small

Rules = Mapping[str, float]
NEVER, UNWILLING, WILLING, FOR_EVER = -1e9, -500.0, 500.0, 1e12  # logits and days
CHANNELS = ("worker", "phone", "hotline", "platform", "office")
# Nobody learns: neither trust nor ties nor acquaintance changes what residents do next.
FROZEN: Rules = {
    "trust.gain": 0.0, "trust.loss": 0.0, "trust.efficacy_gain": 0.0, "trust.belonging_gain": 0.0,
    "trust.ties_gain": 0.0, "reporting.last_result_slope": 0.0, "contact.acquaintance_counter": 0.0,
    "contact.acquaintance_phone": 0.0, "field.acquaintance_visit": 0.0,
}  # fmt: skip
NO_VISITS: Rules = {"work.visit_share": 0.0}
ALWAYS_FREE: Rules = {"availability.free_shift": 60.0}


def rates(**chosen: float) -> dict[str, float]:
    """Matters of the named classes a resident and year; none of the others."""
    return {f"{klass}.rate": chosen.get(klass, 0.0) for klass in CLASSES}


def every(name: str, value: float) -> dict[str, float]:
    """One rule of all classes, where the class has it."""
    return {f"{klass}.{name}": value for klass in CLASSES if f"{klass}_{name}" in (usual_rules({}).dtype.names or ())}


def only(*channels: str) -> dict[str, float]:
    """No way in but the named ones (`property` is one of them)."""
    shut = [name for name in CHANNELS if name not in channels]
    closed = {} if "property" in channels else {"channels.property_constant": NEVER}
    return closed | {key: value for name in shut for key, value in every(f"channel_{name}", NEVER).items()}


def made(text: str = "", rules: Rules | None = None, whole: bool = False, **changes: object) -> Community:
    """A place before its first hour; `whole`: with what happens daily to yearly."""
    changed = {name.replace(".", "_"): value for name, value in (rules or {}).items()}

    def set_rules(chosen: Mapping[str, float]) -> np.ndarray:
        row = usual_rules(chosen)
        for column, value in changed.items():
            row[column] = value
        return row

    scenario = small(text, **{"weeks": 3, "warmup": 0, "place__residents": 500, **changes})  # type: ignore[arg-type]  # settings by path
    present = assembly.present if whole else (lambda sections: ())
    with patch.object(assembly, "rules_of", set_rules), patch.object(assembly, "present", present):
        return Community(scenario)


def ran(text: str = "", rules: Rules | None = None, whole: bool = False, **changes: object) -> Community:
    """The same place after its run."""
    return end(made(text, rules, whole, **changes))


def end(model: Community) -> Community:
    """The place after its run, without the weekly survey of residents, which takes long and changes nothing."""
    with patch.object(Everybody, "survey", lambda everybody, hour: np.zeros(0)):
        model.run_to(model.built.clock.hours)
    return model


def total(model: Community, *names: str) -> float:
    """What was counted over all measured weeks and grids."""
    grids = len(model.built.place.grids)
    return float(sum(week[:grids, MEASURES.index(name)].sum() for week in model.kept.counts for name in names))


def of_group(model: Community, group: str, name: str) -> float:
    """What was counted of a group of residents."""
    row = len(model.built.place.grids) + GROUPS.index(group)
    return float(sum(week[row, MEASURES.index(name)] for week in model.kept.counts))


def records(model: Community) -> np.ndarray:
    """All cases, over or not, by person and hour."""
    rows = np.concatenate([*model.kept.cases, keeping.still_open(model.built.world)])
    return rows[np.lexsort((rows["arose"], rows["person"]))]


def identities(rows: np.ndarray) -> set[tuple[int, int]]:
    """Which cases they are: person and hour in which each arose."""
    return set(zip(rows["person"].tolist(), rows["arose"].tolist(), strict=True))


def at_once(model: Community) -> set[tuple[int, int]]:
    """The cases that residents reported in the hour in which they arose."""
    rows = records(model)
    return identities(rows[(rows["reported"] == rows["arose"]) & (rows["found_by"] == 0)])


def same(one: Community, other: Community) -> bool:
    """Whether two runs are equal to the last bit: all counts, all cases, all people."""
    kept = one.built.world.fingerprint == other.built.world.fingerprint
    people, others = (model.table("residents") for model in (one, other))
    slots = ("endured", "next")
    alike = all((people[name] == others[name]).all() for name in people.dtype.names or () if name not in slots)
    return kept and alike and bool((records(one) == records(other)).all())


def slow(model: Community) -> dict[str, np.ndarray]:
    """Slow states of everybody, relaxed to this hour."""
    model.days.scene.hour = model.hour
    model.days.scene.refresh()
    people = model.table("residents")
    names = ("trust_workers", "trust_offices", "trust_group", "ties", "belonging", "efficacy", "baseline")
    return {name: people[name].astype(np.float64) for name in names}


def near(value: float, expected: float, variance: float) -> bool:
    """Within four standard errors."""
    return abs(value - expected) <= 4.0 * float(np.sqrt(variance))
