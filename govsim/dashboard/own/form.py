"""The twelve questions as a form: what is asked, what an answer means, and what is wrong with it, while it is typed."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from govsim.dashboard.own.checking import ORIGIN
from govsim.errors import GovsimError
from govsim.own_place import Answers, answer_of, base_of, faults, questions, worded
from govsim.own_place.facts import default_text
from govsim.own_place.questions import Answer
from govsim.scenario import Scenario

LONGEST = 400  # letters of an answer
Texts = Mapping[str, str]  # question -> what was typed


@cache
def base() -> Scenario:
    """Return the scenario that a new one starts from."""
    return base_of(ORIGIN, Path())


def asked(lang: str) -> list[dict[str, Any]]:
    """Return the questions in a language."""
    side = 0 if lang == "zh" else 1
    return [
        {"id": name, "number": each.number, "label": each.label[side], "unit": each.unit[side], "use": each.use[side],
         "example": each.example[side], "allowed": each.allowed(lang), "wide": each.kind in ("shares", "hours")}
        for name, each in questions().items()
    ]  # fmt: skip


def answers_of(texts: Texts) -> tuple[Answers, dict[str, GovsimError]]:
    """Return the answers that can be read, and what is wrong with the others; not known ones are left out."""
    answers: dict[str, Answer] = {}
    wrong: dict[str, GovsimError] = {}
    for name, question in questions().items():
        try:
            answer = answer_of(question, texts.get(name, "")[:LONGEST])
        except GovsimError as error:
            wrong[name] = error
        else:
            answers |= {} if answer is None else {name: answer}
    return answers, wrong


def looked_at(texts: Texts, settled: Answers, lang: str) -> dict[str, dict[str, Any]]:
    """Return for each question how its answer is understood, what is wrong or doubtful, and what is assumed without.

    settled: what a table of buildings has answered; it counts in place of what was typed.
    """
    answers, wrong = answers_of(texts)
    answers = {**answers, **settled}
    found = faults(base(), answers)
    seen: dict[str, dict[str, Any]] = {}
    for name in questions():
        others = {key: answer for key, answer in answers.items() if key != name}
        blamed = [each for each in found if name in each.about]
        said = [wrong[name].text(lang)] if name in wrong else [each.line(lang) for each in blamed if not each.hint]
        seen[name] = {
            "said": worded(answers[name], lang) if name in answers else "", "settled": name in settled,
            "wrong": "\n".join(said), "doubt": "\n".join(each.line(lang) for each in blamed if each.hint),
            "default": default_text(name, base(), others, lang),
        }  # fmt: skip
    return seen
