"""A user's own place: twelve questions or a filled sheet become a scenario; which results hang on what is assumed."""

from govsim.own_place.facts import worded
from govsim.own_place.fitting import faults
from govsim.own_place.hanging import Hanging, hanging
from govsim.own_place.hotline import fit, orders_a_month
from govsim.own_place.interview import Interview
from govsim.own_place.making import (
    Table,
    at_cells,
    base_of,
    filled_sheet,
    made_of,
    put,
    table_of_file,
    whole_or_nothing,
)
from govsim.own_place.questions import Answers, Portion, Question, answer_of, questions
from govsim.own_place.small import small
from govsim.own_place.template import write_template
from govsim.own_place.writing import Fit, Made, assumed_paths, scenario_text

__all__ = [
    "Answers", "Fit", "Hanging", "Interview", "Made", "Portion", "Question", "Table", "answer_of", "assumed_paths",
    "at_cells", "base_of", "faults", "filled_sheet", "fit", "hanging", "made_of", "orders_a_month", "put", "questions",
    "scenario_text", "small", "table_of_file", "whole_or_nothing", "worded", "write_template",
]  # fmt: skip
