"""Which files of a study go into its archive; what only tells of the machine stays out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from govsim.errors import InputError

Kind = Literal["comparison", "store", "run"]


@dataclass(frozen=True)
class Content:
    """A file of the archive: its name there, where it lies, and what it is."""

    name: str
    path: Path
    about: str


# kind -> (pattern, what it is); the first pattern names the file by which a folder of the kind is known.
PATTERNS: dict[Kind, tuple[tuple[str, str], ...]] = {
    "comparison": (
        ("comparison.json", "Effects of every outcome, for the place and each group"),
        ("record/record.json", "Scenarios with all settings, seeds, fingerprint of every run"),
        ("record/tables/*/**/*", "Tables of buildings"),
        ("*.html", "Page"),
        ("*.docx", "Brief"),
        ("paper/**/*", "Tables, figures and methods"),
    ),
    "store": (
        ("design.toml", "Design"),
        ("points.parquet", "Points of the design"),
        ("draws.parquet", "Draws of the assumptions"),
        ("settings.parquet", "Which scenario and program each point was run with"),
        ("scenarios/*.json", "Scenario with all settings"),
        ("tables/*/**/*", "Tables of buildings"),
        ("beside/environments/*.json", "Versions that the runs were made with"),
        ("runs/*/*.parquet", "Outcomes of a run"),
        ("analysis/*", "Analysis"),
        ("*.html", "Page"),
        ("*.docx", "Brief"),
        ("paper/**/*", "Tables, figures and methods"),
    ),
    "run": (
        ("run.json", "Manifest of the run"),
        ("*.parquet", "Table of the run"),
        ("*.csv", "Table of the run"),
        ("*.html", "Page"),
    ),
}


def kind_of(folder: Path) -> Kind:
    """Return what a folder holds. Raises InputError where it holds no results of govsim."""
    for kind, patterns in PATTERNS.items():
        if (folder / patterns[0][0]).is_file():
            return kind
    raise InputError(
        f"{folder}：这里没有 govsim 的结果。请给出 run、compare 或 sweep 用 --out 写的文件夹。",
        f"{folder}: no results of govsim here. Name a folder that run, compare or sweep wrote with --out.",
    )


def contents(folder: Path) -> Iterator[Content]:
    """Yield the files in the order of their names, each once; nothing hidden, half-written or linked from outside."""
    found: dict[str, Content] = {}
    for pattern, about in PATTERNS[kind_of(folder)]:
        for path in folder.glob(pattern):
            name = path.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                found.setdefault(name, Content(name, path, about))
    yield from (found[name] for name in sorted(found))
