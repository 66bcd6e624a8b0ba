"""The shared room: what is computed for it and how often, what a restart finds, who is told."""

import threading
from dataclasses import replace

import pytest

from govsim.dashboard.classroom import leading
from govsim.dashboard.classroom.computing import Bench as Processes
from govsim.dashboard.classroom.computing import Computed, Outcome, Task
from govsim.dashboard.classroom.hall import Hall, wanted
from govsim.dashboard.classroom.keeping import load
from govsim.dashboard.classroom.room import RefusedError, choice_of
from govsim.dashboard.classroom.taking_part import take_seat
from tests.classroom.made_up import LESSON, RUNS, Bench, affordable, room, seated, submitted


def choosing(folder, **choices):
    """Return a room in the first round; team 0's choice, team 1's …"""
    made = leading.skip(seated(folder, *range(len(choices))), "choose_1", 1.0)
    for name, number in enumerate(choices.values()):
        made = submitted(made, name, affordable(number))
    return made


def held(made, folder):
    hall = Hall(made, folder, bench=Bench)
    return hall, hall._bench


def test_warm_ups_come_first_then_the_baseline_then_choices_in_order(tmp_path):
    _, bench = held(choosing(tmp_path, a=0, b=1), tmp_path)
    did = [(task.choice, task.seed) for task in bench.work()]
    seeds = range(1, RUNS + 1)
    chosen = [choice_of(affordable(number)) for number in (0, 1)]
    assert did == [(choice, seed) for choice in (None, (), *chosen) for seed in seeds]


def test_the_same_choice_is_computed_once(tmp_path):
    hall, bench = held(choosing(tmp_path, a=0, b=0, c=1), tmp_path)
    assert len(bench.work()) == RUNS * (2 + 2)
    assert all(hall.latest.computed.is_over(each) for each in wanted(hall.latest.room))
    assert set(hall.latest.found) == set(wanted(hall.latest.room))


def test_a_choice_like_the_baseline_costs_nothing(tmp_path):
    made = leading.skip(seated(tmp_path, 0), "choose_1", 1.0)
    hall, bench = held(submitted(made, 0, {}), tmp_path)
    assert len(bench.work()) == RUNS * 2
    assert all(row.difference == 0 for row in hall.latest.found[()])


def test_a_choice_taken_back_is_not_wanted_any_more(tmp_path):
    from govsim.dashboard.classroom.taking_part import take_back

    hall, bench = held(choosing(tmp_path, a=0), tmp_path)
    hall.act(lambda now: take_back(now, now.team(0)))
    assert {task.choice for task in bench.wanted} == {None, ()}


def test_a_restart_finds_the_room_and_what_was_computed(tmp_path):
    hall, bench = held(choosing(tmp_path, a=0, b=1), tmp_path)
    bench.work()
    before = hall.latest
    hall.close()
    again, fresh = held(load(tmp_path), tmp_path)
    assert again.latest.room == before.room and again.latest.found == before.found
    assert {task.choice for task in fresh.wanted} == {None}


def test_a_choice_half_computed_is_computed_again_after_a_restart(tmp_path):
    _, bench = held(choosing(tmp_path, a=0), tmp_path)
    bench.work(RUNS * 2 + 1)
    again, fresh = held(load(tmp_path), tmp_path)
    assert [task for task in fresh.wanted if task.choice] and not again.latest.found


@pytest.mark.parametrize("spoilt", ["", "{", '{"runs": 3}', '{"runs": {"1": {"place": {"morale": "x"}}}}', "[1]"])
def test_kept_runs_that_cannot_be_read_are_computed_again(tmp_path, spoilt):
    _, bench = held(choosing(tmp_path, a=0), tmp_path)
    bench.work()
    for path in (tmp_path / "runs").iterdir():
        path.write_text(spoilt, encoding="utf-8")
    again, fresh = held(load(tmp_path), tmp_path)
    assert not again.latest.found
    fresh.work()
    assert again.latest.found


def test_failures_are_told_and_can_be_tried_again(tmp_path):
    hall, bench = held(choosing(tmp_path, a=0), tmp_path)
    bench.work(RUNS * 2)
    for task in bench.wanted:
        bench.heard(Outcome(task, reason="no memory"))
    assert hall.latest.computed.is_over(choice_of(affordable())) and not hall.latest.found
    hall.try_again()
    assert len(bench.work()) == RUNS
    assert hall.latest.found


def test_one_failed_run_costs_one_pair(tmp_path):
    hall, bench = held(choosing(tmp_path, a=0), tmp_path)
    bench.work(RUNS * 2)
    bench.heard(Outcome(bench.wanted.pop(0), reason="no memory"))
    bench.work()
    (rows,) = hall.latest.found.values()
    assert {row.runs for row in rows} == {RUNS - 1}


def test_results_of_another_lesson_are_not_taken(tmp_path):
    hall, bench = held(room(tmp_path), tmp_path)
    bench.heard(Outcome(Task("L1", (), 1), {"place": {}}))
    assert not hall.latest.computed.done
    hall.act(lambda now: replace(now, lesson="L1"))
    assert hall.latest.computed.lesson == "L1" and {task.lesson for task in bench.wanted} == {"L1"}


def test_a_refused_step_changes_nothing(tmp_path):
    hall, _ = held(seated(tmp_path, 0), tmp_path)
    before = hall.latest
    with pytest.raises(RefusedError):
        hall.act(lambda now: take_seat(now, 0, "other"))
    assert hall.latest is before


def test_pages_are_told_of_a_change_at_once(tmp_path):
    hall, _ = held(room(tmp_path), tmp_path)
    number, told = hall.latest.number, []
    waiting = threading.Thread(target=lambda: told.append(hall.wait(number, 60).room))
    waiting.start()
    hall.act(lambda now: take_seat(now, 0, "mine"))
    waiting.join(60)
    assert told and told[0].team(0).joined


def test_many_steps_at_once_lose_none(tmp_path):
    made = room(tmp_path, teams=12)
    hall, _ = held(made, tmp_path)
    threads = [threading.Thread(target=lambda name=name: hall.act(lambda now: take_seat(now, name, f"s{name}")))
               for name in range(12)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(team.joined for team in hall.latest.room.teams)
    assert load(tmp_path) == hall.latest.room


def test_a_room_that_cannot_be_kept_goes_on_and_says_so(tmp_path):
    folder = tmp_path / "class"
    hall, _ = held(room(folder), folder)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("a file in the way")
    hall.act(lambda now: take_seat(now, 0, "mine"))
    assert hall.latest.room.team(0).joined and hall.latest.trouble


def test_runs_that_fail_in_a_process_are_told_with_their_reason():
    heard, over = [], threading.Event()

    def hear(outcome):
        heard.append(outcome)
        if len(heard) == 2:
            over.set()

    bench = Processes(hear, 1)
    try:
        bench.want([Task("no-such-lesson", choice, 1) for choice in (None, ())])
        assert over.wait(120)
        (hand,) = bench._hands
        process = hand.process
    finally:
        bench.close()
    assert all("InputError" in outcome.reason and outcome.trace for outcome in heard)
    assert not process.is_alive()


def test_progress_counts_what_is_over():
    empty = Computed(LESSON, (1, 2))
    half = empty.with_outcome(Outcome(Task(LESSON, None, 1))).with_outcome(Outcome(Task(LESSON, None, 2)))
    assert (empty.prepared(), half.prepared()) == (0.0, 0.5)
    assert half.with_outcome(Outcome(Task(LESSON, (), 1), {})).prepared() == 0.75
