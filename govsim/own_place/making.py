"""From answers, and perhaps a table of buildings, to a scenario file that is whole or not there at all."""

import csv
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from govsim.errors import InputError, UsageError
from govsim.own_place.facts import worded
from govsim.own_place.fitting import Fault, faults
from govsim.own_place.questions import Answer, Answers, questions
from govsim.own_place.sheet import Filled, read_filled
from govsim.own_place.writing import Made
from govsim.place import InputError as TableError
from govsim.place import Place
from govsim.place.real import RealPlace, checked
from govsim.place.sheets import Sheet, read_sheet
from govsim.scenario import Scenario, load, shipped_ids
from govsim.scenario.reading import inside


@dataclass(frozen=True)
class Table:
    """A table of buildings: the name of its file beside the scenario, what it answers, and its text if it is new."""

    name: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    text: str | None = None


def base_of(origin: str, folder: Path) -> Scenario:
    """Return the scenario that a new one starts from: a shipped id, or a file in the folder of the new one.

    Raises ScenarioError, or UsageError where its place is a table of buildings or it lies elsewhere.
    """
    if origin in shipped_ids():
        found = load(origin)
    else:
        if origin.endswith(".toml") and inside(folder, origin) is None:
            raise UsageError(
                f"--from 要写自带情景的名称，或与新文件在同一文件夹里的文件名，不能是 {origin}。",
                f"--from names a shipped scenario or a file in the folder of the new one, not {origin}.",
            )
        found = load(folder / origin if origin.endswith(".toml") else origin)
    if found.place.buildings is not None:
        raise UsageError(
            f"{origin} 的地方来自楼栋表，不能作为起点；请用 demo 或 baseline。",
            f"the place of {origin} comes from a table of buildings: start from demo or baseline.",
        )
    return found


def table_of_file(path: Path, folder: Path) -> Table:
    """Return the table of buildings of a file, which must lie in the folder; raises InputError for all its mistakes."""
    name = os.path.relpath(path, folder)
    if inside(folder, name) is None:
        raise InputError(
            f"楼栋表 {path} 要放在情景文件所在的文件夹（{folder}）里。",
            f"The table of buildings {path} must lie in the folder of the scenario ({folder}).",
        )
    name = name.replace(os.sep, "/")
    return Table(name, _answered(checked(read_sheet(name, folder), Place(buildings=name))))


def table_of_sheet(sheet: Sheet, target: Path) -> Table:
    """Return the table of buildings of a filled sheet, to be written beside the scenario as CSV."""
    real = checked(sheet, Place(buildings="-"))
    name = f"{target.stem}.buildings.csv"
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([sheet.headers, *sheet.rows])
    return Table(name, _answered(real), "\ufeff" + written.getvalue())


def filled_sheet(path: Path, target: Path) -> tuple[Filled, Table | None]:
    """Return what a filled sheet says, and its table of buildings for a scenario in the file `target`.

    Raises InputError with all its mistakes at once, cell by cell.
    """
    filled, table = read_filled(path), None
    if filled.buildings is not None:
        try:
            table = table_of_sheet(filled.buildings, target)
        except TableError as failure:
            filled.also(failure)
    filled.finish()
    return filled, table


def _answered(real: RealPlace) -> dict[str, Answer]:
    """Return what a table says of the questions."""
    found: dict[str, Answer] = {"households": int(real.households.sum())}
    if real.residents is not None:
        found["residents"] = int(real.residents.sum())
    return found | {
        name: int(real.buildings[level].max()) + 1 for name, level in (("estates", "estate"), ("grids", "grid"))
    }


def contradictions(answers: Answers, table: Table) -> list[Fault]:
    """Return where answers and the table of buildings say different things."""
    return [
        Fault(
            (name,), f"填的是 {worded(answers[name], 'zh')}，楼栋表是 {worded(said, 'zh')}；请留空或改成一致",
            f"you say {worded(answers[name], 'en')}, the table of buildings {worded(said, 'en')}: leave it empty",
        )
        for name, said in table.answers.items() if name in answers and answers[name] != said
    ]  # fmt: skip


def made_of(
    base: Scenario, origin: str, target: Path, answers: Answers, table: Table | None, lang: str, today: date
) -> tuple[Made, list[Fault]]:
    """Return what the file is written from, and doubts. Raises InputError with all that does not fit together."""
    found = contradictions(answers, table) if table else []
    whole = {**answers, **(table.answers if table else {})}
    found += [] if found else faults(base, whole)
    wrong = [fault for fault in found if not fault.hint]
    if wrong:
        lines = {each: "\n".join(fault.line(each) for fault in wrong) for each in ("zh", "en")}
        raise InputError(f"{lines['zh']}\n没有写文件。", f"{lines['en']}\nNo file was written.")
    made = Made(
        base, origin, whole, target.stem, target.name, lang, today, table.name if table else None,
        bool(table and "residents" in table.answers),
    )  # fmt: skip
    return made, found


@contextmanager
def at_cells(cells: Mapping[str, str]) -> Iterator[None]:
    """Let an InputError about answers say in which cells of a sheet the questions stand; none: as it is."""
    try:
        yield
    except InputError as failure:
        if not cells:
            raise
        listed = ", ".join(f"{questions()[name].number}: {cell}" for name, cell in cells.items())
        zh, en = f"（编号与单元格：{listed}）", f"(cells: {listed})"
        raise InputError(f"{failure.text('zh')}\n{zh}", f"{failure.text('en')}\n{en}") from None


@contextmanager
def whole_or_nothing(*paths: Path) -> Iterator[None]:
    """Put the files back as they were if anything goes wrong inside, an interruption too."""
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
        raise


def put(path: Path, text: str) -> None:
    """Write a file at once: it is never seen half written."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_bytes(text.encode("utf-8"))
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
