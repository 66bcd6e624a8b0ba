"""Documents about what lies in a folder: a run, a comparison or a sweep."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from govsim.errors import InputError, UsageError
from govsim.records import read, write_bytes, write_text
from govsim.records.files import MANIFEST
from govsim.report.analysed import analysed
from govsim.report.brief import write_brief
from govsim.report.page import sweep_page, write_page
from govsim.report.paper import FOLDER, write_paper
from govsim.report.study import COMPARISON, Study, read_patterns, read_study
from govsim.report.sweep_study import study_of
from govsim.report.texts import Words
from govsim.report.workbook import workbook
from govsim.store import Store
from govsim.store.folder import DESIGN

PAGE, TABLES = "report.html", "tables.xlsx"


def write_documents(
    folder: Path, lang: str, out: Path | None, day: date, *, page: bool = True, brief: bool = False,
    paper: bool = False, patterns: Path | None = None,
) -> list[Path]:  # fmt: skip
    """Write the documents that are asked for into the folder `out` and return their paths.

    Without `out` they are put beside the results, those of a paper into a folder `paper` there.
    Raises InputError where the folder holds no results, UsageError for a document that its results do not give.
    """
    beside = out or folder
    if (folder / MANIFEST).is_file():
        if brief or paper:
            raise UsageError(
                "一次模拟没有可比较的结果，不能写简报或论文材料。请先 govsim compare … --out 文件夹。",
                "A single run compares nothing: no brief, no paper. First: govsim compare … --out FOLDER.",
            )
        return [write_page(read(folder), lang, beside / PAGE)] if page else []
    if (folder / DESIGN).is_file() and page:
        return _sweep(Store(folder), lang, beside)
    study = _study(folder)
    if patterns is not None:
        study = replace(study, patterns=read_patterns(patterns))
    written = [write_page(study.comparison, lang, beside / PAGE)] if page else []
    written += write_brief(study, lang, beside, day) if brief else ()
    if paper:
        found = analysed(Store(folder)) if (folder / DESIGN).is_file() else None
        written += write_paper(study, found, out or folder / FOLDER, day)
    return written


def _sweep(store: Store, lang: str, out: Path) -> list[Path]:
    """Write the page of a sweep and its tables as one workbook."""
    found, words = analysed(store), Words(lang)
    write_text(out / PAGE, sweep_page(found, words))
    write_bytes(out / TABLES, workbook(found.sections, lang))
    return [out / PAGE, out / TABLES]


def title_of(folder: Path, lang: str) -> str:
    """Return what the results in a folder are called."""
    if (folder / MANIFEST).is_file():
        return read(folder).title[lang]
    if (folder / DESIGN).is_file():
        store = Store(folder)
        plain = store.scenario(int(store.points().index[0]))
        return store.design.title.word(lang) or str(plain["title"].get(lang) or plain["id"])
    found = _study(folder).comparison
    return " / ".join(option.title[lang] for option in (found.base, *found.others))


def _study(folder: Path) -> Study:
    if (folder / COMPARISON).is_file():
        return read_study(folder)
    if (folder / DESIGN).is_file():
        return study_of(Store(folder))
    raise InputError(
        f"{folder}：这里没有 govsim 的结果。请给出 run、compare 或 sweep 用 --out 写的文件夹。",
        f"{folder}: no results of govsim here. Name a folder that run, compare or sweep wrote with --out.",
    )
