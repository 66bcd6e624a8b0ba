"""What users give on the command line, as settings."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from govsim.errors import UsageError


def changes_of(settings: Iterable[str] | None, **own: object) -> dict[str, object]:
    """Return the changes of `--set path=value`, and own settings that are given (`run_weeks=8`: run.weeks)."""
    from govsim.scenario import change_of

    given = {name.replace("_", "."): value for name, value in own.items() if value is not None}
    return dict(change_of(text) for text in settings or ()) | given


def amounts(settings: Iterable[str] | None, option: str) -> dict[str, float]:
    """Return `outcome=number` settings. Raises UsageError for others."""
    found = {}
    for text in settings or ():
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise UsageError(
                f"{option} 要写成 指标=数值，如 reach_failure=2，不能是 {text}。",
                f"{option} takes outcome=number, such as reach_failure=2, not {text}.",
            ) from None
    return found


def check_folder(path: Path) -> None:
    """Refuse a folder that could not be written to, before hours of runs are lost to it. Raises DiskError."""
    from govsim.records import DiskError

    there = next(each for each in (path, *path.absolute().parents) if each.exists())
    if not there.is_dir():
        raise DiskError(there, "not a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise DiskError(there, "permission denied")


def check_file(path: Path) -> None:
    """Refuse a file that could not be written. Raises DiskError."""
    from govsim.records import DiskError

    if path.is_dir():
        raise DiskError(path, "is a folder")
    check_folder(path.absolute().parent)


def day(text: str, option: str) -> date:
    """Return a date. Raises UsageError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{option} 要写成日期，如 2021-06-30，不能是 {text}。",
            f"{option} takes a date such as 2021-06-30, not {text}.",
        ) from None
