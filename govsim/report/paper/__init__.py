"""The folder of a paper: methods, four tables, six figures, each in both languages; what cannot be given is named."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from govsim.records import write_text
from govsim.records.citation import citation
from govsim.report.analysed import Analysed, Section
from govsim.report.fonts import figure_language
from govsim.report.paper import drawings, tables
from govsim.report.paper.methods import availability, methods, readme
from govsim.report.paper.sheets import Sheet, csv_of, tex_of
from govsim.report.study import Study
from govsim.report.texts import Words

TEXTS = Path(__file__).with_name("texts.toml")
FOLDER = "paper"
LANGUAGES = ("zh", "en")
SENSITIVITY = ("sobol", "morris", "pawn", "shares", "main_effects")
CONDITIONS = ("effects",)
Reason = str


def write_paper(study: Study, found: Analysed | None, folder: Path, day: date) -> list[Path]:
    """Write the folder `paper` and return its files. `found`: the analysis of a sweep. Raises DiskError."""
    target, written = folder / FOLDER, list[Path]()
    for lang in LANGUAGES:
        words = Words(lang, TEXTS)
        made, left = list[str](), list[tuple[str, Reason]]()
        for name, text in _files(study, found, words, made, left):
            written.append(target / name)
            write_text(written[-1], text)
        texts = {"methods": methods(study, words), "availability": availability(study, words)}
        texts["README"] = readme(study, words, made, left)
        for name, text in texts.items():
            written.append(target / f"{name}.{lang}.md")
            write_text(written[-1], text)
    title = " / ".join(option.title["en"] for option in (study.comparison.base, *study.comparison.others))
    written.append(target / "CITATION.cff")
    write_text(written[-1], citation(title, day))
    return written


def _files(
    study: Study, found: Analysed | None, words: Words, made: list[str], left: list[tuple[str, Reason]]
) -> Iterator[tuple[str, str]]:
    """Yield names and contents of tables and figures; enter what was made and what was left out."""
    for name, sheet in _sheets(study, words):
        if sheet is None:
            left.append((words["table_4"], "why_patterns"))
        else:
            made.append(f"{name}: {sheet.caption}")
            yield from _table(name, sheet, words)
    for key, name, reason, draw in _figures(study, found):
        picture = draw(words.spoken(figure_language(words.lang)))
        if picture is None:
            left.append((words[key], reason))
            continue
        made.append(f"{name}: {words[key]}")
        yield f"{name}.{words.lang}.svg", picture
    if found is not None:
        for section in (each for each in (_first(found, SENSITIVITY), _first(found, CONDITIONS),
                                          found.section("trade_offs")) if each):  # fmt: skip
            yield from _table(f"data_{section.id}", _data(section, words), words)
    yield f"fig3_effects_by_group.{words.lang}.csv", csv_of(tables.groups_table(study, words))


def _table(name: str, sheet: Sheet, words: Words) -> Iterator[tuple[str, str]]:
    yield f"{name}.{words.lang}.csv", csv_of(sheet)
    yield f"{name}.{words.lang}.tex", tex_of(sheet)


def _sheets(study: Study, words: Words) -> Iterator[tuple[str, Sheet | None]]:
    yield "table1_parameters", tables.parameter_table(words)
    yield "table2_design", tables.design_table(study, words)
    yield "table3_effects", tables.effects_table(study, words)
    yield "table4_patterns", tables.patterns_table(study, words) if study.patterns else None


def _figures(
    study: Study, found: Analysed | None
) -> Iterator[tuple[str, str, Reason, Callable[[Words], str | None]]]:
    """Yield caption's key, name, why it may be missing, and how it is drawn."""
    sensitivity, conditions = (_first(found, names) for names in (SENSITIVITY, CONDITIONS))
    trade = found.section("trade_offs") if found else None
    yield "fig_1", "fig1_mechanisms", "why_description", _mechanisms
    yield "fig_2", "fig2_patterns", "why_patterns", lambda words: (
        drawings.patterns(study.patterns, words) if study.patterns else None)  # fmt: skip
    yield "fig_3", "fig3_effects_by_group", "why_analysis", lambda words: drawings.by_group(study, words)
    yield "fig_4", "fig4_sensitivity", "why_analysis", lambda words: (
        drawings.marks(sensitivity, words) if sensitivity else None)  # fmt: skip
    yield "fig_5", "fig5_tradeoff", "why_analysis", lambda words: drawings.trade_off(trade, words) if trade else None
    yield "fig_6", "fig6_conditions", "why_analysis", lambda words: (
        drawings.marks(conditions, words) if conditions else None)  # fmt: skip


def _mechanisms(words: Words) -> str | None:
    names = drawings.steps(words.lang)
    return drawings.mechanisms(names) if names else None


def _first(found: Analysed | None, names: tuple[str, ...]) -> Section | None:
    """Return the first of the analyses that there is."""
    return next((section for name in names if found and (section := found.section(name))), None)


def _data(section: Section, words: Words) -> Sheet:
    """Return an analysis as a table: numbers as they are, without the sentences of the other language."""
    names = [name for name in section.table.columns if name not in LANGUAGES or name == words.lang]
    rows = [["" if value is None or value != value else str(value) for value in row]
            for row in section.table[names].itertuples(index=False)]  # fmt: skip
    return Sheet(section.title[words.lang], [section.called(name, words.lang) for name in names], rows)


__all__ = ["FOLDER", "TEXTS", "write_paper"]
