"""Lessons for a class: a place, a question, measures within a budget, predictions, and what was found beforehand."""

from govsim.lessons.choices import cost, problems, scenario_for, scenario_with
from govsim.lessons.reading import catalogue, lesson, no_lesson
from govsim.lessons.record import Curve, Found, Recorded, Study, recorded
from govsim.lessons.results import Row, differences
from govsim.lessons.runs import one, prepare
from govsim.lessons.specification import Ask, Lesson, Option, Role, Shown
from govsim.lessons.words import value_name

__all__ = [
    "Ask", "Curve", "Found", "Lesson", "Option", "Recorded", "Role", "Row", "Shown", "Study", "catalogue", "cost",
    "differences", "lesson", "no_lesson", "one", "prepare", "problems", "recorded", "scenario_for", "scenario_with",
    "value_name",
]  # fmt: skip
