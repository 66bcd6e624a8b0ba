"""Sections of the page of a comparison."""

from collections.abc import Iterator, Sequence
from datetime import date

from govsim.analysis import Comparison, Effect, Option, hours_per_effect, shown, signed, verdict, who
from govsim.measures import PLACE, headline
from govsim.report import figures
from govsim.report.fonts import figure_language
from govsim.report.markup import Html, join, table, tag
from govsim.report.run_page import USES, use_label
from govsim.report.texts import Words

WORKERS = "overtime"  # the headline outcome that workers bear
_BLANK = tag("td", "")


def comparison_facts(found: Comparison, words: Words) -> Iterator[tuple[str, object, bool]]:
    """Yield what was run."""
    yield words["scenario"], ", ".join(option.id for option in (found.base, *found.others)), False
    yield words["dates"], words["span"].format(start=found.start.isoformat(), weeks=found.weeks), False
    yield words["pairs"], words["pairs_number"].format(n=len(found.seeds)), False
    yield words["seeds"], seed_ranges(found.seeds), False
    draws = words["draws_number"].format(n=found.assumptions) if found.assumptions else words["draws_none"]
    yield words["draws"], draws, False
    if "residents" in found.sizes:
        yield words["residents"], words["persons"].format(n=f"{found.sizes['residents']:,}"), False
    yield words["version"], found.version, False
    yield words["command"], found.command and tag("code", found.command), True
    yield words["fingerprint"], found.fingerprint and tag("code", found.fingerprint), True


def comparison_sections(found: Comparison, words: Words) -> Iterator[Html]:
    """Yield the sections of the page."""
    figure_words = Words(figure_language(words.lang))
    yield _section(words["options"], _options(found, words))
    yield _section(words["sentences"], tag("p", words["primary_note"], class_="soft"), *_verdicts(found, words))
    yield _section(words["forest"], tag("p", words["forest_note"], class_="soft"), _forest(found, figure_words))
    note = tag("p", words["matrix_note"], class_="soft")
    yield _section(words["matrix"], _legend(words), note, *_matrices(found, words))
    if len(found.series):
        yield _section(words["series"], _series(found, figure_words))
    yield _section(words["hours"], _hours(found, figure_words))
    yield _section(words["effects"], *_tables(found, words))


def _section(title: str, *content: Html) -> Html:
    return tag("section", tag("h2", title), *content)


def seed_ranges(seeds: Sequence[int]) -> str:
    """Return seeds as ranges: 1-20, 25."""
    ordered, ranges = sorted(seeds), list[list[int]]()
    for seed in ordered:
        if ranges and seed == ranges[-1][-1] + 1:
            ranges[-1].append(seed)
        else:
            ranges.append([seed])
    return ", ".join(f"{each[0]}-{each[-1]}" if len(each) > 1 else f"{each[0]}" for each in ranges)


def _options(found: Comparison, words: Words) -> Html:
    head = (words["option"], words["hours_week"], words["changes"])
    rows = []
    for option in (found.base, *found.others):
        changes = [tag("div", change[words.lang]) for change in option.changes]
        kind = words["baseline"] if option is found.base else join(changes) or words["no_changes"]
        rows.append((option.title[words.lang], shown(option.hours), tag("td", kind, class_="text")))
    return table(head, rows, class_="words")


def _verdicts(found: Comparison, words: Words) -> Iterator[Html]:
    """Yield the sentences of each option: primary outcomes first, then the other headline outcomes."""
    for option in found.others:
        effects = [effect for effect in found.of(option.id) if effect.primary or _is_headline(effect)]
        ordered = sorted(effects, key=lambda effect: not effect.primary)
        if len(found.others) > 1:
            yield tag("h3", option.title[words.lang])
        yield tag("ul", *(_sentence(found, option, effect, words) for effect in ordered), class_="verdicts")


def _sentence(found: Comparison, option: Option, effect: Effect, words: Words) -> Html:
    groups = [each for each in found.effects[option.id] if each.outcome == effect.outcome and each.label != PLACE]
    moved = who(effect, groups, words.lang)
    badge = tag("span", words["primary" if effect.primary else "exploratory"], class_="badge")
    line = tag("span", verdict(effect, words.lang), class_=_side(effect))
    return tag("li", badge, line, tag("div", f"{words['who']}{_colon(words)}{moved}", class_="soft") if moved else None)


def _colon(words: Words) -> str:
    return "：" if words.lang == "zh" else ": "


def _forest(found: Comparison, words: Words) -> Html:
    effects = {option.title[words.lang]: _shown_effects(found, option) for option in found.others}
    title = words["forest_title" if found.assumptions else "chance_only"]
    return join((tag("p", title, class_="soft"), figures.forest(effects, words, title)))


def _shown_effects(found: Comparison, option: Option) -> list[Effect]:
    """Return the headline and primary effects on the place that every option has."""
    common = set.intersection(*({effect.outcome for effect in found.of(each.id)} for each in found.others))
    effects = (effect for effect in found.of(option.id) if effect.outcome in common)
    return [effect for effect in effects if effect.primary or _is_headline(effect)]


def _is_headline(effect: Effect) -> bool:
    return effect.outcome in {each.id for each in headline()}


def _legend(words: Words) -> Html:
    marks = (("better", "▲"), ("worse", "▼"), ("untold", "≈"))
    return tag("p", *(join((tag("span", f"{mark} {words[side]}", class_=side), "　")) for side, mark in marks))


def _matrices(found: Comparison, words: Words) -> Iterator[Html]:
    """Yield who gains and who bears: groups by headline outcomes, workers as a row of their own."""
    for option in found.others:
        effects = {(effect.label, effect.outcome): effect for effect in found.effects[option.id]}
        columns = [each.id for each in headline() if (PLACE, each.id) in effects]
        rows = [
            (
                words.label(label),
                *(_cell(effects, label, name, words) if name != WORKERS else _BLANK for name in columns),
            )
            for label in found.labels(option.id)
        ]
        if WORKERS in columns:
            borne = (_cell(effects, PLACE, name, words) if name == WORKERS else _BLANK for name in columns)
            rows.append((words["workers"], *borne))
        head = (words["group"], *(words.outcome(name) for name in columns))
        loses = any(effect.better is False and effect.outcome in columns for effect in effects.values())
        yield tag("h3", option.title[words.lang]) if len(found.others) > 1 else Html("")
        yield table(head, rows)
        if not loses:
            yield tag("p", words["nobody_loses"])


def _cell(effects: dict[tuple[str, str], Effect], label: str, name: str, words: Words) -> Html:
    effect = effects.get((label, name))
    if effect is None:
        return _BLANK
    side = _side(effect)
    mark = {"better": "▲", "worse": "▼", "untold": "≈"}[side]
    detail = f"{words[side]}{_colon(words)}{signed(effect.difference)} {words.points(name)}"
    return tag("td", f"{signed(effect.difference)} {mark}", class_=side, title=detail)


def _side(effect: Effect) -> str:
    return {True: "better", False: "worse", None: "untold"}[effect.better]


def _series(found: Comparison, words: Words) -> Html:
    """Return weekly means of the headline outcomes, a line for the baseline and each option."""
    options = (found.base, *found.others)
    curves = {}
    for each in headline():
        rows = found.series[found.series["outcome"] == each.id]
        lines = (rows[rows["option"] == option.id].sort_values("date") for option in options)
        curves[each.id] = [([date.fromisoformat(day) for day in line["date"]], list(line["value"])) for line in lines]
    return figures.series_figure(curves, [option.title[words.lang] for option in options], words, words["series"])


def _hours(found: Comparison, words: Words) -> Html:
    names = [f"worker_hours_{use}" for use in USES]
    bars: dict[str, list[float]] = {}
    for option in found.others:
        effects = {effect.outcome: effect for effect in found.of(option.id)}
        if all(name in effects for name in names):
            bars.setdefault(words["baseline"], [effects[name].base for name in names])
            bars[option.title[words.lang]] = [effects[name].other for name in names]
    return figures.stacked_hours(bars, [use_label(name, words) for name in names], words) if bars else Html("")


def _tables(found: Comparison, words: Words) -> Iterator[Html]:
    """Yield the table of all effects on the place, one for each option."""
    keys = ("outcome", "unit", "base_value", "other_value", "difference", "chance", "assumptions", "sign_share", "runs",
            "variance_ratio", "per_effect")  # fmt: skip
    for option in found.others:
        effects = found.of(option.id)
        cost = next((effect for effect in effects if effect.outcome == "cost_hours"), None)
        rows = [_row(effect, cost, words) for effect in effects]
        summary = f"{option.title[words.lang]}{_colon(words)}{words['effects']}"
        yield tag("details", tag("summary", summary), table([words[key] for key in keys], rows))


def _row(effect: Effect, cost: Effect | None, words: Words) -> tuple[object, ...]:
    share = "—" if effect.sign_share is None else f"{effect.sign_share:.0%}"
    per_effect = hours_per_effect(cost, effect) if cost is not None else None
    return (
        words.outcome(effect.outcome), words.points(effect.outcome), shown(effect.base), shown(effect.other),
        tag("td", signed(effect.difference), class_=_side(effect)), _interval(effect.low, effect.high, words),
        _interval(effect.assumption_low, effect.assumption_high, words), share, effect.runs,
        shown(effect.variance_ratio), shown(per_effect),
    )  # fmt: skip


def _interval(low: float | None, high: float | None, words: Words) -> str:
    return "—" if low is None or high is None else f"{shown(low)}{words['to']}{shown(high)}"
