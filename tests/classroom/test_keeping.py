"""A class is in its folder after every change; what cannot be read is set aside and not lost."""

import json
import os
from dataclasses import replace

import pytest

from govsim.dashboard.classroom import keeping
from govsim.dashboard.classroom.keeping import ROOM, UnreadableError, alone, load, save
from govsim.dashboard.classroom.leading import close, skip
from govsim.dashboard.classroom.opening import opened
from govsim.dashboard.classroom.room import RefusedError
from tests.classroom.made_up import affordable, forecasts, predict, room, seated, setting, submitted, which


def full(folder):
    made = skip(seated(folder, 0, 2), "predict", 5.0)
    made = predict(made, made.team(0), forecasts("same", None), which())
    return submitted(skip(made, "choose_1", 6.0), 2, affordable())


def test_a_room_comes_back_as_it_was(tmp_path):
    made = full(tmp_path)
    save(made, tmp_path)
    assert load(tmp_path) == made
    assert oct(os.stat(tmp_path / ROOM).st_mode & 0o777) == "0o600"
    assert [path.name for path in tmp_path.iterdir()] == [ROOM]


def test_a_class_goes_on_after_a_restart(tmp_path):
    made = full(tmp_path)
    save(made, tmp_path)
    again, said = opened(setting(tmp_path))
    assert again == made and len(said) == 1


def sheared(text):
    return text[: len(text) // 2]


def foreign(text):
    return json.dumps({"name": "somebody else's file"})


def later(text):
    return text.replace('"govsim_room": 1', '"govsim_room": 2')


def wrong_type(text):
    return text.replace('"runs": 3', '"runs": "3"')


def unknown_field(text):
    return text.replace('"runs": 3', '"runs": 3, "hat": 1')


def no_such_screen(text):
    return text.replace('"step": 0', '"step": 7')


def empty(text):
    return ""


def bottomless(text):
    return "[" * 100_000


@pytest.mark.parametrize(
    "spoilt", [sheared, foreign, later, wrong_type, unknown_field, no_such_screen, empty, bottomless]
)
def test_a_torn_or_foreign_file_is_set_aside_and_told(tmp_path, spoilt):
    save(full(tmp_path), tmp_path)
    text = spoilt((tmp_path / ROOM).read_text(encoding="utf-8"))
    assert text != (tmp_path / ROOM).read_text(encoding="utf-8")
    (tmp_path / ROOM).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError):
        load(tmp_path)
    made, said = opened(setting(tmp_path))
    assert not any(team.joined for team in made.teams)
    assert len(said) == 1 and "unreadable-" in said[0][1]
    (kept,) = tmp_path.glob("unreadable-*.json")
    assert kept.read_text(encoding="utf-8") == text


def test_bytes_that_are_no_text_are_set_aside(tmp_path):
    (tmp_path / ROOM).write_bytes(b"\xff\xfe\x00{")
    opened(setting(tmp_path))
    assert len(list(tmp_path.glob("unreadable-*.json"))) == 1


@pytest.mark.parametrize("other", [{"lesson": "L1"}, {"teams": 4}, {"runs": 5}])
def test_another_class_is_kept_under_a_name_of_its_own(tmp_path, other):
    made = full(tmp_path)
    save(made, tmp_path)
    fresh, said = opened(setting(tmp_path, **other))
    assert fresh.id != made.id and len(said) == 1
    assert len(list(tmp_path.glob("class-*.json"))) == 1


def test_a_closed_class_is_not_gone_on_with(tmp_path):
    made = close(full(tmp_path))
    save(made, tmp_path)
    fresh, _ = opened(setting(tmp_path))
    assert fresh.id != made.id and not fresh.closed


def test_a_folder_alone_decides_what_was_not_asked(tmp_path):
    made = replace(full(tmp_path), runs=4)
    save(made, tmp_path)
    again, _ = opened(setting(tmp_path, lesson=None, teams=None, runs=None))
    assert again == made


def test_a_write_that_is_cut_off_leaves_the_room_before(tmp_path, monkeypatch):
    made = room(tmp_path)
    save(made, tmp_path)

    def cut(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", cut)
    with pytest.raises(OSError, match="space"):
        save(full(tmp_path), tmp_path)
    assert load(tmp_path) == made


@pytest.mark.parametrize("wrong", [{"lesson": "L9"}, {"lesson": "../L1"}, {"teams": 0}, {"teams": 13}])
def test_a_class_that_cannot_be_is_refused_before_anything_is_touched(tmp_path, wrong):
    with pytest.raises(RefusedError):
        opened(setting(tmp_path, **wrong))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_holds_one_class_at_a_time(tmp_path):
    with alone(tmp_path), pytest.raises(RefusedError, match="Another govsim"), alone(tmp_path):
        raise AssertionError("two servers hold one class")
    with alone(tmp_path):  # free again
        save(full(tmp_path), tmp_path)
        assert load(tmp_path) is not None


def test_codes_and_words_differ_from_class_to_class(tmp_path):
    made = [room(tmp_path) for _ in range(20)]
    assert len({each.word for each in made}) == len({each.passkey for each in made}) == 20
    assert all(len(each.code) == 4 and each.code.isdigit() for each in made)
