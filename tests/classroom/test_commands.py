"""The commands of a class: what is refused before anything starts, and what the check says."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from govsim.cli import execute
from govsim.dashboard.classroom import checking
from govsim.dashboard.classroom.checking import Row, rows
from govsim.lessons import lesson

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--address", "192.168.1.5"], "--address goes with --class"),
        (["--teams", "5"], "--teams goes with --class"),
        (["--class", "--address", "8.8.8.8"], "no address of a local network"),
        (["--class", "--address", "0.0.0.0"], "no address of a local network"),
        (["--class", "--address", "127.0.0.3", "--lesson", "L9"], "Allowed: L1, L2, L3, L4"),
        (["--class", "--address", "127.0.0.3", "--teams", "99"], "--teams"),
    ],
)
def test_what_cannot_be_is_refused_at_once(arguments, told, tmp_path, capsys):
    code = execute(["--lang", "en", "dashboard", "--room", str(tmp_path), *arguments] if "--class" in arguments
                else ["--lang", "en", "dashboard", *arguments])  # fmt: skip
    assert code in (2, 3)
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_touches_no_room(tmp_path, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.3", 0))
        other.listen()
        port = other.getsockname()[1]
        arguments = ["dashboard", "--class", "--address", "127.0.0.3", "--port", str(port), "--room", str(tmp_path)]
        assert execute(["--lang", "zh", *arguments]) == 5
    assert f"端口 {port} 用不了" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_address_of_another_computer_is_said_to_be_one(tmp_path, capsys):
    arguments = ["dashboard", "--class", "--address", "192.168.254.253", "--room", str(tmp_path)]
    assert execute(["--lang", "en", *arguments]) == 5
    assert "no address of this computer" in capsys.readouterr().err


@pytest.fixture
def quick(monkeypatch):
    """Leave out what takes a server and runs."""
    monkeypatch.setattr(checking, "_phone", lambda setting: Row("phone", True, "可以", "fine"))
    monkeypatch.setattr(checking, "_timed", lambda which, seeds: (0.1, ""))


def test_the_check_says_one_thing_after_the_other(quick, capsys):
    assert execute(["--lang", "en", "class", "check", "--address", "127.0.0.3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in told["rows"]] == ["address", "port", "firewall", "phone", "fonts", "speed"]
    assert told["passed"] is True and told["rows"][2]["passed"] is None


def test_the_check_fails_where_a_class_cannot_be_held(quick, monkeypatch, capsys):
    monkeypatch.setattr(checking, "_timed", lambda which, seeds: (1.0, ""))
    assert execute(["--lang", "en", "class", "check", "--address", "127.0.0.3"]) == 5
    said = capsys.readouterr().out
    assert "takes about 300 s" in said and "--runs 8" in said and "✗" in said


def test_a_check_that_takes_too_long_says_so_in_both_languages(quick, monkeypatch, capsys):
    monkeypatch.setattr(checking, "_timed", lambda which, seeds: (0.0, checking.TOO_SLOW))
    for lang, word in (("zh", "太慢"), ("en", "too slow")):
        assert execute(["--lang", lang, "class", "check", "--address", "127.0.0.3"]) == 5
        assert f"{word}）" in (said := capsys.readouterr().out) or f"{word})" in said


def test_a_taken_port_is_found_by_the_check(quick):
    with socket.socket() as other:
        other.bind(("127.0.0.3", 0))
        other.listen()
        found = {row.id: row for row in rows("127.0.0.3", other.getsockname()[1])}
    assert found["port"].passed is False and "phone" not in found
    assert "--port" in found["port"].en


def test_the_speed_is_told_for_the_teams_and_pairs_of_the_class(quick):
    row = checking._speed(lesson("L2"), 6)
    seconds = 0.1 * 6 * lesson("L2").seeds
    assert row.passed is (seconds <= checking.ROUND) and f"{seconds:.0f} s" in row.en


def test_a_phones_join_is_tried_for_real():
    with socket.socket() as probe:
        probe.bind(("127.0.0.4", 0))
        port = probe.getsockname()[1]
    code = ("from govsim.dashboard.classroom.checking import _phone\n"
            "from govsim.dashboard.classroom.opening import Setting\n"
            f"row = _phone(Setting('127.0.0.4', {port}, 'L2'))\nprint(row.passed, row.en)\n")  # fmt: skip
    script = f"if __name__ == '__main__':\n{''.join(f'    {line}' for line in code.splitlines(keepends=True))}"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=300,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.stdout.startswith("True"), done.stdout + done.stderr
