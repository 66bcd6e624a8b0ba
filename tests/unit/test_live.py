"""The page 推演 Explore without a browser: tracks, frames, figures, sheets, measures, and the process behind a page."""

import re
import threading
import time
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from govsim.comparison import compare
from govsim.dashboard.live import frames, link, screen
from govsim.dashboard.live.cases import matters
from govsim.dashboard.live.drawing import drawing, hulls, segments
from govsim.dashboard.live.figures import Weekly, since
from govsim.dashboard.live.inspecting import sheet_of
from govsim.dashboard.live.link import Link, Stable
from govsim.dashboard.live.offers import offers
from govsim.dashboard.live.opening import Wish, first_moment, pair_of
from govsim.dashboard.live.pairs import pairs_of
from govsim.dashboard.live.player import Player
from govsim.dashboard.live.session import changed
from govsim.dashboard.live.texts import FILE, words
from govsim.dashboard.live.track import Track, first_difference, history_of
from govsim.dashboard.view import view_of
from govsim.errors import GovsimError
from govsim.measures import FUNCTIONS, PLACE, headline, part
from govsim.model import Community
from govsim.scenario import Scenario, load, shipped_ids

WEEK, WARMUP, WEEKS = 168, 2, 12
SMALL = {"place.residents": 700, "run.weeks": WEEKS, "run.warmup": WARMUP}
ON = {"policies.staggered.on": True, "policies.staggered.start": "2021-02-15"}  # the Monday of week 6
FOLDER = Path(frames.__file__).parent


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("demo", SMALL)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return {}


@pytest.fixture(scope="module")
def player(told: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Player:
    """A page that stands at week 9 with a measure on."""

    def tell(name: str, content: Any) -> None:
        told.setdefault("names", []).append(name)
        told[name] = content

    playing = Player(tell, tmp_path_factory.mktemp("states"))
    playing.open(Wish("demo", {**SMALL, **ON}))
    playing.week(9)
    return playing


def test_an_option_goes_on_from_the_baseline_as_from_the_seed(scenario: Scenario, tmp_path: Path) -> None:
    first, hour = WARMUP * WEEK, (WARMUP + 10) * WEEK
    base = Track(scenario, tmp_path)
    base.run_to(first + 5 * WEEK)
    kept = {path.name for path in tmp_path.iterdir()}
    assert len(kept) == 2  # at the first measured hour and four weeks later
    option = Track(load("demo", SMALL | ON), tmp_path)
    option.seek(first + 4 * WEEK)
    assert {path.name for path in tmp_path.iterdir()} == kept
    option.seek(hour)
    whole = Community(load("demo", SMALL | ON))
    whole.run_to(hour)
    assert option.model.built.world.fingerprint == whole.built.world.fingerprint
    base.seek(hour)
    assert base.model.built.world.fingerprint != whole.built.world.fingerprint


def test_a_measure_that_needs_more_posts_begins_from_the_seed(scenario: Scenario, tmp_path: Path) -> None:
    hour = (WARMUP + 9) * WEEK
    Track(scenario, tmp_path).seek(hour)
    more = {"policies.households_per_worker.number": 60, "policies.households_per_worker.start": "2021-02-15"}
    option = Track(load("demo", SMALL | more), tmp_path)
    option.seek(hour)
    whole = Community(option.scenario)
    whole.run_to(hour)
    assert option.model.built.world.fingerprint == whole.built.world.fingerprint


def test_back_and_forth_is_the_same_run(scenario: Scenario, tmp_path: Path) -> None:
    track, hour = Track(scenario, tmp_path), (WARMUP + 7) * WEEK
    track.seek(hour)
    print_of = track.model.built.world.fingerprint
    track.seek(hour - 2 * WEEK + 5)
    assert track.hour == hour - 2 * WEEK + 5
    track.seek(hour)
    assert track.model.built.world.fingerprint == print_of


def test_a_broken_state_is_left_aside(scenario: Scenario, tmp_path: Path) -> None:
    hour = (WARMUP + 1) * WEEK
    (tmp_path / f"{history_of(scenario, WARMUP * WEEK)}-{WARMUP * WEEK}.npz").write_bytes(b"torn")
    track = Track(scenario, tmp_path)
    track.seek(hour)
    whole = Community(scenario)
    whole.run_to(hour)
    assert track.model.built.world.fingerprint == whole.built.world.fingerprint


def test_histories_part_on_the_day_of_the_measure(scenario: Scenario) -> None:
    option = load("demo", SMALL | ON)
    day = (WARMUP + 6) * WEEK
    assert history_of(scenario, day) == history_of(option, day)
    assert history_of(scenario, day + 24) != history_of(option, day + 24)
    assert first_difference(scenario, option) == day
    assert first_difference(option, option) is None


def test_buildings_add_up_to_the_place(player: Player) -> None:
    model, houses = player.stage.base.model, frames.Houses.of(player.stage.base.model)
    run, adults = model.result(), model.built.world.tables["residents"]["age"] > 0
    weights = houses.count(np.flatnonzero(adults))
    for name in ("knows_worker", "participation"):
        value = np.nansum(frames.layer(model, houses, name) * weights) / weights.sum()
        assert value == pytest.approx(FUNCTIONS[name](part(run, PLACE, (run.weeks - 1, run.weeks))))
    everybody = houses.count(np.arange(len(houses.of_resident)))
    registered = frames.layer(model, houses, "register_complete") @ everybody / everybody.sum()
    assert registered == pytest.approx(FUNCTIONS["register_complete"](part(run, PLACE, (run.weeks - 1, run.weeks))))
    open_ = round(frames.layer(model, houses, "open") @ everybody / 100)
    assert open_ == FUNCTIONS["backlog"](part(run, PLACE, (run.weeks - 1, run.weeks)))


def test_every_layer_is_within_its_range_or_unknown(player: Player) -> None:
    for name, (low, _, _) in frames.LAYERS.items():
        values = frames.layer(player.stage.option.model, frames.Houses.of(player.stage.option.model), name)
        known = values[np.isfinite(values)]
        assert len(values) == len(player.stage.option.model.built.place.buildings)
        assert (known >= low).all() and (name in ("open", "endured") or (known <= 100).all())


def test_bytes_of_a_layer() -> None:
    values = np.array([np.nan, 0.0, 50.0, 100.0, 250.0])
    assert list(frames.quantised(values, 0, 100)) == [0, 1, 128, 255, 255]


def test_workers_on_duty_are_those_of_the_model(scenario: Scenario) -> None:
    model = Community(scenario)
    model.run_to(3 * 24 + 10)
    workers = model.table("workers")
    told = np.frombuffer(frames.on_duty(model), np.int16).reshape(-1, 4)
    assert set(told[:, 0]) == set(np.flatnonzero((workers["mode"] > 0) & (workers["active"] == 1)))
    assert (told[:, 2] == workers["mode"][told[:, 0]]).all()
    at_station = told[told[:, 2] == 1]
    assert (at_station[:, 1] == -1).all()  # of the only community
    model.run_to(3 * 24 + 23)
    assert frames.on_duty(model) == b""


def test_the_strip_shows_the_hours_of_the_option(player: Player, told: dict[str, Any]) -> None:
    strip = told["strip"]
    evening = [day * 24 + hour for day in range(5) for hour in (18, 19, 20)]
    assert sum(strip["option"]["duty"][hour] for hour in evening) > 0 == sum(strip["base"][hour] for hour in evening)
    assert sum(strip["option"]["duty"]) == pytest.approx(sum(strip["base"]), abs=0.1)


def known(value: float) -> Any:
    """Return what a figure must be: about the value, or None where there is nothing to count."""
    return pytest.approx(value, abs=1e-5) if value == value else None


def test_figures_equal_the_outcomes_of_the_run(player: Player, told: dict[str, Any]) -> None:
    figures, run = told["figures"], player.stage.option.model.result()
    assert (figures["weeks"], figures["since"], figures["compared"]) == (9, 6, True)
    for each in headline():
        for week in (0, 7, 8):
            value = FUNCTIONS[each.id](part(run, PLACE, (week, week + 1)))
            assert figures["option"]["series"][each.id][week] == known(value)
        whole = FUNCTIONS[each.id](part(run, PLACE, (6, 9)))
        assert figures["option"]["since"][each.id] == known(whole)
    assert figures["base"]["series"]["reach_failure"][:6] == figures["option"]["series"]["reach_failure"][:6]


def test_weeks_that_were_young_are_computed_again(scenario: Scenario) -> None:
    model, weekly = Community(scenario), Weekly()
    model.run_to((WARMUP + 2) * WEEK)
    weekly.of(model.result())
    model.run_to((WARMUP + WEEKS) * WEEK)
    run = model.result()
    weekly.of(run, thorough=False)
    assert weekly.of(run) == Weekly().of(run)
    assert since(run, WEEKS) == {each.id: None for each in headline()}


def test_pairs_equal_a_comparison() -> None:
    from_the_start = {**SMALL, "run.weeks": 3, "policies.staggered.on": True, "policies.staggered.start": "2021-01-04"}
    pair = pair_of(Wish("demo", from_the_start))
    told = [each for each in pairs_of(pair.option, pair.base, 3, 0, 4) if each is not None]
    assert [each["done"] for each in told] == [0, 1, 2, 3, 4]
    compared = compare(pair.base, pair.option, runs=4, workers=0)
    known = {effect.outcome: effect for effect in compared.of(compared.others[0].id)}
    assert len(told[-1]["effects"]) == 8
    for name, shown in told[-1]["effects"].items():
        if name not in known:  # nothing to compare: no case is 60 days old
            assert shown["difference"] is None and shown["arrow"] == "≈"
        else:
            assert shown["difference"] == pytest.approx(known[name].difference, abs=1e-5)
            assert (shown["arrow"] != "≈") == known[name].told
    assert {"reach_failure", "knows_worker", "overtime", "participation"} <= known.keys()


def test_every_thing_has_a_sheet(player: Player) -> None:
    model = player.stage.option.model
    one = matters(model, np.arange(700))[0]
    things: list[dict[str, Any]] = [
        {"kind": "buildings"}, {"kind": "building", "row": 1}, {"kind": "household", "row": 30}, {"kind": "workers"},
        {"kind": "person", "row": one.person}, {"kind": "case", "person": one.person, "arose": one.arose},
        {"kind": "worker", "row": 0}, {"kind": "group", "row": 0}, {"kind": "offices"}, {"kind": "office", "row": 2},
    ]  # fmt: skip
    for thing in things:
        for lang in ("zh", "en"):
            sheet = sheet_of(model, thing, lang)
            assert sheet is not None and sheet["title"]
            for row in (row for each in sheet.get("lists", []) for row in each["rows"] if row["to"]):
                assert row["to"]["kind"] == "story" or sheet_of(model, row["to"], lang) is not None


def test_households_of_a_building_are_its_residents(player: Player) -> None:
    model = player.stage.option.model
    sheet = sheet_of(model, {"kind": "building", "row": 2, "page": 0}, "zh")
    assert sheet is not None
    homes = [row["to"] for row in sheet["lists"][-1]["rows"]]
    sheets = [sheet for home in homes if (sheet := sheet_of(model, home, "zh"))]
    people = [row["to"]["row"] for each in sheets for row in each["lists"][0]["rows"]]
    table = model.built.world.tables["residents"]
    assert len(sheets) == len(homes) and people and set(table["building"][people]) == {2}
    back = sheet_of(model, {"kind": "person", "row": people[-1]}, "zh")
    assert back is not None and back["back"]["row"] == table["household"][people[-1]]


@pytest.mark.parametrize(
    "thing",
    [{}, {"kind": "secret"}, {"kind": "building"}, {"kind": "building", "row": 10**9}, {"kind": "person", "row": -1},
     {"kind": "case", "person": 1, "arose": -5}, {"kind": "worker", "row": "x"}, {"kind": ["building"], "row": 1}],
)  # fmt: skip
def test_things_that_do_not_exist(player: Player, thing: dict[str, Any]) -> None:
    assert sheet_of(player.stage.option.model, thing, "zh") is None


def test_a_story_tells_both_runs(player: Player, told: dict[str, Any]) -> None:
    player.inspect({"kind": "unlike"}, "en")
    sheet = told["sheet"]
    assert sheet["story"][0]["words"].startswith("it arises") or sheet["story"][0]["moment"]
    assert any(line["changed"] for line in [*sheet["story"], *sheet["other"]])
    assert [line for line in sheet["story"] if not line["changed"]] == [
        line for line in sheet["other"] if not line["changed"]
    ]


def test_a_refused_change_changes_nothing(player: Player) -> None:
    option, hour = player.stage.option, player.stage.base.hour
    with pytest.raises(GovsimError):
        player.change({**SMALL, "policies.deadline.days": -3})
    assert player.stage.option is option and player.stage.base.hour == hour


def test_steps_and_weeks(player: Player) -> None:
    player.step(1)
    assert player.stage.base.hour == player.stage.option.hour == (WARMUP + 9) * WEEK + 1 and not player.playing
    player.step(-25)
    assert player.stage.base.hour == (WARMUP + 9) * WEEK - 24
    player.week(99)
    assert player.stage.base.hour == (WARMUP + WEEKS) * WEEK
    player.play()
    assert not player.playing  # the end
    player.week(9)


def test_playing_runs_the_hours_that_are_due(player: Player, told: dict[str, Any]) -> None:
    begun = player.stage.base.hour
    player.play(1e6)
    for _ in range(200):
        player.play_on()
        if player.stage.base.hour - begun >= 3 * 24:
            break
    player.pause()
    assert player.stage.base.hour == player.stage.option.hour >= begun + 3 * 24
    assert told["frame"]["playing"] is False and told["frame"]["hour"] == player.stage.base.hour
    player.week(9)


def test_frames_wait_for_a_browser_that_does_not_keep_up(
    player: Player, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hours_go_by(number: int) -> int:
        for _ in range(number):
            player._advance()
            player._look()
        player._look()  # the same hour once more: nothing new
        return int(told["frame"]["number"])

    monkeypatch.setattr(screen, "APART", 0.0)
    drawn = told["frame"]["number"]
    player.seen(drawn)
    player.playing, player.speed, player._ticked, player._owed = True, 2.0, time.monotonic(), 0.0
    assert hours_go_by(2) == drawn + 2
    assert hours_go_by(10) == drawn + screen.AHEAD
    assert player.wait() > 0.4  # until the next hour: nobody runs idle for a browser that is behind
    player.seen(drawn + 2)
    assert player.wait() == 0
    assert hours_go_by(10) == drawn + 2 + screen.AHEAD
    player.seen(10**9)  # of a page that was there before
    assert hours_go_by(1) == drawn + 3 + screen.AHEAD
    player.pause()
    player.week(9)


def test_every_measure_can_be_switched_on() -> None:
    demo = load("demo", SMALL)
    for lang in ("zh", "en"):
        for offer in offers(demo, lang):
            what = {"name": offer["name"], "key": "on", "value": True, "added": not offer["own"]}
            option = load("demo", {**SMALL, **changed({}, what, "2021-02-01")})
            assert [policy.name for policy in option.policies if policy.on] == [offer["name"]]
            assert offer["label"] and offer["words"] and offer["source"]
            assert all(field["label"] for field in offer["fields"])


def test_own_measures_of_every_scenario_are_offered() -> None:
    for name in shipped_ids():
        scenario = load(name)
        offered = {offer["name"] for offer in offers(scenario, "zh") if offer["own"]}
        assert offered == {policy.name for policy in scenario.policies}


def test_changes_are_made_and_taken_back() -> None:
    on = changed({}, {"name": "deadline", "key": "on", "value": True, "added": True}, "2021-03-01")
    assert on == {"policies.deadline.on": True, "policies.deadline.start": "2021-03-01"}
    longer = changed(on, {"name": "deadline", "key": "days", "value": 20, "added": False}, "2021-03-01")
    assert longer["policies.deadline.days"] == 20
    assert changed(longer, {"name": "deadline", "key": "days", "value": ""}, "") == on
    assert changed(longer, {"name": "deadline", "key": "", "value": None}, "") == {}
    assert changed({}, {"name": "evening", "key": "", "value": None}, "") == {"policies.evening.on": False}


def test_large_places_are_played_by_one_community() -> None:
    pair = pair_of(Wish("qiaosi"))
    assert pair.whole == 312_000 and pair.option.place.community_count == 1
    assert pair.option.place.residents == round(312_000 / 45) and pair.option.place.grid_count == 5
    with pytest.raises(GovsimError, match="at most"):
        pair_of(Wish("demo", {"place.residents": 60_000}))


def test_a_large_place_is_played_whole_when_asked_for() -> None:
    pair = pair_of(Wish("qiaosi", full=True))
    assert pair.whole == pair.option.place.residents == 312_000 and pair.option.place.community_count == 45
    with pytest.raises(GovsimError, match="at most 400,000"):
        pair_of(Wish("qiaosi", {"place.residents": 500_000}, full=True))
    assert view_of("/explore", "?scenario=qiaosi&full=1").full and not view_of("/explore", "?full=0").full


@pytest.mark.parametrize("name", ["/etc/passwd", "../demo", "nowhere", ""])
def test_addresses_open_no_files(name: str) -> None:
    with pytest.raises(GovsimError, match="no scenario"):
        pair_of(Wish(name))


def test_a_page_begins_on_a_monday_afternoon() -> None:
    for name in ("demo", "qiaosi-evening", "staggered-hours", "lockdown", "baseline"):
        scenario = load(name)
        model_start = scenario.run.warmup * WEEK
        hour = first_moment(scenario)
        assert model_start < hour < (scenario.run.warmup + scenario.run.weeks) * WEEK
    assert first_moment(load("demo")) == (26 + 9) * WEEK + 13


def test_outlines_go_round_what_belongs_together() -> None:
    at = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 5.0], [10.0, 5.0]])
    alone = segments(at, np.zeros(4, int), np.array([10.0, 5.0]), 1.0)
    assert len(alone) == 8 and all(x1 == x2 or y1 == y2 for x1, y1, x2, y2 in alone)
    parted = segments(at, np.array([0, 1, 0, 1]), np.array([10.0, 5.0]), 1.0)
    assert len(parted) == 12
    ring = hulls(at, np.zeros(4, int), 2.0)
    assert {tuple(edge[:2]) for edge in ring} == {(-2.0, -2.0), (12.0, -2.0), (12.0, 7.0), (-2.0, 7.0)}


def test_a_map_holds_all_buildings(player: Player) -> None:
    drawn = drawing(player.stage.base.model)
    number = len(player.stage.base.model.built.place.buildings)
    assert {len(drawn[key]) for key in ("x", "y", "length", "names")} == {number}
    assert len(drawn["stations"]) == 1 and drawn["grids"] and drawn["estates"]


def test_texts_are_complete_and_used() -> None:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert tables["zh"].keys() == tables["en"].keys()
    used = {
        key
        for path in FOLDER.glob("*.vue")
        for key in re.findall(r"words\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert used <= words("zh").keys()
    for key, text in tables["zh"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", tables["en"][key]))


def test_a_page_beyond_the_limit_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "MOST", 0)
    with pytest.raises(GovsimError, match="in use"):
        Stable().take(Wish())


def test_as_many_processes_as_memory_has_room_for() -> None:
    rooms = [link.room(megabytes) for megabytes in (200, 8_000, 16_000, 24_000, float("inf"))]
    assert rooms[0] == 2 and rooms[-1] == 64  # never none, never more than pages
    assert rooms == sorted(rooms) and 8_000 / rooms[1] > link.EACH and rooms[3] >= 50


def test_a_process_plays_and_ends_with_its_session() -> None:
    stable, heard = Stable(), []
    taken = stable.take(Wish("demo", SMALL))
    drawn = threading.Event()

    def hear(name: str, content: Any) -> None:
        heard.append(name)
        if name == "figures":
            drawn.set()

    threading.Thread(target=taken.listen, args=(hear,), daemon=True).start()
    assert drawn.wait(120)
    assert heard[0] == "opening" and {"place", "offers", "frame", "strip"} <= set(heard)
    taken.ask("no such thing")
    taken.ask("open", {"scenario": "demo"})
    assert _until(lambda: "failed" in heard) and taken.is_alive()
    taken.close()
    assert _until(lambda: not taken.is_alive() and stable.number() == 0)
    stable.close()


def test_a_process_of_20_000_residents_takes_no_more_than_it_is_reckoned_with() -> None:
    stable, heard = Stable(), []
    taken = stable.take(Wish("baseline", {"policies.field_floor.on": True}))
    threading.Thread(target=taken.listen, args=(lambda name, _: heard.append(name),), daemon=True).start()
    assert _until(lambda: "figures" in heard)
    taken.ask("step", 8 * 168)
    assert _until(lambda: heard.count("figures") > 1)
    memory = psutil.Process(taken._process.pid).memory_full_info()
    assert (memory.uss if link.COPIED else memory.rss) < link.EACH * 1e6
    stable.close()
    taken.close()


def test_what_an_earlier_scenario_tells_is_not_heard() -> None:
    waiting = Link(None, None, print)  # type: ignore[arg-type]  # only what concerns it is asked
    waiting._expected = Wish("qiaosi")
    assert not waiting._concerns("frame", {})
    assert not waiting._concerns("opening", Wish("demo"))
    assert waiting._concerns("opening", Wish("qiaosi")) and waiting._concerns("frame", {})


def _until(holds: Any, seconds: float = 60.0) -> bool:
    last = time.monotonic() + seconds
    while not holds() and time.monotonic() < last:
        time.sleep(0.05)
    return bool(holds())
