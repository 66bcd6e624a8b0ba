"""The cases that a lesson tells: what counts as closed in both runs, as another course, and as usual."""

import pandas as pd
import pytest

from govsim.lessons import lesson, recorded
from govsim.lessons.matters import MOST_LINES, closed_in_both, went_another_way

ROW = {
    "state": "closed", "found_by": "resident", "entry": "worker", "channel": "worker", "tier": "local", "failures": 0,
    "sessions": 0, "transfers": 0,
}  # fmt: skip


def cases(*rows: dict[str, object]) -> pd.DataFrame:
    """Return cases of persons 0, 1, ..."""
    usual = {**ROW, "arose": 5.0, "closed": 9.0}
    return pd.DataFrame([{**usual, "person": number, **row} for number, row in enumerate(rows)])


def test_only_what_is_closed_in_both_runs_is_compared() -> None:
    without, with_it = cases({}, {"state": "open"}, {}), cases({}, {}, {"state": "open"})
    both = closed_in_both(without, with_it)
    assert both["person"].tolist() == [0]
    assert {"closed", "closed_without"} <= set(both.columns)


@pytest.mark.parametrize(
    ("change", "other"),
    [
        ({}, False), ({"closed": 99.0}, False),  # a longer queue is no other course
        ({"failures": 1}, True), ({"channel": "hotline"}, True), ({"tier": "city"}, True), ({"sessions": 2}, True),
        ({"found_by": "patrol"}, False),  # nobody brought it in
    ],
)  # fmt: skip
def test_another_course_is_more_than_another_place_in_the_queue(change: dict[str, object], other: bool) -> None:
    assert went_another_way(closed_in_both(cases({}), cases(change))).tolist() == [other]


@pytest.mark.parametrize("name", ["L1", "L2", "L3", "L4"])
def test_recorded_cases_differ_and_fit(name: str) -> None:
    known = recorded(lesson(name).id).matters
    assert 0 < known.earlier + known.later <= known.cases
    assert {told.side for told in known.told} == {"earlier", "later"}
    for told in known.told:
        assert told.hours > 0 and set(told.lines) == {"zh", "en"}
        sizes = {lang: [len(lines) for lines in versions] for lang, versions in told.lines.items()}
        assert sizes["zh"] == sizes["en"] and all(2 <= size <= MOST_LINES for size in sizes["zh"])
        without, with_it = told.lines["en"]
        assert without != with_it and without[0] == with_it[0]  # it arises in both, and then takes another course
        assert [moment[:10] for moment, _ in without] == [moment[:10] for moment, _ in told.lines["zh"][0]]
