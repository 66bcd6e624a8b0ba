"""Lines and columns on a terminal, where a Chinese character is as wide as two letters."""

import shutil
import unicodedata
from collections.abc import Iterator, Sequence

NARROWEST, WIDEST = 60, 120
_NO_BEGINNING = "，。；：？！、）》”%％ "  # no line begins with these


def width() -> int:
    """Return how many letters a line holds."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((100, 24)).columns))


def wide(text: str) -> int:
    """Return how many letters' room a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, room: int) -> str:
    """Return the text with blanks behind it up to that room."""
    return text + " " * max(0, room - wide(text))


def pairs(rows: Sequence[tuple[str, str]], indent: int = 2) -> list[str]:
    """Return names and their texts in two columns, the texts wrapped."""
    column = min(34, max((wide(name) for name, _ in rows), default=0)) + indent + 2
    lines = []
    for name, text in rows:
        head = padded(" " * indent + name, column)
        if wide(head) > column:
            lines.append(head)
            head = " " * column
        for line in wrapped(text, width() - column) or [""]:
            lines.append((head + line).rstrip())
            head = " " * column
    return lines


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows in columns, as wide as they need to be; the last column is not padded."""
    rooms = [max(wide(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return ["  ".join(padded(cell, room) for cell, room in zip(row, rooms, strict=True)).rstrip() for row in rows]


def wrapped(text: str, room: int) -> list[str]:
    """Return the text in lines of that room; it breaks at blanks and between Chinese characters."""
    lines, line = list[str](), ""
    for piece in _pieces(text):
        if line and wide(line + piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """Yield what must not be broken: words with the blank behind them, Chinese characters with their punctuation."""
    piece = ""
    for letter in text:
        if piece and _may_break(piece[-1], letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two letters: after a blank, or beside a Chinese character."""
    if after in _NO_BEGINNING or unicodedata.category(before) == "Ps":
        return False
    return before == " " or wide(before) == 2 or wide(after) == 2
