"""What a brief says, in the order in which an office reads it; only sentences of `verdict` state a direction."""

from collections.abc import Iterator
from datetime import date

from govsim.analysis import Effect, Option, case_of, number, shown, signed, verdict, who
from govsim.locale import capital
from govsim.measures import PLACE
from govsim.report.brief.advice import gainers, losers
from govsim.report.brief.blocks import Block, Box, Cell, Heading, Paragraph, Picture, Points, Side, Table
from govsim.report.brief.forest import forest
from govsim.report.brief.naming import MOST_NAMED, letter_of, name_of, subject, which, whose
from govsim.report.brief.piloting import piloting
from govsim.report.brief.sureness import sureness
from govsim.report.comparison_page import WORKERS, seed_ranges
from govsim.report.fonts import figure_language
from govsim.report.study import Measure, Study
from govsim.report.texts import Words

MOST_GROUPS, MOST_COLUMNS = 8, 3
YUAN = "cost_yuan"
MARKS = {"better": "▲", "worse": "▼", "untold": "≈"}


def content(study: Study, words: Words, day: date) -> Iterator[Block]:
    """Yield the brief; `day` is its date."""
    found = study.comparison
    yield Heading(words["title"].format(measures=subject(study, words)), 0)
    size = found.sizes.get("residents", 0)
    yield Paragraph(words["facts"].format(place=found.base.title[words.lang], residents=size, day=day), "soft")
    yield Box(words["box"])
    yield Heading(words["one"])
    yield Paragraph(_one_sentence(study, words), "lead")
    yield Heading(words["question"])
    yield Paragraph(_question(study, words))
    yield Heading(words["options"])
    yield _options(study, words)
    if study.settings > 1:
        yield Paragraph(words["first_setting"], "soft")
    yield Heading(words["results"])
    yield from _results(study, words)
    yield Heading(words["who"])
    for option in found.others:
        yield from _bearing(study, option, words)
    yield Heading(words["sure"])
    yield from sureness(study, words)
    yield Heading(words["pilot"])
    yield from piloting(study, words)
    yield Heading(words["notes"])
    yield from _notes(study, words)


def _one_sentence(study: Study, words: Words) -> str:
    """Return the verdict on the first primary outcome of the first option, and its strongest limit."""
    option = study.comparison.others[0]
    effect, whom = study.primary(option.id)[0], whose(study, option, words)
    told = verdict(effect, words.lang) if whom else _told(effect, words)
    space = "" if words.lang == "zh" else " "
    return f"{whom}{told}{words['stop']}{space}{_limit(effect, words)}"


def _told(effect: Effect, words: Words) -> str:
    """Return the verdict as the beginning of a sentence."""
    return capital(verdict(effect, words.lang))


def _limit(effect: Effect, words: Words) -> str:
    case = case_of(effect)
    if case in ("unknown", "small"):
        return words[f"limit_{case}"]
    if case in ("untold", "same"):
        return words["limit_untold"].format(runs=effect.runs)
    if case in ("chance", "few"):
        return words["limit_chance"]
    if not effect.turning:
        key = "limit_point" if effect.assumption_low == effect.assumption_high == effect.difference else "limit_draws"
        return words[key].format(draws=effect.n_assumptions, share=effect.sign_share)
    name = words.parameter(effect.turning[0])
    return words["limit_assumptions"].format(draws=effect.n_assumptions, share=effect.sign_share, name=name)


def _question(study: Study, words: Words) -> str:
    asked = study.question.get(words.lang)
    place = study.comparison.base.title[words.lang]
    key = "situation" if asked else "situation_none"
    situation = words[key].format(question=asked, place=place, measures=subject(study, words))
    chosen = [each for each in study.primary(study.comparison.others[0].id) if each.primary]
    names = words["join"].join(words.titled(each.outcome) for each in chosen)
    over = [words["over"].format(n=study.settings)] if study.settings > 1 else []
    if study.at.get(words.lang):
        held = study.at[words.lang].items()
        over.append(words["at"].format(held="; ".join(f"{name} = {value}" for name, value in held)))
    return " ".join([situation, words["primary"].format(names=names) if chosen else words["primary_none"], *over])


def _options(study: Study, words: Words) -> Table:
    """Return table 1: a row for each measure of each option, the baseline first."""
    head = [words[key] for key in ("option", "measure", "dates", "where", "hours", "yuan")]
    found, dash = study.comparison, words["dash"]
    rows = [[words["base"], words["as_is"], dash, dash, shown(found.base.hours), _yuan(study, None, words)]]
    for option in found.others:
        measures = study.measures.get(option.id, ())
        lines = [_measure(each, words) for each in measures] or [(_changes(option, words), dash, dash)]
        for place, line in enumerate(lines):
            hours = _hours(study, option) if place == 0 else ""
            rows.append([name_of(study, option, words) if place == 0 else "", *line, hours,
                         _yuan(study, option, words) if place == 0 else ""])  # fmt: skip
    return Table(words["table_1"], head, rows, words=4)


def _measure(measure: Measure, words: Words) -> tuple[str, str, str]:
    dates = words["between"].format(measure.start, measure.end) if measure.end else words["from"].format(measure.start)
    return measure.words[words.lang], dates, words["join"].join(measure.where) or words["everywhere"]


def _changes(option: Option, words: Words) -> str:
    return words["points_join"].join(change[words.lang] for change in option.changes) or words["none"]


def _hours(study: Study, option: Option) -> str:
    return f"{shown(option.hours)} ({signed(option.hours - study.comparison.base.hours)})"


def _yuan(study: Study, option: Option | None, words: Words) -> str:
    """Return yuan a week, or that the user has filled in no price."""
    effects = study.comparison.of((option or study.comparison.others[0]).id)
    effect = next((each for each in effects if each.outcome == YUAN), None)
    if effect is None:
        return words["unfilled"]
    return shown(effect.base) if option is None else f"{shown(effect.other)} ({signed(effect.difference)})"


def _results(study: Study, words: Words) -> Iterator[Block]:
    found = study.comparison
    for option in found.others:
        if len(found.others) > 1:
            yield Heading(name_of(study, option, words), 2)
        yield Points([_sentence(study, option, effect, words) for effect in study.primary(option.id)])
        yield _effects(study, option, words)
    yield Paragraph(words["terms"], "soft")
    chosen = {name_of(study, option, words): _compared(study, option) for option in found.others}
    png, svg = forest(chosen, words.spoken(figure_language(words.lang)))
    yield Picture(words["figure_1"], png, svg)


def _compared(study: Study, option: Option) -> list[Effect]:
    """Return the effects shown of an option: with several options those that all have."""
    everywhere = set.intersection(*({each.outcome for each in study.shown(one.id)} for one in study.comparison.others))
    return [each for each in study.shown(option.id) if each.outcome in everywhere]


def _sentence(study: Study, option: Option, effect: Effect, words: Words) -> str:
    moved = who(effect, study.groups(option.id, effect.outcome), words.lang)
    return f"{_told(effect, words)}{words['points_join'] + moved if moved else ''}{words['stop']}"


def _effects(study: Study, option: Option, words: Words) -> Table:
    """Return table 2 of an option."""
    keys = ("outcome", "base", "other", "difference", "chance", "assumptions", "verdict")
    found = study.comparison
    draws = words["table_2_draws"].format(n=found.assumptions) if found.assumptions else ""
    caption = words["table_2"].format(letter=letter_of(study, option), option=which(study, option, words),
                                      runs=len(found.seeds), weeks=found.weeks, draws=draws)  # fmt: skip
    effects = study.shown(option.id) if len(found.others) == 1 else study.primary(option.id)
    return Table(caption, [words[key] for key in keys], [_row(effect, words) for effect in effects])


def _row(effect: Effect, words: Words) -> list[Cell | str]:
    side = side_of(effect)
    return [
        f"{words.titled(effect.outcome)}{'*' if effect.primary else ''}", shown(effect.base), shown(effect.other),
        Cell(f"{signed(effect.difference)} {MARKS[side]}", side), interval(effect.low, effect.high, words),
        interval(effect.assumption_low, effect.assumption_high, words), words[f"case_{case_of(effect)}"],
    ]  # fmt: skip


def side_of(effect: Effect) -> Side:
    """Return whether the change is for the better, for the worse or cannot be told."""
    return "untold" if effect.better is None else "better" if effect.better else "worse"


def interval(low: float | None, high: float | None, words: Words) -> str:
    """Return two numbers with the words between them."""
    if low is None or high is None or low != low:
        return "—"
    return f"{number(low)}{' 至 ' if words.lang == 'zh' else ' to '}{number(high)}"


def _bearing(study: Study, option: Option, words: Words) -> Iterator[Block]:
    """Yield table 3 of an option, who gains and who loses by name."""
    names = [each.outcome for each in study.shown(option.id) if study.groups(option.id, each.outcome)][:MOST_COLUMNS]
    columns = [*names, WORKERS]
    rows: list[list[Cell | str]] = [
        [words.label(label), *(_cell(study, option, label, name) for name in names), Cell("")]
        for label in _labels(study, option)
    ]
    rows.append([words["workers"], *(Cell("") for _ in names), _cell(study, option, PLACE, WORKERS)])
    caption = words["table_3"].format(letter=letter_of(study, option), option=which(study, option, words))
    yield Table(caption, [words["group"], *(words.titled(name) for name in columns)], rows)
    named = (("gains", gainers(study, option.id)), ("loses", losers(study, option.id)))
    yield Points([_named(key, effects, words) for key, effects in named])


def _labels(study: Study, option: Option) -> list[str]:
    """Return the groups in which most is marked, those that lose before others; at least the schedules."""
    effects = [each for each in study.comparison.effects[option.id] if each.label != PLACE]
    names = {each.outcome for each in study.shown(option.id)}
    marks = {label: 0.0 for label in study.comparison.labels(option.id) if label != PLACE}
    for each in effects:
        if each.outcome in names and each.better is not None:
            marks[each.label] += 1.0 if each.better else 1.5
    most = MOST_GROUPS // len(study.comparison.others)
    ordered = sorted(marks, key=lambda label: (-marks[label], not label.startswith("schedule:")))[:most]
    return [label for label in marks if label in ordered]


def _cell(study: Study, option: Option, label: str, name: str) -> Cell:
    effect = next((each for each in study.comparison.of(option.id, label) if each.outcome == name), None)
    if effect is None:
        return Cell("")
    side = side_of(effect)
    return Cell(f"{signed(effect.difference)} {MARKS[side]}", side)


def _named(key: str, effects: list[Effect], words: Words) -> str:
    if not effects:
        return words[f"{key}_none"]
    names = [
        words["loser"].format(
            group=words["workers"] if each.outcome == WORKERS else words.label(each.label),
            outcome=words.outcome(each.outcome), difference=signed(each.difference), unit=words.points(each.outcome),
            low=number(each.low), high=number(each.high),
        )
        for each in effects[:MOST_NAMED]
    ]  # fmt: skip
    more = [words["others"].format(n=len(effects) - MOST_NAMED)] if len(effects) > MOST_NAMED else []
    return words[key].format(names=words["points_join"].join([*names, *more]))


def _notes(study: Study, words: Words) -> Iterator[Block]:
    found = study.comparison
    yield Paragraph(words["leaves_out"], "soft")
    names = words["points_join"].join(str(each.get(words.lang) or each.get("zh") or "") for each in study.sources)
    lines = [
        words["sources"].format(names=names) if names else words["sources_none"],
        words["provenance"].format(version=found.version, seeds=seed_ranges(found.seeds), start=found.start,
                                   weeks=found.weeks, fingerprint=found.fingerprint),
        words["command"].format(command=found.command),
    ]  # fmt: skip
    yield Points(lines)
