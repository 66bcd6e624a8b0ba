"""Results are nowhere on a screen or a phone before the trainer reveals them, and everywhere they belong afterwards."""

import json

import pytest

from govsim.dashboard.classroom import leading, seen, seen_by
from govsim.dashboard.classroom.hall import Snapshot, _with_found, wanted
from govsim.dashboard.classroom.room import PHASES
from govsim.dashboard.classroom.seen import is_revealed
from govsim.dashboard.classroom.sheet import class_sheet
from tests.classroom.made_up import SHOWN, affordable, computed, forecasts, predict, seated, submitted, which

RESULT_SCREENS = {"points", "arrows", "burden"}


def everything(tmp_path):
    """Return every state of a lesson in which teams 0 and 1 did all they could, its results computed long before."""
    made = leading.skip(seated(tmp_path, 0, 1), "predict", 1.0)
    for name in (0, 1):
        made = predict(made, made.team(name), forecasts(), which())
    for phase in ("choose_1", "choose_2"):
        made = leading.skip(made, phase, 1.0)
        for name in (0, 1):
            made = submitted(made, name, affordable(name + (phase == "choose_2")))
    done, made = computed(*wanted(made)), leading.skip(made, "join", 1.0)
    for phase in PHASES:
        for _ in phase.screens:
            yield _with_found(Snapshot(0, made, done))
            made = leading.onward(made, 1.0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_are_shown_when_they_are_revealed_and_not_before(tmp_path, lang):
    screens, phones = set(), set()
    for snapshot in everything(tmp_path):
        room = snapshot.room
        screen = json.dumps(seen.screen(snapshot, lang))
        phone = json.dumps(seen_by.phone(snapshot, room.team(0), lang))
        assert SHOWN not in json.dumps(seen_by.trainer(snapshot, lang))
        assert SHOWN not in json.dumps(seen_by.phone(snapshot, None, lang))
        if not is_revealed(room, 1):
            assert SHOWN not in screen and SHOWN not in phone
            assert '"points": [{' not in screen
        if SHOWN in phone:
            phones.add(room.now.id)
        if '"points": [{' in screen or '"cells": [{' in screen:
            screens.add(room.screen)
    assert screens == RESULT_SCREENS
    assert {"reveal_1", "choose_2", "reveal_2"} <= phones


def test_a_phone_sees_its_own_team_only(tmp_path):
    for snapshot in everything(tmp_path):
        mine = seen_by.phone(snapshot, snapshot.room.team(0), "en")
        assert mine["team"] == "Hill" and "River" not in json.dumps(mine)


def test_the_second_rounds_results_stay_hidden_while_the_first_ones_are_seen(tmp_path):
    for snapshot in everything(tmp_path):
        rounds = [each["round"] for each in seen_by.phone(snapshot, snapshot.room.team(0), "en")["results"]]
        assert rounds == [place for place in (1, 2) if is_revealed(snapshot.room, place)]


def test_a_hidden_name_is_a_number_on_the_big_screen(tmp_path):
    for snapshot in everything(tmp_path):
        room = leading.hide(snapshot.room, 1)
        hidden = json.dumps(seen.screen(Snapshot(0, room, snapshot.computed, snapshot.found), "en"))
        assert "River" not in hidden


def test_the_prediction_is_counted_and_not_shown_before_the_reveal(tmp_path):
    for snapshot in everything(tmp_path):
        shown = seen.screen(snapshot, "en")
        assert shown["counts"]["predicted"] == 2
        assert ("bars" in json.dumps(shown)) == (snapshot.room.screen == "predictions")


def test_the_class_sheet_holds_what_is_revealed(tmp_path):
    told = {snapshot.room.now.id: str(87_654_32) in class_sheet(snapshot, "zh") for snapshot in everything(tmp_path)}
    assert not told["choose_1"] and told["leave"]


def test_the_class_sheet_is_inert_in_a_spreadsheet(tmp_path):
    *_, last = everything(tmp_path)
    room = last.room
    for place, text in enumerate(("=1+1", "@SUM(A1)", '-2"+cmd,x')):
        team = room.team(0)
        answers = tuple(text if number == place else each for number, each in enumerate(team.answers))
        room = room.with_team(type(team)(**{**team.__dict__, "answers": answers}))
    lines = class_sheet(Snapshot(0, room, last.computed, last.found), "en").splitlines()
    assert sum("'=1+1" in line for line in lines) == 1 and sum("'@SUM" in line for line in lines) == 1
    assert any("\"'-2\"\"+cmd,x\"" in line for line in lines)
    assert len({line.count(",") >= 10 for line in lines}) == 1


def test_every_screen_and_button_has_words_in_both_languages():
    from govsim.dashboard.classroom.page import TEXTS
    from govsim.dashboard.texts import Words

    zh, en = Words(TEXTS, "zh").all(), Words(TEXTS, "en").all()
    assert set(zh) == set(en)
    for phase in PHASES:
        assert {phase.id, *phase.screens} <= set(zh)
        assert all(f"do_{screen}" in zh or f"do_{phase.id}" in zh for screen in phase.screens)
