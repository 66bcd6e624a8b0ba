"""How work, sessions and closings change with skill, chances and hours. One function, one relation."""

import numpy as np
import pytest

from govsim.engine.codes import CLOSED, GRID_WORKER, LOCAL, MEASURES
from govsim.model import Community
from govsim.population import residents
from tests.metamorphic.worlds import (
    ALWAYS_FREE,
    FROZEN,
    NO_VISITS,
    WILLING,
    every,
    made,
    of_group,
    only,
    ran,
    rates,
    records,
    total,
)

LOCALLY = every("city", 0.0) | every("town", 0.0) | every("intercept", WILLING) | NO_VISITS
REQUESTS = rates(local_request=6.0) | LOCALLY | {"channels.property_constant": -1e9}
DISPUTES = rates(dispute=5.0, organisation_dispute=4.0) | LOCALLY | {"channels.property_constant": -1e9}
CERTIFICATES = rates(certificate=8.0) | LOCALLY
NEVER_FREE = {"availability.free_shift": -60.0, "sessions.leave_chance": 0.0}
MEDIATED = '\n[[policies]]\nid = "mediators"\nkind = "mediators"\nnumber = 3.0\nskill = {}\n'
AT_ONCE = '\n[[policies]]\nid = "up"\nkind = "referral_rule"\nsessions = {}\nat_once = {}\n'
FOREIGN = "population__categories__foreign"


def test_twice_the_work_takes_twice_the_hours() -> None:
    """Hours on cases per case handled are the mean work, 4 s.e. of exponential work; twice as much, twice."""
    for work in (0.4, 0.8):
        rules = REQUESTS | FROZEN | only("phone", "hotline") | {"local_request.work": work, "work.order_report": 0.0}
        model = ran(rules=rules | {"closing.returns": 0.0, "work.field_share": 0.0}, staff__grid_workers__per_grid=6)
        handled = total(model, "handled")
        assert handled > 100 and abs(total(model, "case_hours") / handled - work) < 4.0 * work / np.sqrt(handled)


def test_reporting_back_on_orders_adds_its_hours_to_each() -> None:
    """No other work: hours on cases = the stated hours x orders handled."""
    rules = REQUESTS | only("hotline") | {"local_request.work": 0.0, "work.order_report": 0.25, "closing.returns": 0.0}
    model = ran(rules=rules, staff__grid_workers__per_grid=6)
    assert total(model, "case_hours") == pytest.approx(0.25 * total(model, "handled"), abs=0.25 * 6)
    assert total(model, "handled") > 100


def test_nothing_that_is_local_goes_up() -> None:
    """No shares for town and city, no disputes: no referral, and the local tier closes everything."""
    model = ran(rules=REQUESTS | rates(local_request=4.0, department_request=4.0, certificate=2.0))
    assert total(model, "transfers") == total(model, "orders_returned")
    assert total(model, "referred_city", "referred_town", "closed_city", "closed_town") == 0.0
    closed = records(model)[records(model)["closed"] >= 0]
    assert len(closed) > 100 and set(closed["tier"][closed["resolved"] >= 0].tolist()) <= {LOCAL, -1}


def test_everything_for_the_city_goes_there() -> None:
    model = ran(rules=REQUESTS | every("city", 1.0))
    assert total(model, "referred_city") > 100.0
    assert total(model, "closed_local", "closed_town", "referred_town") == 0.0


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_what_is_resolved_for_certain_or_never(certain: float) -> None:
    """All closings are resolved and none comes back; or none is, and all come back where all do."""
    rules = REQUESTS | {"closing.resolved_local": certain, "closing.returns": 1.0, "closing.return_delay": 0.0}
    model = ran(rules=rules, staff__grid_workers__per_grid=8)
    assert (total(model, "returned") == 0.0) == (certain == 1.0)
    assert (total(model, "resolved") == 0.0) == (certain == 0.0)
    rows = records(model)
    if certain == 0.0:
        assert (rows["reopened"][rows["closed"] >= 0] >= 0).all() and rows["reopened"].max() > 1
    else:
        assert total(model, "resolved") == total(model, "closed_local") == (rows["resolved"] == 1).sum() > 100


def test_nothing_comes_back_where_nobody_returns() -> None:
    model = ran(rules=REQUESTS | {"closing.resolved_local": 0.0, "closing.returns": 0.0})
    assert total(model, "returned") == 0.0 < total(model, "closed_local")


def test_certificates_are_issued() -> None:
    """Whatever the chance of resolving, a certificate is the result; and it is no recorded case."""
    model = ran(rules=CERTIFICATES | {"closing.resolved_local": 0.0})
    rows = records(model)
    assert (rows["resolved"][rows["state"] == CLOSED] == 1).all() and total(model, "resolved") > 50
    assert total(model, "recorded", "returned") == 0.0 < total(model, "certificates")


def test_satisfaction_follows_the_result() -> None:
    """Certain if resolved, impossible if not: as many satisfied as resolved."""
    model = ran(rules=REQUESTS | {"closing.satisfied_resolved": 1.0, "closing.satisfied_unresolved": 0.0})
    assert (
        total(model, "satisfied") == total(model, "resolved") < total(model, "closed_local") + total(model, "returned")
    )


def test_returns_take_their_mean_in_days() -> None:
    """Closed at once and never resolved, all return: rounds in the time left, for a mean of two days between them."""
    rules = REQUESTS | only("phone") | {"local_request.work": 0.0, "work.field_share": 0.0}
    rules |= {"closing.resolved_local": 0.0, "closing.returns": 1.0, "closing.return_delay": 2.0}
    model = ran(rules=rules, staff__grid_workers__per_grid=6)
    rows = records(model)
    rows = rows[(rows["reached"] >= 0) & (rows["reached"] < 168)]
    rounds = rows["reopened"].mean()
    assert 2 * 168 / 48 * 0.55 < rounds < 3 * 168 / 48


def sessions_of_referred(model: Community) -> np.ndarray:
    """How many sessions disputes had that went up and have not come back; some needed the town from the first."""
    rows = records(model)
    return np.asarray(rows["sessions"][(rows["tier"] > LOCAL) & (rows["reopened"] == 0) & (rows["need"] == LOCAL)])


def test_sessions_that_always_settle_and_those_that_never_do() -> None:
    """Success 1: each settles. Success 0: none does, and each dispute goes up after the limit of sessions."""
    surely, never = (ran(rules=DISPUTES | {"sessions.success": chance}) for chance in (1.0 - 1e-15, 1e-15))
    assert total(surely, "sessions") == total(surely, "sessions_settled") > 40.0
    assert total(surely, "disputes_to_city") == 0.0
    assert total(never, "sessions_settled", "formal") == 0.0
    assert set(sessions_of_referred(never).tolist()) == {3}


@pytest.mark.parametrize("limit", [1, 2])
def test_a_dispute_goes_up_after_the_stated_sessions(limit: int) -> None:
    model = ran(AT_ONCE.format(limit, 0.0), DISPUTES | {"sessions.success": 1e-15})
    found = sessions_of_referred(model)
    assert len(found) > 8 and set(found.tolist()) == {limit}


def test_disputes_that_go_up_at_once_have_no_session() -> None:
    model = ran(AT_ONCE.format(3, 1.0), DISPUTES, weeks=2)
    assert total(model, "sessions") == 0.0
    assert total(model, "disputes_to_city") == total(model, "referred_city") == total(model, "handled") > 50.0


def test_failed_disputes_go_to_the_city_for_the_stated_share() -> None:
    rules = DISPUTES | {"sessions.success": 1e-15}
    for share in (0.0, 1.0):
        model = ran(AT_ONCE.format(1, 0.0), rules | {"sessions.failed_to_city": share})
        city, town = total(model, "referred_city"), total(model, "referred_town")
        assert city + town > 20.0 and city == share * (city + town)


def test_mediators_with_more_skill_settle_more() -> None:
    """All sessions are theirs: no hours of the desk; the share that settles grows with skill."""
    shares = []
    for skill in (-1, 2):
        model = ran(MEDIATED.format(skill), DISPUTES | FROZEN)
        assert total(model, "session_hours") == 0.0 < total(model, "mediator_hours") == total(model, "sessions")
        shares.append(total(model, "sessions_settled") / total(model, "sessions"))
    assert shares[0] < shares[1]


def test_workers_with_more_skill_settle_more() -> None:
    """The more skill, the more; and none of it where its slope is 0."""

    def share(skill: float, slope: float) -> float:
        rules = DISPUTES | FROZEN | {"sessions.skill_slope": slope}
        model = ran(rules=rules, staff__grid_workers__skill=skill)
        return total(model, "sessions_settled") / total(model, "sessions")

    assert share(-2.0, 1.0) < share(2.0, 1.0)
    assert share(-2.0, 0.0) == share(2.0, 0.0)


def test_parties_who_never_meet_are_mediated_by_shuttle() -> None:
    """Nobody is ever free: every session is by shuttle; with a large penalty none of them settles."""

    def run(penalty: float, shift: dict[str, float]) -> tuple[float, ...]:
        rules = DISPUTES | only("hotline") | shift | {"sessions.shuttle_penalty": penalty, "sessions.search": 1.0,
                                     "sessions.shuttle_delay": 1.0}  # fmt: skip
        model = ran(rules=rules)
        return tuple(total(model, name) for name in ("sessions", "sessions_settled", "shuttle"))

    apart, apart_penalised = run(0.0, NEVER_FREE), run(500.0, NEVER_FREE)
    assert apart[2] > 20 < apart[0] and 0 == apart_penalised[1] < apart[1]
    assert apart_penalised[0] > 20


def test_who_is_called_away_holds_no_session() -> None:
    """When all on duty are called away from the third week on, bookings are put off; else sessions go on."""
    away = '\n[[policies]]\nid = "away"\nkind = "emergency_mode"\nshare = 1.0\nstart = 2021-01-18\n'
    at_work, called = (ran(text, DISPUTES | only("phone", "hotline")) for text in ("", away))
    held = [model.kept.counts[2][:, MEASURES.index("sessions")].sum() for model in (at_work, called)]
    assert held[1] == 0.0 < held[0]
    assert total(called, "rebooked") > total(at_work, "rebooked")


def test_without_a_common_language_foreigners_settle_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large penalty and staff without English: none; others are not touched, and interpreters undo it."""
    monkeypatch.setattr(residents, "ENGLISH_ONLY", 1.0)
    rules = DISPUTES | {"sessions.language_penalty": 500.0}
    alone = ran(rules=rules, **{FOREIGN: 0.5})
    helped = ran('\n[[policies]]\nid = "team"\nkind = "language_team"\nshare = 1.0\n', rules, **{FOREIGN: 0.5})
    assert of_group(alone, "category:foreign", "sessions") > 10.0
    assert of_group(alone, "category:foreign", "sessions_settled") == 0.0 < total(alone, "sessions_settled")
    assert of_group(helped, "category:foreign", "sessions_settled") > 0.0


def test_who_shares_a_language_bears_no_penalty_and_gains_nothing_by_interpreters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Staff with English, or foreigners with Mandarin: any penalty and any team give the same run to the last bit."""
    team = '\n[[policies]]\nid = "team"\nkind = "language_team"\nshare = 1.0\n'
    speaking = {"staff__grid_workers__languages": ["mandarin", "english"], FOREIGN: 0.5}
    rules = DISPUTES | {"sessions.language_penalty": 2.0}
    english = [ran(text, rules, **speaking) for text in ("", team)]
    assert (records(english[0]) == records(english[1])).all()
    monkeypatch.setattr(residents, "ENGLISH_ONLY", 0.0)
    mandarin = [ran(rules=DISPUTES | {"sessions.language_penalty": each}, **{FOREIGN: 0.5}) for each in (0.0, 2.0)]
    assert (records(mandarin[0]) == records(mandarin[1])).all()
    assert of_group(mandarin[0], "category:foreign", "sessions_settled") > 0.0


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_settled_disputes_are_formal_for_the_stated_share(share: float) -> None:
    model = ran(rules=DISPUTES | {"sessions.formal_share": share})
    assert total(model, "formal") == share * total(model, "sessions_settled") < total(model, "sessions")


def test_notice_is_given() -> None:
    """No session earlier than its notice after the report; a longer one moves the first."""
    first = []
    for notice in (24.0, 72.0):
        model = ran(rules=DISPUTES | ALWAYS_FREE | {"sessions.notice": notice, "sessions.success": 1.0 - 1e-15})
        rows = records(model)
        done = rows[(rows["sessions"] == 1) & (rows["closed"] >= 0)]
        first.append((done["closed"] - done["reported"]).min())
        assert first[-1] >= notice
    assert first[0] < first[1]


def test_severe_disputes_settle_last() -> None:
    """Under a steep slope the milder settle in the first session, and the severer never do."""
    rows = records(ran(rules=DISPUTES | {"sessions.severity_slope": -300.0}))
    held = rows[rows["sessions"] > 0]
    milder = held["severity"] < 0.45
    severer = held["severity"] > 0.55
    assert (held["tier"][milder] == LOCAL).all() and (held["sessions"][milder] == 1).all() and milder.sum() > 10
    assert not ((held["tier"][severer] == LOCAL) & (held["closed"][severer] >= 0)).any() and severer.sum() > 10


def test_who_comes_first_is_served_first() -> None:
    """One worker, one queue: whoever reached her earlier is answered no later; or the severest first."""
    one = {"place__grids": 1, "place__communities": 1, "staff__grid_workers__per_grid": 1}
    rules = REQUESTS | only("phone") | {"contact.phone_on_duty": 1.0, "contact.phone_off_duty": 1.0,
                      "closing.returns": 0.0, "local_request.work": 1.5}  # fmt: skip
    rows = records(ran(rules=rules, **one))
    rows = rows[rows["reached"] >= 0]
    first, then = np.triu_indices(len(rows), 1)
    ordered = np.sort(rows, order=["reached", "person"])
    earlier = ordered["reached"][first] < ordered["reached"][then]
    answered = np.where(ordered["closed"] >= 0, ordered["closed"], 10**6)
    assert (answered[first] <= answered[then])[earlier].all()
    assert (rows["closed"] - rows["reached"]).max() > 24
    severe = records(ran(rules=rules, station__queue_rule="severe_first", **one))
    severe = severe[severe["reached"] >= 0]
    waiting = severe["closed"] < 0
    assert waiting.any() and severe["severity"][waiting].mean() < severe["severity"][~waiting].mean() - 0.1


def test_as_many_work_in_each_grid_as_its_households_ask_for() -> None:
    """One for at most 50 households, from the second week on: ceil(households / 50) work, before that two."""
    more = '\n[[policies]]\nid = "dense"\nkind = "households_per_worker"\nnumber = 50.0\nstart = 2021-01-11\n'
    model = made(more)
    expected = {0: np.full(len(model.built.place.grids), 2), 8: np.ceil(model.built.place.grids["households"] / 50)}
    for days, wanted in expected.items():
        model.run_to(24 * days + 24)
        workers = model.table("workers")
        active = workers["grid"][(workers["active"] == 1) & (workers["kind"] == GRID_WORKER)]
        assert np.bincount(active, minlength=len(wanted)).tolist() == wanted.tolist(), days
