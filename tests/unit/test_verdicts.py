"""Verdicts: the decision table, in order, in both languages, and words that never appear."""

import re
import tomllib
from dataclasses import replace

import pytest

from govsim.analysis import Effect, case_of, number, verdict, who
from govsim.analysis.verdicts import FILE

FORBIDDEN = {
    "zh": r"证明|预测|将会|显著|最优",
    "en": r"\b(prov(e|es|ed|ing)|predict\w*|will|significan\w*|optimal\w*)\b",
}
FALLS = Effect(
    outcome="reach_failure", base=40.0, other=35.0, difference=-5.0, low=-6.0, high=-4.0, runs=20, variance_ratio=6.0,
    deviation=2.1,
)  # fmt: skip
VARIED = replace(
    FALLS, assumption_low=-7.0, assumption_high=-1.0, sign_share=0.95, n_assumptions=64, turning=("contact.patience",)
)
UNTOLD = replace(FALLS, difference=-0.5, low=-1.5, high=0.5)

CASES = [
    ("unknown", replace(FALLS, low=float("nan"), high=float("nan"), runs=1)),
    ("small", replace(FALLS, matters=7.0)),
    ("small", replace(UNTOLD, matters=2.0)),  # comes before "untold"
    ("small", replace(VARIED, matters=7.0)),
    ("robust", replace(VARIED, matters=6.5)),  # the assumption range goes beyond what matters
    ("untold", replace(UNTOLD, matters=2.0, sign_share=0.6, assumption_low=-3.0, assumption_high=4.0)),
    ("untold", UNTOLD),
    ("untold", replace(UNTOLD, sign_share=1.0, assumption_low=-2.0, assumption_high=-1.0)),
    ("untold", replace(UNTOLD, low=0.0, high=1.0)),
    ("chance", FALLS),
    ("robust", VARIED),
    ("robust", replace(VARIED, sign_share=0.9)),
    ("most", replace(VARIED, sign_share=0.89)),
    ("most", replace(VARIED, sign_share=0.7)),
    ("depends", replace(VARIED, sign_share=0.69)),
    ("few", replace(VARIED, n_assumptions=19, sign_share=1.0)),
    ("robust", replace(VARIED, n_assumptions=20)),
    ("same", replace(FALLS, other=40.0, difference=0.0, low=0.0, high=0.0, deviation=0.0, matters=2.0)),
]  # fmt: skip


def of_group(label: str, difference: float, told: bool = True) -> Effect:
    reach = 0.1 * abs(difference) if told else 2 * abs(difference)
    return replace(FALLS, label=label, difference=difference, low=difference - reach, high=difference + reach)


@pytest.mark.parametrize(("expected", "effect"), CASES)
def test_the_first_row_that_applies_is_used(expected: str, effect: Effect) -> None:
    assert case_of(effect) == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("case", "effect"), CASES)
def test_no_sentence_has_a_forbidden_word_or_an_open_brace(lang: str, case: str, effect: Effect) -> None:
    sentence = verdict(effect, lang)
    assert not re.search(FORBIDDEN[lang], sentence, re.IGNORECASE)
    assert "{" not in sentence and "nan" not in sentence
    states_direction = bool(re.search("升|降" if lang == "zh" else "rises|falls", sentence))
    assert states_direction == (case in ("chance", "few", "robust", "most", "depends"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_template_has_a_forbidden_word(lang: str) -> None:
    for words in tomllib.loads(FILE.read_text(encoding="utf-8"))[lang].values():
        assert not re.search(FORBIDDEN[lang], words, re.IGNORECASE)


def test_sentences_in_chinese() -> None:
    assert verdict(VARIED, "zh") == (
        "在所设条件下，方向稳健：有事找不到人降约 5.00 百分点（随机波动 −6.00 至 −4.00，假设范围 −7.00 至 −1.00）"
    )
    assert verdict(FALLS, "zh").startswith("只考虑了随机波动，未考虑假设：有事找不到人降约 5.00 百分点")
    assert verdict(replace(VARIED, sign_share=0.5), "zh").startswith("取决于假设，尤其是：扑空几次后放弃")
    assert verdict(UNTOLD, "zh") == "有事找不到人：分辨不出差别"


def test_sentences_in_english() -> None:
    assert verdict(VARIED, "en") == (
        "Robust in direction under these settings: tried, reached nobody falls by about 5.00 points "
        "(chance −6.00 to −4.00, assumptions −7.00 to −1.00)"
    )
    rises = replace(VARIED, difference=5.0, low=4.0, high=6.0, assumption_low=1.0, assumption_high=7.0, sign_share=0.8)
    assert "In most assumptions" in verdict(rises, "en") and "rises by about" in verdict(rises, "en")


def test_how_many_more_runs_would_tell() -> None:
    effect = replace(UNTOLD, matters=1.0, runs=20, deviation=2.0)
    assert verdict(effect, "en").endswith("(about 14 more runs would tell 1.00 points)")  # 34 are needed in all
    assert "再做约 14 次可分辨 1.00 百分点" in verdict(effect, "zh")
    assert verdict(replace(effect, runs=60), "en").endswith("no difference could be told")


@pytest.mark.parametrize(("lang", "words"), [("zh", "按默认假设，"), ("en", " at the default assumptions")])
def test_small_without_draws_is_said_of_the_default_assumptions(lang: str, words: str) -> None:
    assert words in verdict(replace(UNTOLD, matters=2.0), lang)
    assert words not in verdict(replace(VARIED, matters=7.0), lang)


def test_a_range_without_spread_says_so_or_where_it_lies() -> None:
    point = replace(VARIED, assumption_low=-5.0, assumption_high=-5.0, sign_share=1.0, turning=())
    assert verdict(point, "en").endswith("(chance −6.00 to −4.00, assumptions no spread beyond chance)")
    assert verdict(point, "zh").endswith("（随机波动 −6.00 至 −4.00，假设范围未超出随机波动）")
    moved = replace(point, assumption_low=2.0, assumption_high=2.0, sign_share=0.0)
    assert verdict(moved, "en").endswith("(chance −6.00 to −4.00, assumptions about 2.00)")


def test_names_can_be_replaced() -> None:
    assert "unreached" in verdict(FALLS, "en", {"reach_failure": "unreached"})


def test_who_names_those_who_move_most_and_those_who_move_against() -> None:
    groups = [
        of_group("schedule:employed", -8), of_group("schedule:enterprise", -9), of_group("schedule:home", 2),
        of_group("category:foreign", -20, told=False), of_group("category:local_owner", -5),
    ]  # fmt: skip
    assert who(FALLS, groups, "zh") == "主要是上班族；退休、在家居民略升"
    assert who(FALLS, groups, "en") == "mainly employed residents; slightly up for retired and at home"


def test_who_allows_for_how_many_groups_are_asked() -> None:
    """A group just beyond its own 95 % interval is named alone, but not as one of twenty."""
    near = replace(FALLS, label="age:70+", difference=-1.05, low=-2.03, high=-0.07, deviation=2.1)
    others = [replace(UNTOLD, label=f"age:{number}") for number in range(19)]
    assert who(UNTOLD, [near], "en") == "down for aged 70 and over"
    assert who(UNTOLD, [near, *others], "en") == ""


def test_who_says_when_all_move_alike_or_nothing_is_told() -> None:
    assert who(FALLS, [of_group("schedule:employed", -5), of_group("schedule:home", -5)], "zh") == "各类居民都有"
    assert who(UNTOLD, [of_group("schedule:home", 1, told=False)], "zh") == ""
    assert who(UNTOLD, [of_group("schedule:employed", -3), of_group("schedule:home", 3)], "en") == (
        "up for retired and at home; down for employed residents"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-5.0, "−5.00"), (12.34, "12.3"), (1234.5, "1,234"), (0.1234, "0.123"), (-0.01234, "−0.012"),
     (0.000012, "0.000012"), (1e-9, "0")],
)  # fmt: skip
def test_numbers_have_few_digits_and_a_true_minus(value: float, text: str) -> None:
    assert number(value) == text
