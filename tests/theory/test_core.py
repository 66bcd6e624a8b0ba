"""Free time, contacts, staff, arrivals and slow states against theory; the checks are those of `govsim validate`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from govsim.validation import CHECKS, arrivals, checks, contact, queues, sessions, staff, thresholds, trust

MODULES = (contact, sessions, staff, arrivals, trust, thresholds)
CORE = [check for module in MODULES for check in module.CHECKS]


@pytest.mark.parametrize("check", CORE, ids=lambda check: f"{check.__module__.split('.')[-1]}.{check.__name__}")
def test_theory(check: Callable[[], Iterator[dict[str, Any]]]) -> None:
    rows = list(check())
    assert rows
    assert [row for row in rows if not row["passed"]] == []


def test_every_check_is_run_by_validate() -> None:
    assert {*CORE, *queues.CHECKS} <= set(CHECKS["theory"])


def test_waits_are_those_computed_by_hand() -> None:
    """From Monday midnight, Friday 18:00 and over all start hours; every free office hour is used."""
    for chance, monday, friday, any_hour in ((0.1, 30.6057, 84.6057, 44.0593), (1.0, 8.0, 62.0, 14.2143)):
        waits = contact.cyclic(chance * contact.STANDARD)
        assert (waits[0], waits[contact.FRIDAY_18], waits.mean()) == pytest.approx((monday, friday, any_hour), abs=1e-4)


def test_failures_are_those_computed_by_hand() -> None:
    day = (np.arange(168) % 24 >= 8) & (np.arange(168) % 24 < 20)
    failures = contact.cyclic(0.2 * day * contact.STANDARD, 0.2 * day * (1.0 - contact.STANDARD))
    assert (failures[0], failures.mean()) == pytest.approx((0.27814, 1.49419), abs=1e-5)


def test_sessions_are_those_computed_by_hand() -> None:
    waits = 24.0 + np.roll(contact.cyclic(0.09 * contact.STANDARD), -24)
    assert (waits[0], waits[contact.FRIDAY_18]) == pytest.approx((59.5303, 88.2576), abs=1e-4)


def test_moments_are_those_computed_by_hand() -> None:
    assert trust.moments(1.04, 2.0, 0.7) == pytest.approx((0.507692, 0.061147), abs=1e-6)
    assert trust.moments(1.04, 0.35, 0.8) == pytest.approx((0.506470, 0.025470), abs=1e-6)
    assert trust.moments(0.0, 2.0, 0.7) == pytest.approx((0.538462, 0.143611), abs=1e-6)


def test_a_wrong_mean_fails() -> None:
    """The rule can fail: 3 % off with small errors, and 1 % off with tiny ones."""
    noise = np.random.default_rng(1).normal(0.0, 1.0, 32)
    assert checks.mean("near", 1.0 + 0.01 * noise, 1.0)["passed"]
    assert not checks.mean("far", 1.03 + 0.01 * noise, 1.0)["passed"]
    assert not checks.mean("small errors", 1.01 + 0.001 * noise, 1.0)["passed"]
    assert not checks.largest("one of many", [0.1, -4.1], 4.0)["passed"]
