"""From answers to a scenario file: the difference to its base, each setting with where it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from govsim.own_place.facts import (
    AWAY,
    OLD,
    SCHEDULES,
    Counts,
    counts,
    default_text,
    in_grids,
    parts_of,
    worded,
)
from govsim.own_place.hours import Lines, open_hours, shifts
from govsim.own_place.page import Page, toml
from govsim.own_place.questions import Answers, Portion, questions
from govsim.parameters import CLASSES, parameters
from govsim.population.spec import SHARES
from govsim.scenario import Scenario

GROUPS = "existing_groups"
STATION = "station_workers"
UNASKED = "policies.existing_groups.depth"  # no question asks how well groups are supported
COVERAGE_TO_TRY = 0.1  # of the measure that is written but off where nobody knows how many groups there are
DIGITS = 4
BY_TABLE = ("households", "residents", "estates", "grids")  # what a table of buildings answers


@dataclass(frozen=True)
class Fit:
    """What the hotline orders say about the rates: the model's orders a month before and after, and the factor.

    `ratio`: by which the rates are multiplied; None where it lies outside the range that rates may have.
    """

    before: float
    after: float
    wanted: int
    ratio: float | None


@dataclass(frozen=True)
class Made:
    """What a scenario file is written from. `table`: name of the table of buildings; `communities`: as it says."""

    base: Scenario
    base_name: str
    answers: Answers
    title: str
    file: str
    lang: str
    today: date
    table: str | None = None
    table_residents: bool = False
    fit: Fit | None = None


def assumed_paths(made: Made) -> list[tuple[str, str]]:
    """Return the paths of what has no answer, each with its question; what no question asks comes with the groups'."""
    rows = []
    for name, question in questions().items():
        unused = name == "orders" and (made.fit is None or made.fit.ratio is None)
        if name in made.answers and not unused:
            continue
        if name in BY_TABLE and made.table and (name != "residents" or made.table_residents):
            continue
        rows += [(path, name) for path in _paths(made, name, question.paths)]
    return [*rows, (UNASKED, "groups")] if made.answers.get("groups") else rows


def _paths(made: Made, name: str, paths: tuple[str, ...]) -> list[str]:
    """Return the paths, the first kind of grid staff under its own id."""
    if name == "grid_workers":
        return [f"staff.{_grid_staff(made.base)}"]
    return list(paths)


def _grid_staff(base: Scenario) -> str:
    return next((staff.id for staff in base.staff if in_grids(staff)), "grid_workers")


def scenario_text(made: Made) -> str:
    """Return the whole file."""
    page, known = Page(made.lang), counts(made.base, made.answers)
    _head(page, made)
    for part in (_place, _population, _station, _staff, _groups, _rates):
        part(page, made, known)
    return "\n".join(page.lines) + "\n"


def _head(page: Page, made: Made) -> None:
    page.note("head", title=made.title, today=made.today, base=made.base_name)
    page.note("legend")
    page.note("next", file=made.file)
    page.lines += ["", f"extends = {toml(made.base_name)}", "assumed = ["]
    side = 0 if made.lang == "zh" else 1
    for path, name in assumed_paths(made):
        page.lines.append(f"  {toml(path) + ',':<40} # {questions()[name].short[side]}")
    page.lines.append("]")
    page.header("[title]")
    page.put("zh", f"{made.title}（合成）")
    page.put("en", f"{made.title} (synthetic)")


def _from(page: Page, made: Made, name: str) -> str:
    """Return where the setting of a question comes from, as a comment."""
    side = 0 if made.lang == "zh" else 1
    label = questions()[name].short[side]
    answer = made.answers.get(name)
    if made.table and name in BY_TABLE and (name != "residents" or made.table_residents):
        return page.say("table", label=label, today=made.today)
    if answer is None:
        return page.say("assumed", label=label)
    return page.say("given", label=label, today=made.today, said=worded(answer, made.lang))


def _place(page: Page, made: Made, known: Counts) -> None:
    page.header("[place]")
    if made.table:
        page.put("buildings", made.table, _from(page, made, "households"))
        page.put("residents", 0 if made.table_residents else known.residents, _from(page, made, "residents"))
        return
    page.put("residents", known.residents, _from(page, made, "residents"))
    page.put("household_size", size_for(known.residents, known.households), _from(page, made, "households"))
    page.put("estates", known.estates, _from(page, made, "estates"))
    page.put("grids", known.grids, _from(page, made, "grids"))
    if made.base.place.communities is None:
        page.note("communities")
    else:
        page.put("communities", known.communities, page.say("scaled"))


def size_for(residents: int, households: int) -> float:
    """Return the shortest number of people a household that gives these households."""
    exact = residents / households
    for digits in range(2, 17):
        size = round(exact, digits)
        if size >= 1 and round(residents / size) == households:
            return size
    return exact


def _population(page: Page, made: Made, known: Counts) -> None:
    base, answers = made.base, made.answers
    away, old = (answers.get(name) for name in ("non_local", "elderly"))
    wanted: dict[str, tuple[str, dict[tuple[str, ...], float]]] = {}
    if away is not None:
        wanted["categories"] = "non_local", {AWAY: min(1.0, cast(Portion, away).of(known.residents))}
    if old is not None:
        share = cast(Portion, old).of(known.residents) / base.population.adults
        wanted["ages"] = "elderly", {OLD: min(1.0, share)}
    if answers.get("employment"):
        shares = cast(Mapping[str, float], answers["employment"])
        wanted["schedules"] = "employment", {SCHEDULES[name]: share for name, share in shares.items()}
    for table, (name, parts) in wanted.items():
        page.header(f"[population.{table}]")
        page.lines.append(f"# {_from(page, made, name)}")
        page.note("parts")
        for key, value in split(base, table, parts).items():
            page.put(key, value)
    silent = [name for name in ("non_local", "elderly", "employment") if name not in answers]
    page.lines += [""] * bool(silent)
    for name in silent:
        said = default_text(name, base, answers, made.lang)
        page.lines.append(f"# {_from(page, made, name)}: {said}")


def split(base: Scenario, table: str, wanted: Mapping[tuple[str, ...], float]) -> dict[str, float]:
    """Return single shares whose sums are those wanted, in whole 10,000ths; all of them add up to exactly 1."""
    unit = 10**DIGITS
    numbers: dict[str, int] = {}
    for names, share in wanted.items():
        left = round(share * unit)
        for name, part in parts_of(base, table, names).items():
            numbers[name] = min(round(share * part * unit), left)
            left -= numbers[name]
        numbers[names[-1]] += left
    total = sum(numbers.values())
    if total > unit or len(numbers) == len(SHARES[table]):
        numbers[max(numbers, key=numbers.__getitem__)] += unit - total
    return {name: number / unit for name, number in numbers.items()}


def _station(page: Page, made: Made, known: Counts) -> None:
    given = made.answers.get("hours")
    if given is None:
        return
    page.header("[station]")
    lines = cast(Lines, given)
    turns = shifts(lines)
    page.lines.append(f"# {_from(page, made, 'hours')}")
    if len(turns) > 1:
        page.note("shifts", hours=open_hours(lines), number=len(turns))
    page.put("hours", turns)


def _staff(page: Page, made: Made, known: Counts) -> None:
    rosters = {"roster": "station"} if "hours" in made.answers else {}
    first = _grid_staff(made.base)
    for name, number, row in _posts(made, known, first):
        page.header("[[staff]]")
        page.put("id", name)
        for key, value in (row | rosters).items():
            page.put(key, value)
        question = {first: "grid_workers", STATION: "community_workers"}.get(name)
        page.put("number", number, _from(page, made, question) if question else page.say("others"))


def _posts(made: Made, known: Counts, first: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Yield id, number and other settings of each kind of staff, so that the sums are those of the answers."""
    has = {staff.id for staff in made.base.staff}
    new: dict[str, object] = {} if first in has else {"kind": "grid_worker", "duty": "grid"}
    yield first, known.grid_workers, new
    own: dict[str, object] = {} if STATION in has else {"kind": "community_worker", "duty": "station"}
    yield STATION, known.community_workers, own
    for staff in made.base.staff:
        if staff.id not in (first, STATION):
            yield staff.id, 0, {}


def _groups(page: Page, made: Made, known: Counts) -> None:
    groups = made.answers.get("groups")
    if groups == 0:
        page.lines += ["", f"# {_from(page, made, 'groups')}"]
        return
    run = made.base.run
    page.header("[[policies]]")
    page.put("id", GROUPS)
    page.put("kind", "self_groups")
    page.put("start", run.start - timedelta(weeks=run.warmup))
    if groups is None:
        page.put("coverage", COVERAGE_TO_TRY, _from(page, made, "groups"))
        page.put("on", False, page.say("groups_off"))
    else:
        share = min(1.0, round(cast(int, groups) / known.buildings, DIGITS))
        page.put("coverage", share, f"{_from(page, made, 'groups')} ÷ {known.buildings:,}")
        page.put("depth", 0.3, page.say("depth"))


def _rates(page: Page, made: Made, known: Counts) -> None:
    fit = made.fit
    page.lines += ["", f"# {_from(page, made, 'orders')}"]
    if fit is None or fit.ratio is None:
        if fit is not None:
            page.note("far", model=fit.before, orders=fit.wanted)
        elif "orders" in made.answers:
            page.note("unused")
        return
    changed = rates(made.base, fit.ratio)
    page.note("rates", model=fit.before, orders=fit.wanted, ratio=fit.ratio)
    for klass in CLASSES:
        page.header(f"[parameters.{klass}]")
        page.put("rate", changed[f"{klass}.rate"])


def rates(base: Scenario, ratio: float) -> dict[str, float]:
    """Return the rates of all classes of matters, multiplied; by the full names of the parameters."""
    names = [f"{klass}.rate" for klass in CLASSES]
    return {name: round(base.parameters.get(name, parameters()[name].value) * ratio, 6) for name in names}
