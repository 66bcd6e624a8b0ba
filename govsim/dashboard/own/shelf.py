"""What one open page has uploaded: files in a folder of its own, which goes with the page."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import solara
import solara.lab

from govsim.dashboard.own.limits import MOST_BYTES, MOST_FILES, PART, most_bytes
from govsim.dashboard.own.naming import file_name, is_own
from govsim.dashboard.own.places import Place
from govsim.errors import GovsimError

_COMING = ".coming"  # the folder of files that have not arrived whole


@dataclass(frozen=True)
class Shelf:
    """The folder, and the places that were found good; the last one first."""

    folder: Path | None = None
    places: tuple[Place, ...] = ()

    def find(self, code: str) -> Place | None:
        """Return the place of a code."""
        return next((place for place in self.places if place.code == code), None)


@dataclass(frozen=True)
class Coming:
    """Files that were announced: names and sizes, in the order in which they come."""

    number: int
    files: tuple[tuple[str, int], ...] = field(default=())


shelf: solara.Reactive[Shelf] = solara.reactive(Shelf())
coming: solara.Reactive[Coming | None] = solara.reactive(None)


def folder() -> Path:
    """Return this page's folder, made when it is first needed; nobody else may read it."""
    known: Path | None = shelf.peek().folder
    if known is None:
        known = Path(tempfile.mkdtemp(prefix="govsim-own-"))
        shelf.value = replace(shelf.peek(), folder=known)
    return known


def keep(found: Sequence[Place]) -> None:
    """Put places on the shelf, in front; one of the same code or file takes the other's place."""
    codes, files = {place.code for place in found}, {place.path for place in found}
    others = tuple(each for each in shelf.peek().places if each.code not in codes and each.path not in files)
    shelf.value = replace(shelf.peek(), places=(*found, *others))


def names() -> list[str]:
    """Return the names of the files that are there."""
    known = shelf.peek().folder
    return sorted(path.name for path in known.iterdir() if path.is_file()) if known and known.exists() else []


def own_places() -> tuple[Place, ...]:
    """Return the places of this page, the last one first."""
    found: tuple[Place, ...] = shelf.value.places
    return found


def file_of(name: str) -> str | None:
    """Return the file of a scenario's name in an address; None where it is none of this page's own."""
    place = shelf.value.find(name)
    return str(place.path) if place else None


def is_awaited(name: str) -> bool:
    """Whether an address names an own place that this page does not have."""
    return is_own(name) and file_of(name) is None


def announce(number: int, files: Sequence[tuple[Any, Any]]) -> None:
    """Make ready for files of these names and sizes. Raises GovsimError with all that speaks against them."""
    wrong = list(_refusals(files))
    if wrong:
        raise GovsimError("\n".join(zh for zh, _ in wrong), "\n".join(en for _, en in wrong))
    arriving = folder() / _COMING
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir()
    coming.value = Coming(number, tuple((str(file_name(name)), size) for name, size in files))


def take(number: Any, place: Any, offset: Any, content: bytes) -> bool:
    """Take a part of a file; return whether all files are there now. What was not announced is not taken."""
    expected = coming.peek()
    if expected is None or number != expected.number or place not in range(len(expected.files)):
        return False
    _, size = expected.files[place]
    part = folder() / _COMING / str(place)
    there = part.stat().st_size if part.exists() else 0
    if offset != there or len(content) > PART or there + len(content) > size:
        return False
    with part.open("ab") as stream:
        stream.write(content)
    return _is_whole(expected)


def arrived() -> list[str]:
    """Put the files that have come where they belong, and return their names.

    Places that were read from files of these names go: what they say is no longer what is there.
    """
    expected = coming.peek()
    assert expected is not None
    new = {name for name, _ in expected.files}
    left = tuple(place for place in shelf.peek().places if not new & set(place.files))
    shelf.value = replace(shelf.peek(), places=left)
    for place, (name, _) in enumerate(expected.files):
        (folder() / _COMING / str(place)).replace(folder() / name)
    coming.value = None
    return [name for name, _ in expected.files]


def give_up() -> None:
    """Forget files that have not arrived whole."""
    known = shelf.peek().folder
    if coming.peek() is not None and known is not None:
        shutil.rmtree(known / _COMING, ignore_errors=True)
        coming.value = None


@solara.lab.on_kernel_start
def _leave_with_page() -> Callable[[], None]:
    """Remove the files when their page is closed."""
    return leave


def leave() -> None:
    """Remove this page's folder."""
    known = shelf.peek().folder
    if known is not None:
        shutil.rmtree(known, ignore_errors=True)


def _is_whole(expected: Coming) -> bool:
    parts = [folder() / _COMING / str(place) for place in range(len(expected.files))]
    return all(part.exists() and part.stat().st_size == size
               for part, (_, size) in zip(parts, expected.files, strict=True))  # fmt: skip


def _refusals(files: Sequence[tuple[Any, Any]]) -> "list[tuple[str, str]]":
    """Return everything that speaks against files of these names and sizes, in two languages."""
    wrong = []
    for name, size in files:
        known = file_name(name) if isinstance(name, str) else None
        shown = str(name)[:60]
        if known is None:
            wrong.append((f"{shown}：文件名要以 .toml、.xlsx、.csv、.geojson 或 .json 结尾，不含 / \\ : * ? \" < > |",
                          f"{shown}: names end in .toml, .xlsx, .csv, .geojson or .json, without / \\ : * ? \" < > |"))
        elif not isinstance(size, int) or not 0 < size <= most_bytes(known):
            most = most_bytes(known) / 1000
            wrong.append((f"{shown}：空文件，或超过 {most:,.0f} kB", f"{shown}: empty, or larger than {most:,.0f} kB"))
    taken = {file_name(name): size for name, size in files} if not wrong else {}
    others = [name for name in names() if name not in taken]
    if len(others) + len(taken) > MOST_FILES or not files:
        wrong.append((f"最多 {MOST_FILES} 个文件", f"at most {MOST_FILES} files"))
    elif sum(taken.values()) + sum((folder() / name).stat().st_size for name in others) > MOST_BYTES:
        wrong.append((f"合计超过 {MOST_BYTES / 1e6:.0f} MB", f"more than {MOST_BYTES / 1e6:.0f} MB in all"))
    return wrong
