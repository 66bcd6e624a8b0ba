"""How waits and answers of offices change with servers, duties and deadlines. One function, one relation."""

import numpy as np
import pytest

from govsim.engine.codes import CITY, CLOSED
from govsim.model import Community
from tests.metamorphic.worlds import FROZEN, NO_VISITS, WILLING, every, ran, rates, records, same, total

OFFICES = ("subdistrict", "housing", "urban_management", "environment", "public_security", "social_affairs")
UP = rates(department_request=8.0) | every("intercept", WILLING) | every("city", 1.0) | NO_VISITS | FROZEN | {
    "closing.returns": 0.0, "offices.pass_chance": 0.0, "channels.property_constant": -1e9,
    "arrivals.several_departments": 0.0,
}  # fmt: skip
PASSED = UP | {"offices.pass_chance": 0.9, "offices.most_passes": 3.0}
SEVERAL = UP | {"arrivals.several_departments": 1.0}


def offices(**settings: float) -> dict[str, object]:
    """The same settings for every office."""
    return {f"offices__{office}__{name}": value for office in OFFICES for name, value in settings.items()}


ALONE = offices(background=0.0)
ROOMY = offices(background=0.0, per_10000=900.0)


def policy(kind: str, **settings: object) -> str:
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    return f'\n[[policies]]\nid = "tried"\nkind = "{kind}"\n{lines}'


def at_offices(model: Community, name: str) -> float:
    return float(model.table("offices")[name].sum())


def wait(model: Community) -> float:
    """Mean hours before offices until service begins."""
    return at_offices(model, "waited_real") / at_offices(model, "served")


def closed(model: Community) -> float:
    """Mean hours from report to closing, closed ones."""
    rows = records(model)
    rows = rows[rows["state"] == CLOSED]
    return float((rows["closed"] - rows["reported"]).mean())


def test_offices_twice_as_fast_spend_half_the_time() -> None:
    """Service times are drawn by case: with room for all the sum is exactly half."""
    slow, fast = (ran(rules=UP, **{**ROOMY, **offices(hours=hours)}) for hours in (2.0, 1.0))
    assert at_offices(slow, "served") == at_offices(fast, "served") > 100
    assert at_offices(fast, "busy") == pytest.approx(0.5 * at_offices(slow, "busy"), rel=1e-9)


def test_where_there_is_room_for_all_nobody_waits_in_open_hours() -> None:
    assert at_offices(ran(rules=UP, **ROOMY), "waited_open") == pytest.approx(0.0, abs=1e-6)


def test_more_cases_of_other_places_never_shorten_the_wait() -> None:
    """Utilisation by others of 0, .5 and .9: the mean wait grows."""
    waits = [wait(ran(rules=UP, weeks=4, **offices(background=level))) for level in (0.0, 0.5, 0.9)]
    assert waits[0] < waits[1] < waits[2]


def test_more_officers_never_lengthen_the_wait() -> None:
    waits = [wait(ran(rules=UP, **offices(background=0.0, per_10000=10_000 * n / 500, hours=6.0))) for n in (1, 2, 8)]
    assert waits[0] > waits[1] >= waits[2]


def test_offices_hear_of_nothing_that_stays_below() -> None:
    model = ran(rules=UP | every("city", 0.0) | every("town", 0.0), **ALONE)
    assert at_offices(model, "arrived") == total(model, "referred_city", "referred_town") == 0.0


def test_every_case_is_before_one_office_or_answered() -> None:
    """Referred = served + waiting + under way, where nobody gives up."""
    model = ran(rules=UP, **ALONE)
    matters = model.days.desks.matters
    under_way = ((matters["state"] > 0) & (matters["state"] <= 2)).sum()
    assert total(model, "referred_city") == at_offices(model, "served") + under_way > 100
    assert at_offices(model, "arrived") == at_offices(model, "served") + at_offices(model, "waiting")


def test_a_case_is_passed_on_as_often_as_allowed_at_most() -> None:
    for most in (1, 2):
        model = ran(rules=PASSED | {"offices.most_passes": most, "offices.pass_shortest": 8.0,
                    "offices.pass_longest": 9.0}, **ROOMY)  # fmt: skip
        assert records(model)["avoidable"].max() == most


def test_where_nothing_is_passed_on_nothing_is_avoidable() -> None:
    model = ran(rules=UP, **ROOMY)
    assert total(model, "avoidable_transfers") == 0.0 < total(model, "transfers")
    assert at_offices(model, "passed") == 0.0


@pytest.mark.parametrize(
    ("kind", "setting"), [("duty_list", "clarity"), ("first_receiver", "share"), ("supervision", "level")]
)
def test_clear_duties_and_checks_mean_fewer_passes(kind: str, setting: str) -> None:
    """The more of it the fewer; a level of 0 is as none."""
    rules = PASSED | {"offices.pass_chance": 0.5, "offices.pass_backlog": 0.0}
    passes = [total(ran(policy(kind, **{setting: level}), rules, **ROOMY), "avoidable_transfers")
              for level in (0.0, 0.5, 1.0)]  # fmt: skip
    assert passes[0] == total(ran(rules=rules, **ROOMY), "avoidable_transfers")
    assert passes[0] > passes[1] > passes[2]


def test_a_pass_takes_its_hours() -> None:
    """Passes of 48 instead of 12 hours lengthen the way by 36 each: longer until closing."""
    short, long = (
        closed(ran(rules=PASSED | {"offices.pass_shortest": hours, "offices.pass_longest": hours}, **ROOMY))
        for hours in (12.0, 48.0)
    )
    assert long > short + 20.0


def test_a_deadline_after_the_end_changes_nothing() -> None:
    """Thirty days in a run of three weeks."""
    late = ran(policy("deadline", days=30, pressure=1.0), UP)
    assert records(late).tobytes() == records(ran(rules=UP)).tobytes()


def test_a_deadline_closes_on_its_day_and_not_before() -> None:
    """Offices so slow that most miss it: closed at the deadline, five days after the case went up, unresolved."""
    slow = offices(hours=400.0, background=0.0)
    model = ran(policy("deadline", days=5, pressure=1.0), UP | {"offices.execution_lag": 0.0}, **slow)
    assert total(model, "closed_at_deadline") > 50
    rows = records(model)
    late = rows[(rows["state"] == CLOSED) & (rows["resolved"] == 0)]
    assert ((late["finished"] - late["responded"]) >= 120.0 - 1e-6).mean() > 0.9
    assert total(model, "closed_at_deadline") <= (rows["resolved"] == 0).sum()


def test_more_pressure_closes_more_and_resolves_less_of_it() -> None:
    """Pressure 0, .5 and 1 at slow offices: closed rises, resolved per closed falls."""
    slow = offices(hours=40.0, background=0.0)
    models = [ran(policy("deadline", days=4, pressure=level), UP, **slow) for level in (0.0, 0.5, 1.0)]
    done = [total(model, "closed_city") for model in models]
    resolved = [total(model, "resolved") / number for model, number in zip(models, done, strict=True)]
    assert done[0] < done[1] < done[2] and resolved[0] > resolved[1] > resolved[2]


def test_the_hours_between_departments_are_idle_where_one_is_enough_or_all_are_convened() -> None:
    for rules, text in ((UP, ""), (SEVERAL, policy("convening", power=1.0))):
        runs = [ran(text, rules | {"offices.between": hours}, weeks=2, **ALONE) for hours in (0.0, 96.0)]
        assert same(*runs)


def test_convening_shortens_what_needs_several_departments() -> None:
    """One after another, four days apart; or all at once."""
    rules = SEVERAL | {"offices.between": 96.0}
    apart, together = ran(rules=rules, **ROOMY), ran(policy("convening", power=1.0), rules, **ROOMY)
    assert closed(together) < closed(apart) - 24.0
    one = ran(rules=UP, **ROOMY)
    assert closed(one) < closed(apart) - 48.0


def test_nothing_is_carried_out_before_it_is_done() -> None:
    """Closed no earlier than finished; a longer lag is later, by its mean in hours (4 s.e.)."""
    means = []
    for lag in (0.0, 24.0):
        rows = records(ran(rules=UP | {"offices.execution_lag": lag}, **ROOMY))
        rows = rows[(rows["state"] == CLOSED) & (rows["tier"] == CITY) & (rows["reported"] < 252)]
        assert (rows["closed"] >= rows["finished"] - 1e-9).all() and len(rows) > 50
        means.append((rows["finished"] - rows["reported"]).mean())
        spread = 24.0 / np.sqrt(len(rows))
    assert abs(means[1] - means[0] - 24.0) < 4.0 * spread
