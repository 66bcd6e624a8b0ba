"""The brief: complete in both languages, one content as a page and as a Word document, advice from the numbers."""

import io
import json
import re
import tomllib
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from govsim.analysis import Comparison, Effect, Option, runs_needed
from govsim.errors import InputError
from govsim.measures import PLACE, headline, outcomes_known
from govsim.report.brief import TEXTS, write_brief
from govsim.report.brief.advice import advice, losers
from govsim.report.brief.blocks import Points, Table
from govsim.report.brief.content import content
from govsim.report.study import Measure, Study, read_patterns, read_study
from govsim.report.texts import Words

DAY = date(2026, 1, 31)
START = date(2021, 1, 4)
ATTACK = '<script>alert("x")</script>'
FORBIDDEN = {
    "zh": ("证明", "将会", "显著提升", "最优"), "en": ("proves", "predicts", "significant", "optimal", " will ")
}  # fmt: skip
HEADINGS = {
    "zh": ["一句话", "一、想回答的问题", "二、比较了什么", "三、主要结果", "四、谁受益、谁承担", "五、把握有多大",
           "六、如要试点", "七、说明"],
    "en": ["In one sentence", "Question", "Options compared", "Main results", "Who gains, who bears", "How sure",
           "If it is piloted", "Notes"],
}  # fmt: skip
BOX = {
    "zh": "本简报由计算机模型推演得出，人口与事项均为合成，结果取决于所列假设，不是预测，也不能代替调查与试点。",
    "en": "Computed by a model with made-up people; depends on the listed assumptions; not a forecast and no "
    "substitute for inquiry and a pilot.",
}


def effect(outcome: str, difference: float, label: str = PLACE, reach: float = 1.0, **others: Any) -> Effect:
    """Return an effect whose chance interval reaches so far both ways."""
    values: dict[str, Any] = {
        "base": 40.0, "other": 40.0 + difference, "low": difference - reach, "high": difference + reach, "runs": 20,
        "variance_ratio": 4.0, "deviation": 2.0,
    }  # fmt: skip
    return Effect(outcome=outcome, label=label, difference=difference, **{**values, **others})


def study(*effects: Effect, assumptions: int = 0, others: int = 1, **changes: Any) -> Study:
    """Return a study of one or more like options."""
    options = tuple(
        Option(id=f"option{number}", title={"zh": f"方案{number}（合成）", "en": f"Option {number}"}, hours=110.0)
        for number in range(1, others + 1)
    )
    comparison = Comparison(
        base=Option(id="base", title={"zh": "示范社区（合成）", "en": "Demo community (synthetic)"}, hours=100.0),
        others=options, effects={option.id: effects for option in options}, seeds=tuple(range(1, 21)), start=START,
        weeks=20, assumptions=assumptions, sizes={"residents": 3500}, fingerprint="f" * 64, version="0.1.0",
        command="govsim compare base option1",
    )  # fmt: skip
    measure = Measure(id="roster", words={"zh": "错时，25%", "en": "staggered hours, 25%"},
                      start=START + timedelta(weeks=8))  # fmt: skip
    known: dict[str, Any] = {"question": {"zh": "谁更容易找到人？", "en": "Who is helped?"}}
    measures = {option.id: (measure,) for option in options}
    return Study(comparison=comparison, measures=measures, **{**known, **changes})


def usual() -> Study:
    """Return a study with a primary outcome that gets better, a group that loses, and assumptions."""
    range_: dict[str, object] = {
        "assumption_low": -9.0, "assumption_high": -2.0, "sign_share": 0.95, "n_assumptions": 64,
        "turning": ("contact.patience", "channels.trust_slope", "field.acquaintance_loss"),
    }  # fmt: skip
    whole = [effect("reach_failure", -6.0, primary=True, matters=2.0, **range_)]
    whole += [effect(each.id, 0.1) for each in headline() if each.id != "reach_failure"]
    groups = [effect("reach_failure", 5.0, "schedule:home"), effect("reach_failure", -8.0, "schedule:employed")]
    return study(*whole, *groups, assumptions=64)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_brief_is_complete(lang: str, tmp_path: Path) -> None:
    page, document = write_brief(usual(), lang, tmp_path, DAY)
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"<h2>(.*?)</h2>", text) == HEADINGS[lang]
    words = Words(lang, TEXTS)
    for piece in (BOX[lang], words["tag"], "2026-01-31", "f" * 64, "govsim compare base option1", "1-20"):
        assert piece in text
    for name in ("contact.patience", "channels.trust_slope", "field.acquaintance_loss"):
        assert words.parameter(name) in text
    assert text.count("<svg") == 1 and text.count("<table") == 3
    assert not re.search(r'(?:src|href)="(?!#)', re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    assert not re.search(r"\bnan\b", re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    plain = re.sub(r"<(style|svg).*?</\1>", "", text, flags=re.DOTALL).lower()
    assert not [word for word in FORBIDDEN[lang] if word in plain]
    assert document.exists()


def test_the_english_brief_holds_no_chinese(tmp_path: Path) -> None:
    text = write_brief(usual(), "en", tmp_path, DAY)[0].read_text(encoding="utf-8")
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_says_the_same_and_is_valid(lang: str, tmp_path: Path) -> None:
    page, path = write_brief(usual(), lang, tmp_path, DAY)
    document = docx.Document(str(path))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings == HEADINGS[lang]
    title = document.paragraphs[0]
    assert title.style.name == "Title" and title.text in page.read_text(encoding="utf-8")
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert BOX[lang] in cells and "−6.00 ▲" in cells and "+5.00 ▼" in cells
    assert len(document.inline_shapes) == 1 and len(document.tables) == 4
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))


def test_every_text_of_the_document_names_a_chinese_font(tmp_path: Path) -> None:
    document = docx.Document(str(write_brief(usual(), "zh", tmp_path, DAY)[1]))
    fonts = {style.name: style.element.rPr.rFonts for style in document.styles if style.name in
             ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet")}  # fmt: skip
    assert len(fonts) == 5
    runs = document.element.body.findall(f".//{qn('w:rFonts')}")
    for found in (*fonts.values(), *runs):
        assert found.get(qn("w:eastAsia")) in ("宋体", "黑体")
        assert found.get(qn("w:eastAsiaTheme")) is None


def test_the_same_study_gives_the_same_bytes_and_no_author(tmp_path: Path) -> None:
    first, second = (write_brief(usual(), "zh", tmp_path / name, DAY) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert docx.Document(io.BytesIO(first[1].read_bytes())).core_properties.author == ""


def test_texts_from_outside_are_escaped(tmp_path: Path) -> None:
    attacked = replace(usual(), question={"zh": ATTACK, "en": ATTACK}, sources=({"zh": ATTACK, "en": ATTACK},))
    page, path = write_brief(attacked, "en", tmp_path, DAY)
    assert "<script" not in page.read_text(encoding="utf-8")
    assert any(ATTACK in each.text for each in docx.Document(str(path)).paragraphs)


def test_a_loser_is_named_or_it_is_said_that_none_was_found() -> None:
    words = Words("en", TEXTS)
    text = " ".join(map(str, content(usual(), words, DAY)))
    assert "Worse (▼): Retired or at home" in text or f"Worse (▼): {words.label('schedule:home')}" in text
    nobody = study(effect("reach_failure", -6.0, primary=True))
    assert words["loses_none"] in " ".join(map(str, content(nobody, words, DAY)))
    burdened = study(effect("reach_failure", -6.0, primary=True), effect("overtime", 3.0))
    assert "Front-line workers, Overtime" in " ".join(map(str, content(burdened, words, DAY)))


def test_losers_count_only_where_the_direction_is_agreed_and_told() -> None:
    found = study(
        effect("reach_failure", 5.0, primary=True), effect("backlog", 5.0), effect("overtime", 0.5),
        effect("reach_failure", 9.0, "age:70+"),
    )  # fmt: skip
    assert [(each.outcome, each.label) for each in losers(found, "option1")] == [
        ("reach_failure", PLACE), ("reach_failure", "age:70+")
    ]  # fmt: skip


def test_the_size_of_a_pilot_follows_from_the_deviation_without_pairing() -> None:
    found = advice(usual(), "option1")
    assert found.apart == pytest.approx(2.0 * 4.0**0.5)
    assert found.pairs == runs_needed(4.0, 2.0) and found.stated
    assert found.weeks == 12, "from the measure's beginning to the end"
    unsaid = advice(study(effect("reach_failure", -6.0, primary=True)), "option1")
    assert unsaid.delta == 6.0 and not unsaid.stated and unsaid.pairs == runs_needed(4.0, 6.0)
    untold = advice(study(effect("reach_failure", -0.5, primary=True)), "option1")
    assert untold.pairs is None and untold.delta is None


def test_records_can_be_counted_in_reality_and_primary_ones_come_first() -> None:
    found = advice(study(effect("endured", -6.0, primary=True), effect("knows_worker", 4.0, primary=True)), "option1")
    assert found.records[0] == "knows_worker" and len(found.records) == 3
    assert all(outcomes_known()[name].observable for name in found.records)
    assert found.unseen == ("endured",) and found.effect is not None and found.effect.outcome == "knows_worker"
    blind = advice(study(effect("endured", -6.0, primary=True)), "option1")
    assert blind.effect is None and blind.pairs is None


def test_harm_beyond_the_worst_end_stops_a_pilot() -> None:
    words = Words("en", TEXTS)
    text = " ".join(map(str, content(usual(), words, DAY)))
    assert "has become worse than before by more than 6.00 points" in text
    assert "has become worse than before by more than 2.00 points" in text
    assert "12 weeks have passed" in text


def test_without_assumptions_the_brief_says_so() -> None:
    words = Words("en", TEXTS)
    compared = study(effect("reach_failure", -6.0, primary=True))
    text = " ".join(map(str, content(compared, words, DAY)))
    assert "--assumptions 64" in text and words["limit_chance"] in text
    swept = " ".join(map(str, content(replace(compared, swept=True), words, DAY)))
    assert "--assumptions" not in swept and "[assumptions]" in swept  # `govsim sweep` has no such option


def test_patterns_that_fail_are_named() -> None:
    words = Words("en", TEXTS)
    rows = [{"id": "P1", "kind": "pattern", "passed": True}, {"id": "P8", "kind": "pattern", "passed": False}]
    text = " ".join(map(str, content(replace(usual(), patterns=rows), words, DAY)))
    assert "does not reproduce (1 of 2): P8" in text
    assert words["patterns_not"] in " ".join(map(str, content(usual(), words, DAY)))


@pytest.mark.parametrize("others", [2, 4])
def test_several_options_share_a_brief(others: int, tmp_path: Path) -> None:
    two = study(*usual().comparison.effects["option1"], assumptions=64, others=others)
    text = write_brief(two, "zh", tmp_path, DAY)[0].read_text(encoding="utf-8")
    assert all(f"方案{number}" in text for number in range(1, others + 1))
    words = Words("zh", TEXTS)
    blocks = list(content(two, words, DAY))
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    for number in range(1, others + 1):  # each table and each line says whose it is
        assert sum(f"方案{number}（合成）" in caption for caption in captions) == 2
    numbers = [caption.partition("　")[0] for caption in captions]
    assert len(set(numbers)) == len(numbers) and {"表 2a", "表 3b"} <= set(numbers)
    lines = [line for block in blocks if isinstance(block, Points) for line in block.items if "同向" in line]
    assert len({line.partition("，")[0] for line in lines}) == others
    assert (f"{others} 种方案" in text) == (others > 3)


def test_over_several_settings_it_is_said_whose_words_the_measures_have() -> None:
    words = Words("en", TEXTS)
    for settings in (1, 12):
        said = " ".join(map(str, content(replace(usual(), settings=settings), words, DAY)))
        assert (words["first_setting"] in said) == (settings > 1)


def test_both_languages_have_the_same_texts() -> None:
    tables = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    assert set(tables["zh"]) == set(tables["en"])
    for key, words in tables["zh"].items():
        places = [set(re.findall(r"{\w*", text)) for text in (words, tables["en"][key])]
        assert places[0] == places[1], key


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 99, "options": []}', "\ufffd{"])
def test_a_file_that_is_no_comparison_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "comparison.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"comparison\.json"):
        read_study(tmp_path)


def test_patterns_are_read_from_a_stored_check(tmp_path: Path) -> None:
    path = tmp_path / "checks.json"
    path.write_text(json.dumps({"rows": [{"id": "P1", "kind": "pattern", "passed": False}]}), encoding="utf-8")
    assert read_patterns(path)[0]["passed"] is False
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="validate"):
        read_patterns(path)
