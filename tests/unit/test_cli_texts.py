"""Texts of the commands: the same in both languages, and none missing."""

import re
import string
from pathlib import Path

import pytest

import govsim
from govsim.cli import execute
from govsim.cli.application import built
from govsim.cli.session import Session
from govsim.engine.codes import CHANNELS, EVENTS, FINDERS, TIERS
from govsim.locale import LANGUAGES, Texts, texts

PACKAGE = Path(govsim.__file__).parent


def placeholders(text: str) -> set[str]:
    """Return the names in braces, without their formats."""
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert texts("zh").keys() == texts("en").keys()


@pytest.mark.parametrize("key", sorted(texts("en")))
def test_both_languages_fill_in_the_same(key: str) -> None:
    assert placeholders(texts("zh")[key]) == placeholders(texts("en")[key])


def test_no_text_is_in_the_wrong_language() -> None:
    chinese = {key for key, text in texts("en").items() if re.search(r"[\u4e00-\u9fff]", text)}
    letters_only = {key for key, text in texts("zh").items() if not re.search(r"[\u4e00-\u9fff]", text)}
    assert (chinese, letters_only) == (set(), set())


def test_every_key_in_the_code_has_a_text_and_every_text_is_used() -> None:
    places = [*(PACKAGE / "cli").glob("*.py"), *(PACKAGE / "stories").glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in places)
    said = set(re.findall(r'say\(\s*"([a-z_]+\.[a-z_]+)"', code))
    said |= set(re.findall(r'"((?:option|argument)\.[a-z_]+)"', code))
    assert said <= texts("en").keys()
    prefixes = set(re.findall(r"""say\(f["']([a-z_]+)\.""", code)) | {"help", "failure"}
    unused = {key for key in texts("en") if key not in said and key.split(".")[0] not in prefixes}
    assert unused == set()


def test_every_event_channel_tier_and_finder_of_a_story_has_words() -> None:
    wanted = {f"story.{event.replace(' ', '_')}" for event in EVENTS} | {f"channel.{name}" for name in CHANNELS}
    wanted |= {f"tier.{name}" for name in TIERS} | {f"finder.{name}" for name in FINDERS}
    assert wanted <= texts("zh").keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_parameter_has_its_help_in_the_language(lang: str) -> None:
    group = built(Session(Texts(lang)))
    known = set(texts(lang).values())
    for command in (group, *group.commands.values()):
        assert command.help in known
        assert {parameter.help for parameter in command.params} <= known


@pytest.mark.parametrize(("lang", "word"), [("zh", "用法"), ("en", "Usage")])
def test_help_of_every_command(lang: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in built(Session(Texts(lang))).commands:
        assert execute([command, "--help", "--lang", lang]) == 0
        printed = capsys.readouterr().out
        assert word in printed and f"govsim {command}" in printed
