"""Lessons from their files: those that come with govsim, and a folder of one's own."""

import json
import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from govsim.errors import InputError
from govsim.lessons.specification import Lesson

FOLDER = Path(__file__).parent
FILE, PLACE = "lesson.toml", "place.toml"
LARGEST = 256 * 1024


def catalogue() -> tuple[str, ...]:
    """Return the ids of the lessons that come with govsim."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob(f"*/{FILE}")))


@cache
def lesson(name: str) -> Lesson:
    """Return a lesson by id, or from a folder of one's own that holds lesson.toml and place.toml.

    A folder is meant for the command line: names that come from elsewhere are to be held against `catalogue`.
    Raises InputError, which says everything that is wrong with the file.
    """
    folder = FOLDER / name if name in catalogue() else Path(name)
    path = folder / FILE
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path}：大于 256 KB", f"{path}: larger than 256 KB")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found = Lesson.model_validate_json(json.dumps({**table, "id": name}, default=str))
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(catalogue())
        raise InputError(
            f"没有课程 {name!r}（{error}）。自带的有：{known}",
            f"there is no lesson {name!r} ({error}); there are {known}",
        ) from None
    except ValidationError as error:
        raise InputError(f"{path}：\n{_all(error, 'zh')}", f"{path}:\n{_all(error, 'en')}") from None
    except ValueError as error:
        raise InputError(f"{path}：不是 TOML（{error}）", f"{path}: no TOML ({error})") from None
    found._folder = folder
    return found


def _all(error: ValidationError, lang: str) -> str:
    return "\n".join(
        f"  {'.'.join(map(str, each['loc']))}  {each.get('ctx', {}).get(lang, each['msg'])}" for each in error.errors()
    )
