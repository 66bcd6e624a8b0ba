"""How finding somebody changes with hours, staff, patience and free time. One function, one relation."""

import numpy as np
import pytest

from govsim.engine.codes import GROUPS, HOME, VIA_HOTLINE, VIA_PHONE
from govsim.rosters import named
from tests.metamorphic.worlds import (
    ALWAYS_FREE,
    FROZEN,
    NO_VISITS,
    UNWILLING,
    WILLING,
    end,
    every,
    made,
    near,
    of_group,
    only,
    ran,
    rates,
    records,
    total,
)

ASKING = rates(local_request=6.0) | every("intercept", WILLING) | every("city", 0.0) | every("town", 0.0)
AT_THE_DOOR = ASKING | only("worker") | {"contact.withdraw_share": 1.0}
ONE_GRID = {"place__grids": 1, "place__communities": 1}
WORKERS = "staff__grid_workers__per_grid"
WEEKEND = '\n[[policies]]\nid = "hours"\nkind = "roster"\nvariant = "weekend_rota"\nawareness = 1.0\n'
BOOKED = '\n[[policies]]\nid = "booking"\nkind = "booking"\nshare = 1.0\nphone = 0.0\n'
SEEDS = (1, 2)


def failing(model: object) -> float:
    """Failed attempts per attempt."""
    return total(model, "failed_attempts") / total(model, "attempts")  # type: ignore[arg-type]  # a run or its model


def test_without_attempts_nobody_is_met() -> None:
    """Attempt rate 0: no attempts; nobody is met, and reached only by phone; every search in person ends in vain."""
    model = ran(rules=ASKING | only("worker", "phone") | {"contact.attempt_rate": 0.0, "contact.search_days": 5.0})
    assert total(model, "attempts", "failed_attempts", "seekers_reached") == 0.0
    assert total(model, "contacts") == 0.0 < total(model, "calls_answered")
    assert total(model, "no_hour") > 0.0


def test_who_is_answered_on_the_phone_has_reached_somebody() -> None:
    """Everybody phones: all who tried, tried in vain where no call is answered, and none where each one is."""
    for answered in (0.0, 1.0):
        rules = ASKING | only("phone") | {"contact.phone_on_duty": answered, "contact.phone_off_duty": answered}
        model = ran(rules=rules | {"contact.withdraw_share": 1.0})
        assert total(model, "attempts", "contacts") == 0.0 < total(model, "tried")
        assert total(model, "tried_in_vain") == (1.0 - answered) * total(model, "tried")


def test_who_books_never_comes_in_vain() -> None:
    booked, plain = ran(BOOKED, AT_THE_DOOR), ran(rules=AT_THE_DOOR)
    assert total(booked, "failed_attempts", "tried_in_vain") == 0.0 < total(plain, "failed_attempts")
    assert total(booked, "attempts") == total(booked, "contacts") > 0.0


@pytest.mark.parametrize("patience", [1, 2])
def test_patience_is_the_number_of_failures_that_are_borne(patience: int) -> None:
    """Nobody fails more often than that; with patience 1 whoever fails gives up."""
    model = ran(rules=AT_THE_DOOR | {"contact.patience": patience, "contact.retry_delay": 4.0})
    assert records(model)["failures"].max() == patience
    if patience == 1:
        assert total(model, "gave_up") - total(model, "no_hour") == total(model, "failed_attempts") > 0.0


def test_more_patience_never_means_fewer_failed_attempts() -> None:
    """Mean over seeds: 1, 3 and 8 failures."""
    means = [
        sum(total(ran(rules=AT_THE_DOOR | {"contact.patience": p}, run__seed=s, weeks=2), "failed_attempts")
            for s in SEEDS) for p in (1.0, 3.0, 8.0)
    ]  # fmt: skip
    assert means[0] < means[1] <= means[2]


def test_a_phone_that_is_answered_on_duty_alone_is_answered_in_office_hours() -> None:
    rules = ASKING | only("phone") | {"contact.phone_on_duty": 1.0, "contact.phone_off_duty": 0.0}
    model = ran(rules=rules)
    rows = records(model)
    reached = rows[(rows["channel"] == VIA_PHONE) & (rows["reached"] >= 0)]["reached"]
    assert (named("standard")[0][reached % 168] > 0).all() and len(reached) > 100
    assert 0.0 < total(model, "calls_answered") < total(model, "calls")


def test_phones_that_are_always_answered_always_are() -> None:
    model = ran(rules=ASKING | only("phone") | {"contact.phone_on_duty": 1.0, "contact.phone_off_duty": 1.0})
    assert total(model, "calls") == total(model, "calls_answered") > 0.0


def test_more_workers_are_found_more_often() -> None:
    """One, two and six in the grid: contacts never fall, failures among attempts never rise (mean over seeds)."""
    contacts, failures = [], []
    for number in (1.0, 2.0, 6.0):
        models = [ran(rules=AT_THE_DOOR, run__seed=s, weeks=2, **ONE_GRID, **{WORKERS: number}) for s in SEEDS]
        contacts.append(sum(total(model, "contacts") for model in models))
        failures.append(np.mean([failing(model) for model in models]))
    assert contacts[0] < contacts[1] <= contacts[2] and failures[0] > failures[1] >= failures[2]


def test_more_people_behind_a_counter_are_found_more_often() -> None:
    """Anyone of the community, of the grid, or the own worker: failures rise in this order (mean over seeds)."""
    means = [
        np.mean([failing(ran(rules=AT_THE_DOOR, run__seed=s, weeks=2, place__grids=2, place__communities=1,
                             station__served_by=by)) for s in SEEDS])
        for by in ("community", "grid", "worker")
    ]  # fmt: skip
    assert means[0] < means[1] < means[2]


def always_there() -> dict[str, float]:
    """Residents always free, workers always at the counter, and everybody goes at the first open hour."""
    return AT_THE_DOOR | ALWAYS_FREE | {
        "contact.attempt_rate": 1.0, "contact.belief_other": 0.0, "contact.belief_lunch": 0.0, "work.field_share": 0.0,
    }  # fmt: skip


def test_who_is_always_free_waits_for_the_opening_alone() -> None:
    """Nobody comes in vain; everybody is met in the first open hour after her report, and the sum of waits is that."""
    model = ran(rules=always_there())
    rows = records(model)
    rows = rows[rows["reached"] >= 0]
    is_open = np.concatenate([np.flatnonzero(np.tile(named("standard")[0] > 0, 4)), [4 * 168]])
    expected = is_open[np.searchsorted(is_open, rows["reported"], side="right")]
    free_by_day = model.table("residents")["schedule"][rows["person"]] == HOME
    assert (rows["reached"][free_by_day] == expected[free_by_day]).all() and free_by_day.sum() > 30
    assert total(model, "failed_attempts", "off_hours_contacts") == 0.0
    waits = rows["reached"] - rows["reported"]
    assert total(model, "seeking_days") * 24 == pytest.approx(waits.sum() + 336 * total(model, "gave_up"), rel=1e-9)


def test_a_search_lasts_fourteen_days_at_most() -> None:
    model = ran(rules=AT_THE_DOOR | {"contact.patience": 1.0})
    assert 0.0 < total(model, "seekers_reached") < total(model, "seekers")
    lost = total(model, "seekers") - total(model, "seekers_reached")
    assert 14 * lost <= total(model, "seeking_days") <= 14 * total(model, "seekers")


def test_contacts_off_hours_need_duty_off_hours() -> None:
    """Standard hours: none; a rota at weekends that all know: some, and all at weekends or in office hours."""
    standard, weekend = ran(rules=AT_THE_DOOR), ran(WEEKEND, AT_THE_DOOR)
    assert total(standard, "off_hours_contacts") == 0.0 < total(weekend, "off_hours_contacts")


def test_free_time_persists_without_becoming_more_or_less() -> None:
    """Persistence 0, .5 and .95: as many are free in an hour, but more people are free in no Tuesday morning of all."""
    weeks, never = range(5), []  # before the holidays
    for persistence in (0.0, 0.5, 0.95):
        model = made(rules=rates() | {"availability.persistence": persistence}, weeks=5, place__residents=6000)
        chances = model.built.settings[0].free_chance[model.table("residents")["schedule"], 24 + 10]
        people = np.flatnonzero((chances > 0.0) & (chances < 0.3))
        free = np.array([model.days.scene.crowd.free(people, week * 168 + 24 + 10) for week in weeks])
        expected = chances[people]
        spread = (expected * (1.0 - expected)).mean() / len(people) * (1.0 if persistence else 1.0 / len(weeks))
        assert near(free.mean(), expected.mean(), spread)
        never.append((~free.any(axis=0)).mean())
    assert never[0] < never[1] < never[2] - 0.1


def test_an_order_is_returned_once_at_most() -> None:
    """Returned for certain: every order, once. Never returned: answered as soon as it is dispatched."""
    for chance in (0.0, 1.0):
        model = ran(rules=ASKING | only("hotline") | {
            "channels.returned_orders": chance, "channels.dispatch_hotline": 0.0,
        })  # fmt: skip
        waiting = float((records(model)["responded"] < 0).sum())
        assert total(model, "orders_returned") == pytest.approx(chance * total(model, "hotline_orders"), abs=waiting)
        rows = records(model)
        answered = rows[(rows["entry"] == VIA_HOTLINE) & (rows["responded"] >= 0)]
        assert (answered["responded"] - answered["reported"] == 1 + int(chance)).all() and len(answered) > 100


def test_dispatch_takes_its_mean_in_hours() -> None:
    """An exponential mean of 6 h, in whole hours begun: 6.5 on average, 4 s.e."""
    model = ran(rules=ASKING | only("hotline") | {"channels.returned_orders": 0.0, "channels.dispatch_hotline": 6.0})
    rows = records(model)
    early = rows[(rows["entry"] == VIA_HOTLINE) & (rows["reported"] < 2 * 168) & (rows["responded"] >= 0)]
    delays = early["responded"] - early["reported"]
    assert abs(delays.mean() - 1.0 - 1.0 / np.expm1(1.0 / 6.0)) < 4.0 * delays.std() / np.sqrt(len(delays))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_giving_up_is_withdrawing_for_the_stated_share(share: float) -> None:
    """All withdraw: each giving up ends a matter. None: they go on while a channel is left."""
    model = ran(rules=ASKING | only("worker", "phone") | {"contact.withdraw_share": share, "contact.patience": 1.0})
    gave_up, withdrawn = total(model, "gave_up"), total(model, "withdrawn")
    assert gave_up == withdrawn > 0.0 if share else gave_up > 1.5 * withdrawn > 0.0


def test_tables_of_groups_add_up_to_the_place() -> None:
    """Tries of home and all other schedules are those of the place."""
    model = ran(rules=AT_THE_DOOR)
    parts = sum(of_group(model, name, "tried") for name in GROUPS if name.startswith("schedule:"))
    assert parts == total(model, "tried") > 0.0


def test_acquaintance_ends_at_its_rate() -> None:
    """No loss: nobody forgets. Without meetings knowing falls by exp(-rate x years), 4 s.e."""
    rules = rates() | NO_VISITS | FROZEN | every("intercept", UNWILLING)
    models = [made(rules=rules | {"field.acquaintance_loss": loss}, weeks=8, place__residents=4000)
              for loss in (0.0, 0.6)]  # fmt: skip
    for model, loss in zip(models, (0.0, 0.6), strict=True):
        until = model.table("residents")["known_until"]
        before, after = (until > 0).sum(), (until > 26 * 168).sum()
        kept = np.exp(-loss * 26 * 168 / 8766)
        assert abs(after - before * kept) <= 4.0 * np.sqrt(before * kept * (1.0 - kept))


def test_a_larger_loss_of_acquaintance_leaves_fewer_who_know() -> None:
    """Of those met on visits in eight weeks fewer are still known where .2 and where 8 a year are lost."""
    known = []
    for loss in (0.2, 8.0):
        model = made(rules=rates() | ALWAYS_FREE | {"field.acquaintance_loss": loss,
                     "field.acquaintance_visit": 1.0}, weeks=6)  # fmt: skip
        model.table("residents")["known_until"] = -1
        end(model)
        known.append((model.table("residents")["known_until"] > model.hour).sum())
    assert 0 < known[1] < 0.8 * known[0]
