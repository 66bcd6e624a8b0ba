"""How slow states change with what is learned. One function, one relation."""

import numpy as np
import pytest

from govsim.model import Community
from tests.metamorphic.worlds import (
    FROZEN,
    NO_VISITS,
    UNWILLING,
    WILLING,
    end,
    every,
    made,
    ran,
    rates,
    records,
    slow,
    total,
)
from tests.twins.small_places import BUSY, LIVELY, small

TRUSTS = ("trust_workers", "trust_offices", "trust_group")
EVENTFUL = rates(local_request=6.0, department_request=4.0, dispute=4.0) | every("intercept", WILLING)
RESULT = {"closing.resolved_local": 1.0, "closing.resolved_office": 1.0, "sessions.success": 1.0 - 1e-15,
          "trust.failed_attempt": 0.0}  # fmt: skip


def moved(model: Community) -> np.ndarray:
    states = slow(model)
    return np.any([np.abs(states[name] - states["baseline"]) > 1e-6 for name in TRUSTS], axis=0)


def test_who_learns_nothing_stays_as_she_was() -> None:
    """No gains and losses: all slow states are the baselines, whatever happened."""
    model = ran(rules=EVENTFUL | FROZEN | {"trust.relaxation": 0.05})
    assert not moved(model).any() and total(model, "visits_opened", "failed_attempts", "resolved") > 100.0


def test_without_hearsay_only_those_concerned_learn() -> None:
    """Nothing heard: trust moves only in those who had a case or a visit; hearsay moves others too, their friends."""
    alone, told = (ran(rules=rates(local_request=1.0) | NO_VISITS | {"trust.hearsay": size}) for size in (0.0, 0.2))
    for model, size in ((alone, 0.0), (told, 0.2)):
        concerned = np.zeros(len(model.table("residents")), bool)
        concerned[records(model)["person"]] = True
        others = moved(model) & ~concerned
        assert others.any() == (size > 0.0) and moved(model).any()
        first, edges = model.table("edges_from"), model.table("edges")
        assert all(concerned[edges[first[row] : first[row + 1]]].any() for row in np.flatnonzero(others))


def test_good_news_alone_lowers_nobodys_trust() -> None:
    """Everything is resolved, nothing fails: nobody is below her baseline, some are above."""
    states = slow(ran(rules=EVENTFUL | RESULT | {"trust.hearsay": 0.2, "contact.search_days": 40.0,
                      "contact.patience": 99.0, "offices.execution_lag": 0.0}))  # fmt: skip
    for name in TRUSTS:
        assert (states[name] >= states["baseline"] - 1e-6).all()
    assert (states["trust_workers"] > states["baseline"] + 1e-3).any()


def test_bad_news_alone_raises_nobodys_trust() -> None:
    """Nothing is ever resolved and visits leave no impression: nobody is above her baseline, some are below."""
    bad = {"closing.resolved_local": 0.0, "closing.resolved_office": 0.0, "sessions.success": 1e-15,
           "channels.property_settles": 0.0, "field.visit_trust": 0.0, "trust.hearsay": 0.2}  # fmt: skip
    states = slow(ran(rules=EVENTFUL | bad))
    for name in TRUSTS:
        assert (states[name] <= states["baseline"] + 1e-6).all()
    assert (states["trust_workers"] < states["baseline"] - 1e-3).any()


def test_slow_states_stay_between_0_and_1() -> None:
    """Under the largest gains and losses and many failures."""
    rules = EVENTFUL | {"trust.gain": 0.9, "trust.loss": 0.9, "trust.failed_attempt": 1.0, "trust.hearsay": 1.0,
                        "trust.efficacy_gain": 0.9, "trust.belonging_gain": 0.9, "trust.ties_gain": 0.9}  # fmt: skip
    for values in slow(ran(rules=rules)).values():
        assert values.min() >= 0.0 and values.max() <= 1.0
    scenario = small(LIVELY, weeks=2, warmup=0, place__residents=600, **BUSY)
    assert all(0.0 <= values.min() <= values.max() <= 1.0 for values in slow(end(Community(scenario))).values())


def test_distance_from_the_baseline_fades_by_the_week() -> None:
    """Nothing happens: after t weeks exp(-rate t) of it is left; twice the rate is twice the time."""
    left = []
    for rate, weeks in ((0.05, 4), (0.1, 2)):
        model = made(rules=rates() | NO_VISITS | {"trust.relaxation": rate}, weeks=weeks, place__residents=300)
        model.table("residents")["trust_workers"] = 1.0
        states = slow(end(model))
        left.append((states["trust_workers"] - states["baseline"]) / (1.0 - states["baseline"]))
    np.testing.assert_allclose(left[0], np.exp(-0.2), rtol=1e-5)
    np.testing.assert_allclose(left[0], left[1], rtol=1e-5)


def test_what_staff_find_teaches_the_resident_nothing() -> None:
    """Hazards that nobody reported are found and closed, and nobody's trust moves by it."""
    rules = rates(hazard=12.0) | every("intercept", UNWILLING) | NO_VISITS | {"field.detection": 0.2}
    model = ran(rules=rules)
    assert total(model, "found_patrol", "resolved") > 50.0 and not moved(model).any()


@pytest.mark.parametrize("size", [0.0, 0.5])
def test_a_visit_raises_trust_by_its_size(size: float) -> None:
    """One visit each: trust' = trust + gain x size x (1 - trust), less what has faded since."""
    rules = rates() | {"field.visit_trust": size, "availability.free_shift": 60.0, "trust.relaxation": 0.0}
    model = ran(rules=rules, weeks=1)
    people, states = model.table("residents"), slow(model)
    visited = people["last_contact"] >= 0
    gain = states["trust_workers"] - states["baseline"]
    np.testing.assert_allclose(gain[visited], 0.1 * size * (1.0 - states["baseline"][visited]), atol=1e-6)
    assert visited.sum() > 10 and not gain[~visited].any()


def test_the_weekly_survey_changes_nothing_and_adds_up() -> None:
    """Asked or not, the run is the same; sums over schedules are those over grids."""
    asked, not_asked = (made(rules=EVENTFUL, weeks=1, place__residents=300) for _ in range(2))
    asked.run()
    end(not_asked)
    assert asked.built.world.fingerprint == not_asked.built.world.fingerprint
    answers, grids = asked.kept.answers[-1], len(asked.built.place.grids)
    np.testing.assert_allclose(answers[:grids].sum(axis=0), answers[grids + 5 : grids + 13].sum(axis=0))
    states, adult = slow(asked), asked.table("residents")["age"] > 0
    assert answers[:grids, 3].sum() == pytest.approx(states["trust_workers"][adult].sum(), rel=1e-5)
