"""The page as a whole: head, sections, notes."""

from collections.abc import Iterable
from pathlib import Path

from govsim.analysis import Comparison
from govsim.records import Run, write_text
from govsim.report.analysed import Analysed
from govsim.report.comparison_page import comparison_facts, comparison_sections
from govsim.report.markup import Html, join, tag
from govsim.report.run_page import run_facts, run_sections
from govsim.report.sweep_page import sweep_facts, sweep_sections
from govsim.report.texts import Words

STYLE = Path(__file__).with_name("style.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # a browser fetches nothing and runs nothing


def page(result: Run | Comparison, lang: str) -> str:
    """Return the page of a run or a comparison in a language (zh or en). Raises ValueError for another one."""
    words = Words(lang)
    if isinstance(result, Run):
        title, kind = result.title[lang], words["run"]
        facts, sections = run_facts(result, words), run_sections(result, words)
    else:
        title = " / ".join(option.title[lang] for option in (result.base, *result.others))
        kind = words["comparison"]
        facts, sections = comparison_facts(result, words), comparison_sections(result, words)
    return framed(title, kind, facts, sections, words)


def sweep_page(found: Analysed, words: Words) -> str:
    """Return the page of a sweep's analysis."""
    about = found.about["title"]
    title = about.get(words.lang) or about.get("en") or about.get("zh") or found.about["scenario"]
    return framed(title, words["sweep"], sweep_facts(found, words), sweep_sections(found, words), words)


def framed(
    title: str, kind: str, facts: Iterable[tuple[str, object, bool]], sections: Iterable[Html], words: Words
) -> str:
    """Return a whole page: tag, title, what was run, sections, notes."""
    top = (tag("h1", title), tag("p", kind, class_="soft"), _facts(facts))
    body = (tag("div", words["tag"], class_="tag"), tag("main", *top, *sections, _notes(words)))
    head = (
        tag("meta", charset="utf-8"), tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY), tag("title", f"{title} · {kind} · govsim"),
        tag("style", Html(STYLE.read_text(encoding="utf-8"))),
    )  # fmt: skip
    language = "zh-CN" if words.lang == "zh" else "en"
    return f"<!doctype html>\n{tag('html', tag('head', *head), tag('body', *body), lang=language)}\n"


def write_page(result: Run | Comparison, lang: str, path: Path) -> Path:
    """Write the page, whole or not at all; return its path. Raises DiskError."""
    write_text(path, page(result, lang))
    return path


def _facts(facts: Iterable[tuple[str, object, bool]]) -> Html:
    """Return what was run: name, value, and whether it takes the whole width."""
    rows = (tag("div", tag("dt", name), tag("dd", value), class_="wide" if wide else None)
            for name, value, wide in facts if value)  # fmt: skip
    return tag("dl", *rows, class_="facts")


def _notes(words: Words) -> Html:
    names = ("note_model", "note_durations", "note_rates", "only_model")
    return tag("div", tag("strong", words["notes"]), join(tag("p", words[name]) for name in names), class_="notes")
