"""How visits, patrols, duty and paperwork change with hours and rules. One function, one relation."""

import numpy as np
import pytest

from govsim.engine.codes import BY_PATROL, CLASSES, MEASURES
from tests.metamorphic.worlds import (
    ALWAYS_FREE,
    FROZEN,
    UNWILLING,
    every,
    identities,
    made,
    ran,
    rates,
    records,
    total,
)

QUIET = rates() | FROZEN
HIDDEN = rates(hazard=12.0) | every("intercept", UNWILLING) | FROZEN
WORKERS = "staff__grid_workers__per_grid"
FLOOR = '\n[[policies]]\nid = "floor"\nkind = "field_floor"\nshare = 0.9\n'
STAGGERED = '\n[[policies]]\nid = "hours"\nkind = "roster"\nvariant = "staggered"\nshare = 0.25\n'
STATION = '\n[[staff]]\nid = "station"\nkind = "community_worker"\nduty = "station"\nnumber = 3\n'


def test_without_time_for_visits_there_are_none() -> None:
    model = ran(rules=rates(dispute=4.0) | {"work.visit_share": 0.0})
    assert total(model, "visits", "visits_opened", "visit_hours", "found_visit") == 0.0
    assert total(model, "patrol_hours") == total(model, "field_hours") > 0.0


def test_without_detection_patrols_find_nothing() -> None:
    model = ran(rules=HIDDEN | {"field.detection": 0.0})
    assert total(model, "found_patrol", "found_hazards", "detection_days") == 0.0 < total(model, "patrol_hours")


def test_sharper_eyes_find_every_hazard_no_later() -> None:
    """Hazard by hazard; the sharper eyes find more."""
    blunt, sharp = (records(ran(rules=HIDDEN | {"field.detection": chance})) for chance in (0.01, 0.1))
    found = {}
    for name, rows in (("blunt", blunt), ("sharp", sharp)):
        rows = rows[rows["found_by"] == BY_PATROL]
        cases = zip(rows["person"].tolist(), rows["arose"].tolist(), strict=True)
        found[name] = dict(zip(cases, rows["reported"].tolist(), strict=True))
    assert 0 < len(found["blunt"]) < len(found["sharp"])
    assert all(found["sharp"][case] <= hour for case, hour in found["blunt"].items())


def test_eyes_that_miss_nothing_leave_nothing_where_they_looked() -> None:
    """Certain detection: after an hour of patrol no hazard is hidden in the grid; before there were some."""
    model = made(rules=HIDDEN | {"field.detection": 1.0}, place__grids=1, place__communities=1, weeks=1)
    counts, grids, looked = model.built.world.own[0]["counts"], model.table("grids"), 0.0
    hidden, after = 0, []
    for _ in range(5 * 24):
        before, hidden = hidden, 0
        model.step()
        hidden = int(grids["hidden"][0] >= 0)
        if counts[0, MEASURES.index("patrol_hours")] > looked:
            looked = counts[0, MEASURES.index("patrol_hours")]
            after.append((before, hidden))
    assert len(after) > 5 and any(before for before, _ in after)
    assert not any(hidden for _, hidden in after)


def test_only_hazards_are_found_on_patrol() -> None:
    model = ran(rules=rates(dispute=4.0, hazard=8.0) | every("intercept", UNWILLING) | {"field.visit_finds": 0.0})
    rows = records(model)
    found = rows[rows["found_by"] > 0]
    assert len(found) > 20 and (found["klass"] == CLASSES.index("hazard")).all()
    assert total(model, "detection_days") == pytest.approx((found["reported"] - found["arose"]).sum() / 24)


@pytest.mark.parametrize("storeys", [1, 30])
def test_a_door_takes_talk_walk_and_stairs(storeys: int) -> None:
    """Visits = hours on visits / (talk + walk + stairs x storeys), 4 s.e. of the last door of each hour."""
    model = ran(rules=QUIET, place__storeys=storeys, **{WORKERS: 6})
    door, hours = 0.35 + 0.09 + 0.01 * storeys, total(model, "visit_hours")
    assert hours > 50 and abs(total(model, "visits") - hours / door) < 4.0 * np.sqrt(0.25 * hours)


def test_every_household_is_visited_before_one_is_visited_again() -> None:
    """Everybody is always free: as many homes know a visitor as doors were opened."""
    model = ran(rules=QUIET | ALWAYS_FREE, weeks=2, place__grids=1, place__communities=1, **{WORKERS: 3})
    people = model.table("residents")
    visited = people[people["last_contact"] >= 0]["household"]
    opened = total(model, "visits_opened")
    assert 20 < opened < len(np.unique(people["household"]))
    assert len(np.unique(visited)) == len(visited) == opened


def test_duty_is_forty_hours_a_worker_and_week() -> None:
    """Hours = workers x 40 x weeks, also where they are moved to evenings and weekends."""
    for text in ("", STAGGERED, STATION):
        model = ran(text, weeks=2, place__residents=1200)
        assert total(model, "duty_hours") == pytest.approx((model.table("workers")["active"] == 1).sum() * 80.0)


def test_a_policy_on_staff_fills_just_the_posts_it_names() -> None:
    """Duty hours follow the number of households per worker."""
    text = '\n[[policies]]\nid = "more"\nkind = "households_per_worker"\nnumber = {}\n'
    for number in (60, 240):
        model = ran(text.format(number), weeks=1)
        posts = np.ceil(model.built.place.grids["households"] / number).sum()
        assert total(model, "duty_hours") == pytest.approx(40.0 * posts)


def test_a_floor_of_time_in_the_field_is_kept() -> None:
    """At least 90 % of duty, and visits keep their share of it; 4 s.e. of hours on duty."""
    model = ran(FLOOR, QUIET, **{WORKERS: 4})
    duty = total(model, "duty_hours")
    assert abs(total(model, "field_hours") - 0.9 * duty) < 4.0 * np.sqrt(0.09 * duty)
    assert total(ran(rules=QUIET, **{WORKERS: 4}), "field_hours") < 0.6 * duty


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_who_is_in_the_field_is_not_at_the_counter(share: float) -> None:
    """All hours in the field: nobody is met in person; none: no patrol, no visit."""
    rules = rates(local_request=6.0) | {"work.field_share": share}
    model = ran(rules=rules, weeks=2)
    assert total(model, "field_hours") == share * total(model, "duty_hours")
    assert (total(model, "seekers_reached") > 0.0) == (share == 0.0)
    assert total(model, "attempts") > 0.0


def test_staff_of_the_station_stay_there() -> None:
    """Without grid workers nobody visits or patrols, and hours are spent all the same."""
    model = ran(STATION, rates(hazard=4.0), weeks=2, **{WORKERS: 0})
    assert total(model, "field_hours", "visits") == 0.0 < total(model, "duty_hours")


def test_paperwork_arrives_at_its_hours_a_week() -> None:
    """Arrived = hours x workers x weeks, 4 s.e. of Poisson items of 2.2 h; twice the hours bring twice the paper."""
    for hours in (5.0, 10.0, 20.0):
        model = ran(rules=QUIET | {"work.paperwork_hours": hours}, **{WORKERS: 12})
        expected = hours * 3 * (model.table("workers")["active"] == 1).sum()
        assert abs(total(model, "paper_arrived") - expected) < 4.0 * np.sqrt(2.2 * expected)


def test_without_paperwork_there_is_none() -> None:
    model = ran(rules=QUIET | {"work.paperwork_hours": 0.0}, weeks=2)
    assert total(model, "paper_arrived", "paper_hours", "paper_dropped", "overtime_hours") == 0.0


def test_a_little_paper_makes_no_overtime() -> None:
    """Four hours a week, four weeks of it may wait: nobody stays. Nor does anybody where none may."""
    assert total(ran(rules=QUIET | {"work.paperwork_hours": 4.0, "work.overtime_backlog": 4.0}), "overtime_hours") == 0
    busy = QUIET | {"work.paperwork_hours": 60.0, "work.overtime_backlog": 0.5}
    assert total(ran(rules=busy | {"work.overtime_cap": 0.0}), "overtime_hours") == 0.0
    few, many = (total(ran(rules=busy | {"work.overtime_cap": cap}), "overtime_hours") for cap in (0.1, 0.2))
    assert 0.0 < few < many <= 0.2 * total(ran(rules=busy), "duty_hours")


def test_paper_that_may_lie_longer_is_dropped_less() -> None:
    heavy = QUIET | {"work.paperwork_hours": 60.0, "work.overtime_cap": 0.0}
    dropped = [total(ran(rules=heavy | {"work.paperwork_age": age}, weeks=5), "paper_dropped") for age in (7, 14, 30)]
    assert dropped[0] > dropped[1] > dropped[2]


def test_an_endured_matter_comes_to_light_by_visits_that_find() -> None:
    """None where visits find nothing; where they find all, only what was endured, and each once."""
    rules = rates(local_request=8.0) | every("intercept", UNWILLING) | ALWAYS_FREE
    nothing, all_of_it = (ran(rules=rules | {"field.visit_finds": chance}) for chance in (0.0, 1.0))
    assert total(nothing, "found_visit") == 0.0
    rows = records(all_of_it)
    assert 0 < total(all_of_it, "found_visit") == (rows["found_by"] == 1).sum()
    assert identities(rows) == identities(records(nothing))
