"""From a path to a table of settings: what is too large, too deep or not text is refused before it is parsed."""

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from govsim.scenario.messages import OTHER_TOML_REASON, TOML_REASONS
from govsim.scenario.problems import NOTHING, Problem, ScenarioError, problem

Table = dict[str, Any]

LARGEST = 256 * 1024
DEEPEST = 8
MOST_PARTS = 20_000  # commas and line ends: the time that parsing takes grows with them

_TOKEN = re.compile(r'"""|\'\'\'|["\'#.,=\n\[\]{}]')
# What closes each kind of text: the rest of it up to and with its end.
_REST = {
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*+""""{0,2}', re.DOTALL),
    "'''": re.compile(r"(?:[^']|'(?!''))*+'''\'{0,2}"),
    '"': re.compile(r'(?:[^"\\\n]|\\.)*+"'),
    "'": re.compile(r"[^'\n]*+'"),
    "#": re.compile(r"[^\n]*+"),
}
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_table(path: Path) -> Table:
    """Return the table that a scenario file holds.

    Raises ScenarioError with one problem where the file cannot be read or is not TOML.
    """
    text = _text(path, _bytes(path))
    if text.count(",") + text.count("\n") > MOST_PARTS:
        raise _refused(path, "too_many_parts", limit=f"{MOST_PARTS:,}")
    deep = first_deep_line(text)
    if deep:
        raise _refused(path, "too_deep", line=deep, limit=DEEPEST)
    return _parsed(path, text)


def _refused(path: Path, text: str, **names: Any) -> ScenarioError:
    return ScenarioError([problem(str(path), "", NOTHING, text, **names)])


def _bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refused(path, "directory")
        if not stat.S_ISREG(status.st_mode):
            raise _refused(path, "not_regular")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _refused(path, "missing_file") from None
    except (OSError, ValueError) as failure:  # ValueError: a path with a zero character
        raise _refused(path, "unreadable", reason=getattr(failure, "strerror", None) or str(failure)) from None
    if len(content) > LARGEST:
        raise _refused(path, "too_large", size=max(status.st_size, len(content)) // 1024, limit=LARGEST // 1024)
    return content


def _text(path: Path, content: bytes) -> str:
    if b"\0" in content:
        raise _refused(path, "binary")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as failure:
        raise _refused(path, "not_utf8", line=content.count(b"\n", 0, failure.start) + 1) from None


def first_deep_line(text: str) -> int:
    """Return the first line whose brackets or dotted names nest deeper than allowed; 0 where there is none.

    Parsing comes later: it would recurse with the brackets, and take the square of the dots.
    """
    position, depth, dots = 0, 0, 0
    while token := _TOKEN.search(text, position):
        sign, position = token.group(), token.end()
        if sign in _REST:
            rest = _REST[sign].match(text, position)
            if rest is None:  # not closed: the parser stops here, too
                return 0
            position = rest.end()
            continue
        depth += (sign in "[{") - (sign in "]}")
        dots = dots + 1 if sign == "." else 0
        if depth > DEEPEST + 2 or dots >= DEEPEST:  # a header has two brackets of its own
            return text.count("\n", 0, position) + 1
    return 0


def _parsed(path: Path, text: str) -> Table:
    try:
        table = tomllib.loads(text)
    except ValueError as failure:  # also of numbers too long for Python
        raise ScenarioError([_toml_problem(path, text, str(failure))]) from None
    except RecursionError:
        raise _refused(path, "too_deep", line=1, limit=DEEPEST) from None
    if _depth(table) > DEEPEST:
        raise _refused(path, "too_deep", line=1, limit=DEEPEST)
    return table


def _toml_problem(path: Path, text: str, failure: str) -> Problem:
    found = _POSITION.search(failure)
    lines = text.split("\n")
    line, column = map(int, found.groups()) if found else (len(lines), len(lines[-1]) + 1)
    reason = next((words for start, words in TOML_REASONS if failure.startswith(start)), OTHER_TOML_REASON)
    written = lines[min(line, len(lines)) - 1].strip()
    return problem(str(path), written[:60], NOTHING, "toml", line=line, column=column, reason=reason)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def inside(folder: Path, name: str) -> Path | None:
    """Return the file of that name inside the folder, links followed; None where it lies outside or is no name."""
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        return path if not Path(name).is_absolute() and path != root and path.is_relative_to(root) else None
    except (OSError, ValueError, RuntimeError):  # a zero character, a name too long, links in a circle
        return None


def value_of(text: str) -> Any:
    """Return the value that a text holds as TOML, e.g. 3, true, 2021-03-01; itself where it is none."""
    if len(text) > LARGEST or first_deep_line(f"x = {text}"):
        return text
    try:
        table = tomllib.loads(f"x = {text}")
    except ValueError:
        return text
    return table["x"] if len(table) == 1 else text


__all__ = ["LARGEST", "Table", "first_deep_line", "inside", "read_table", "value_of"]
