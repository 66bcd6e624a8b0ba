"""HTML in which every text is escaped unless it is already HTML."""

from collections.abc import Iterable
from html import escape

_EMPTY = ("meta", "br", "hr")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(element: str, /, *children: object, **attributes: object) -> Html:
    """Return an element; children that are not Html are escaped, None is left out; `class_` stands for class."""
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    head = "".join(f' {key}="{escape(str(value), quote=True)}"' for key, value in pairs)
    if element in _EMPTY:
        return Html(f"<{element}{head}>")
    return Html(f"<{element}{head}>{join(children)}</{element}>")


def join(children: Iterable[object]) -> Html:
    """Return the children one after another, escaped where they are not Html."""
    there = (child for child in children if child is not None)
    return Html("".join(child if isinstance(child, Html) else escape(str(child)) for child in there))


def table(head: Iterable[object], rows: Iterable[Iterable[object]], class_: str = "") -> Html:
    """Return a table in a box that scrolls by itself; the first cell of a row names it. Cells may be whole td tags."""
    header = tag("tr", *(tag("th", cell, scope="col") for cell in head))
    body = (tag("tr", *(_cell(cell, number == 0) for number, cell in enumerate(row))) for row in rows)
    return tag("div", tag("table", tag("thead", header), tag("tbody", *body), class_=class_), class_="scroll")


def _cell(cell: object, names: bool) -> Html:
    if isinstance(cell, Html) and cell.startswith("<td"):
        return cell
    return tag("th", cell, scope="row") if names else tag("td", cell)
