"""The twelve questions about a place, and how an answer is read: tolerant of writing, strict about meaning."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from govsim.errors import InputError
from govsim.own_place.hours import Lines, hours_of

TEXTS = Path(__file__).with_name("questions.toml")
# What the five classes of employment are called in the sheet; the order is that of an answer in one line.
EMPLOYMENT: Mapping[str, tuple[str, str]] = {
    "government": ("机关事业单位", "public sector"),
    "enterprise": ("企业（含倒班、长工时、夜班）", "firms (shift, long-hours and night work too)"),
    "self_employed": ("个体、灵活就业", "self-employed"),
    "home": ("退休、在家", "retired or at home"),
    "student": ("学生（18 岁以上）", "students (of 18 and older)"),
}
UNKNOWN = frozenset(
    ("", "?", "-", "--", "不清楚", "不知道", "不详", "未知", "默认", "用默认", "无数据", "不清楚,用默认",
     "don't know", "dont know", "do not know", "unknown", "n/a", "na", "default")
)  # fmt: skip
ABOUT_WHOLE = 1.0  # by how many points five shares may miss 100 and still be taken as rounded
BARE = 100.0  # people or per cent? up to here a bare number could be both
_UNIT = re.compile(r"(户|人|个|名|件|人次|家|支|households|people|persons|residents|grids|groups)$")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_BETWEEN = re.compile(r"[\s,;/、]+")


class AnswerError(InputError):
    """An answer that cannot be taken, said in both languages."""


@dataclass(frozen=True)
class Portion:
    """A part of the residents: so many people, or a share of them."""

    people: float | None = None
    share: float | None = None

    def of(self, residents: float) -> float:
        """Return the share of these residents."""
        return self.share if self.share is not None else (self.people or 0.0) / residents


Shares = Mapping[str, float]  # employment -> share of adults; classes without an answer are left out
Answer = int | Portion | Shares | Lines
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Question:
    """One of the twelve; the texts are pairs, Chinese and English."""

    id: str
    number: int
    kind: str
    label: tuple[str, str]
    unit: tuple[str, str]
    use: tuple[str, str]
    example: tuple[str, str]
    paths: tuple[str, ...]
    low: int = 0
    high: int = 0

    @property
    def short(self) -> tuple[str, str]:
        """The label without what stands in brackets behind it."""
        return re.split(r"（", self.label[0])[0], self.label[1].split(" (")[0]

    def allowed(self, lang: str) -> str:
        """Return what may be answered, in words."""
        zh = {
            "whole": f"整数，{self.low:,} 到 {self.high:,}", "part": "人数（如 16500 人）或百分比（如 31%）",
            "shares": "五个百分数，合计 100；不清楚的一类写 ?", "hours": "星期和钟点，如“周一至周五 8:30-12:00”",
        }  # fmt: skip
        en = {
            "whole": f"a whole number, {self.low:,} to {self.high:,}",
            "part": "people (such as 16500 people) or per cent (31%)",
            "shares": "five per cents that add up to 100; ? for a class you do not know",
            "hours": "days and hours, such as mon-fri 8:30-12:00",
        }
        return (zh if lang == "zh" else en)[self.kind]


@cache
def questions() -> Mapping[str, Question]:
    """Return the questions by id, in the order in which they are asked."""
    rows = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {name: _question(number, name, row) for number, (name, row) in enumerate(rows.items(), 1)}


def _question(number: int, name: str, row: Mapping[str, Any]) -> Question:
    both: Any = {key: (row[key]["zh"], row[key]["en"]) for key in ("unit", "use", "example")}
    own = {key: row[key] for key in ("kind", "low", "high") if key in row}
    label = (row["zh"], row["en"])
    return Question(id=name, number=number, label=label, paths=tuple(row["paths"]), **both, **own)


def is_unknown(text: str) -> bool:
    """Return whether a text says that the answer is not known."""
    return plain(text).lower().replace("(假设)", "").strip("。. ") in UNKNOWN


def plain(text: str) -> str:
    """Return the text with full-width digits, signs and blanks as the usual ones."""
    return unicodedata.normalize("NFKC", text).strip()


def answer_of(question: Question, text: str) -> Answer | None:
    """Return the answer that a text gives, None if it is not known.

    Raises AnswerError with the reason.
    """
    if is_unknown(text):
        return None
    if question.kind == "whole":
        return whole(question, number_of(text))
    if question.kind == "part":
        return portion_of(text)
    return shares_of(text) if question.kind == "shares" else hours_of(text)


def number_of(text: str) -> float:
    """Return the number: 86000, 86,000, 8.6万, ８６０００ 人. Raises AnswerError for anything else."""
    short = _UNIT.sub("", plain(text).lower()).strip()
    factor = 10_000 if short.endswith("万") else 1
    short = short.removesuffix("万").strip()
    if _GROUPED.fullmatch(short):
        short = short.replace(",", "")
    if not _NUMBER.fullmatch(short):
        raise AnswerError(f"“{_cut(text)}”不是数字", f"{_cut(text)!r} is not a number")
    return round(float(short) * factor, 6)


def whole(question: Question, number: float) -> int:
    """Return a whole number in the question's range; raises AnswerError for others."""
    if number != int(number):
        raise AnswerError(f"要填整数，不能是 {number:g}", f"must be a whole number, not {number:g}")
    if not question.low <= number <= question.high:
        low, high = f"{question.low:,}", f"{question.high:,}"
        raise AnswerError(
            f"应在 {low} 到 {high} 之间，不能是 {number:,.0f}", f"must lie between {low} and {high}, not {number:,.0f}"
        )
    return int(number)


def portion_of(text: str) -> Portion:
    """Return people or a share: `31%`, `16500`, `30 人`. Raises AnswerError where it could be either."""
    short = plain(text)
    if short.endswith("%"):
        return share_of(number_of(short[:-1]) / 100)
    people = number_of(short)
    if people != int(people) or people < 0:
        raise AnswerError(f"百分比请写成 {people:g}%，人数要写整数", f"write {people:g}% or a whole number of people")
    if people <= BARE and not _UNIT.search(short.lower()):
        raise AnswerError(
            f"{people:g} 是人数还是百分比？请写 {people:g}% 或 {people:g} 人",
            f"is {people:g} people or per cent? Write {people:g}% or {people:g} people",
        )
    return Portion(people=people)


def share_of(share: float) -> Portion:
    """Return a share; raises AnswerError where it is none."""
    if not 0 <= share <= 1:
        raise AnswerError(
            f"百分比应在 0 到 100 之间，不能是 {share * 100:g}%",
            f"per cents lie between 0 and 100: {share * 100:g}% does not",
        )
    return Portion(share=round(share, 8))


def shares_of(text: str) -> Shares | None:
    """Return the shares of employment of a line of five per cents; `?` leaves one out."""
    parts = [part for part in _BETWEEN.split(plain(text)) if part]
    if len(parts) != len(EMPLOYMENT):
        raise AnswerError(
            f"要五个数（机关事业 企业 个体灵活 退休在家 学生），现有 {len(parts)} 个；不清楚的写 ?",
            f"five numbers are needed, here are {len(parts)}; write ? for a class you do not know",
        )
    named = zip(EMPLOYMENT, parts, strict=True)
    return checked_shares({name: number_of(part.rstrip("%")) for name, part in named if not is_unknown(part)})


def checked_shares(points: Mapping[str, float]) -> Shares | None:
    """Return shares of 1 for points of 100; None where no class is known. Raises AnswerError where they do not fit."""
    total = sum(points.values())
    if any(not 0 <= value <= 100 for value in points.values()):
        raise AnswerError("每一类都应在 0 到 100（%）之间", "every class lies between 0 and 100 (%)")
    complete = len(points) == len(EMPLOYMENT)
    if total > 100 + ABOUT_WHOLE or (complete and total < 100 - ABOUT_WHOLE):
        raise AnswerError(f"五类合计应为 100%，现为 {total:g}%", f"the five add up to {total:g} %, not to 100 %")
    scale = 1 / total if complete or total > 100 else 0.01
    return {name: value * scale for name, value in points.items()} or None


def _cut(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
