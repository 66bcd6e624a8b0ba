"""A brief as a Word document: A4, plain black headings, fonts set for Latin and for Chinese letters."""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from govsim.report.brief.blocks import Block, Box, Cell, Heading, Paragraph, Picture, Points, Table
from govsim.report.texts import Words

SONG, HEI = ("Times New Roman", "宋体"), ("Arial", "黑体")  # body; headings and tables: Latin, Chinese
STYLES = (
    ("Normal", SONG, 9.5), ("Title", HEI, 16), ("Heading 1", HEI, 10.5), ("Heading 2", HEI, 9.5),
    ("List Bullet", SONG, 9.5),
)  # fmt: skip
COLOURS = {"better": "1D5FB4", "worse": "B45309", "untold": "5B6675"}
_WIDTH = 17.8  # cm between the margins
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time


def word(blocks: Iterable[Block], words: Words, day: date) -> bytes:
    """Return the document; the same content gives the same bytes."""
    document: Any = Document()
    _page(document, words)
    _styles(document)
    writers: dict[type, Callable[[Any, Any], None]] = {
        Heading: _heading, Paragraph: _paragraph, Points: _points, Box: _box, Table: _table, Picture: _picture,
    }  # fmt: skip
    for block in blocks:
        writers[type(block)](document, block)
    _properties(document, words, day)
    stream = io.BytesIO()
    document.save(stream)
    return steady(stream.getvalue())


def steady(content: bytes) -> bytes:
    """Return a zip file with its parts in order and without the times at which they were made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():  # the first part of a document must stay the first
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(part, old.read(name))
    return stream.getvalue()


def _page(document: Any, words: Words) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.6)
    section.top_margin, section.bottom_margin = Cm(1.7), Cm(1.5)
    section.header_distance = section.footer_distance = Cm(0.8)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    _run(head, words["tag"], HEI, 8)
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, after = words["page"].partition("{page}")
    _run(foot, before, HEI, 8)
    _field(_run(foot, "", HEI, 8), "PAGE")
    _run(foot, after, HEI, 8)


def _styles(document: Any) -> None:
    """Set fonts on styles, so that what a user adds looks the same."""
    for name, fonts, size in STYLES:
        style = document.styles[name]
        _fonts(style.element.get_or_add_rPr(), fonts)
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        style.font.bold = name.startswith(("Title", "Heading"))
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(4 if name.startswith("Heading") else 0), Pt(1)
        form.line_spacing, form.keep_with_next = 1.05, name.startswith("Heading")
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _fonts(properties: Any, fonts: tuple[str, str]) -> None:
    """Set the fonts of Latin and of Chinese letters; themes would win over names and go."""
    element = properties.get_or_add_rFonts()
    for key in list(element.attrib):
        del element.attrib[key]
    for key, font in (("ascii", fonts[0]), ("hAnsi", fonts[0]), ("cs", fonts[0]), ("eastAsia", fonts[1])):
        element.set(qn(f"w:{key}"), font)


def _run(paragraph: Any, text: str, fonts: tuple[str, str] = SONG, size: float | None = None, bold: bool = False,
         colour: str = "") -> Any:  # fmt: skip
    run = paragraph.add_run(text)
    _fonts(run._element.get_or_add_rPr(), fonts)
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _field(run: Any, name: str) -> None:
    """Put a field such as the number of the page into a run."""
    for kind in ("begin", "instruction", "end"):
        element = OxmlElement("w:instrText" if kind == "instruction" else "w:fldChar")
        if kind == "instruction":
            element.text = name
        else:
            element.set(qn("w:fldCharType"), kind)
        run._element.append(element)


def _heading(document: Any, block: Heading) -> None:
    style = "Title" if block.level == 0 else f"Heading {block.level}"
    paragraph = document.add_paragraph(block.text, style=style)
    if block.level == 0:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _paragraph(document: Any, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    _run(paragraph, block.text, SONG, 8 if block.style == "soft" else None, block.style == "lead")
    if document.paragraphs[-2:-1] and document.paragraphs[-2].style.name == "Title":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _points(document: Any, block: Points) -> None:
    for item in block.items:
        document.add_paragraph(item, style="List Bullet").paragraph_format.space_after = Pt(0.5)


def _box(document: Any, block: Box) -> None:
    """Write a table of one cell: a frame that every program shows."""
    table = document.add_table(1, 1, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    paragraph = table.cell(0, 0).paragraphs[0]
    _run(paragraph, block.text, SONG, 9)


def _table(document: Any, block: Table) -> None:
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    _run(caption, block.caption, HEI, 8.5, bold=True)
    table = document.add_table(0, len(block.head))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = _widths(block)
    _borders(table)
    for number, row in enumerate((block.head, *block.rows)):
        cells = table.add_row().cells
        for place, (cell, content) in enumerate(zip(cells, row, strict=True)):
            cell.width = Cm(widths[place])
            _cell(cell, content, place < block.words, number == 0)
    for row in table.rows:
        _whole(row)
    _heads(table.rows[0])
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    document.add_paragraph().paragraph_format.line_spacing = Pt(4)


def _widths(block: Table) -> list[float]:
    """Return the columns' widths in cm: by the longest text, a long one wrapped over some lines."""
    columns = zip(block.head, *block.rows, strict=True)
    rooms = [3 + max(min(_room(text), 30.0 if place < block.words else 13.0) for text in column)
             for place, column in enumerate(columns)]  # fmt: skip
    return [_WIDTH * room / sum(rooms) for room in rooms]


def _room(content: Cell | str) -> float:
    """Return how wide a text is in letters; a Chinese one is as wide as two."""
    text = content.text if isinstance(content, Cell) else content
    return float(sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text))


def _cell(cell: Any, content: Cell | str, word: bool, head: bool) -> None:
    text, colour = (content.text, COLOURS.get(content.side, "")) if isinstance(content, Cell) else (content, "")
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if word else WD_ALIGN_PARAGRAPH.RIGHT
    _run(paragraph, text, HEI if head else SONG, 8, head, colour)


def _borders(table: Any) -> None:
    """Draw lines above, below and thin between the rows, none between the columns."""
    borders = OxmlElement("w:tblBorders")
    for name, size in (("top", 8), ("bottom", 8), ("insideH", 2)):
        line = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", str(size)), ("color", "000000" if size > 2 else "B9BFC8")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _heads(row: Any) -> None:
    """Repeat the first row at the top of the next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _picture(document: Any, block: Picture) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Cm(_WIDTH - 0.4))
    shape._inline.docPr.set("descr", block.caption)
    caption = document.add_paragraph()
    _run(caption, block.caption, HEI, 8.5, bold=True)


def _properties(document: Any, words: Words, day: date) -> None:
    """Set title, language and the brief's own date; no name of a user or a machine."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = document.paragraphs[0].text, "", "", words["tag"]
    core.created = core.modified = datetime(day.year, day.month, day.day)
    core.language, core.revision = "zh-CN" if words.lang == "zh" else "en", 1
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
