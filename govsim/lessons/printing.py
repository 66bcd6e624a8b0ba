"""A lesson on paper: one page of HTML that holds everything, for printing in A4."""

from collections.abc import Iterator
from pathlib import Path

from govsim.errors import InputError
from govsim.lessons.printed_results import results
from govsim.lessons.record import Recorded, recorded
from govsim.lessons.specification import Ask, Lesson, Option, Role
from govsim.lessons.words import Words
from govsim.report.markup import Html, table, tag
from govsim.scenario import Text

STYLE = Path(__file__).with_name("print.css")
CARDS = 4  # on a page
ROUNDS = 2
LINES = 4  # to write on, for each question
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # a browser fetches nothing and runs nothing


def sheets(lesson: Lesson, lang: str) -> str:
    """Return the page: the trainer's outline, role cards, the answer sheet, the recorded results.

    Raises ValueError for a language other than zh and en.
    """
    words, title = Words(lang), lesson.title.word(lang)
    parts = (_outline(lesson, words), *_cards(lesson, words), _answers(lesson, words), _discussion(lesson, words),
             *results(lesson, _known(lesson), words))  # fmt: skip
    head = (
        tag("meta", charset="utf-8"), tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · {words['kind']} · govsim"), tag("style", Html(STYLE.read_text(encoding="utf-8"))),
    )  # fmt: skip
    language = "zh-CN" if lang == "zh" else "en"
    return f"<!doctype html>\n{tag('html', tag('head', *head), tag('body', *parts), lang=language)}\n"


def _known(lesson: Lesson) -> Recorded | None:
    try:
        return recorded(lesson.id)
    except InputError:
        return None


def _outline(lesson: Lesson, words: Words) -> Html:
    """Return the trainer's first page: the situation, the facts, the question, how the time goes."""
    lang = words.lang
    return tag(
        "section",
        tag("div", words["tag"], class_="tag"), tag("h1", lesson.title.word(lang)),
        tag("p", lesson.challenge.word(lang), class_="soft"), tag("p", lesson.story.word(lang)),
        tag("h2", words["facts"]), tag("ol", *(tag("li", fact.word(lang)) for fact in lesson.facts)),
        tag("h2", words["question"]), tag("p", lesson.question.word(lang), class_="question"),
        tag("h2", words["outline"]), tag("ul", *(tag("li", step) for step in words.list("steps"))),
        tag("p", words["no_score"]), tag("p", words["paper"], class_="soft"),
        tag("h2", words["assumed"]), tag("ul", *(tag("li", line.word(lang)) for line in lesson.assumed)),
    )  # fmt: skip


def _cards(lesson: Lesson, words: Words) -> Iterator[Html]:
    """Yield pages of role cards, four to a page."""
    for first in range(0, len(lesson.roles), CARDS):
        cards = (_card(lesson, role, words) for role in lesson.roles[first : first + CARDS])
        yield tag("section", tag("p", words["roles"], class_="soft"), tag("div", *cards, class_="cards"))


def _card(lesson: Lesson, role: Role, words: Words) -> Html:
    lang = words.lang
    own = (tag("div", words.value(each.outcome, each.label)) for each in role.outcomes)
    return tag(
        "div", tag("span", lesson.title.word(lang), class_="lesson"), tag("b", role.name.word(lang)),
        tag("p", role.who.word(lang)), tag("p", role.sees.word(lang)),
        tag("div", tag("strong", words["answer_for"]), *own, tag("small", words["agree"], class_="soft"), class_="own"),
    )  # fmt: skip


def _answers(lesson: Lesson, words: Words) -> Html:
    """Return a team's answer sheet: predictions, choices with the budget, room for the discussion."""
    lang = words.lang
    budget = words.say("spent", budget=f"{lesson.budget:g}", unit=lesson.unit.word(lang))
    rooms = tuple(tag("td") for _ in range(ROUNDS))
    rows = [*(_option(lesson, each, words) for each in lesson.options), (budget, tag("td"), tag("td"), *rooms)]
    head = (words["measure"], f"{words['cost']} ({lesson.unit.word(lang)})", words["most"], words["round_1"],
            words["round_2"])  # fmt: skip
    return tag(
        "section", tag("div", words["tag"], class_="tag"), tag("h1", f"{lesson.title.word(lang)} · {words['sheet']}"),
        tag("div", words["team"], tag("span"), class_="team"), tag("h2", words["predict"]),
        table((words["compared"], words["way"], words["how_much"], words["sure"]),
              (_ask(each, words) for each in lesson.prediction), "sheet"),
        tag("h2", words["choose"]), tag("p", words["one_of"], class_="soft") if _rivals(lesson) else None,
        table(head, rows, "sheet"), tag("p", words["gave_way"]), tag("div", class_="line"),
    )  # fmt: skip


def _discussion(lesson: Lesson, words: Words) -> Html:
    """Return the back of the answer sheet."""
    rooms = (_room(question, words) for question in lesson.debrief)
    home = _room(lesson.home, words)
    return tag("section", tag("h2", words["debrief"]), *rooms, tag("h2", words["home"]), home)


def _ask(ask: Ask, words: Words) -> tuple[Html, ...]:
    text = tag("td", tag("b", ask.text.word(words.lang)), tag("small", ask.compared.word(words.lang)), class_="text")
    amount = tag("td", tag("small", words.unit(ask.outcome)))
    return text, tag("td", "▲  ▼  ≈", class_="mid"), amount, tag("td", words["sure_steps"], class_="mid")


def _option(lesson: Lesson, option: Option, words: Words) -> tuple[Html, ...]:
    """Return a row of the sheet; a round in which the measure cannot be chosen is crossed out."""
    lang = words.lang
    star = " ★" if option.instead in _rivals(lesson) else ""
    notes = [option.note.word(lang)]
    if option.needs:
        names = " / ".join(lesson.option(name).name.word(lang) for name in option.needs)
        notes.append(words.say("goes_with", names=names))
    rounds = (tag("td", "" if option.unlocked <= number else "✕", class_="mid") for number in range(1, ROUNDS + 1))
    text = tag("td", tag("b", f"{option.name.word(lang)}{star}"), tag("small", " ".join(notes)), class_="text")
    return text, tag("td", f"{option.cost:g}"), tag("td", _most(option)), *rounds


def _most(option: Option) -> str:
    return f"{option.most:g}" if option.step == 1 else f"{option.most:g} (+{option.step:g})"


def _rivals(lesson: Lesson) -> set[str]:
    """Return the names that options share of which only one is chosen."""
    return {each.instead for each in lesson.options if each.instead}


def _room(question: Text, words: Words) -> Html:
    return tag("div", tag("p", question.word(words.lang)), *(tag("div", class_="line") for _ in range(LINES)))
