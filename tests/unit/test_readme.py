"""Every command and every example of the front pages works, on small settings; both languages say the same."""

import re
import shlex
from pathlib import Path

import pytest

from govsim.cli import execute
from govsim.cli.application import COMMANDS, GROUPS

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.zh.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SMALL = {"run": ["--weeks", "2"], "compare": ["--weeks", "2", "--workers", "0"], "trace": []}
FEWER = {"--runs": "2", "--assumptions": "1"}


def blocks(page: str, language: str) -> list[str]:
    """Return the examples of a page in one language of programs."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [content for name, content in BLOCK.findall(text) if name == language]


def commands(page: str) -> list[str]:
    """Return the lines of a page that call govsim."""
    return [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("govsim ")]


def small(command: str) -> list[str]:
    """Return a command's arguments with fewer runs and weeks."""
    words = shlex.split(command)[1:]
    for option, value in FEWER.items():
        if option in words:
            words[words.index(option) + 1] = value
    seeds = ["--assumption-seeds", "2"] if "--assumptions" in words else []
    return [*words, *SMALL.get(words[0], []), *seeds]


def in_order(page: str) -> list[str]:
    """Return the commands, each after those whose results it reads."""
    return sorted(commands(page), key=lambda command: command.startswith("govsim trace"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of results, not this checkout."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "my-street.toml").write_text(blocks("README.md", "toml")[0], encoding="utf-8")
    (folder / "experiments").symlink_to(ROOT / "experiments")
    assert len(commands("README.md")) >= 8
    for command in in_order("README.md"):
        assert execute(small(command)) == 0, (command, capsys.readouterr().err)


def test_the_chinese_scenario_is_in_order(folder: Path) -> None:
    (folder / "my-street.toml").write_text(blocks("README.zh.md", "toml")[0], encoding="utf-8")
    assert execute(["check", "my-street.toml", "--lang", "zh"]) == 0


@pytest.mark.parametrize("page", PAGES)
def test_the_python_example_runs(folder: Path, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    [example] = blocks(page, "python")
    few = example.replace("runs=4", "runs=2, workers=0")
    assert few != example
    exec(compile(few, page, "exec"), {})
    assert "reach_failure" in capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES)
def test_the_table_of_commands_names_all_of_them_and_no_other(page: str) -> None:
    table = re.findall(r"^\| `govsim (\w+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(table) == sorted([*COMMANDS, *GROUPS])


def test_both_pages_show_the_same_commands_and_settings() -> None:
    def bare(text: str) -> list[str]:
        return [line.split("#")[0].strip() for line in text.splitlines()]

    assert commands("README.md") == commands("README.zh.md")
    for language in ("toml", "python"):
        assert [bare(block) for block in blocks("README.md", language)] == [
            bare(block) for block in blocks("README.zh.md", language)
        ]


@pytest.mark.parametrize("page", [*PAGES, "docs/extending.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert links and all((ROOT / page).parent.joinpath(link).exists() for link in links)


def test_the_first_line_leads_to_the_other_language() -> None:
    firsts = [(ROOT / page).read_text(encoding="utf-8").splitlines()[0] for page in PAGES]
    assert firsts == ["[中文](README.zh.md)", "[English](README.md)"]
