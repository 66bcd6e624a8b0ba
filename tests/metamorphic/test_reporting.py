"""How reporting and the choice of a channel change with what residents weigh. One function, one relation."""

import numpy as np
import pytest

from govsim.engine.codes import CHANNELS, ENDURED, MOOT, VIA_PLATFORM
from tests.metamorphic.worlds import (
    FOR_EVER,
    FROZEN,
    NO_VISITS,
    UNWILLING,
    WILLING,
    at_once,
    end,
    every,
    identities,
    made,
    only,
    ran,
    rates,
    records,
    same,
    total,
)

MANY = rates(dispute=3.0, local_request=3.0, department_request=3.0, hazard=2.0)
STILL = MANY | FROZEN | NO_VISITS


def test_who_reports_when_reluctant_reports_when_willing() -> None:
    """A larger intercept: the same cases are reported at once, and more."""
    few, more = (at_once(ran(rules=STILL | every("intercept", level))) for level in (-2.0, 0.0))
    assert few < more


def test_nobody_reports_what_has_no_way_in() -> None:
    """All channels shut: nothing is reported when it arises, and nothing reaches anybody."""
    model = ran(rules=MANY | only())
    assert not at_once(model)
    assert total(model, "recorded", "contacts", "calls", "hotline_orders", "entry_office") == total(
        model, "found_visit", "found_patrol"
    )


@pytest.mark.parametrize("channel", ["hotline", "platform", "phone", "office", "worker"])
def test_a_channel_without_any_appeal_is_removed(channel: str) -> None:
    left = [name for name in ("worker", "phone", "hotline", "platform", "office", "property") if name != channel]
    model = ran(rules=MANY | only(*left), weeks=2)
    assert total(model, f"first_{channel}") == 0.0
    assert total(model, *(f"first_{name}" for name in left)) == total(model, "reported")
    assert channel not in {CHANNELS[number] for number in np.unique(records(model)["channel"]) if number >= 0} - {
        "worker"  # what staff find is theirs
    }


def test_severe_matters_are_reported_more_often_by_the_slope() -> None:
    """Above one half a steeper slope only adds reports, below it only takes some away."""
    flat, steep = (ran(rules=STILL | {"reporting.severity_slope": slope}) for slope in (0.0, 3.0))
    rows = records(flat)
    severe = identities(rows[rows["severity"] > 0.5])
    assert at_once(flat) & severe < at_once(steep) & severe
    assert at_once(steep) - severe < at_once(flat) - severe


def test_a_good_last_result_encourages_and_a_bad_one_discourages() -> None:
    """Everybody's first case: reported after good news if after none, after none if after bad."""
    reported = []
    for result in (-1, 0, 1):
        model = made(rules=STILL | {"reporting.last_result_slope": 1.0})
        model.table("residents")["last_result"] = result
        end(model)
        rows = records(model)
        first = rows[np.unique(rows["person"], return_index=True)[1]]
        reported.append(identities(first[first["reported"] == first["arose"]]))
    assert reported[0] < reported[1] < reported[2]


def test_efficacy_and_severity_weigh_nothing_at_slope_0() -> None:
    """Two places whose people differ in efficacy alone report the same cases where it has no weight, else more."""
    found = []
    for slope in (0.0, 2.0):
        for level in (0.3, 0.7):
            model = made(rules=STILL | {"reporting.efficacy_slope": slope, "trust.relaxation": 0.0}, weeks=2)
            model.table("residents")["efficacy"] = level
            end(model)
            found.append(at_once(model))
    assert found[0] == found[1] and found[2] < found[3]


def test_close_neighbours_settle_more_between_them() -> None:
    """Ties of 1 instead of 0: the same disputes are settled between the parties, and more."""
    settled = []
    for ties in (0.0, 1.0):
        rules = FROZEN | NO_VISITS | rates(dispute=8.0) | every("intercept", UNWILLING) | {"trust.relaxation": 0.0}
        model = made(rules=rules | {"reporting.settle_ties_slope": 2.0})
        model.table("residents")["ties"] = ties
        end(model)
        rows = records(model)
        settled.append(identities(rows[(rows["closed"] == rows["arose"]) & (rows["resolved"] == 1)]))
    assert settled[0] < settled[1]


def test_what_is_endured_flares_after_days_by_the_exponential_law() -> None:
    """With a mean of 5 days and no fading: the number flared is that expected, 4 s.e."""
    rules = STILL | every("intercept", UNWILLING) | {"reporting.flare_delay": 5.0, "reporting.fade_delay": FOR_EVER}
    rows = records(ran(rules=rules | rates(local_request=20.0)))
    chances = 1.0 - np.exp(-np.floor(3 * 168 - 1 - rows["arose"]) / 120.0)
    flared = rows["reported"] > rows["arose"]
    assert abs(flared.sum() - chances.sum()) < 4.0 * np.sqrt((chances * (1.0 - chances)).sum())
    assert flared.sum() > 100


@pytest.mark.parametrize("never", ["flare", "fade"])
def test_what_never_flares_or_never_fades_does_not(never: str) -> None:
    other = "fade" if never == "flare" else "flare"
    rules = rates(local_request=8.0) | NO_VISITS | every("intercept", UNWILLING)
    rules |= {f"reporting.{never}_delay": FOR_EVER, f"reporting.{other}_delay": 3.0}
    model = ran(rules=rules)
    states = records(model)["state"]
    assert (total(model, "faded") == 0.0) == (never == "fade")
    assert (total(model, "reported") == 0.0) == (never == "flare")
    assert (states == ENDURED).sum() + (states == MOOT).sum() + total(model, "reported") == len(states)


def test_what_strangers_weigh_is_idle_where_everybody_knows_a_worker() -> None:
    models = []
    for value in (-4.0, 2.0):
        model = made(rules=MANY | {"channels.stranger_phone": value, "field.acquaintance_loss": 0.0})
        model.table("residents")["known_until"] = 1 << 29
        end(model)
        models.append(model)
    assert same(*models)


def test_what_acquaintances_weigh_is_idle_where_nobody_knows_a_worker() -> None:
    models = []
    for value in (0.0, 3.0):
        model = made(rules=STILL | {"channels.knowing": value})
        model.table("residents")["known_until"] = -1
        end(model)
        models.append(model)
    assert same(*models)


def test_perceived_waits_are_idle_at_slope_0() -> None:
    waits = ("phone", "platform", "hotline", "property")
    base = MANY | {"channels.wait_slope": 0.0}
    assert same(ran(rules=base), ran(rules=base | {f"channels.{name}_wait": 400.0 for name in waits}))


def test_a_perceived_wait_divides_the_odds() -> None:
    """Odds of the hotline against the platform: by (1 + w / 24 h) to the slope; 4 s.e. of the log odds."""
    base = rates(department_request=20.0) | FROZEN | every("intercept", WILLING) | only("hotline", "platform")
    base |= {"channels.wait_slope": -1.0, "channels.platform_wait": 0.0}
    log_odds, variance = [], 0.0
    for wait in (0.0, 48.0):
        model = made(rules=base | {"channels.hotline_wait": wait})
        model.table("residents")["digital"] = 1
        end(model)
        hotline, platform = total(model, "first_hotline"), total(model, "first_platform")
        log_odds.append(np.log(hotline / platform))
        variance += 1.0 / hotline + 1.0 / platform
    assert abs(log_odds[1] - log_odds[0] + np.log(3.0)) < 4.0 * np.sqrt(variance)
    assert variance < 0.06


def test_without_uptake_nobody_enters_by_the_platform() -> None:
    """Uptake 0: none; else only those with digital access, the more the larger the uptake."""
    used = []
    for uptake in (0.0, 0.4, 1.0):
        model = ran(rules=MANY | {"channels.platform_uptake": uptake})
        users = records(model)["person"][records(model)["entry"] == VIA_PLATFORM]
        assert model.table("residents")["digital"][users].all()
        used.append(total(model, "first_platform"))
        assert (total(model, "entry_platform") > 0.0) == (uptake > 0.0)
    assert used[0] == 0.0 < used[1] < used[2]
