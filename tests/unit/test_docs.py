"""Pages of docs in two languages: each leads to the other, shows the same commands, and follows its own language."""

import re
from pathlib import Path

import pytest

from govsim.cli.application import COMMANDS, GROUPS, built
from govsim.cli.session import Session
from govsim.locale import Texts

DOCS = Path(__file__).parents[2] / "docs"
PAIRS = sorted(page.name.removesuffix(".zh.md") for page in DOCS.glob("*.zh.md"))
OUTLINES = {"model"}  # the Chinese page is much shorter than the English one
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^    ((?:govsim|dask|pytest|python|make) .*)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)")


def text(name: str, lang: str) -> str:
    """Return a page."""
    return (DOCS / (f"{name}.zh.md" if lang == "zh" else f"{name}.md")).read_text(encoding="utf-8")


def bare(code: str) -> list[str]:
    """Return the lines of an example without its comments and without quoted words."""
    quoted = r'"[^"]*[^\x00-\x7f][^"]*"|"[^"]* [^"]*"'
    lines = (re.sub(quoted, '""', line.split("#")[0]).strip() for line in code.splitlines())
    return [line for line in lines if line]


def examples(page: str) -> list[tuple[str, list[str]]]:
    """Return the kind and the lines of each example of a page."""
    return [(kind, bare(code)) for kind, code in BLOCK.findall(page)]


def calls(page: str) -> list[tuple[str, ...]]:
    """Return the commands of a page: their plain words and options, without file names, which are translated."""
    found = (call.split("  #")[0].split() for call in CALL.findall(page))
    return [tuple(word for word in call if re.fullmatch("[a-z]+|--[a-z-]+", word)) for call in found]


@pytest.mark.parametrize("name", PAIRS)
def test_each_page_leads_to_the_other_language_at_its_top(name: str) -> None:
    heads = {lang: text(name, lang).splitlines()[2] for lang in ("zh", "en")}
    if name not in OUTLINES:
        assert heads["zh"].startswith(f"[English]({name}.md)")
        assert heads["en"].startswith(f"[中文]({name}.zh.md)")
    assert f"]({name}.md)" in heads["zh"]


@pytest.mark.parametrize("name", PAIRS)
def test_links_lead_somewhere_and_stay_in_the_language(name: str) -> None:
    for lang in ("zh", "en"):
        links = [link for link in LINK.findall(text(name, lang)) if "://" not in link]
        assert [link for link in links if not (DOCS / link).exists()] == []
    others = {link for link in LINK.findall(text(name, "zh")) if link.removesuffix(".md") in PAIRS}
    assert others == {f"{name}.md"}  # what exists in Chinese is linked in Chinese


@pytest.mark.parametrize("name", [name for name in PAIRS if name not in OUTLINES])
def test_both_languages_show_the_same_examples_tables_and_commands(name: str) -> None:
    zh, en = text(name, "zh"), text(name, "en")
    assert examples(zh) == examples(en)
    assert calls(zh) == calls(en)
    assert re.findall(r"^#+ ", zh, re.MULTILINE) == re.findall(r"^#+ ", en, re.MULTILINE)
    assert [line.count(" | ") for line in zh.splitlines() if line.startswith("|")] == [
        line.count(" | ") for line in en.splitlines() if line.startswith("|")
    ]


def options() -> dict[str, set[str]]:
    """Return the options of every command."""
    group = built(Session(Texts("en")))
    found = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", {"": command})
        found[name] = {option for each in inner.values() for option in (o for p in each.params for o in p.opts)}
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAIRS)
def test_every_command_and_option_on_a_page_exists(name: str, lang: str) -> None:
    page, known = text(name, lang), options()
    for call in re.findall(r"(?:^    |`)govsim ([^`\n#]+)", page, re.MULTILINE):
        words = call.split()
        if words[0] not in known:
            assert words[0] in {"COMMAND"} or words[0].startswith("-"), call
            continue
        used = {word for word in words if word.startswith("--")}
        assert used <= known[words[0]], call
    assert set(known) == {*COMMANDS, *GROUPS}
