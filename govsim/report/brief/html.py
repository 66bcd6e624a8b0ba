"""A brief as one page for a browser and for the printer: nothing fetched, nothing run."""

from collections.abc import Iterable
from pathlib import Path

from govsim.report.brief.blocks import Block, Box, Cell, Heading, Paragraph, Picture, Points, Table
from govsim.report.markup import Html, tag
from govsim.report.texts import Words

STYLE = Path(__file__).with_name("brief.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(blocks: Iterable[Block], words: Words) -> str:
    """Return the page."""
    body = [_html(block) for block in blocks]
    title = next((block for block in body if block.startswith("<h1")), Html(""))
    head = (
        tag("meta", charset="utf-8"), tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("title", Html(title.removeprefix("<h1>").removesuffix("</h1>"))),
        tag("style", Html(STYLE.read_text(encoding="utf-8"))),
    )  # fmt: skip
    top = tag("div", tag("span", words["tag"]), tag("span", "govsim"), class_="tag")
    language = "zh-CN" if words.lang == "zh" else "en"
    return f"<!doctype html>\n{tag('html', tag('head', *head), tag('body', top, *body), lang=language)}\n"


def _html(block: Block) -> Html:
    match block:
        case Heading():
            return tag(f"h{block.level + 1}", block.text)
        case Paragraph():
            return tag("p", block.text, class_=block.style or None)
        case Points():
            return tag("ul", *(tag("li", item) for item in block.items))
        case Box():
            return tag("div", block.text, class_="box")
        case Table():
            return _table(block)
        case Picture():
            picture = Html(block.svg.replace("<svg", '<svg role="img"', 1))
            return tag("figure", picture, tag("figcaption", block.caption))


def _table(block: Table) -> Html:
    head = tag("tr", *(tag("th", cell, scope="col", class_="word" if place < block.words else None)
                       for place, cell in enumerate(block.head)))  # fmt: skip
    rows = (tag("tr", *(_cell(cell, place < block.words) for place, cell in enumerate(row))) for row in block.rows)
    return tag("table", tag("caption", block.caption), tag("thead", head), tag("tbody", *rows))


def _cell(cell: Cell | str, word: bool) -> Html:
    text, side = (cell.text, cell.side) if isinstance(cell, Cell) else (cell, "")
    names = " ".join(name for name in ("word" if word else "", side) if name)
    return tag("td", text, class_=names or None)
