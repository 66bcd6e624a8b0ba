"""Offices: against queueing theory, an independent recursion, a naive simulation, another simulator, and themselves."""

import hashlib
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim.engine import offices
from govsim.engine.draws import draws
from govsim.engine.offices import LAWS, ORDERS, OUTCOMES, Desks, Rules, window
from govsim.engine.offices.tables import SERVED
from govsim.validation import queues

ROOT = Path(__file__).parents[2]
WEEK = np.zeros(168)
for day in range(5):
    WEEK[day * 24 + 8 : day * 24 + 12] = WEEK[day * 24 + 14 : day * 24 + 18] = 1.0
DAYS = 28


def open_clock(fractions: np.ndarray, weeks: int) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.tile(fractions, weeks))])[None]


@pytest.mark.parametrize("check", queues.CHECKS, ids=lambda check: check.__name__)
def test_theory(check: Callable[[], Iterator[dict[str, Any]]]) -> None:
    rows = list(check())
    assert rows
    assert [row for row in rows if not row["passed"]] == []


def test_targets_are_those_of_the_literature() -> None:
    """The formulas of the rows, against published or hand-computed values."""
    assert queues.erlang_b(2.4, 3) == pytest.approx(0.26841, abs=5e-6)
    assert queues.erlang_c_wait(2.4, 3) == pytest.approx(1.07865, abs=5e-6)
    assert queues.erlang_c_wait(4.5, 5) == pytest.approx(1.52499, abs=5e-6)
    assert queues.erlang_a(3.2, 3, 0.5) == pytest.approx((0.69485, 0.21106, 0.42213, 0.84153), abs=1e-5)
    assert queues.erlang_a(2.4, 3, 0.25) == pytest.approx((0.52285, 0.08811, 0.35242, 0.72952), abs=1e-5)


def test_little_as_identity() -> None:
    """The integral of the number present equals the sum of waits and services kept by the office."""
    sent = queues.referrals(queues.poisson(2.4, 20_000, 3))
    desks, answers = queues.simulate_queue(sent, queues.offices(servers=3), Rules(3))
    times = np.concatenate([answers["sent"], answers["finished"]])
    order = np.argsort(times, kind="stable")
    present = np.cumsum(np.repeat([1, -1], len(answers))[order])
    assert present[-1] == 0
    integral = float((present[:-1] * np.diff(times[order])).sum())
    office = desks.offices[0]
    assert integral == pytest.approx(office["waited_open"] + office["busy"], rel=1e-9)


weeks_open = st.lists(st.sampled_from([0.0, 0.0, 0.25, 0.7, 1.0]), min_size=168, max_size=168).filter(any)


@given(weeks_open, st.integers(1, 4), st.integers(0, 2**31), st.floats(0.5, 60.0), st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_pathwise_recursion(week: list[float], servers: int, seed: int, every: float, lognormal: bool) -> None:
    """start_n = max(arrival_n, smallest time at which a server is free), on the clock of open hours."""
    clock = open_clock(np.array(week), 200)
    arrivals = queues.poisson(1.0 / every, 50, seed)
    place = queues.offices(servers=servers, mean=2.0, law=LAWS.index("lognormal") * lognormal, cv=1.5)
    _, answers = queues.simulate_queue(queues.referrals(arrivals), place, Rules(seed), 24.0, clock)
    hours = np.arange(clock.shape[1])
    joined, begun, finished = (np.interp(x, hours, clock[0]) for x in (arrivals, answers["begun"], answers["finished"]))
    service = finished - begun if lognormal else -2.0 * np.log(draws(seed, "offices.service", np.arange(50)))
    free = np.zeros(servers)
    for n in range(50):
        server = free.argmin()
        start = max(joined[n], free[server])
        free[server] = start + service[n]
        assert begun[n] == pytest.approx(start, rel=1e-9, abs=1e-9)
        assert finished[n] == pytest.approx(free[server], rel=1e-9, abs=1e-9)
    assert (answers["begun"] >= arrivals).all()
    is_open = [any(week[math.floor(b + shift) % 168] > 0 for shift in (-1e-7, 1e-7)) for b in answers["begun"]]
    assert all(is_open)


class Naive:
    """One office, written for clarity: lists, linear searches, the clock searched from its start."""

    def __init__(self, clock: np.ndarray, servers: int, capacity: int) -> None:
        self.clock, self.free, self.capacity = clock[0], [0.0] * servers, capacity
        self.waiting: list[dict[str, Any]] = []

    def open_time(self, hour: float) -> float:
        return float(np.interp(hour, np.arange(len(self.clock)), self.clock))

    def real_time(self, open_hour: float, side: Any) -> float:
        k = int(np.searchsorted(self.clock, open_hour, side=side)) - 1
        return float(k + (open_hour - self.clock[k]) / (self.clock[k + 1] - self.clock[k]))

    def events(self, coming: list[dict[str, Any]]) -> list[tuple[float, int]]:
        found = [(min(m["leaves"] for m in self.waiting), 0)] if self.waiting else []
        found += [(coming[0]["arrival"], 1)] if coming else []
        if self.waiting:
            start = max(min(self.free), min(m["joined"] for m in self.waiting))
            found.append((self.real_time(start, "right"), 2))
        return found

    def run(self, coming: list[dict[str, Any]]) -> None:
        coming = sorted(coming, key=lambda m: m["arrival"])
        while events := self.events(coming):
            hour, what = min(events)
            if what == 0:
                leaver = min(self.waiting, key=lambda m: m["leaves"])
                self.waiting.remove(leaver)
                leaver.update(outcome="closed_at_deadline", finished=hour)
            elif what == 1:
                self.arrive(coming.pop(0))
            else:
                self.begin()

    def arrive(self, matter: dict[str, Any]) -> None:
        matter["joined"] = self.open_time(matter["arrival"])
        present = len(self.waiting) + sum(free > matter["joined"] for free in self.free)
        if self.capacity and present >= self.capacity:
            matter.update(outcome="blocked", finished=matter["arrival"])
        else:
            matter["leaves"] = max(matter["leaves"], matter["arrival"])
            self.waiting.append(matter)

    def begin(self) -> None:
        matter = min(self.waiting, key=lambda m: (m["rank"], m["arrival"]))
        self.waiting.remove(matter)
        server = self.free.index(min(self.free))
        self.free[server] = max(self.free[server], matter["joined"]) + matter["service"]
        matter.update(outcome="served", finished=self.real_time(self.free[server], "left"))


@given(
    st.sampled_from(ORDERS), st.integers(1, 3), st.integers(0, 2**31), st.floats(0.3, 6.0), st.sampled_from([0, 2, 6]),
    st.floats(3.0, 200.0),
)  # fmt: skip
@settings(max_examples=80, deadline=None, derandomize=True)
def test_naive_simulation(order: str, servers: int, seed: int, every: float, capacity: int, patience: float) -> None:
    """Order rules, capacity and deadlines in office hours give every matter the same end as the naive office."""
    number, clock, random = 80, open_clock(WEEK, 60), np.random.default_rng(seed)
    arrivals = queues.poisson(1.0 / every, number, seed)
    kinds, deadlines = random.integers(0, 6, number), arrivals + random.exponential(patience, number)
    sent = queues.referrals(arrivals, kind=kinds, deadline=deadlines)
    place = queues.offices(servers=servers, capacity=capacity, order=ORDERS.index(order), mean=1.5)
    _, answers = queues.simulate_queue(sent, place, Rules(seed), 24.0, clock)
    service = -1.5 * np.log(draws(seed, "offices.service", np.arange(number)))
    ranks = {"first_come": 0 * service, "oldest_case": 0 * service, "shortest": service, "disputes_first": kinds > 1}
    expected = [
        {"arrival": arrivals[n], "leaves": deadlines[n], "rank": ranks[order][n], "service": service[n]}
        for n in range(number)
    ]
    Naive(clock, servers, capacity).run(expected)
    assert [OUTCOMES[outcome - SERVED] for outcome in answers["outcome"]] == [m["outcome"] for m in expected]
    assert answers["finished"] == pytest.approx([m["finished"] for m in expected], rel=1e-9)


def test_oldest_case_comes_first() -> None:
    """Three come before the opening; they are met in the order in which their cases arose."""
    sent = queues.referrals(np.array([1.0, 2.0, 3.0]), arose=[30, 10, 20])
    place = queues.offices(order=ORDERS.index("oldest_case"))
    _, answers = queues.simulate_queue(sent, place, Rules(1), 24.0, open_clock(WEEK, 60))
    assert answers["begun"].min() == 8.0
    assert answers["arose"][np.argsort(answers["begun"])].tolist() == [10, 20, 30]


def test_who_arrives_at_the_opening_can_be_chosen() -> None:
    """A dispute that comes as the office opens is met before a request that waited for the opening."""
    sent = queues.referrals(np.array([3.0, 8.0]), kind=[4, 0])
    place = queues.offices(order=ORDERS.index("disputes_first"))
    _, answers = queues.simulate_queue(sent, place, Rules(1), 24.0, open_clock(WEEK, 60))
    assert answers["begun"][1] == 8.0 and answers["begun"][0] == pytest.approx(answers["finished"][1])


def town(seed: int) -> np.ndarray:
    """Return messages that use everything: passes, several departments, convening, deadlines, whole hours."""
    number, random = 400, np.random.default_rng(seed)
    sent = np.sort(random.integers(0, (DAYS - 7) * 24, number))
    messages = queues.referrals(sent + 1.0 + random.integers(0, 30, number), arose=sent - 1, kind=sent % 6)
    messages["sent"], messages["office"], messages["pass_chance"] = sent, random.integers(0, 4, number), 0.25
    messages["needs"] = np.where(random.random(number) < 0.3, random.integers(0, 16, number), 0)
    messages["convened"] = random.integers(0, 2, number)
    late = random.random(number) < 0.3
    messages["deadline"][late] = sent[late] + 60.0
    return messages


def departments() -> np.ndarray:
    places = queues.offices(4, mean=3.0, withdrawal=0.02, background=0.1)
    places["tier"], places["servers"], places["order"] = [0, 0, 1, 1], [1, 2, 1, 2], [0, 1, 2, 3]
    places["capacity"], places["law"], places["cv"] = [0, 6, 0, 0], [0, 1, 0, 1], 0.8
    return places


def run_town(messages: np.ndarray, length: int = 24, rows: int = 1024) -> tuple[Desks, np.ndarray]:
    """Return four weeks of four offices, and the answers in the order of identities."""
    desks = offices.opened(departments(), open_clock(WEEK, DAYS // 7 + 8), 2, rows)
    answers = []
    for first in range(0, DAYS * 24, length):
        last = min(first + length, DAYS * 24)
        now = messages[(messages["sent"] >= first) & (messages["sent"] < last)]
        desks, answered = offices.serve(desks, now, Rules(11, between=2.0), first, last)
        answers.append(answered)
    joined = np.concatenate(answers)
    return desks, joined[np.lexsort((joined["arose"], joined["person"]))]


def digest(run: tuple[Desks, np.ndarray]) -> str:
    """Return a hash over all answers and what the offices have counted, column by column."""
    desks, answers = run
    counted = [name for name in desks.offices.dtype.names or () if name not in ("first", "called")]
    parts = [answers[name].tobytes() for name in answers.dtype.names or ()]
    parts += [desks.offices[name].tobytes() for name in counted] + [desks.free_at.tobytes()]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def test_town_uses_everything() -> None:
    """Otherwise the tests below would prove little. Every message is answered once, every arrival has an end."""
    messages = town(7)
    desks, answers = run_town(messages)
    assert set(answers["outcome"] - SERVED) == set(range(len(OUTCOMES)))
    assert answers["passes"].max() == 3 and answers["visits"].max() >= 3
    pending = desks.matters[(desks.matters["state"] > 0) & (desks.matters["person"] >= 0)]
    persons = np.concatenate([answers["person"], np.unique(pending["person"])])
    assert sorted(persons) == list(range(len(messages)))
    kept = desks.offices
    ended = sum(kept[name] for name in ("served", "passed", "blocked", "withdrawn", "closed"))
    assert (kept["arrived"] == ended + kept["waiting"]).all()
    assert kept["stream_count"].min() > 5


@pytest.mark.parametrize("length", [7, 168, DAYS * 24])
def test_length_of_window_changes_nothing(length: int) -> None:
    assert digest(run_town(town(7), length)) == digest(run_town(town(7)))


def test_order_of_messages_changes_nothing() -> None:
    shuffled = np.random.default_rng(2).permutation(town(7))
    assert digest(run_town(shuffled)) == digest(run_town(town(7)))


def test_size_of_pool_changes_nothing() -> None:
    assert digest(run_town(town(7), rows=1)) == digest(run_town(town(7)))


def test_saved_state_goes_on() -> None:
    """Offices, servers, matters and marks are the whole state: the rest may be blank."""
    messages, rules, clock = town(7), Rules(11), open_clock(WEEK, 12)
    desks = offices.opened(departments(), clock, 2)
    desks, _ = offices.serve(desks, messages, rules, 0, 300)
    saved = {name: getattr(desks, name).copy() for name in ("offices", "free_at", "matters", "marks")}
    blank = {name: np.zeros_like(getattr(desks, name)) for name in ("queues", "agenda", "answers")}
    copied = desks._replace(**saved, **blank)
    assert digest(offices.serve(copied, messages[:0], rules, 300, 600)) == digest(
        offices.serve(desks, messages[:0], rules, 300, 600)
    )


def test_compiled_equals_plain_python() -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", __file__]
    plain = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == digest(run_town(town(7)))


def test_pairs_share_their_draws() -> None:
    """A longer queue changes when a matter is served, not how long it takes."""
    clock, sent = queues.ALWAYS_OPEN, queues.referrals(queues.poisson(0.8, 500, 4))
    one = queues.simulate_queue(sent, queues.offices(), Rules(4), clock=clock)[1]
    two = queues.simulate_queue(sent[::2], queues.offices(servers=2), Rules(4), clock=clock)[1]
    length = [answers["finished"] - answers["begun"] for answers in (one[::2], two)]
    assert length[0] == pytest.approx(length[1], abs=1e-9)
    assert (one[::2]["begun"] != two["begun"]).any()


def test_compiled_once() -> None:
    """Slices, whole numbers and read-only messages do not make another compilation."""
    desks, messages = offices.opened(departments(), open_clock(WEEK, 12), 2), town(7)[::3]
    messages.flags.writeable = False
    offices.serve(desks, messages, Rules(11, 24, 72, 1, 3, 2), 0, 600)
    assert len(window.run.signatures) == 1


def test_new_servers_begin_with_the_window() -> None:
    """Ten wait for an office without staff; a server who comes at hour 48 meets them one after another."""
    desks = offices.opened(queues.offices(servers=0), queues.ALWAYS_OPEN, 2)
    desks, answers = offices.serve(desks, queues.referrals(np.arange(10.0)), Rules(5), 0, 48)
    assert len(answers) == 0 and desks.offices["waiting"][0] == 10
    desks.offices["servers"] = 1
    desks, answers = offices.serve(desks, queues.referrals(np.zeros(0)), Rules(5), 48, 480)
    assert answers["begun"][0] == 48.0 and answers["person"].tolist() == list(range(10))
    assert answers["begun"][1:] == pytest.approx(answers["finished"][:-1])


def test_background_follows_its_rate() -> None:
    """A rate set at hour 1000 changes the stream from there: about 100 before, 400 in as long a time after."""
    desks = offices.opened(queues.offices(servers=9, background=0.1), queues.ALWAYS_OPEN, 9)
    desks, _ = offices.serve(desks, offices.messages(0), Rules(6), 0, 1000)
    before = int(desks.offices["stream_count"][0])
    desks.offices["background"] = 0.4
    desks, _ = offices.serve(desks, offices.messages(0), Rules(6), 1000, 2000)
    after = int(desks.offices["stream_count"][0]) - before
    assert abs(before - 100) < 4 * 10 and abs(after - 400) < 4 * 20
    assert offices.background_rate(0.65, 2, 4.0, own=0.1) == pytest.approx(0.225)
    assert offices.background_rate(0.65, 2, 4.0, own=9.0) == 0.0


def test_arrival_before_the_window_is_refused() -> None:
    desks = offices.opened(queues.offices(), queues.ALWAYS_OPEN, 1)
    with pytest.raises(ValueError, match="before hour 24"):
        offices.serve(desks, queues.referrals(np.array([23.5])), Rules(1), 24, 48)
    with pytest.raises(ValueError, match="most_servers"):
        offices.opened(queues.offices(servers=3), queues.ALWAYS_OPEN, 2)


def test_another_simulator() -> None:
    """M/M/3 at load .7 against Ciw: means over ten seeds within four standard errors of their difference."""
    ciw = pytest.importorskip("ciw")
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(2.1)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[3],
    )
    theirs, ours = [], []
    for seed in range(10):
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(2500.0)
        theirs.append(np.mean([record.waiting_time for record in simulation.get_all_records()]))
        sent = queues.referrals(queues.poisson(2.1, 5250, 100 + seed))
        _, answers = queues.simulate_queue(sent, queues.offices(servers=3), Rules(100 + seed))
        ours.append(answers["waited"].mean())
    error = math.sqrt((np.var(theirs, ddof=1) + np.var(ours, ddof=1)) / 10)
    assert abs(np.mean(theirs) - np.mean(ours)) < 4 * error < 0.3


if __name__ == "__main__":
    print(digest(run_town(town(7))))
