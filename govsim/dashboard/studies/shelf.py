"""Which studies there are to look at: the folders of sweeps in one folder, and the sample that is shipped."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from govsim.analysis.studies import FOLDER
from govsim.dashboard.studies.telling import headline_of
from govsim.errors import GovsimError, InputError
from govsim.store import Store
from govsim.store.folder import DESIGN

DOCUMENT, FORMAT = "analysis.json", 1
SAMPLE = "~sample"  # no folder that a user makes is called so in an address
SAMPLE_FOLDER = Path(__file__).with_name("sample")
DEFAULT = Path("results")
MOST_FOLDERS = 200
MOST_BYTES = 16 << 20  # of a file that is read before its study is opened
_MOST_KEPT = 256
Both = Mapping[str, str]

_place: Path | None = None


def _nothing() -> Both:
    return {"zh": "", "en": ""}


def look_in(folder: Path | None) -> None:
    """Take studies from this folder from now on; None: from results/ in the current one."""
    global _place
    _place = folder.absolute() if folder is not None else None


def place() -> Path:
    """Return the folder whose studies are shown."""
    return _place if _place is not None else DEFAULT.absolute()


@dataclass(frozen=True, eq=False)
class Entry:
    """A study in the list. `state`: analysed, raw (not analysed yet), wrong (cannot be read: why), other (no study)."""

    id: str
    folder: Path
    state: str
    title: Both = field(default_factory=_nothing)
    question: Both = field(default_factory=_nothing)
    finding: Both = field(default_factory=_nothing)
    wrong: Both = field(default_factory=_nothing)
    when: float = 0.0

    @property
    def shipped(self) -> bool:
        """Whether it is the sample."""
        return self.id == SAMPLE


def entries() -> list[Entry]:
    """Return the studies: analysed ones first, the newest of them at the top, the sample behind them, others last."""
    order = {"analysed": 0, "raw": 2, "wrong": 3, "other": 4}
    found = [entry(each.name, each) for each in _folders(place())]
    every = [*found, entry(SAMPLE, SAMPLE_FOLDER)]
    return sorted(every, key=lambda each: (1 if each.shipped else order[each.state], -each.when, each.id))


def found(name: str | None) -> Entry | None:
    """Return the study of that name, without one the first of the list; None where there is none of it."""
    listed = entries()
    if not name:
        return listed[0]
    return next((each for each in listed if each.id == name), None)


def _folders(top: Path) -> Iterator[Path]:
    """Yield the folders in a folder, or the folder alone if it is a study itself; no more than there is room for."""
    try:
        inside = [top] if (top / DESIGN).is_file() else sorted(each for each in top.iterdir() if each.is_dir())
    except OSError:
        return
    yield from [each for each in inside if not each.name.startswith(".")][:MOST_FOLDERS]


def entry(name: str, folder: Path) -> Entry:
    """Return what the list says of a folder; files that have not changed are not read again."""
    return _entry(name, folder, _stamp(folder / DESIGN), _stamp(folder / FOLDER / DOCUMENT))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, -1)
    return (found.st_mtime_ns, found.st_size)


@lru_cache(_MOST_KEPT)
def _entry(name: str, folder: Path, design: tuple[int, int], document: tuple[int, int]) -> Entry:
    if design[1] < 0:
        return Entry(name, folder, "other")
    try:
        asked = Store(folder).design
        about = document_of(folder) if document[1] >= 0 else None
        finding = headline_of(folder / FOLDER, about) if about else _nothing()
    except GovsimError as error:
        return Entry(name, folder, "wrong", wrong={lang: error.text(lang) for lang in ("zh", "en")})
    title, question = ({lang: text.word(lang) for lang in ("zh", "en")} for text in (asked.title, asked.question))
    state, when = "analysed" if about else "raw", max(design[0], document[0]) / 1e9
    return Entry(name, folder, state, title=title, question=question, finding=finding, when=when)


def document_of(folder: Path) -> dict[str, Any]:
    """Return analysis.json of a study. Raises InputError where it is damaged or of another version."""
    path = folder / FOLDER / DOCUMENT
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        about = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(about, dict) or about["format"] != FORMAT:
            raise ValueError(f"not of format {FORMAT}")
        _ = about["analyses"], about["runs"]["done"], about["primary"], about["fingerprint"], about["names"]
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise damaged(path, failure) from None
    return about


def damaged(path: Path, failure: Exception) -> InputError:
    """Return what is said of a file of an analysis that cannot be read."""
    return InputError(
        f"{path.parent.parent.name}/{path.parent.name}/{path.name}：读不出（{failure}），可能写到一半，或来自另一版本。",
        f"{path.parent.parent.name}/{path.parent.name}/{path.name}: cannot be read ({failure}): half-written, or of "
        "another version.",
    )
