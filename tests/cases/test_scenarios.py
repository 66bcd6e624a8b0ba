"""The shipped scenarios: free of errors, what their sources say, and readable."""

import re
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from govsim.cli import execute
from govsim.cli.shipping import not_made
from govsim.place.build import build_place
from govsim.scenario import Scenario, check, describe, fingerprint_of, load, resolved, shipped_ids
from govsim.shipped import scenario_folder

IDS = [
    "baoji-49", "baseline", "demo", "e-platform", "elder-care", "foreigners", "jianggan", "liyang", "lockdown",
    "mega-estate", "party-posts", "professionals", "qiaosi", "qiaosi-evening", "qiaosi-tracing", "read-receipts",
    "resettlement", "resident-fund", "retrofit", "rural-waste", "shaanxi-2009", "shared-governance", "staggered-hours",
    "staggered-hours-dadong", "staggered-hours-houjiatang", "transitional", "two-loops",
]  # fmt: skip
ROWS = [f"S{number:02}" for number in range(1, 22)]  # S22 is too thin: a list of teasers
LONGEST_LOAD = 0.3  # s


def text_of(name: str) -> str:
    return (scenario_folder() / f"{name}.toml").read_text(encoding="utf-8")


def policy(scenario: Scenario, name: str) -> dict[str, object]:
    """The settings of a measure by its name."""
    return next(measure.model_dump() for measure in scenario.policies if measure.name == name)


def test_the_expected_scenarios_are_shipped() -> None:
    assert shipped_ids() == IDS


def test_every_row_of_the_sources_has_a_scenario() -> None:
    rows = {row for name in IDS for row in load(name).source.row.split(", ")}
    assert sorted(rows) == ROWS


@pytest.mark.parametrize("name", IDS)
def test_a_shipped_scenario_has_neither_errors_nor_hints(name: str) -> None:
    assert check(name) == []
    assert load(name).id == name


@pytest.mark.parametrize("name", IDS)
def test_a_shipped_scenario_loads_at_once(name: str) -> None:
    load(name)
    seconds = []
    for _ in range(3):
        begin = time.process_time()
        load(name)
        seconds.append(time.process_time() - begin)
    assert min(seconds) < LONGEST_LOAD


@pytest.mark.parametrize("name", IDS)
def test_a_shipped_scenario_says_what_it_is(name: str) -> None:
    scenario, text = load(name), text_of(name)
    assert scenario.title.zh.endswith("（合成）") and scenario.title.en.endswith("(synthetic)")
    assert scenario.question.zh.endswith("？") and scenario.question.en.endswith("?")
    assert scenario.source.key and re.fullmatch(r"S\d\d(, S\d\d)*", scenario.source.row)
    assert scenario.source.zh and scenario.source.en
    head = text[: text.index("\nid = ")]
    assert all(line.startswith("#") or not line for line in head.splitlines())
    for words in ("有来源", "假设", "ourced", "ssumed"):
        assert words in head or name.startswith("staggered-hours-")


@pytest.mark.parametrize("name", IDS)
def test_each_measure_of_a_shipped_scenario_may_be_switched_on(name: str) -> None:
    """Alone, with the others off: measures that exclude each other may stand side by side in a file."""
    scenario = load(name)
    for measure in scenario.policies:
        changes = {f"policies.{other.name}.on": other is measure for other in scenario.policies}
        assert check(name, changes) == [], measure.name


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("e-platform", {"platform", "patrols", "supervision", "duty_list"}),
        ("elder-care", {"care_rating"}),
        ("foreigners", {"language_team"}),
        ("liyang", {"duty_list", "first_receiver", "convening"}),
        ("lockdown", {"emergency_mode"}),
        ("mega-estate", {"households_per_worker"}),
        ("party-posts", {"party_posts", "mediators"}),
        ("professionals", {"experts"}),
        ("qiaosi-tracing", {"data_platform", "households_per_worker"}),
        ("read-receipts", {"platform", "roster"}),
        ("resettlement", {"households_per_worker", "resident_fund"}),
        ("resident-fund", {"allocation_base", "committee_reform", "resident_fund", "open_accounts"}),
        ("retrofit", {"retrofit"}),
        ("shared-governance", {"empower", "buy_services", "open_accounts"}),
        ("transitional", {"allocation_base", "committee_reform", "resident_fund", "open_accounts"}),
        ("two-loops", {"empower", "self_groups", "buy_services", "duty_list", "convening", "platform", "paperwork"}),
    ],
)
def test_measures_to_try_are_off(name: str, kinds: set[str]) -> None:
    assert {measure.kind for measure in load(name).policies if not measure.on} == kinds


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_shipped_scenario_is_described(name: str, lang: str) -> None:
    scenario = load(name)
    lines = describe(scenario, lang)
    assert lines[0].startswith(scenario.word(lang))
    for measure in scenario.policies:
        assert any(measure.name in line and measure.words(lang) in line for line in lines)
    chinese = re.search("[一-鿿]", "\n".join(line for line in lines if "Chinese name" not in line))
    assert bool(chinese) == (lang == "zh")


def test_every_scenario_is_another_one() -> None:
    """As a place, or by the measures that are ready in it: those that are off change no run."""
    scenarios = [load(name) for name in IDS if name != "demo"]
    prints = {(fingerprint_of(each), tuple(policy.model_dump_json() for policy in each.policies)) for each in scenarios}
    assert len(prints) == len(scenarios)


def test_baseline_is_twenty_thousand_people_for_a_year() -> None:
    scenario = load("baseline")
    assert (scenario.place.residents, scenario.run.weeks, scenario.run.start) == (20000, 52, date(2021, 1, 4))
    assert scenario.place.residents / scenario.place.grid_count == pytest.approx(1393, rel=0.05)
    assert (scenario.staff[0].per_grid, scenario.station.served_by) == (2.5, "grid")
    assert sum(office.per_10000 or 0 for office in scenario.offices if office.tier == "city") == pytest.approx(
        19 / 8.358, abs=1e-3
    )
    assert scenario.baseline is None and not scenario.policies


def test_every_department_of_the_catalogue_has_an_office() -> None:
    scenario = load("baseline")
    cities = {office.id for office in scenario.offices if office.tier == "city"}
    assert {issue.department for issue in scenario.issues if issue.department} == cities
    assert len(scenario.issues) == 23


def test_departments_have_staff_for_the_cases_expected_of_them() -> None:
    """At 83,580 people no department is asked for more than nine tenths of its time.

    City cases per resident-year: requests for departments are .117 of .135, hazards .0165, each by its department.
    """
    scenario = load("liyang")
    for office in scenario.offices:
        if office.tier != "city":
            continue
        own = [issue for issue in scenario.issues if issue.department == office.id]
        requests = sum(issue.share for issue in own if issue.klass == "department_request") * 0.117
        hazards = sum(issue.share for issue in own if issue.klass == "hazard") * 0.0165
        hours = (requests + hazards) * scenario.place.residents * office.hours * 1.25
        assert hours / (2080 * office.servers(scenario.place.residents)) < 0.9, office.id


def test_shares_of_a_class_add_up_to_one() -> None:
    issues = load("baseline").issues
    for klass in {issue.klass for issue in issues}:
        assert sum(issue.share for issue in issues if issue.klass == klass) == pytest.approx(1)


def test_qiaosi_has_the_numbers_of_its_source() -> None:
    scenario = load("qiaosi")
    shares = dict(scenario.population.categories)
    assert (scenario.place.residents, scenario.firms.number) == (59_000 + 253_000, 12_000)
    assert (scenario.place.grids, scenario.place.communities) == (224, 45)
    assert shares["non_local"] == pytest.approx(253 / 312, abs=1e-4)
    assert shares["local_owner"] + shares["local_tenant"] + shares["resettled"] == pytest.approx(59 / 312, abs=1e-4)


def test_qiaosi_evening_moves_a_quarter_of_the_hours_from_week_nine() -> None:
    scenario = load("qiaosi-evening")
    measure = policy(scenario, "evening")
    assert (measure["variant"], measure["share"]) == ("staggered", 0.25)
    start = measure["start"]
    assert isinstance(start, date) and (start - scenario.run.start).days == 8 * 7
    own, base = resolved(scenario), resolved(load("qiaosi"))
    differing = {key for key in own if own[key] != base[key]}
    assert differing == {"id", "title", "question", "source", "policies"}


def test_the_mega_estate_has_two_thousand_households_a_grid_worker() -> None:
    scenario = load("mega-estate")
    place = build_place(scenario.place, 1, None)
    workers, added, more, station = scenario.staff
    ones = np.ones(len(place.grids), int)
    assert place.grids["households"].tolist() == [2000] * 4
    assert workers.posts(place.grids["residents"], ones).tolist() == [1] * 4
    assert (added.per_grid, more.per_grid) == (0, 0)
    assert (station.duty, station.number) == ("station", 8)
    assert policy(scenario, "households_per_worker")["on"] is False
    assert load("mega-estate", {"place.residents": 50000, "place.grids": 10}).place.household_count == 20000


def test_jianggan_has_half_the_time_in_the_field() -> None:
    assert policy(load("jianggan"), "field_floor")["share"] == 0.5


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("staggered-hours", "staggered"),
        ("staggered-hours-dadong", "shenyang_dadong"),
        ("staggered-hours-houjiatang", "changsha_houjiatang"),
    ],
)
def test_one_timetable_is_on_at_a_time(name: str, on: str) -> None:
    active = [measure.model_dump()["variant"] for measure in load(name).policies if measure.on]
    assert active == [on]


def test_liyang_has_sixty_grids_and_twenty_one_at_work_in_offices() -> None:
    scenario = load("liyang")
    grids = build_place(scenario.place, 1, None).grids
    assert len(grids) == 60 and scenario.place.residents == 60 * 1393
    assert grids["residents"].mean() == 1393
    staff = {
        tier: sum(office.staff or 0 for office in scenario.offices if office.tier == tier) for tier in ("town", "city")
    }
    assert staff == {"town": 2, "city": 19}


def test_baoji_has_a_yard_that_is_one_building_of_49_households() -> None:
    scenario = load("baoji-49")
    place = build_place(scenario.place, 1, None)
    yard = place.buildings[place.buildings["estate"] == place.names["estate"]["e15"]]
    assert yard["households"].tolist() == [49]
    for name in ("self_groups", "covenant"):
        assert policy(scenario, name)["where"] == ("e15",)
        assert policy(scenario, name)["start"] == date(2018, 6, 1)


def test_shaanxi_has_its_households_people_and_share_of_formal_mediation() -> None:
    scenario = load("shaanxi-2009")
    assert (scenario.place.household_count, scenario.place.residents) == (1412, 3514)
    assert scenario.run.start == date(2009, 1, 5)
    assert scenario.parameters == {"sessions.formal_share": 0.19, "elections.interval": 3.0}
    assert dict(scenario.population.categories)["non_local"] == pytest.approx(337 / 3514, abs=1e-4)


def test_tracing_takes_a_tenth_of_qiaosi_and_the_share_of_those_sought() -> None:
    scenario, whole = load("qiaosi-tracing"), load("qiaosi")
    assert scenario.place.residents * 10 == whole.place.residents
    assert scenario.firms.number * 10 == whole.firms.number
    assert scenario.population == whole.population
    (emergency,) = scenario.emergencies
    assert (emergency.kind, emergency.categories) == ("contact_tracing", ("non_local",))
    assert emergency.share == pytest.approx(26_087 / 253_000, abs=5e-4)
    assert policy(scenario, "emergency_mode")["start"] == emergency.start
    assert policy(scenario, "data_platform")["start"] == emergency.start


def test_foreigners_are_seven_hundred() -> None:
    scenario = load("foreigners")
    assert scenario.place.residents * dict(scenario.population.categories)["foreign"] == pytest.approx(700)


def test_a_transitional_estate_has_two_committees_and_more_migrants_than_locals() -> None:
    scenario = load("transitional")
    place = build_place(scenario.place, 1, None)
    assert (place.estates, place.communities) == (1, 2)
    shares = dict(scenario.population.categories)
    assert 1 <= shares["non_local"] / (1 - shares["non_local"]) <= 4
    for non_local, resettled in ((0.5, 0.44), (0.8, 0.14)):  # the two ends that the file names
        changes = {"population.categories.non_local": non_local, "population.categories.resettled": resettled}
        assert check("transitional", changes) == []
        assert f"non_local={non_local} --set population.categories.resettled={resettled}" in text_of("transitional")


def test_two_loops_has_communities_of_the_district() -> None:
    scenario = load("two-loops")
    assert scenario.place.residents / scenario.place.community_count == pytest.approx(619_400 / 87, rel=0.001)


def test_rural_waste_states_its_targets_as_targets() -> None:
    scenario, text = load("rural-waste"), text_of("rural-waste")
    assert scenario.place.communities == 17 and scenario.waste is not None
    assert (scenario.run.start, scenario.run.weeks) == (date(2016, 1, 4), 156)
    assert "这些是目标，不是结果" in text and "These are targets, not results" in text


def test_the_sections_of_optional_mechanisms_are_where_they_belong() -> None:
    used = {name: set(load(name).sections) for name in IDS}
    assert {name: sections for name, sections in used.items() if sections} == {
        "elder-care": {"care"}, "lockdown": {"emergencies"}, "qiaosi-tracing": {"emergencies"},
        "retrofit": {"retrofit"}, "rural-waste": {"waste"},
    }  # fmt: skip


def test_retrofit_offers_the_old_buildings_of_its_place() -> None:
    scenario = load("retrofit")
    assert scenario.retrofit is not None and scenario.place.year < scenario.retrofit.built_before
    assert scenario.place.households_per_building == round(400_000 / 7_000)


def test_what_is_too_thin_is_named_and_not_made(capsys: pytest.CaptureFixture[str]) -> None:
    teasers = not_made()
    assert len({each["id"] for each in teasers}) == len(teasers) >= 11
    assert {each["row"] for each in teasers} == {"S22"}
    assert not {each["id"] for each in teasers} & set(shipped_ids())
    for each in teasers:
        assert re.search("[一-鿿]", each["zh"]) and not re.search("[一-鿿]", each["en"])
    for lang in ("zh", "en"):
        assert execute(["--lang", lang, "scenarios", "--all"]) == 0
        shown = capsys.readouterr().out
        assert all(f"  {each[lang]}" in shown for each in teasers)
    assert execute(["scenarios"]) == 0
    assert teasers[0]["zh"] not in capsys.readouterr().out


def test_the_files_speak_of_the_project_alone() -> None:
    for path in sorted(Path(scenario_folder()).glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(^|[\s\"'(])/[a-z]+/|[A-Z]:\\\\|https?://", text), "a path of a machine or an address"
        assert len(text.encode()) < 10_000
