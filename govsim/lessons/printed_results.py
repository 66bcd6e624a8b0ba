"""The recorded results of a lesson as the trainer's pages on paper."""

from collections.abc import Iterator

from govsim.analysis import shown, signed
from govsim.lessons.record import Curve, Found, Recorded, Study
from govsim.lessons.specification import Lesson, Shown, Sweep
from govsim.lessons.words import Words, interval
from govsim.report.markup import Html, table, tag

COLUMNS = 7  # outcomes in a table of measures


def results(lesson: Lesson, known: Recorded | None, words: Words) -> Iterator[Html]:
    """Yield the trainer's pages: answers and what can be said; measures alone, packages, curves."""
    title = tag("h1", f"{lesson.title.word(words.lang)} · {words['results']}")
    if known is None:
        absent = tag("p", words.say("absent", name=lesson.id))
        yield tag("section", title, absent, *_spoken(lesson, words), *_limits(lesson, words))
        return
    yield tag(
        "section", tag("div", words["tag"], class_="tag"), title, _made(known, words), tag("h2", words["answers"]),
        _answers(lesson, known, words), tag("p", words["reading"], class_="soft"), *_spoken(lesson, words),
    )  # fmt: skip
    columns = lesson.shown[:COLUMNS]
    names = {option.id: option.name.word(words.lang) for option in lesson.options}
    packages = {package.id: package.name.word(words.lang) for package in lesson.packages}
    yield tag(
        "section", tag("h2", words["alone"]), _differences(known.of("option"), names, columns, words),
        tag("h2", words["packages"]), _differences(known.of("package"), packages, columns, words),
        tag("p", words["reading"], class_="soft"), *_curves(lesson, known, words),
        *_matters(lesson, known, words), *_limits(lesson, words),
    )  # fmt: skip


def _made(known: Recorded, words: Words) -> Html:
    others = {row.runs for study in known.studies if study.kind != "question" for row in study.rows}
    text = words.say("recorded", version=known.version, source=known.source[:12], seeds=known.seeds,
                     draws=known.draws, others=min(others, default=0))  # fmt: skip
    return tag("p", text, None if known.present else tag("b", f" {words['stale']}"), class_="soft")


def _answers(lesson: Lesson, known: Recorded, words: Words) -> Html:
    head = (words["compared"], words["base"], words["then"], words["difference"], words["chance"],
            words["assumed_range"], words["same_sign"])  # fmt: skip
    rows = []
    for ask in lesson.prediction:
        row = known.study(ask.id).row(ask.outcome, ask.label)
        name = f"{words.value(ask.outcome, ask.label)} ({words.unit(ask.outcome)})"
        text = tag("td", tag("b", name), tag("br"), ask.compared.word(words.lang), class_="text")
        share = "—" if row.sign_share is None else f"{row.sign_share:.0%}"
        rows.append((text, tag("td", shown(row.base)), tag("td", shown(row.other)), _cell(row),
                     tag("td", interval(row.low, row.high)), tag("td", _assumed(row, words)),
                     tag("td", share)))  # fmt: skip
    return table(head, rows, "answers")


def _assumed(row: Found, words: Words) -> str:
    """Return the range of the assumptions; a point means that draws differ by no more than chance."""
    is_point = row.assumed_low is not None and row.assumed_low == row.assumed_high
    return words["point"] if is_point else interval(row.assumed_low, row.assumed_high)


def _cell(row: Found) -> Html:
    return tag("td", f"{row.mark} {signed(row.difference)}", class_=None if row.side == "untold" else row.side)


def _spoken(lesson: Lesson, words: Words) -> Iterator[Html]:
    """Yield what can be said at the reveal."""
    yield tag("h2", words["surprise"])
    yield tag("ol", *(tag("li", each.word(words.lang)) for each in lesson.surprise))


def _matters(lesson: Lesson, known: Recorded, words: Words) -> Iterator[Html]:
    """Yield the two cases that are told, each without and with the first question's measure."""
    counts, found = known.matters, lesson.prediction[0]
    if counts.told:
        yield tag("h2", words["matters"])
        yield tag("p", words.say("matters_counts", cases=counts.cases, earlier=counts.earlier, later=counts.later),
                  f" {found.compared.word(words.lang)}", class_="soft")  # fmt: skip
    for told in counts.told:
        yield tag("h3", words.say(f"matter_{told.side}", days=f"{told.hours / 24:.1f}"))
        versions = [_lines(each) for each in told.lines[words.lang]]
        yield table((words["matter_without"], words["matter_with"]), [versions])


def _lines(lines: tuple[tuple[str, str], ...]) -> Html:
    return tag("td", *(tag("div", tag("small", f"{moment} ", class_="soft"), words) for moment, words in lines),
               class_="text")  # fmt: skip


def _limits(lesson: Lesson, words: Words) -> Iterator[Html]:
    """Yield what the model did not tell, and the thing to take home."""
    yield tag("h2", words["limits"])
    yield tag("ul", *(tag("li", each.word(words.lang)) for each in lesson.limits))
    yield tag("p", tag("b", f"{words['home']}: "), lesson.home.word(words.lang))


def _differences(studies: tuple[Study, ...], names: dict[str, str], columns: tuple[Shown, ...], words: Words) -> Html:
    head = ["", *(f"{words.value(each.outcome, each.label)} ({words.unit(each.outcome)})" for each in columns)]
    rows = ((names[study.id], *(_cell(study.row(each.outcome, each.label)) for each in columns)) for study in studies)
    return table(head, rows, "wide")


def _curves(lesson: Lesson, known: Recorded, words: Words) -> Iterator[Html]:
    """Yield the curves as tables: a column for each point, mean and interval."""
    found = {curve.id: curve for curve in known.curves}
    drawn = [curve for curve in lesson.curves if curve.id in found]
    if drawn:
        yield tag("h2", words["curves"])
    for curve in drawn:
        yield tag("h3", curve.name.word(words.lang))
        yield _curve(curve, found[curve.id], words)


def _curve(curve: Sweep, found: Curve, words: Words) -> Html:
    rows = []
    for (label, outcome), points in found.values.items():
        cells = (tag("td", shown(value), tag("br"), tag("small", f"{shown(low)}–{shown(high)}", class_="soft"))
                 for value, low, high in points)  # fmt: skip
        rows.append((words.value(outcome, label), *cells))
    return table((curve.unit.word(words.lang), *(f"{at:g}" for at in found.at)), rows, "wide")
