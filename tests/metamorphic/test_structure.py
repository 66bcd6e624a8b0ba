"""What must not matter: names, order, dates after the end, how long the run goes on. One function, one relation.

Here the whole model runs, with what happens daily to yearly.
"""

from datetime import date

import numpy as np
import pytest

from govsim.measures import PLACE, part
from govsim.measures.part import ratio
from govsim.policies import POLICIES
from tests.metamorphic.worlds import FROZEN, end, made, near, ran, rates, records, same, total
from tests.twins.small_places import LIVELY

BUSY_RATES = rates(dispute=3.0, local_request=3.0, department_request=3.0, certificate=2.0, hazard=2.0)
# Settings with which a measure does nothing.
NEUTRAL = {
    "booking": "share = 0.0\nphone = 0.0", "convening": "power = 0.0", "covenant": "strength = 0.0",
    "duty_list": "clarity = 0.0", "field_floor": "share = 0.0", "first_receiver": "share = 0.0",
    "language_team": "share = 0.0", "nothing": "", "paperwork": "factor = 1.0", "platform": "uptake = 0.0\nspeed = 1.0",
    "referral_rule": "sessions = 3\nat_once = 0.0", "supervision": "level = 0.0",
}  # fmt: skip
STRUCTURAL = {"retrofit", "waste_chain", "care_rating"}  # need a section of the scenario
TRIED = {"grid_redraw": "grids_per_community = 1", "deadline": "pressure = 0.8"}
LATE = sorted(set(POLICIES) - STRUCTURAL)


def policy(kind: str, settings: str = "", start: str = "2021-01-04") -> str:
    return f'\n[[policies]]\nid = "{kind}"\nkind = "{kind}"\nstart = {start}\n{settings}\n'


@pytest.mark.parametrize("kind", sorted(NEUTRAL))
def test_a_measure_set_to_nothing_changes_nothing(kind: str) -> None:
    run = {"rules": BUSY_RATES, "weeks": 2, "whole": True, "place__residents": 300}
    assert same(ran(policy(kind, NEUTRAL[kind]), **run), ran(**run))  # type: ignore[arg-type]  # settings by path


@pytest.mark.parametrize("kind", LATE)
def test_a_measure_after_the_end_changes_nothing(kind: str) -> None:
    """Cases and people are equal to the last bit."""
    run = {"rules": BUSY_RATES, "weeks": 1, "whole": True, "place__residents": 300}
    late, without = ran(policy(kind, TRIED.get(kind, ""), "2021-01-11"), **run), ran(**run)  # type: ignore[arg-type]  # settings by path
    assert (records(late) == records(without)).all()
    assert late.built.world.fingerprint == without.built.world.fingerprint


def test_weeks_added_at_the_end_leave_the_earlier_ones() -> None:
    short, long = (ran(LIVELY, BUSY_RATES, whole=True, weeks=weeks) for weeks in (2, 4))
    assert (np.array(long.kept.counts[:2]) == np.array(short.kept.counts)).all()
    assert all((one == other).all() for one, other in zip(short.kept.cases, long.kept.cases[:2], strict=True))
    assert len(records(long)) > len(records(short))


def test_where_the_warm_up_ends_changes_only_what_is_kept() -> None:
    """The same weeks with and without a warm-up of one: what is kept of both is equal."""
    whole = ran(rules=BUSY_RATES, whole=True, weeks=3, run__start=date(2021, 1, 4))
    warmed = ran(rules=BUSY_RATES, whole=True, weeks=2, warmup=1, run__start=date(2021, 1, 11))
    assert (np.array(whole.kept.counts[1:]) == np.array(warmed.kept.counts)).all()
    assert whole.built.world.fingerprint == warmed.built.world.fingerprint


def test_the_same_seed_is_the_same_history_and_another_is_another() -> None:
    one, again, other = (ran(LIVELY, BUSY_RATES, whole=True, weeks=1, run__seed=seed) for seed in (7, 7, 8))
    assert same(one, again)
    assert one.built.world.fingerprint != other.built.world.fingerprint


def test_the_order_of_measures_and_staff_that_share_nothing_does_not_matter() -> None:
    blocks = [
        policy("convening", "power = 0.6"), policy("platform", "uptake = 1.0\nspeed = 0.4"), policy("duty_list"),
        '\n[[staff]]\nid = "station"\nkind = "community_worker"\nduty = "station"\nnumber = 2\n',
    ]  # fmt: skip
    one, other = (ran("".join(order), BUSY_RATES, whole=True, weeks=2) for order in (blocks, blocks[::-1]))
    assert same(one, other)


def test_names_are_only_names() -> None:
    """Another title, other names of offices and issues."""
    text = """
[title]
zh = "别的名字"
en = "Another name"

[[issues]]
id = "noise"
zh = "声音"
en = "sounds"

[[offices]]
id = "housing"
zh = "房屋"
en = "houses"
"""
    assert same(ran(text, BUSY_RATES, whole=True, weeks=2), ran(rules=BUSY_RATES, whole=True, weeks=2))


def test_a_measure_begins_on_its_day() -> None:
    """Before its start everything is as without it; afterwards it is not."""
    late = ran(policy("booking", "share = 1.0\nphone = 1.0", "2021-01-11"), BUSY_RATES, whole=True, weeks=2)
    plain = ran(rules=BUSY_RATES, whole=True, weeks=2)
    assert (late.kept.counts[0] == plain.kept.counts[0]).all()
    assert (late.kept.counts[1] != plain.kept.counts[1]).any()


def test_a_measure_that_ends_before_the_run_leaves_no_lever_behind() -> None:
    model = ran(policy("platform", "uptake = 1.0\nspeed = 0.1\nend = 2021-01-11"), BUSY_RATES, weeks=2)
    during = made(policy("platform", "uptake = 1.0\nspeed = 0.1\nend = 2021-01-11"), BUSY_RATES, weeks=2)
    during.run_to(24)
    base = model.built.base
    assert (model.table("levers") == base).all() and (during.table("levers") != base).any()


def test_a_place_of_two_equal_parts_counts_what_two_places_count() -> None:
    """Numbers of a place of two communities = of two places, 4 s.e. of Poisson counts."""
    whole = ran(rules=BUSY_RATES | FROZEN, place__residents=800, place__communities=2, place__grids=2)
    halves = [ran(rules=BUSY_RATES | FROZEN, place__residents=400, run__seed=seed) for seed in (2, 3)]
    for name in ("arisen", "reported", "found_patrol"):
        one, two = total(whole, name), sum(total(half, name) for half in halves)
        assert near(one, two, 2.0 * (one + two)), name
    assert total(whole, "duty_hours") > 0.0


def test_outcomes_of_the_place_are_made_of_those_of_its_parts() -> None:
    """Counts add up over grids and weeks; a share of the place lies between those of its grids."""
    model = made(rules=BUSY_RATES, weeks=2, place__grids=2, place__residents=400)
    run = model.run()
    grids = [part(run, label) for label in run.grids]
    for name in ("arisen", "tried", "tried_in_vain", "recorded"):
        assert part(run).count(name) == sum(grid.count(name) for grid in grids)
        weeks = [part(run, PLACE, (week, week + 1)).count(name) for week in range(2)]
        assert part(run).count(name) == sum(weeks) > 0
    shares = sorted(ratio(grid.count("tried_in_vain"), grid.count("tried")) for grid in grids)
    place = ratio(part(run).count("tried_in_vain"), part(run).count("tried"))
    assert shares[0] <= place <= shares[1]


def test_every_case_is_kept_once() -> None:
    """Arisen = in the records; each week's cases have ended in it."""
    model = end(made(LIVELY, BUSY_RATES, whole=True))
    rows = records(model)
    assert len(rows) == total(model, "arisen") == len({*zip(rows["person"], rows["arose"], strict=True)})
