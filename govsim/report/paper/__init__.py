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
from govsim.store.description import FOLDER as ODD
from govsim.store.description import description

TEXTS = Path(__file__).with_name("texts.toml")
FOLDER = "paper"
LANGUAGES = ("zh", "en")
SENSITIVITY = ("sobol", "morris", "pawn", "shares", "main_effects")
CONDITIONS = ("effects",)
Reason = str


def write_paper(study: Study, found: Analysed | None, folder: Path, day: date) -> list[Path]:
    """Write the folder of a paper and return its files. `found`: the analysis of a sweep. Raises DiskError."""
    title = " / ".join(option.title["en"] for option in (study.comparison.base, *study.comparison.others))
    texts = {"CITATION.cff": citation(title, day)}
    texts |= {f"{ODD}/{name}": text for name, text in description().items()}
    for lang in LANGUAGES:
        texts |= _in_language(study, found, Words(lang, TEXTS))
    for name, text in texts.items():
        write_text(folder / name, text)
    return [folder / name for name in texts]


def _in_language(study: Study, found: Analysed | None, words: Words) -> dict[str, str]:
    """Return the files of one language by name; README.md links to each of them."""
    texts, made, left = dict[str, str](), list[str](), list[tuple[str, Reason]]()
    for caption, files in _files(study, found, words, left):
        texts |= files
        made.append(f"{', '.join(f'[{name}]({name})' for name in files)}: {caption}")
    written = {"methods": methods(study, words), "availability": availability(study, words)}
    written["README"] = readme(study, words, made, left)
    return texts | {f"{name}.{words.lang}.md": text for name, text in written.items()}


def _files(
    study: Study, found: Analysed | None, words: Words, left: list[tuple[str, Reason]]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield captions, names and contents of tables, figures and their data; enter what was left out."""
    for name, sheet in _sheets(study, words):
        if sheet is None:
            left.append((words["table_4"], "why_patterns"))
        else:
            yield sheet.caption, _table(name, sheet, words)
    for key, name, reason, draw in _figures(study, found):
        picture = draw(words.spoken(figure_language(words.lang)))
        if picture is None:
            left.append((words[key], reason))
        else:
            yield words[key], {f"{name}.{words.lang}.svg": picture}
    groups = tables.groups_table(study, words)
    yield groups.caption, {f"fig3_effects_by_group.{words.lang}.csv": csv_of(groups)}
    for section in _analyses(found):
        data = _data(section, words)
        yield data.caption, _table(f"data_{section.id}", data, words)


def _table(name: str, sheet: Sheet, words: Words) -> dict[str, str]:
    return {f"{name}.{words.lang}.csv": csv_of(sheet), f"{name}.{words.lang}.tex": tex_of(sheet)}


def _analyses(found: Analysed | None) -> list[Section]:
    """Return the analyses of a sweep whose numbers belong to the figures."""
    if found is None:
        return []
    listed = (_first(found, SENSITIVITY), _first(found, CONDITIONS), found.section("trade_offs"))
    return [each for each in listed if each]


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
