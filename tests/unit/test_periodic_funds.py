"""Money for the commons: grants, spending, who decides, what is bought; money is conserved."""

import numpy as np
import pytest

from govsim.parameters import parameters
from govsim.periodic import funds
from govsim.periodic.people import registered_residents
from tests.unit.months import counted, everything, live, month, scene_of


def test_a_years_money_comes_in_january_and_is_spent_in_twelve_parts() -> None:
    scene = scene_of(funds__base=0.0)
    scene.levers["fund"], scene.levers["by_residents"] = 0.5, 1.0
    for number in range(1, 13):
        month(scene, number)
        funds.handle(scene)
        assert counted(scene, "money_in") == pytest.approx(0.5 * len(scene.table("residents")))
        assert counted(scene, "money_spent") == pytest.approx(counted(scene, "money_in") * number / 12)
    assert scene.table("accounts")["balance"] == pytest.approx(0.0, abs=1e-9)


def test_what_is_added_during_the_year_is_paid_for_the_months_left() -> None:
    scene = scene_of(funds__base=0.1)
    scene.levers["by_residents"] = 1.0
    month(scene, 1)
    funds.handle(scene)
    month(scene, 10)
    scene.levers["fund"] = 0.4
    funds.grant(scene)
    assert counted(scene, "money_in") == pytest.approx((0.1 + 0.4 * 3 / 12) * len(scene.table("residents")))
    scene.levers["fund"] = 0.0
    funds.grant(scene)
    scene.levers["fund"] = 0.4
    funds.grant(scene)
    assert counted(scene, "money_in") == pytest.approx((0.1 + 0.4 * 3 / 12) * len(scene.table("residents")))


def test_money_in_is_money_spent_and_money_left() -> None:
    scene = scene_of({"place.cross_communities": 1.0, "place.estates": 2})
    live(scene, 400, {"fund": 0.7, "fund_residents": 0.5, "by_residents": 0.3})
    left = scene.table("accounts")["balance"].sum()
    assert counted(scene, "money_in") == pytest.approx(counted(scene, "money_spent") + left) and left > 0
    assert 0 <= counted(scene, "money_matched") <= counted(scene, "money_spent")


def test_by_residents_moves_money_to_where_the_unregistered_live_and_not_its_sum() -> None:
    scene = scene_of({"population.mixing": 0.0, "place.residents": 12_000, "place.grids": 8})
    scene.levers["fund"] = 1.0
    month(scene, 1)
    funds.grant(scene)
    sums, dealt = [], []
    for by_residents in (0.0, 0.5, 1.0):
        scene.levers["by_residents"] = by_residents
        dealt.append(funds.entitlement(scene))
        sums.append(dealt[-1].sum())
    assert sums == pytest.approx([sums[0]] * 3)
    residents, registered = scene.table("grids")["residents"], registered_residents(scene)
    gains = dealt[2] - dealt[0]
    assert np.corrcoef(gains, 1 - registered / residents)[0, 1] > 0.9 and gains.max() > 0
    assert dealt[2] == pytest.approx(1.05 * residents)
    assert dealt[0] == pytest.approx(1.05 * registered * residents.sum() / registered.sum())
    assert dealt[1] == pytest.approx((dealt[0] + dealt[2]) / 2)


def test_the_match_is_the_share_of_residents_with_the_need_of_the_project() -> None:
    """All residents of a community need one thing: an office that knows and residents who come both meet it."""
    scene = scene_of(funds__base=0.3)
    scene.table("residents")["need"] = np.where(scene.community_of_building[scene.building_of_resident] == 0, 3, 4)
    for decided in (0.0, 1.0):
        scene.levers["fund_residents"] = decided
        month(scene, 3)
        before = counted(scene, "money_matched"), counted(scene, "money_spent")
        funds.handle(scene)
        matched, spent = counted(scene, "money_matched") - before[0], counted(scene, "money_spent") - before[1]
        assert matched == pytest.approx(spent) and spent > 0
    project = scene.table("commons")["project"]
    care = scene.community_of_building == 0
    assert (project[care] == 0).all() and (project[~care] > 0).all(), "elder care mends no yard"


def test_an_office_that_knows_nothing_draws_blindly() -> None:
    shares = np.tile([[0.5, 0.3, 0.1, 0.05, 0.05, 0.0]], (6000, 1))
    for knowledge, expected in ((0.0, [0.2] * 5 + [0.0]), (1.0, shares[0])):
        chosen = funds.chosen_by_office(scene_of(funds__office_knowledge=knowledge), shares)
        assert np.bincount(chosen, minlength=6) / 6000 == pytest.approx(expected, abs=4 * np.sqrt(0.25 / 6000))


def test_residents_vote_for_their_households_and_most_votes_win() -> None:
    scene = scene_of(funds__turnout=0.2)
    scene.levers["fund_residents"] = 1.0
    month(scene, 3)
    voters = funds.gather(scene)
    people = scene.table("residents")
    assert len(voters) and scene.adults[voters].all() and (people["attended"][voters] == scene.hour).all()
    community = scene.community_of_building[scene.building_of_resident[voters]]
    whose = funds.spoken_for(scene, voters)
    assert (people["household"][whose] == people["household"][voters]).all() and (people["age"][whose] == 0).any()
    votes = [np.bincount(people["need"][whose[community == each]], minlength=6) for each in (0, 1)]
    chosen = funds.chosen_by_residents(scene, np.array([5, 5]))
    assert [votes[each][chosen[each]] for each in (0, 1)] == [max(each) for each in votes]


def test_without_voters_the_office_decides() -> None:
    assert funds.chosen_by_residents(scene_of(), np.array([3, 0])).tolist() == [3, 0]


@pytest.mark.parametrize("share", [0.0, 0.6])
def test_a_community_has_a_need_in_common(share: float) -> None:
    """The need most named has that share and the usual one of the rest; with none, needs differ by age alone."""
    needs = funds.needs(scene_of(funds__need_in_common=share))
    usual = funds.needs(scene_of(funds__need_in_common=0.0))
    if share == 0.0:
        assert needs.max() < 0.25
        return
    leading = needs.argmax(axis=1)
    assert set(leading) <= set(funds.IN_COMMON)
    expected = share + (1 - share) * usual[np.arange(len(usual)), leading]
    assert needs.max(axis=1) == pytest.approx(expected, abs=0.03)


def test_residents_who_decide_meet_more_needs_than_blind_chance_only_where_needs_agree() -> None:
    matched = {}
    for share in (0.0, 0.6):
        scene = scene_of(funds__need_in_common=share, funds__turnout=0.2)
        live(scene, 364, {"fund": 0.3, "fund_residents": 1.0})
        matched[share] = counted(scene, "money_matched") / counted(scene, "money_spent")
    assert matched[0.0] < 0.22 and matched[0.6] > 0.5


def test_deciding_together_raises_belonging_of_those_who_came() -> None:
    scene = scene_of(funds__turnout=0.2, funds__belonging_gain=0.1)
    scene.levers["fund_residents"] = 1.0
    month(scene, 3)
    scene.refresh()
    before = scene.table("residents")["belonging"].astype(float)
    voters = funds.gather(scene)
    after, others = scene.table("residents")["belonging"], np.ones(len(before), bool)
    others[voters] = False
    assert after[voters] == pytest.approx(before[voters] + 0.1 * (1 - before[voters]), abs=1e-6)
    assert after[others] == pytest.approx(before[others], abs=1e-6)


def test_bought_hours_are_counted_each_week() -> None:
    scene = scene_of()
    live(scene, 14, {"service_hours": 5.0, "expert_hours": 7.0})
    assert counted(scene, "service_hours") == pytest.approx(2 * 5 * 3.6)
    assert counted(scene, "expert_hours") == pytest.approx(2 * 7 * 2)


def test_no_fund_no_money() -> None:
    scene = live(scene_of(funds__base=0.0), 200, {"fund_residents": 0.0})
    assert counted(scene, "money_in") == counted(scene, "money_spent") == 0.0
    assert (scene.table("commons")["project"] == 0).all()


MOVES = {
    "base": "money_in", "need_in_common": "money_matched", "turnout": "belonging", "belonging_gain": "belonging",
    "office_knowledge": "money_matched",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(name for name in parameters() if name.startswith("funds.")))
def test_every_number_moves_an_outcome(name: str) -> None:
    """More of each gives more: voters at random in so small a place aside, the signs follow from the formulas."""
    parameter = parameters()[name]
    outcome = MOVES[name.removeprefix("funds.")]
    low, high = (
        everything(live(scene_of(**{name.replace(".", "__"): value}), 364, {"fund": 0.3, "fund_residents": 0.5}))
        for value in (parameter.low, parameter.high)
    )
    assert high[outcome] > low[outcome]


@pytest.mark.parametrize(
    ("lever", "outcome"),
    [("fund", "money_in"), ("fund_residents", "belonging"), ("service_hours", "service_hours"),
     ("expert_hours", "expert_hours")],
)  # fmt: skip
def test_every_lever_moves_an_outcome(lever: str, outcome: str) -> None:
    before, after = (everything(live(scene_of(), 364, {lever: value}))[outcome] for value in (0.0, 1.0))
    assert after > before
