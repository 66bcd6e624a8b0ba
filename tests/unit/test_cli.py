"""Commands that run nothing, wrong input, languages, exit codes."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govsim.cli import execute, failures
from govsim.cli.language import common, language
from govsim.cli.layout import pairs, wide, wrapped
from govsim.cli.session import Session
from govsim.cli.waiting import attended
from govsim.errors import UsageError
from govsim.locale import Texts
from govsim.parameters import parameters
from govsim.records import DiskError
from govsim.scenario import shipped_ids

ROOT = Path(__file__).parents[2]
HEAVY = ("numba", "mesa", "pandas", "scipy", "matplotlib", "numpy", "pydantic", "rich")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """English unless a test asks for another language; logs go to a folder of the test."""
    monkeypatch.setenv("GOVSIM_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def govsim(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, off a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "govsim", *arguments], cwd=ROOT, env={**os.environ, **environment}, text=True,
        capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from govsim.cli import execute; execute(['--help']); "
    code += f"print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, text=True, capture_output=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_command_in_a_process_of_its_own() -> None:
    assert govsim("scenarios").returncode == 0
    wrong = govsim("scenarios", "--al", GOVSIM_LANG="zh")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--all" in wrong.stderr and "没有选项" in wrong.stderr


def test_no_colours_and_no_moves_off_a_terminal() -> None:
    for environment in ({}, {"NO_COLOR": "1"}, {"TERM": "xterm-256color"}):
        done = govsim("--help", **environment)
        assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("arguments", [["scenarios"], ["parameters", "--json"], ["--help"]])
def test_output_to_a_full_disk(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "govsim", *arguments], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True,
            encoding="utf-8",
        )  # fmt: skip
    assert done.returncode == 5 and "disk is full" in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_system_language_is_english_with_one_chinese_line() -> None:
    done = govsim("scenarios", GOVSIM_LANG="", LC_ALL="fr_FR.UTF-8")
    assert done.stderr.splitlines()[0] == "中文： --lang zh"
    assert "residents" in done.stdout


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"GOVSIM_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "C"}, None),
    ],
)
def test_language_of_the_system(
    variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GOVSIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


def test_language_may_be_asked_for_anywhere() -> None:
    assert common(["--lang", "zh", "run", "demo"]) == ("zh", True, False, ["run", "demo"])
    assert common(["run", "demo", "--lang=zh", "--debug"]) == ("zh", True, True, ["run", "demo"])
    with pytest.raises(UsageError):
        common(["run", "--lang", "fr"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run"], 2, "SCENARIO is missing"),
        (["rum"], 2, "Did you mean run?"),
        (["run", "demo", "--wekks", "3"], 2, "--weeks"),
        (["rnu", "demo"], 2, "Did you mean run?"),
        (["class", "nothing"], 2, "There are: check / print"),
        (["run", "demo", "--weeks", "x"], 2, "--weeks takes a whole number, not x."),
        (["run", "demo", "--weeks", "1.5"], 2, "--weeks takes a whole number, not 1.5."),
        (["run", "demo", "--weeks", "0"], 2, "--weeks 0 is out of range; allowed: 1 or more."),
        (["run", "demo", "--threads", "300"], 2, "--threads 300 is out of range; allowed: 1 to 256."),
        (["plan", "demo", "demo", "--detect", "x=1", "--power", "2"], 2, "--power 2 is out of range; allowed: 0.01 to"),
        (["plan", "demo", "demo", "--detect", "x=1", "--power", "x"], 2, "--power takes a number, not x."),
        (["dashboard", "--port", "70000"], 2, "--port 70000 is out of range; allowed: 1 to 65535."),
        (["run", "demo", "--until", "2050-01-01", "--save", "x"], 2, "--until 2050-01-01 is out of range: after 20"),
        (["sweep", "d.toml", "--out", "x", "--cluster", "foo"], 2, "tcp://10.0.0.1:8786, not foo."),
        (["compare", "demo", "+run.weeks=3"], 2, "demo 52 weeks from 2021-01-04"),
        (["run", "demo", "--weeks"], 2, "--weeks needs a value"),
        (["run", "demo", "more"], 2, "too much: more"),
        (["run", "demo", "--lang", "fr"], 2, "no such language: fr"),
        (["run", "demo", "--until", "2021-02-01"], 2, "--save"),
        (["run", "demmo"], 3, "Did you mean demo"),
        (["run", "nowhere.toml"], 3, "no such file"),
        (["run", "demo", "--set", "place.resident=3"], 3, "residents"),
        (["run", "demo", "--set", "place.residents=-3"], 3, "place.residents = -3"),
        (["run", "demo", "--set", "place.residents=many"], 3, "place.residents"),
        (["run", "demo", "--set", "residents"], 3, "path=value"),
        (["run", "demo", "--from", "pyproject.toml"], 3, "not a state that govsim saved"),
        (["compare", "demo"], 2, "OTHER"),
        (["compare", "demo", "demmo"], 3, "Did you mean demo"),
        (["compare", "demo", "+policies.staggerd.on=true"], 3, "staggered"),
        (["compare", "demo", "demo", "--primary", "reach_failur"], 2, "reach_failure"),
        (["compare", "demo", "demo", "--matters", "reach_failure"], 2, "outcome=number"),
        (["compare", "demo", "demo", "--runs", "1"], 2, "--runs"),
        (["plan", "demo", "demo"], 2, "--detect is missing"),
        (["plan", "demo", "demo", "--detect", "reach_failure=0"], 2, "larger than 0, not 0.0"),
        (["trace", "demo", "x"], 2, "no case x"),
        (["trace", "demo", "3-4", "--changed-by", "nothing"], 2, "under the name nothing. Allowed: none."),
        (["parameters", "--csv", "--json"], 2, "Choose one"),
    ],
)
def test_wrong_input_is_answered_by_one_clear_message(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert execute(arguments) == code
    printed = capsys.readouterr()
    assert printed.out == "" and words in printed.err
    assert "Traceback" not in printed.err and len(printed.err.splitlines()) <= 4
    assert execute([*arguments, "--lang", "zh"] if "--lang" not in arguments else arguments) == code


def test_what_is_being_done_is_said_once_where_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(Texts("en"))
    with attended(session, 0.01), session.progress("Counting"):
        assert session.silence.over.wait(30)
    assert capsys.readouterr().err == "Counting …\n"
    with attended(session, 0.01):
        time.sleep(0.1)
    assert capsys.readouterr().err == ""


def test_loading_is_named_where_nothing_else_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(Texts("zh"))
    with attended(session, 0.01):
        assert session.silence.over.wait(30)
    assert capsys.readouterr().err == "正在载入程序 …\n"


def test_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["scenarios", "--all", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["scenarios"]
    assert sorted(each["id"] for each in found) == shipped_ids()
    assert all(each["title"]["zh"] and each["title"]["en"] for each in found)
    assert execute(["scenarios"]) == 0
    assert "qiaosi " in capsys.readouterr().out


def test_describe(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["describe", "qiaosi-evening", "--set", "policies.evening.share=0.4", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["scenario"]["place"]["residents"] == 312_000
    assert found["scenario"]["policies"][-1]["share"] == 0.4
    assert "place.residents" in {row["path"] for row in found["difference"]}
    assert execute(["describe", "qiaosi-evening", "--lang", "zh"]) == 0
    assert "乔司" in capsys.readouterr().out


def test_check_counts_and_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.toml"
    file.write_text('extends = "demo"\n[place]\nresidents = -1\n[run]\nstart = 2031-01-01\n', encoding="utf-8")
    assert execute(["check", str(file), "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["errors"] == 1 and found["problems"][0]["path"]
    assert execute(["check", str(file), "--lang", "zh"]) == 3
    assert "未运行" in capsys.readouterr().out
    file.write_text('extends = "demo"\n[run]\nstart = 2031-01-01\n', encoding="utf-8")
    assert execute(["check", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["hints"] >= 1
    assert execute(["check", "demo"]) == 0
    assert "nothing is wrong" in capsys.readouterr().out


def test_parameters_in_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["parameters", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["parameters"]
    assert [row["name"] for row in rows] == list(parameters())
    assert execute(["parameters", "--csv"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("\ufeff") and len(list(csv.DictReader(io.StringIO(text[1:])))) == len(rows)
    assert execute(["parameters", "--latex", "--lang", "zh"]) == 0
    latex = capsys.readouterr().out
    assert latex.count(r"\\") == len(rows) + 1 and "_" not in latex.replace(r"\_", "")
    assert execute(["parameters"]) == 0
    plain = capsys.readouterr().out
    assert all(name in plain for name in parameters())


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "big.csv"), 5, "disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "x"), 5, "Read-only file system"),
        (DiskError(Path("x"), "reason"), 5, "another folder"),
        (MemoryError(), 5, "memory"),
    ],
)
def test_failures_of_the_environment(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failures.told(error, Session(Texts("en"))) == code
    assert words in capsys.readouterr().err


def test_an_unexpected_failure_leaves_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    try:
        raise ZeroDivisionError("of all things")
    except ZeroDivisionError as error:
        assert failures.told(error, Session(Texts("zh"))) == 4
    (log,) = (tmp_path / "govsim").glob("*.log")
    assert "Traceback" in log.read_text(encoding="utf-8")
    printed = capsys.readouterr().err
    assert str(log) in printed and "Traceback" not in printed


def test_debug_shows_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsim.scenario.describe", lambda *_: 1 / 0)
    assert execute(["describe", "demo"]) == 4
    with pytest.raises(ZeroDivisionError):
        execute(["describe", "demo", "--debug"])


def test_chinese_letters_take_the_room_of_two() -> None:
    assert wide("社区 a") == 6
    assert all(wide(line) <= 10 for line in wrapped("社区治理仿真，先比较再试行 policy", 10))
    assert "".join(wrapped("社区治理仿真，先比较再试行", 10)) == "社区治理仿真，先比较再试行"
    assert not any(line.startswith("，") for line in wrapped("社区治理，仿真，先比较，再试行", 8))
    assert pairs([("a", "x"), ("bcd", "y")]) == ["  a    x", "  bcd  y"]
