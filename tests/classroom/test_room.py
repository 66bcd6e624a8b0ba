"""What teams and the trainer can do in a room, and what is refused."""

import json

import pytest

from govsim.dashboard.classroom import leading
from govsim.dashboard.classroom.room import LONGEST_ANSWER, PHASES, PLACES, Forecast, RefusedError, choice_of
from govsim.dashboard.classroom.taking_part import (
    answer,
    choose,
    predict,
    seat_of,
    submit,
    take_back,
    take_role,
    take_seat,
)
from tests.classroom.made_up import affordable, forecasts, room, seated, submitted, which

NOW = 1_000_000.0


def at(made, phase):
    return leading.skip(made, phase, NOW)


def test_a_seat_is_taken_once_and_by_its_own_browser(tmp_path):
    made = take_seat(room(tmp_path), 1, "mine")
    assert seat_of(made, "mine").name == 1
    assert seat_of(made, "other") is None
    with pytest.raises(RefusedError):
        take_seat(made, 1, "other")
    with pytest.raises(RefusedError):
        take_seat(made, 2, "mine")
    with pytest.raises(RefusedError):
        take_seat(made, 9, "other")


def test_the_room_keeps_no_secret_of_a_joiner(tmp_path):
    made = take_seat(room(tmp_path), 1, "a-secret-of-mine")
    assert "a-secret-of-mine" not in repr(made)


def test_the_lesson_goes_screen_by_screen_to_the_end_and_back(tmp_path):
    made, seen = room(tmp_path), []
    for _ in range(40):
        seen.append((made.now.id, made.screen))
        made = leading.onward(made, NOW)
    wanted = [(phase.id, screen) for phase in PHASES for screen in phase.screens]
    assert list(dict.fromkeys(seen)) == wanted
    for _ in range(40):
        made = leading.back(made, NOW)
    assert (made.now.id, made.screen) == wanted[0]


def test_a_phase_begins_with_its_planned_time_and_is_extended(tmp_path):
    made = at(room(tmp_path), "choose_1")
    assert made.ends == NOW + 8 * 60
    assert leading.extend(made, 120, NOW).ends == made.ends + 120
    assert leading.extend(made, 120, made.ends + 500).ends == made.ends + 620
    for seconds in (0, -5, 1e9):
        with pytest.raises(RefusedError):
            leading.extend(made, seconds, NOW)


def test_predictions_are_taken_in_their_phase_until_locked(tmp_path):
    made = seated(tmp_path, 0)
    with pytest.raises(RefusedError):
        predict(made, made.team(0), forecasts(), which())
    made = at(made, "predict")
    made = predict(made, made.team(0), forecasts("up"), which())
    made = predict(made, made.team(0), forecasts("down"), which())
    assert {each.side for each in made.team(0).forecasts} == {"down"}
    with pytest.raises(RefusedError):
        locked = leading.lock(made)
        predict(locked, locked.team(0), forecasts(), which())


@pytest.mark.parametrize(
    "wrong",
    [("sideways", 1.0, 2), ("up", -1.0, 2), ("up", float("nan"), 2), ("up", 1e9, 2), ("up", 1.0, 4), ("up", True, 1)],
)
def test_predictions_that_make_no_sense_are_refused(tmp_path, wrong):
    made = at(seated(tmp_path, 0), "predict")
    side, size, sure = wrong
    with pytest.raises(RefusedError):
        predict(made, made.team(0), forecasts(side, size, sure), which())
    with pytest.raises(RefusedError):
        predict(made, made.team(0), forecasts()[:-1], which())
    with pytest.raises(RefusedError):
        predict(made, made.team(0), [Forecast("nothing", "up", 1.0, 1)], which())


def test_a_choice_is_submitted_within_the_rules_and_can_be_taken_back(tmp_path):
    made = at(seated(tmp_path, 0), "choose_1")
    made = submitted(made, 0, affordable())
    assert made.team(0).rounds[0].submitted
    with pytest.raises(RefusedError):
        choose(made, made.team(0), {}, which())
    made = take_back(made, made.team(0))
    made = choose(made, made.team(0), {}, which())
    assert made.team(0).rounds[0].choice == ()


def test_a_choice_over_the_budget_is_kept_as_a_draft_and_not_submitted(tmp_path):
    made = at(seated(tmp_path, 0), "choose_1")
    all_of_it = {each.id: each.most for each in which().options if each.unlocked == 1}
    made = choose(made, made.team(0), all_of_it, which())
    with pytest.raises(RefusedError):
        submit(made, made.team(0), which())


@pytest.mark.parametrize("units", [-1.0, float("inf"), float("nan"), 1e9, True])
def test_choices_that_no_page_sends_are_refused(tmp_path, units):
    made = at(seated(tmp_path, 0), "choose_1")
    for name in (which().options[0].id, "nothing"):
        with pytest.raises(RefusedError):
            choose(made, made.team(0), {name: units}, which())


def test_an_option_of_the_second_round_is_not_for_the_first(tmp_path):
    later = next((each for each in which().options if each.unlocked == 2), None)
    assert later is not None, "the lesson unlocks something in the second round"
    made = at(seated(tmp_path, 0), "choose_1")
    made = choose(made, made.team(0), affordable() | {later.id: later.step}, which())
    with pytest.raises(RefusedError):
        submit(made, made.team(0), which())


def test_the_second_round_begins_with_the_first_choice_and_leaves_that_alone(tmp_path):
    made = submitted(at(seated(tmp_path, 0), "choose_1"), 0, affordable())
    made = at(made, "choose_2")
    first, second = made.team(0).rounds
    assert second.choice == first.choice and first.submitted and not second.submitted
    made = submitted(made, 0, affordable(1))
    assert made.team(0).rounds[0] == first
    assert made.team(0).rounds[1].choice == choice_of(affordable(1))
    again = at(at(made, "debrief"), "choose_2")
    assert again.team(0).rounds[1].choice == choice_of(affordable(1))


def test_answers_are_short_plain_text(tmp_path):
    made = at(seated(tmp_path, 0), "debrief")
    made = answer(made, made.team(0), 1, "  a\x00b\n\u202ec   " + "x" * 999)
    said = made.team(0).answers[1]
    assert said.startswith("a b c x") and len(said) == LONGEST_ANSWER
    assert made.team(0).answers[0] == ""
    with pytest.raises(RefusedError):
        answer(made, made.team(0), 3, "x")
    with pytest.raises(RefusedError):
        early = at(made, "choose_1")
        answer(early, early.team(0), 0, "x")


def test_a_freed_seat_keeps_the_teams_words_and_a_replaced_team_begins_anew(tmp_path):
    made = at(seated(tmp_path, 0, 1), "predict")
    for name in (0, 1):
        made = predict(made, made.team(name), forecasts(), which())
    made = leading.replaced(leading.free(made, 0), 1)
    assert not made.team(0).joined and made.team(0).forecasts
    assert not made.team(1).joined and not made.team(1).forecasts
    assert seat_of(made, "secret-0") is None
    assert seat_of(take_seat(made, 0, "another"), "another").forecasts


def test_a_role_is_one_of_the_lesson(tmp_path):
    made = seated(tmp_path, 0)
    role = which().roles[1].id
    assert take_role(made, made.team(0), role, which()).team(0).role == role
    with pytest.raises(RefusedError):
        take_role(made, made.team(0), "mayor", which())


def test_a_closed_room_takes_nothing(tmp_path):
    made = leading.close(at(seated(tmp_path, 0), "choose_1"))
    for step in (
        lambda: leading.onward(made, NOW), lambda: leading.back(made, NOW), lambda: leading.free(made, 0),
        lambda: choose(made, made.team(0), {}, which()), lambda: submit(made, made.team(0), which()),
        lambda: take_seat(made, 1, "x"), lambda: leading.lock(made),
    ):  # fmt: skip
        with pytest.raises(RefusedError):
            step()


def test_every_phase_is_planned_for_a_lesson_of_three_quarters_of_an_hour():
    assert sum(phase.minutes for phase in PHASES) == 45
    assert len(PLACES) == len(PHASES)
    assert json.dumps(sorted(PLACES))
