"""From files to places, or to all that is wrong with them; runs in the files' folder, in a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from govsim.dashboard.own.errand import Progress
from govsim.dashboard.own.limits import MEMORY_SHARE, memory
from govsim.dashboard.own.naming import code_of
from govsim.dashboard.own.places import Place, megabytes
from govsim.errors import GovsimError
from govsim.locale import LANGUAGES, Texts
from govsim.own_place import (
    Answers,
    Fit,
    Table,
    at_cells,
    base_of,
    filled_sheet,
    fit,
    made_of,
    put,
    scenario_text,
    table_of_file,
)
from govsim.own_place.small import counted
from govsim.own_place.template import BUILDINGS, NOTES, PLACE
from govsim.scenario import Scenario, check, load
from govsim.scenario.reading import read_table

ORIGIN = "demo"  # what `govsim new` starts from
_SHEETS = (PLACE, BUILDINGS, NOTES)
Lines = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What came of a file: the place if it is good, and what is said of it in both languages, a line each.

    `settled`: what it answers if it is a table of buildings, from which the place was made, all else assumed.
    """

    file: str
    place: Place | None
    zh: Lines = ()
    en: Lines = ()
    settled: Answers | None = None
    fit: Fit | None = None

    def lines(self, lang: str) -> Lines:
        """Return what is said of it in a language."""
        return self.zh if lang == "zh" else self.en


def checked(progress: Progress, names: Sequence[str], lang: str) -> list[Found]:
    """Return what came of the files that were uploaded together.

    Scenarios are checked as `govsim check` does, also earlier ones that name one of the others; a sheet of `govsim new`
    becomes a scenario, and so does a table of buildings that no scenario names.
    """
    scenarios = [name for name in names if _is_toml(name)]
    others = [name for name in names if not _is_toml(name)]
    here = sorted(path.name for path in Path().iterdir() if _is_toml(path.name) and path.name not in scenarios)
    waiting = [name for name in here if _named_by(name) & set(names)]
    found = [of_scenario(name) for name in (*scenarios, *waiting)]
    named = {name for each in (*scenarios, *here) for name in _named_by(each)}
    return [*found, *(_of_other(progress, name, lang) for name in others if name not in named)]


def of_scenario(name: str) -> Found:
    """Return what `govsim check` says of a scenario file in this folder, and its place."""
    problems = check(name)
    errors = sum(each.severity == "error" for each in problems)
    counts = {"n": len(problems), "errors": errors, "hints": len(problems) - errors}
    key = "found" if errors else "hints" if problems else "fine"
    said = {lang: (*(each.line(lang) for each in problems), Texts(lang).say(f"check.{key}", file=name, **counts))
            for lang in LANGUAGES}  # fmt: skip
    place = None if errors else _place(name)
    return Found(name, place, said["zh"] if problems else (), said["en"] if problems else ())


def made(progress: Progress, stem: str, answers: Answers, table: str | None, lang: str, held: bool) -> Found:
    """Return the place of answers, and of a table of buildings in this folder; held: against the hotline orders."""
    try:
        return _made(progress, stem, answers, table_of_file(Path(table), Path()) if table else None, {}, lang, held)
    except GovsimError as error:
        return _refused(f"{stem}.toml", error)


def _of_other(progress: Progress, name: str, lang: str) -> Found:
    try:
        if _is_filled(name):
            return _of_filled(progress, name, lang)
        table = table_of_file(Path(name), Path())
        found = _made(progress, Path(name).stem, {}, table, {}, lang, False)
        return Found(name, found.place, found.zh, found.en, settled=dict(table.answers))
    except GovsimError as error:
        return _refused(name, error)


def _of_filled(progress: Progress, name: str, lang: str) -> Found:
    """Return the place of a filled sheet; everything that is wrong is told at once, cell by cell."""
    target = _target(Path(name).stem)
    filled, table = filled_sheet(Path(name), target)
    return _made(progress, target.stem, filled.answers, table, filled.cells, lang, True)


def _made(
    progress: Progress, stem: str, answers: Answers, table: Table | None, cells: dict[str, str], lang: str, held: bool
) -> Found:  # fmt: skip
    """Write the scenario of these answers into this folder, as `govsim new` does, and return its place."""
    target = _target(stem)
    with at_cells(cells):
        plan, doubts = made_of(base_of(ORIGIN, Path()), ORIGIN, target, answers, table, lang, date.today())
    if table is not None and table.text is not None:
        put(Path(table.name), table.text)
    put(target, scenario_text(plan))
    orders = answers.get("orders")
    if isinstance(orders, int) and held:
        plan = replace(plan, fit=fit(load(target), orders, progress))
        put(target, scenario_text(plan))
    said = {lang: tuple(f"! {fault.line(lang)}" for fault in doubts) for lang in LANGUAGES}
    return Found(target.name, _place(target.name), said["zh"], said["en"], fit=plan.fit)


def _place(name: str) -> Place:
    """Return the place of a scenario file that is right. Raises GovsimError where this computer cannot run it."""
    scenario: Scenario = load(Path(name).absolute())
    size = counted(scenario)
    _refuse_large(size.residents)
    extends = read_table(Path(name)).get("extends", "")
    return Place(code_of(scenario), Path(name).absolute(), size.residents, size.household_count, str(extends),
                 tuple(sorted(_read_with(name))), scenario)  # fmt: skip


def _read_with(name: str) -> set[str]:
    """Return the names of the files in this folder that a scenario is read from, its own among them."""
    found, left = {name}, [name]
    while left:
        more = {each for each in _named_by(left.pop()) if Path(each).is_file()} - found
        found |= more
        left += [each for each in more if _is_toml(each)]
    return found


def _refuse_large(residents: int) -> None:
    wanted, there = megabytes(residents) / 1000, memory() / 1000
    if wanted > MEMORY_SHARE * there:
        raise GovsimError(
            f"{residents:,} 人的地方，一次模拟约要 {wanted:.1f} GB 内存，这台电脑只有 {there:.1f} GB。",
            f"A run of a place of {residents:,} residents takes about {wanted:.1f} GB of memory; this computer has "
            f"{there:.1f} GB.",
        )


def _refused(name: str, error: GovsimError) -> Found:
    said = {lang: tuple(error.text(lang).splitlines()) for lang in LANGUAGES}
    return Found(name, None, said["zh"], said["en"])


def _is_toml(name: str) -> bool:
    return name.lower().endswith(".toml")


def _target(stem: str) -> Path:
    """Return the file of a new scenario: never one that is there, unless it was made here before."""
    names = (Path(f"{stem}{'' if number < 2 else f'-{number}'}.toml") for number in count(1))
    return next(path for path in names if not path.exists() or _is_made(path))


def _is_made(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return "govsim new" in file.readline()


def _named_by(name: str) -> set[str]:
    """Return which files a scenario file names, as far as it can be read."""
    try:
        table: dict[str, Any] = read_table(Path(name))
    except GovsimError:
        return set()
    place = table.get("place")
    named = (table.get("extends"), place.get("buildings") if isinstance(place, dict) else None)
    return {each.removeprefix("./") for each in named if isinstance(each, str)}


def _is_filled(name: str) -> bool:
    """Whether a file is a sheet of `govsim new`: a workbook with one of its sheets."""
    if not name.lower().endswith(".xlsx"):
        return False
    from openpyxl import load_workbook

    try:
        book = load_workbook(name, read_only=True)
        return any(title.strip() in _SHEETS for title in book.sheetnames)
    except Exception:  # a broken file: read as a table, which says what is wrong
        return False
