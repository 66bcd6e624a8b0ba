"""Morale, quits, vacant posts and those who fill them, once a week.

Rules: on the last day of each week, with what was counted of it so far. A post is a row of workers; whoever holds it
may change. Nothing of this follows a measured course: only the yearly turnover of social workers has a source.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expm1

from govsim.engine.codes import COMMUNITY_WORKER, DIALECT, GRID_WORKER, MEDIATOR
from govsim.engine.draws import draws
from govsim.interfaces import Mechanism
from govsim.population.distributions import exponential, normal
from govsim.rosters import STANDARD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govsim.periodic.scene import Scene

DECLARATION = Mechanism(
    name="workforce",
    every="day",
    reads=("workers.overtime", "workers.done", "workers.backlog", "workers.roster", "levers.workers",
           "levers.station_workers", "levers.paperwork_hours", "levers.pay", "levers.training", "levers.local_hiring",
           "residents.hukou"),
    writes=("workers.morale", "workers.skill", "workers.experience", "workers.vacant", "workers.hired",
            "workers.local", "workers.languages", "residents.known_until", "careers"),
    parameters=("workforce.baseline", "workforce.relaxation", "workforce.load_slope", "workforce.paper_slope",
                "workforce.off_slope", "workforce.pay_effect", "workforce.success_slope", "workforce.usual_morale",
                "workforce.quit_rate", "workforce.quit_slope", "workforce.vacancy_weeks", "workforce.skill_gain",
                "workforce.skill_speed", "workforce.training_effect", "workforce.training_weeks",
                "workforce.local_known", "field.acquaintance_loss"),
    formula="m += r (b - l load - p paper - o off + w pay + s success - m); quits a year = q exp(k (usual - m)); a "
    "vacant post is filled after Exp(mean) weeks by somebody nobody knows; skill = talent + g (1 - exp(-v years)) + "
    "training",
    source="turnover of social workers about 20 % a year (Zeng 2020); burnout in old estates, several posts, low pay "
    "(Wang 2019: which way, not how much); 003: pay and training; 002: local staff; all sizes assumed",
    zh="队伍",
    en="workforce",
)  # fmt: skip

LAST_DAY = 144  # h into the week: its counts are still there
WEEK, WEEKS_A_YEAR, HOURS_A_YEAR = 168, 365.25 / 7, 8766.0
FULL_WEEK = 40.0  # h, for somebody whose roster is empty
LARGEST_DEBT = 1.0  # weeks of duty that a pile of paper counts for at most
CLOSED_BEFORE, LOCAL_BEFORE = 5.0, 4.0  # cases that a week's success starts from, so that one case is no triumph
SKILL_SPREAD, SKILL_BOUND = 0.3, 2.0
OCCASIONS = 1024  # posts of a grid and its station
NEVER_FORGOTTEN = 2**30
KIND_NAMES = {"grid_worker": GRID_WORKER, "community_worker": COMMUNITY_WORKER, "mediator": MEDIATOR}
CAREER = np.dtype(
    [(name, "f8") for name in ("mean", "talent", "trained", "overtime_before", "done_before")], align=True
)  # mean: of the skill of those whom the post gets; talent: of its holder; before: at the end of the last week


def prepare(
    scenario: Any, place: Any, tables: "Mapping[str, np.ndarray]", rules: "Mapping[str, float]"
) -> dict[str, np.ndarray]:  # fmt: skip
    """Give everybody years of service, usual morale, and the talent that explains the skill of today."""
    workers, seed = tables["workers"], scenario.run.seed
    careers = np.zeros(len(workers), CAREER)
    for kind in KIND_NAMES.values():
        careers["mean"][workers["kind"] == kind] = mean_skill(scenario.staff, kind)
    served = exponential(draws(seed, "workforce.served", workers["identity"])) / max(1e-9, rules["workforce.quit_rate"])
    base = np.where(workers["kind"] == GRID_WORKER, *(_of_row(tables, name) for name in ("workers", "station_workers")))
    workers["experience"] = np.where(
        workers["ordinal"] < base, served, 0.0
    )  # posts of later measures begin with new people
    workers["hired"] = -np.rint(np.minimum(workers["experience"] * HOURS_A_YEAR, NEVER_FORGOTTEN))
    workers["morale"] = rules["workforce.usual_morale"]
    careers["talent"] = workers["skill"]
    staying = workers["ordinal"] < base
    careers["talent"][staying] -= learned(workers["experience"][staying], rules)
    workers["skill"] = careers["talent"] + learned(workers["experience"], rules)
    return {"careers": careers}


def _of_row(tables: "Mapping[str, np.ndarray]", lever: str) -> np.ndarray:
    """Return a lever for each worker while the tables are still in the making."""
    identity = tables["workers"]["identity"] // OCCASIONS  # (grid, kind, ordinal), counted over the whole place
    return np.asarray(tables["levers"][lever][identity])


def mean_skill(staff: Any, kind: int) -> float:
    """Return the mean skill that the scenario gives to a kind of staff; posts at a station are a kind of their own."""
    of_kind = [
        item.skill for item in staff
        if (KIND_NAMES[item.kind] if item.duty == "grid" or item.kind == "mediator" else COMMUNITY_WORKER) == kind
    ]  # fmt: skip
    return sum(of_kind) / len(of_kind) if of_kind else 0.0


def learned(years: np.ndarray, rules: "Mapping[str, float]") -> NDArray[np.float64]:
    """Return what experience adds to talent: 0 on average over a staff whose turnover is the usual one."""
    gain, speed = rules["workforce.skill_gain"], rules["workforce.skill_speed"]
    usual = speed / (speed + rules["workforce.quit_rate"]) if speed > 0 else 0.0
    return np.asarray(gain * (-expm1(-speed * years) - usual))


def handle(scene: "Scene") -> None:
    """Let a week's work act on those who did it; some leave, and some posts are filled."""
    if scene.hour % WEEK != LAST_DAY:
        return
    workers, wanted = scene.table("workers"), posts_wanted(scene)
    working = wanted & (workers["vacant"] == 0)
    waiting = np.flatnonzero(wanted & (workers["vacant"] == 1))
    _learn(scene, working)
    _feel(scene, working)
    leaving = _leaving(scene, np.flatnonzero(working))
    coming = waiting[scene.draw("workforce.filled", workers["identity"][waiting]) < filled_a_week(scene.rules)]
    _count(scene, working, waiting)
    _leave(scene, leaving)
    _come(scene, coming)
    scene.staff_changed |= bool(len(leaving) or len(coming))


def posts_wanted(scene: "Scene") -> NDArray[np.bool_]:
    """Return which posts today's levers want, filled or not."""
    workers, grid = scene.table("workers"), scene.grid_of_worker
    in_grid = workers["kind"] == GRID_WORKER
    wanted = np.where(in_grid, scene.levers["workers"][grid], scene.levers["station_workers"][grid])
    return np.asarray(workers["ordinal"] < wanted)


def filled_a_week(rules: "Mapping[str, float]") -> float:
    """Return the chance that a vacant post is filled in a week: waits are exponential."""
    return float(-expm1(-1 / rules["workforce.vacancy_weeks"]))


def _count(scene: "Scene", working: np.ndarray, waiting: np.ndarray) -> None:
    grid, grids = scene.grid_of_worker, len(scene.table("grids"))
    scene.count_grids("posts_weeks", np.bincount(grid[working], minlength=grids).astype(float))
    scene.count_grids("vacant_weeks", np.bincount(grid[waiting], minlength=grids).astype(float))


def _learn(scene: "Scene", working: np.ndarray) -> None:
    """Let years and training show in the skill of sessions, up to a bound."""
    workers, careers, rules = scene.table("workers"), scene.table("careers"), scene.rules
    workers["experience"][working] += 1 / WEEKS_A_YEAR
    aim = rules["workforce.training_effect"] * scene.lever("training", scene.grid_of_worker)
    step = -expm1(-1 / rules["workforce.training_weeks"])
    careers["trained"][working] += step * np.maximum(0.0, aim - careers["trained"])[working]
    skill = careers["talent"] + learned(workers["experience"], rules) + careers["trained"]
    workers["skill"][working] = np.clip(skill, -SKILL_BOUND, SKILL_BOUND)[working]


def _feel(scene: "Scene", working: np.ndarray) -> None:
    """Move morale towards what the week's load, paper, hours, success and pay give."""
    workers, careers, rules = scene.table("workers"), scene.table("careers"), scene.rules
    duty, off = hours_of(scene.rosters)
    roster, grid = workers["roster"], scene.grid_of_worker
    load, paper = strain(workers, careers, duty[roster], scene.lever("paperwork_hours", grid))
    aim = (
        rules["workforce.baseline"] - rules["workforce.load_slope"] * load - rules["workforce.paper_slope"] * paper
        - rules["workforce.off_slope"] * off[roster] + rules["workforce.pay_effect"] * scene.lever("pay", grid)
        + rules["workforce.success_slope"] * success(scene)
    )  # fmt: skip
    moved = workers["morale"] + rules["workforce.relaxation"] * (np.clip(aim, 0.0, 1.0) - workers["morale"])
    workers["morale"][working] = np.clip(moved, 0.0, 1.0)[working]
    careers["overtime_before"], careers["done_before"] = workers["overtime"], workers["done"]


def hours_of(rosters: np.ndarray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return of each roster the hours a week, and the share of them outside the standard hours."""
    total = rosters.sum(axis=1)
    off = (rosters * (STANDARD == 0)).sum(axis=1)
    return np.where(total > 0, total, FULL_WEEK), off / np.maximum(total, 1e-9)


def strain(
    workers: np.ndarray, careers: np.ndarray, duty: np.ndarray, arriving: np.ndarray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    """Return of each worker load above capacity and paperwork, both as shares of a week's duty.

    Load: overtime, and paper that waits beyond a week's arrivals (at most a week of duty).
    """
    overtime = workers["overtime"] - careers["overtime_before"]
    waiting = np.maximum(0.0, workers["backlog"] - arriving)
    load = overtime / duty + np.minimum(LARGEST_DEBT, waiting / duty)
    return load, np.clip((workers["done"] - careers["done_before"]) / duty, 0.0, 1.0)


def success(scene: "Scene") -> NDArray[np.float64]:
    """Return for each worker the share closed on the spot of her grid's (at a station: community's) closed cases."""
    here = scene.counted("closed_local")
    closed = here + scene.counted("closed_town") + scene.counted("closed_city")
    community = scene.community_of_grid
    of_grid = (here + LOCAL_BEFORE) / (closed + CLOSED_BEFORE)
    of_community = (np.bincount(community, here) + LOCAL_BEFORE) / (np.bincount(community, closed) + CLOSED_BEFORE)
    grid = scene.grid_of_worker
    in_grid = scene.table("workers")["kind"] == GRID_WORKER
    return np.where(in_grid, of_grid[grid], of_community[community[grid]])


def quits_a_year(morale: np.ndarray, rules: "Mapping[str, float]") -> NDArray[np.float64]:
    """Return the yearly rate at which workers of that morale leave."""
    gap = rules["workforce.quit_slope"] * (rules["workforce.usual_morale"] - morale)
    return np.asarray(rules["workforce.quit_rate"] * (expm1(gap) + 1))


def _leaving(scene: "Scene", working: NDArray[np.intp]) -> NDArray[np.intp]:
    workers = scene.table("workers")
    chance = -expm1(-quits_a_year(workers["morale"][working], scene.rules) / WEEKS_A_YEAR)
    level = scene.draw("workforce.quits", workers["identity"][working])
    return np.asarray(working[level < chance])


def _leave(scene: "Scene", leaving: NDArray[np.intp]) -> None:
    """Empty posts; of those who knew a worker each forgets with the chance that it was this one."""
    if not len(leaving):
        return
    workers, grid, known_until = scene.table("workers"), scene.grid_of_worker, scene.table("residents")["known_until"]
    in_grid, at_station = staff_known(scene)
    staff = in_grid + at_station[scene.community_of_grid]
    for row in leaving.tolist():
        around, grids = served(scene, row)
        knowing = known_until[around] > scene.hour
        rows, chance = around[knowing], 1 / np.maximum(1.0, staff[grids[knowing]])
        level = scene.draw("workforce.forgotten", rows, _occasion(scene, workers, row))
        known_until[rows[level < chance]] = -1
    workers["vacant"][leaving] = 1
    scene.count_grids("quits", np.bincount(grid[leaving], minlength=len(in_grid)).astype(float))


def served(scene: "Scene", row: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the residents of a worker's grid, or of a station's community, and the grid of each."""
    grid_of_building, grid = scene.grid_of_building, scene.grid_of_worker[row]
    here = grid_of_building == grid
    if scene.table("workers")["kind"][row] != GRID_WORKER:
        community = scene.community_of_grid
        here = community[grid_of_building] == community[grid]
    buildings = np.flatnonzero(here)
    number = scene.place.buildings["residents"][buildings].astype(np.int64)
    before = np.cumsum(number) - number
    first = np.repeat(scene.place.buildings["first_resident"][buildings] - before, number)
    return first + np.arange(len(first)), np.repeat(grid_of_building[buildings], number)


def staff_known(scene: "Scene") -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return how many hold a post in each grid, and at each community's station, before anybody leaves."""
    workers, grid = scene.table("workers"), scene.grid_of_worker
    there = posts_wanted(scene) & (workers["vacant"] == 0)
    of_grid = there & (workers["kind"] == GRID_WORKER)
    community, grids = scene.community_of_grid, len(scene.table("grids"))
    at_station = np.bincount(community[grid[there & ~of_grid]], minlength=int(community.max()) + 1)
    return np.bincount(grid[of_grid], minlength=grids), at_station


def _occasion(scene: "Scene", workers: np.ndarray, row: int) -> int:
    """Return a number for what happens to a post in this week, different for each post that a resident may meet."""
    return scene.hour * OCCASIONS + int(workers["identity"][row]) % OCCASIONS


def _come(scene: "Scene", coming: NDArray[np.intp]) -> None:
    """Fill posts: drawn skill, no experience, known to nobody unless the new one grew up here."""
    if not len(coming):
        return
    workers, careers, rules = scene.table("workers"), scene.table("careers"), scene.rules
    identity, grid = workers["identity"][coming], scene.grid_of_worker[coming]
    talent = normal(scene.draw("workforce.talent", identity), 0.0, SKILL_SPREAD, -SKILL_BOUND, SKILL_BOUND)
    careers["talent"][coming], careers["trained"][coming] = careers["mean"][coming] + talent, 0.0
    workers["experience"][coming] = 0.0
    workers["skill"][coming] = careers["talent"][coming] + learned(np.zeros(len(coming)), rules)
    workers["local"][coming] = scene.draw("workforce.local", identity) < scene.lever("local_hiring", grid)
    spoken = workers["languages"][coming] & ~DIALECT
    workers["languages"][coming] = np.where(workers["local"][coming] == 1, spoken | DIALECT, spoken)
    workers["morale"][coming], workers["hired"][coming] = rules["workforce.usual_morale"], scene.hour
    workers["vacant"][coming] = 0
    scene.count_grids("hires", np.bincount(grid, minlength=len(scene.table("grids"))).astype(float))
    for row in coming[workers["local"][coming] == 1].tolist():
        _recognised(scene, row)


def _recognised(scene: "Scene", row: int) -> None:
    """Let some of the registered adults around know the one who grew up here; what is known is forgotten as usual."""
    people, around = scene.table("residents"), served(scene, row)[0]
    mine = scene.adults[around] & (people["hukou"][around] == 1) & (people["known_until"][around] <= scene.hour)
    rows, occasion = around[mine], _occasion(scene, scene.table("workers"), row)
    rows = rows[scene.draw("workforce.recognised", rows, occasion) < scene.rules["workforce.local_known"]]
    loss = scene.rules["field.acquaintance_loss"] / HOURS_A_YEAR
    stays = exponential(scene.draw("workforce.remembered", rows, occasion)) / max(loss, 1e-12)
    people["known_until"][rows] = np.minimum(scene.hour + stays, NEVER_FORGOTTEN).astype(np.int64)


def stocks(scene: "Scene") -> dict[str, np.ndarray]:
    """Return the sum of morale over those at work, by grid."""
    workers = scene.table("workers")
    morale = workers["morale"] * (workers["active"] == 1)
    return {"morale": np.bincount(scene.grid_of_worker, morale, minlength=len(scene.table("grids")))}
