"""What changes on the map from moment to moment: a number for every building, and where workers on duty are."""

from dataclasses import dataclass

import numpy as np

from govsim.engine import codes
from govsim.engine.codes import CLOSED, ENDURED, FREE, HIDDEN, IN_FIELD, MOOT, OFF_DUTY, SETTLED, WITHDRAWN
from govsim.engine.survey import RECENTLY
from govsim.model import Community
from govsim.periodic.group_tables import living

RECENT_WEEKS = 8
WEEK = 168
UNKNOWN = 0  # on the map; 1 to 255 are the values from `low` to `high`
LAYERS: dict[str, tuple[float, float, str]] = {  # low, high, which way is better
    "reach_failure": (0, 100, "down"),
    "knows_worker": (0, 100, "up"),
    "open": (0, 5, "none"),
    "endured": (0, 5, "none"),
    "participation": (0, 100, "up"),
    "register_complete": (0, 100, "up"),
    "building_condition": (0, 100, "up"),
    "groups": (0, 100, "none"),
}
_OVER = tuple(int(state) for state in (FREE, CLOSED, SETTLED, WITHDRAWN, MOOT, ENDURED))


@dataclass(frozen=True)
class Houses:
    """Which building, counted over the whole place, each resident lives in."""

    number: int
    of_resident: np.ndarray

    @classmethod
    def of(cls, model: Community) -> "Houses":
        """Return those of a model."""
        world = model.built.world
        home = world.tables["residents"]["building"].astype(np.int64)
        for part in world.parts:
            home[slice(*part.residents)] += part.buildings[0]
        return cls(len(world.tables["buildings"]), home)

    def count(self, residents: np.ndarray) -> np.ndarray:
        """Return how many of some residents live in each building."""
        return np.asarray(np.bincount(self.of_resident[residents], minlength=self.number), float)


def layer(model: Community, houses: Houses, name: str) -> np.ndarray:
    """Return a layer's value for every building, NaN where there is nothing to be counted."""
    people, hour = model.built.world.tables["residents"], model.hour
    if name in ("reach_failure", "open", "endured"):
        return _of_cases(model, houses, name)
    if name == "building_condition":
        return np.asarray(100 * model.built.world.tables["buildings"]["condition"])
    if name == "groups":
        return _groups(model, houses)
    if name == "register_complete":
        return _percent(houses, people["registered"] >= 0, np.ones(len(people), bool))
    adult = people["age"] > 0
    held = people["known_until"] > hour if name == "knows_worker" else people["attended"] > hour - RECENTLY
    return _percent(houses, adult & held, adult)


def _percent(houses: Houses, held: np.ndarray, among: np.ndarray) -> np.ndarray:
    counted = [houses.count(np.flatnonzero(mask)) for mask in (held, among)]
    return np.asarray(100 * _ratio(*counted))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))


def _groups(model: Community, houses: Houses) -> np.ndarray:
    tables = model.built.world.tables
    found = np.zeros(houses.number)
    found[tables["groups"]["identity"][living(tables["groups"])]] = 100
    return found


def _of_cases(model: Community, houses: Houses, name: str) -> np.ndarray:
    cases = recent_cases(model)
    if name == "reach_failure":
        sought = cases["attempts"] > 0
        vain = sought & (cases["reached"] < 0)
        return 100 * _ratio(houses.count(cases["person"][vain]), houses.count(cases["person"][sought]))
    chosen = cases["state"] == int(ENDURED) if name == "endured" else cases["open"] == 1
    residents = houses.count(np.arange(len(houses.of_resident)))
    return 100 * _ratio(houses.count(cases["person"][chosen]), residents)


def recent_cases(model: Community) -> dict[str, np.ndarray]:
    """Return person, attempts, reached, state and whether it is open, of cases of the last weeks and all open ones."""
    world, since = model.built.world, model.hour - RECENT_WEEKS * WEEK
    pieces: dict[str, list[np.ndarray]] = {name: [] for name in ("person", "attempts", "reached", "state", "open")}
    for part, own in zip(world.parts, world.own, strict=True):
        pool = own["cases"]
        used = np.flatnonzero(pool["state"] != int(FREE))
        _add(pieces, pool[used], part.residents[0], pool["task"][used] != int(HIDDEN))
    for rows in model.kept.cases[-RECENT_WEEKS:]:
        _add(pieces, rows[rows["arose"] >= since], 0, np.zeros(int((rows["arose"] >= since).sum()), bool))
    return {name: np.concatenate(arrays) for name, arrays in pieces.items()}


def _add(pieces: dict[str, list[np.ndarray]], rows: np.ndarray, offset: int, may_be_open: np.ndarray) -> None:
    for name in ("attempts", "reached", "state"):
        pieces[name].append(rows[name].astype(np.int32))
    pieces["person"].append(rows["person"].astype(np.int64) + offset)
    told = rows["reported"] >= 0
    pieces["open"].append((may_be_open & told & ~np.isin(rows["state"].astype(np.int64), _OVER)).astype(np.int32))


def quantised(values: np.ndarray, low: float, high: float) -> bytes:
    """Return a byte a building: 0 unknown, else 1 to 255 from low to high."""
    scaled = 1 + np.clip((np.nan_to_num(values) - low) / (high - low), 0, 1) * 254
    return bytes(np.where(np.isnan(values), UNKNOWN, np.round(scaled)).astype(np.uint8))


def on_duty(model: Community) -> bytes:
    """Return four int16 a worker on duty: row, building (or -1 - community at the station), mode, ordinal."""
    world, rows = model.built.world, []
    workers, grids = world.tables["workers"], world.tables["grids"]
    for part in world.parts:
        first_community = int(model.built.place.grids["community"][part.grids[0]])
        for row in range(*part.workers):
            worker = workers[row]
            if worker["active"] and worker["mode"] != int(OFF_DUTY):
                grid = grids[part.grids[0] + worker["grid"]]
                in_field = worker["mode"] == int(IN_FIELD)
                where = int(grid["cursor_building"]) + part.buildings[0] if in_field else -1 - (
                    int(grid["community"]) + first_community)  # fmt: skip
                rows.append((row, where, int(worker["mode"]), int(worker["ordinal"])))
    return np.array(rows, np.int16).tobytes()


def strip(model: Community) -> dict[str, list[float]]:
    """Return 168 shares each: workers on duty, employed adults free, adults at home free; by hour of the week."""
    world, settings = model.built.world, model.built.settings[0]
    workers, people = world.tables["workers"], world.tables["residents"]
    active = workers["active"] == 1
    duty = settings.rosters[workers["roster"][active]]
    number = np.bincount(people["schedule"][people["age"] > 0], minlength=len(codes.SCHEDULES)).astype(float)
    home = np.zeros(len(number), bool)
    home[codes.SCHEDULES.index("home")] = True
    working = ~home
    working[codes.SCHEDULES.index("student")] = False
    free = {name: _mean(settings.free_chance, number * mask) for name, mask in (("employed", working), ("home", home))}
    on = duty.mean(axis=0) if len(duty) else np.zeros(WEEK)
    return {"duty": on.round(3).tolist(), **{name: shares.round(3).tolist() for name, shares in free.items()}}


def _mean(chances: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(weights @ chances / max(1.0, weights.sum()))
