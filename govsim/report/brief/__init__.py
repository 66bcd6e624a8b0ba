"""A brief of one or two pages: a printable page and a Word document with the same content."""

from datetime import date
from pathlib import Path

from govsim.records import write_bytes, write_text
from govsim.report.brief.content import content
from govsim.report.brief.html import html
from govsim.report.brief.word import word
from govsim.report.study import Study
from govsim.report.texts import Words

TEXTS = Path(__file__).with_name("texts.toml")


def write_brief(study: Study, lang: str, folder: Path, day: date) -> tuple[Path, Path]:
    """Write `brief.html` and `brief.docx` into a folder; return both. Raises DiskError."""
    words = Words(lang, TEXTS)
    blocks = tuple(content(study, words, day))
    page, document = folder / "brief.html", folder / "brief.docx"
    write_text(page, html(blocks, words))
    write_bytes(document, word(blocks, words, day))
    return page, document


__all__ = ["TEXTS", "write_brief"]
