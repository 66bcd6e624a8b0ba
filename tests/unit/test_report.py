"""The page: complete in both languages, fetches nothing, runs nothing, escapes everything."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from govsim import measures
from govsim.analysis import Comparison, Option, effects_of, shown, signed
from govsim.measures import headline
from govsim.records import DiskError, Run
from govsim.report import fonts, page, write_page
from govsim.report.markup import Html, tag
from govsim.report.run_page import flow_of
from govsim.report.texts import FILE
from tests.unit.made_up import made_up_run

TAGS = {"zh": "合成数据，非实测，不是对任何单位的评价",
        "en": "Synthetic data, not measured, not an assessment of any organisation"}  # fmt: skip
ATTACK = '<script>alert("x")</script><img src=x onerror=alert(1)>'
Pages = Callable[[str, str], str]
VOID = {"meta", "br", "hr", "img"}


class Reader(HTMLParser):
    """Collects elements and attributes, and checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def run() -> Run:
    return made_up_run(seed=1, weeks=20, residents=2500)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    base, other = ([made_up_run(seed, 12, 4000, better) for seed in (1, 2, 3, 7)] for better in (0.0, 1.0))
    first, second = ([measures.summary(each) for each in runs] for runs in (base, other))
    draws = [(first, second)] * 24
    effects = effects_of(first, second, draws=draws, primary=["reach_failure"], matters={"overtime": 9.0})
    return Comparison(
        base=Option(id="demo", title={"zh": "示范社区（合成）", "en": "Demo (synthetic)"}, hours=520.0),
        others=(Option(id="evening", title={"zh": "错时服务", "en": "Staggered hours"}, hours=520.0,
                       changes=({"zh": "移动 25 % 工时", "en": "25 % of hours move"},)),),
        effects={"evening": effects}, seeds=(1, 2, 3, 7), start=date(2021, 1, 4), weeks=12, assumptions=24,
        series=pd.concat([measures.weekly(runs[0]).assign(option=name)
                          for name, runs in (("demo", base), ("evening", other))]),
        sizes={"residents": 4000}, version="0.1.0", command="govsim compare demo evening", fingerprint="ab" * 32,
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages(run: Run, comparison: Comparison) -> Pages:
    """The pages of the run and the comparison, each made once."""
    return cache(lambda kind, lang: page({"run": run, "comparison": comparison}[kind], lang))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["run", "comparison"])
def test_a_page_is_whole_and_fetches_and_runs_nothing(kind: str, lang: str, pages: Pages) -> None:
    text = pages(kind, lang)
    reader = read(text)
    assert TAGS[lang] in text
    names = {name for name, _ in reader.elements}
    assert not names & {"script", "link", "iframe", "object", "img", "image", "form", "base"}
    for _, attributes in reader.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "action")]
        links = [value for name, value in attributes.items() if name in ("href", "xlink:href")]
        assert all(value and value.startswith("#") for value in links)
    assert "@import" not in text and not re.search(r"url\((?!#)", text)
    assert "{" not in re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    assert not re.search(r"\bnan\b", re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_run_says_what_was_run(run: Run, lang: str, pages: Pages) -> None:
    text = pages("run", lang)
    for piece in (run.title[lang], "2021-01-04", "2,500", run.fingerprint, run.command, "0.1.0"):
        assert piece in text
    found = measures.outcomes(run)
    for each in headline():
        assert shown(found[each.id]["value"]) in text
        assert each.definition[lang] in text
    assert text.count("<svg") == 3


def test_no_page_mixes_the_languages(pages: Pages) -> None:
    for kind in ("run", "comparison"):
        body = re.sub(r"<style.*?</style>", "", pages(kind, "en"), flags=re.DOTALL)
        assert not re.search(r"[\u4e00-\u9fff]", body)
    assert "tried, reached nobody" not in pages("run", "zh").lower()


def test_both_languages_have_the_same_texts() -> None:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert set(tables["zh"]) == set(tables["en"])
    for key, words in tables["zh"].items():
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", tables["en"][key])), key


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_from_outside_is_escaped(run: Run, comparison: Comparison, lang: str) -> None:
    titles = {"zh": ATTACK, "en": ATTACK}
    attacked = replace(run, title=titles, scenario=ATTACK, command=ATTACK, fingerprint=ATTACK)
    option = replace(comparison.others[0], title=titles, changes=(titles,))
    for result in (attacked, replace(comparison, others=(option,), command=ATTACK)):
        text = page(result, lang)
        names = {name for name, _ in read(text).elements}
        assert "script" not in names and "img" not in names
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_comparison_has_sentences_intervals_and_who_bears(
    comparison: Comparison, lang: str, pages: Pages
) -> None:
    text = pages("comparison", lang)
    whole = next(effect for effect in comparison.of("evening") if effect.outcome == "reach_failure")
    home = next(effect for effect in comparison.of("evening", "schedule:home") if effect.outcome == "reach_failure")
    assert whole.better is True
    assert ("方向稳健" if lang == "zh" else "Robust in direction") in text
    assert f"{signed(whole.difference)} ▲" in text
    assert f"{signed(home.difference)} {'▼' if home.better is False else '≈'}" in text
    assert ("主要" if lang == "zh" else "primary") in text and ("探索性" if lang == "zh" else "exploratory") in text
    assert "1-3, 7" in text
    assert text.count("<svg") == 3


def test_better_and_worse_are_blue_and_orange_never_green_and_red() -> None:
    style = FILE.with_name("style.css").read_text(encoding="utf-8")
    found = re.findall(r"--(better|worse): #(\w{2})(\w{2})(\w{2})", style)
    assert len(found) == 4
    for side, red, green, blue in found:
        levels = [int(part, 16) for part in (red, green, blue)]
        assert levels[2] == max(levels) if side == "better" else levels[0] > levels[1] > levels[2] and levels[1] > 60


def test_where_cases_went_adds_up(run: Run) -> None:
    flow = flow_of(run)
    assert sum(flow.values()) == len(run.cases)
    assert flow["local"] == ((run.cases["state"] == "closed") & (run.cases["tier"] == "local")).sum()
    assert flow["endured"] == (run.cases["state"] == "endured").sum()


def test_figures_are_in_english_where_no_chinese_font_is_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsim.report.figures.chinese_font", lambda: None)
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    text = page(run, "zh")
    titles = re.findall(r"<title>(.*?)</title>", text)[1:]
    assert titles and not any(re.search(r"[\u4e00-\u9fff]", title) for title in titles)
    assert "有事找不到人" in text


def test_the_same_result_gives_the_same_page(run: Run, pages: Pages) -> None:
    assert page(run, "en") == pages("run", "en")


def test_another_language_is_an_error(run: Run) -> None:
    with pytest.raises(ValueError, match="fr"):
        page(run, "fr")


def test_a_page_is_written_whole_or_not_at_all(run: Run, tmp_path: Path, pages: Pages) -> None:
    path = write_page(run, "zh", tmp_path / "out" / "page.html")
    assert path.read_text(encoding="utf-8") == pages("run", "zh")
    with pytest.raises(DiskError):
        write_page(run, "zh", path / "below.html")


def test_markup_escapes_unless_told_otherwise() -> None:
    assert tag("p", "<b>", Html("<i></i>"), title='"') == '<p title="&quot;">&lt;b&gt;<i></i></p>'
