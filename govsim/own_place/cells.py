"""What one cell of a filled sheet says."""

from datetime import date, datetime, time, timedelta
from typing import Any

from govsim.own_place.questions import (
    AnswerError,
    Question,
    answer_of,
    is_unknown,
    number_of,
    portion_of,
    share_of,
    whole,
)


def answer_in(question: Question, part: str, cell: Any) -> Any:
    """Return what a cell says: an answer, or for a class of employment its per cents; None if it is not known."""
    value = cell.value
    if value is None or (isinstance(value, str) and is_unknown(value)):
        return None
    if cell.data_type == "e":
        raise AnswerError("公式出错", "the formula has failed")
    if isinstance(value, bool | date | datetime | time | timedelta):
        raise AnswerError(
            "这里是日期、时间或真假值；请把单元格改为“文本”或“常规”再填",
            "a date, a time or a truth value: format the cell as text or general and write again",
        )
    if isinstance(value, str):
        return number_of(value.rstrip().rstrip("%％")) if part else answer_of(question, value)
    return _from_number(question, part, float(value), "%" in str(cell.number_format))


def _from_number(question: Question, part: str, number: float, percent: bool) -> Any:
    if part:
        return number * 100 if percent else number
    if question.kind == "part":
        if percent:
            return share_of(number)
        if 0 < number < 1:
            raise AnswerError(
                f"如果是比例，请写 {number:.4g} 的百分数，如 31%", "write a share as per cent, such as 31%"
            )
        return portion_of(f"{number:.10g}")
    if percent:
        raise AnswerError("单元格是百分比格式，这里要数目", "the cell is in percent format; a number is needed here")
    if question.kind == "hours":
        raise AnswerError(
            "要写星期和钟点，如“周一至周五 8:30-12:00”", "write days and hours, such as mon-fri 8:30-12:00"
        )
    return whole(question, number)
