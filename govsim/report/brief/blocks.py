"""What a brief is made of, so that one content becomes a page and a Word document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["better", "worse", "untold", ""]


@dataclass(frozen=True)
class Heading:
    """A heading; level 0 is the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` is the one sentence that matters, `soft` is small print."""

    text: str
    style: Literal["", "lead", "soft"] = ""


@dataclass(frozen=True)
class Points:
    """A list of points."""

    items: Sequence[str]


@dataclass(frozen=True)
class Box:
    """A text in a frame."""

    text: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `side` gives its colour, a sign in the text says the same."""

    text: str
    side: Side = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first `words` columns hold words, the others numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell | str]]
    words: int = 1


@dataclass(frozen=True)
class Picture:
    """A figure as PNG and as SVG with its caption; `width` of 1 is the whole line."""

    caption: str
    png: bytes
    svg: str


Block = Heading | Paragraph | Points | Box | Table | Picture
