"""Lessons from their files: those that come with govsim, and a folder of one's own."""

import json
import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from govsim.analysis.names import no_such
from govsim.errors import InputError
from govsim.lessons.specification import Lesson

FOLDER = Path(__file__).parent
FILE, PLACE = "lesson.toml", "place.toml"
LARGEST = 256 * 1024


def catalogue() -> tuple[str, ...]:
    """Return the ids of the lessons that come with govsim."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob(f"*/{FILE}")))


def no_lesson(name: str, own: bool = False) -> tuple[str, str]:
    """Return what is said of a lesson that does not exist. own: a folder of one's own would do as well."""
    zh, en = no_such(("课程", "lesson"), name, catalogue())
    if not own:
        return zh, en
    return f"{zh}自己的课程写含有 {FILE} 的文件夹。", f"{en} For one of your own, name the folder that holds {FILE}."


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
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(*no_lesson(name, own=True)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}：读不出（{error}）。", f"{path}: cannot be read ({error}).") from None
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
