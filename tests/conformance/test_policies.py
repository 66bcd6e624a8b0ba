"""What every policy must keep, inherited by each new one through the registry."""

import re
from dataclasses import replace
from functools import cache

import annotated_types
import numpy as np
import pytest
from pydantic import ValidationError

from govsim import rosters
from govsim.interfaces import Context, Policy
from govsim.parameters import KINDS
from govsim.policies import POLICIES, Active, Resolution, resolve
from govsim.world.schema import BUILDING, GRID, LEVERS

GRIDS, PER_COMMUNITY, SEED = 400, 5, 7
START, END = 1000, 5000
KINDS_OF_POLICY = sorted(POLICIES)
STRUCTURAL = {kind for kind in KINDS_OF_POLICY if hasattr(POLICIES[kind], "redraw")}
# Settings with which a policy moves every lever that it declares, where the defaults do not.
TRIED = {"grid_redraw": {"grids_per_community": 2}, "deadline": {"pressure": 0.8}}
SHARES = (
    "awareness", "field_share", "field_floor", "visit_share", "detection", "booking", "phone_on_duty",
    "phone_off_duty", "clarity", "first_receiver", "supervision", "convening", "deadline_pressure", "refer_at_once",
    "platform", "mediator_share", "language", "group_covenant",
    "training", "local_hiring", "pay", "emergency", "waste_capacity", "waste_sanction", "retrofit_subsidy",
    "care_rating", "care_tender", "care_meeting",
    "activity_evening", "publicity", "list_precision",
    "group_support", "fund_residents", "by_residents", "open_accounts", "one_committee", "empower",
)  # fmt: skip
CODES = ("roster", "visit_rule", "paperwork_rule", "queue_rule")
CHINESE = re.compile("[一-鿿]")


@cache
def place():
    grids = np.zeros(GRIDS, GRID)
    grids["identity"] = np.arange(GRIDS)
    grids["community"] = np.arange(GRIDS) // PER_COMMUNITY
    grids["households"] = 150 + 37 * np.arange(GRIDS) % 900
    grids["residents"] = grids["households"] * 5 // 2
    return grids


@cache
def buildings():
    rows = np.zeros(GRIDS * 8, BUILDING)
    rows["grid"] = np.repeat(np.arange(GRIDS), 8)
    rows["community"] = rows["grid"] // PER_COMMUNITY
    rows["households"] = 20 + 31 * np.arange(len(rows)) % 70
    return rows


@cache
def base():
    draws = np.random.default_rng(1)
    levers = np.zeros(GRIDS, LEVERS)
    for name in SHARES:
        levers[name] = draws.uniform(0.05, 0.6, GRIDS)
    for name in CODES:
        levers[name] = draws.integers(0, 2, GRIDS)
    levers["workers"] = draws.integers(1, 5, GRIDS)
    levers["sessions_limit"] = 3
    levers["platform_speed"] = 1.0
    levers["paperwork_hours"] = draws.uniform(4, 26, GRIDS)
    levers["group_skill"] = draws.uniform(-0.3, 0.3, GRIDS)
    return levers


def policy_of(kind, **settings):
    return POLICIES[kind].model_validate({**TRIED.get(kind, {}), **settings, "kind": kind})


def active(policy, **changes):
    everywhere = np.ones(GRIDS, bool)
    return replace(Active(policy, START, END, 0.0, everywhere), **changes)


def levers_at(hour, *actives):
    return resolve(actives, base(), place(), {item.policy.name: 5 for item in actives}, hour, SEED)


def adjusted(policy):
    levers = base().copy()
    policy.adjust(levers, Context(place(), {policy.name: 5}, base(), 1.0))
    return levers


def touched(levers):
    return levers != base()


def own_numbers(kind):
    """Give name and field of every number that belongs to the policy alone."""
    fields = POLICIES[kind].model_fields
    own = ((name, field) for name, field in fields.items() if name not in Policy.model_fields)
    return [(name, field) for name, field in own if field.annotation in (int, float, int | None, float | None)]


NUMBERS = [(kind, name) for kind in KINDS_OF_POLICY for name, _ in own_numbers(kind)]


def limits(kind, name):
    found = POLICIES[kind].model_fields[name].metadata
    low = [item.ge for item in found if isinstance(item, annotated_types.Ge)]
    high = [item.le for item in found if isinstance(item, annotated_types.Le)]
    assert len(low) == len(high) == 1, f"{kind}.{name} has no bounds"
    return low[0], high[0]


def test_the_registry_is_in_alphabetical_order():
    assert list(POLICIES) == sorted(POLICIES)
    assert len(POLICIES) == len(list(POLICIES)) >= 19


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_declares_names_and_a_source(kind):
    policy = POLICIES[kind]
    assert policy.model_fields["kind"].default == kind
    assert CHINESE.search(policy.zh) and policy.en and not CHINESE.search(policy.en)
    assert policy.source
    assert policy.__doc__ != Policy.__doc__ and len(policy.__doc__) > 60
    assert policy.adjust is not Policy.adjust


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_tells_its_settings_in_both_languages(kind):
    for policy in (policy_of(kind), POLICIES[kind]()):
        assert CHINESE.search(policy.words("zh"))
        assert policy.words("en") and not CHINESE.search(policy.words("en"))


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_defaults_are_settings_like_any_other(kind):
    policy = POLICIES[kind]()
    assert POLICIES[kind].model_validate(policy.model_dump()) == policy


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_combines_only_levers_that_it_moves(kind):
    assert set(POLICIES[kind].combines) <= set(POLICIES[kind].moves)


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_moves_exactly_the_levers_it_declares(kind):
    policy = policy_of(kind)
    after = adjusted(policy)
    moved = {name for name in LEVERS.names if not np.array_equal(after[name], base()[name])}
    assert moved == set(policy.moves)


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_leaves_levers_within_their_bounds(kind):
    after = adjusted(policy_of(kind))
    for name in SHARES:
        assert after[name].min() >= 0 and after[name].max() <= 1, name
    for name in (*CODES, "workers", "paperwork_hours", "deadline_days", "sessions_limit", "platform_speed"):
        assert after[name].min() >= 0, name
    assert all(np.isfinite(after[name]).all() for name in LEVERS.names)


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_is_pure(kind):
    policy = policy_of(kind)
    grids, levers = place().copy(), base().copy()
    assert np.array_equal(adjusted(policy), adjusted(policy))
    assert np.array_equal(place(), grids) and np.array_equal(base(), levers)
    assert np.array_equal(levers_at(START + 5, active(policy)), levers_at(START + 5, active(policy)))


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_moves_nothing_before_its_start_and_after_its_end(kind):
    policy = active(policy_of(kind))
    for hour in (0, START - 1, END, END + 900):
        assert levers_at(hour, policy).tobytes() == base().tobytes()
    for hour in (START, END - 1):
        assert np.array_equal(levers_at(hour, policy), adjusted(policy.policy))
    assert np.array_equal(levers_at(10**6, active(policy.policy, end_hour=None)), adjusted(policy.policy))


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_a_policy_switched_off_moves_nothing(kind):
    assert levers_at(START, active(policy_of(kind, on=False))).tobytes() == base().tobytes()


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_grids_join_along_the_ramp_and_none_drops_out(kind):
    ramped = active(policy_of(kind), ramp_hours=1000.0)
    resolution = Resolution([ramped], base(), place(), {ramped.policy.name: 5}, SEED)
    before = np.zeros(GRIDS, bool)
    assert not resolution.reached(START)[0].any()
    for hour in range(START, START + 1001, 100):
        (now,) = resolution.reached(hour)
        share = (hour - START) / 1000
        assert (now >= before).all()
        assert abs(now.mean() - share) <= 4 * np.sqrt(share * (1 - share) / GRIDS)
        assert not touched(resolution.at(hour))[~now].any()
        before = now
    assert before.all()


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_where_is_respected(kind):
    meant = place()["community"] < 30
    policy = policy_of(kind)
    after = levers_at(START, active(policy, mask=meant))
    assert not touched(after)[~meant].any()
    assert np.array_equal(after[meant], adjusted(policy)[meant])


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_compliance_is_respected(kind):
    def taking_part(compliance):
        item = active(policy_of(kind, compliance=compliance))
        return Resolution([item], base(), place(), {item.policy.name: 5}, SEED)

    few, many = taking_part(0.3), taking_part(0.7)
    few_grids, many_grids = few.reached(START)[0], many.reached(START)[0]
    assert abs(few_grids.mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / GRIDS)
    assert (many_grids >= few_grids).all(), "those who comply at .3 comply at .7"
    assert not touched(few.at(START))[~few_grids].any()
    assert not taking_part(0.0).reached(START)[0].any()


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_depends_on_nothing_outside_its_community(kind):
    """Half the communities alone give the same levers, so results cannot depend on how a place is cut."""
    half = place()["community"] % 2 == 0
    policy = policy_of(kind, compliance=0.5)
    cut = Active(policy, START, END, 500.0, np.ones(half.sum(), bool))
    alone = resolve([cut], base()[half], place()[half], {policy.name: 5}, START + 200, SEED)
    assert np.array_equal(alone, levers_at(START + 200, active(policy, ramp_hours=500.0))[half])


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_is_not_disturbed_by_a_policy_that_does_nothing(kind):
    policy = active(policy_of(kind, id="tried", compliance=0.5))
    nothing = active(POLICIES["nothing"]())
    alone = levers_at(START, policy)
    assert levers_at(START, nothing, policy).tobytes() == alone.tobytes()
    assert levers_at(START, policy, nothing).tobytes() == alone.tobytes()


@pytest.mark.parametrize(("kind", "name"), NUMBERS)
def test_numbers_have_unit_bounds_names_and_a_kind(kind, name):
    field = POLICIES[kind].model_fields[name]
    low, high = limits(kind, name)
    assert low < high
    assert field.default is None or low <= field.default <= high
    about = field.json_schema_extra
    assert about["unit"] and CHINESE.search(about["zh"]) and about["en"] and about["kind"] in KINDS


@pytest.mark.parametrize(("kind", "name"), NUMBERS)
def test_numbers_out_of_range_are_refused(kind, name):
    low, high = limits(kind, name)
    for wrong in (low - 1, high + 1, float("nan"), float("inf"), str(low), True):
        with pytest.raises(ValidationError) as failure:
            policy_of(kind, **{name: wrong})
        assert failure.value.errors()[0]["loc"][0] == name


@pytest.mark.parametrize("kind", KINDS_OF_POLICY)
def test_unknown_settings_are_refused(kind):
    with pytest.raises(ValidationError, match="extra_forbidden"):
        policy_of(kind, no_such_setting=1)


def everything_it_does(policy):
    standard = rosters.STANDARD
    built = policy.rosters(standard)
    chosen = policy.chosen_buildings(buildings(), SEED) if hasattr(policy, "chosen_buildings") else ()
    mapped = policy.mapping(buildings(), place()) if hasattr(policy, "mapping") else ()
    return adjusted(policy).tobytes(), np.array(built).tobytes() if built else b"", tuple(chosen), tuple(mapped)


@pytest.mark.parametrize(("kind", "name"), NUMBERS)
def test_every_number_matters(kind, name):
    low, high = limits(kind, name)
    default = getattr(policy_of(kind), name)
    other = high if default == low else low
    assert everything_it_does(policy_of(kind, **{name: other})) != everything_it_does(policy_of(kind))


@pytest.mark.parametrize("kind", sorted(set(KINDS_OF_POLICY) - STRUCTURAL))
def test_has_dates_and_a_ramp(kind):
    policy = policy_of(kind, ramp=30)
    assert policy.ramp == 30


@pytest.mark.parametrize("kind", sorted(STRUCTURAL))
def test_what_stays_takes_neither_ramp_nor_end(kind):
    with pytest.raises(ValidationError, match="neither"):
        policy_of(kind, ramp=30)


def test_later_policies_see_what_earlier_ones_left():
    set_hours, halved = policy_of("paperwork", per_worker=20, id="first"), policy_of("paperwork", factor=0.5, id="then")
    assert (levers_at(START, active(set_hours), active(halved))["paperwork_hours"] == 10).all()
    assert (levers_at(START, active(halved), active(set_hours))["paperwork_hours"] == 20).all()


def test_an_unchanged_day_gives_the_same_array_and_it_is_locked():
    items = [active(policy_of(kind)) for kind in ("booking", "convening", "deadline")]
    resolution = Resolution(items, base(), place(), {}, SEED)
    first = resolution.at(START)
    assert resolution.at(START + 24) is first
    assert resolution.at(END) is not first
    with pytest.raises(ValueError, match="read-only"):
        first["booking"] = 1


def test_hours_may_be_asked_in_any_order():
    item = active(policy_of("platform"), ramp_hours=800.0)
    resolution = Resolution([item], base(), place(), {}, SEED)
    hours = (START + 600, START - 24, START + 200, END, START + 600)
    for hour in hours:
        assert np.array_equal(resolution.at(hour), levers_at(hour, item))


def test_two_policies_of_a_kind_have_their_own_compliance():
    sets = [active(policy_of("booking", id=name, compliance=0.5)) for name in ("one", "two")]
    one, two = Resolution(sets, base(), place(), {}, SEED).reached(START)
    assert 0.15 < (one & two).mean() < 0.35
