"""Outcomes: the catalogue, their values on small runs counted by hand, and durations of open cases."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govsim import measures
from govsim.engine import codes
from govsim.measures import FUNCTIONS, PLACE, headline, kaplan_meier, outcomes_known, part
from govsim.records import Run
from tests.unit.made_up import made_up_run

# Weeks in remission of 21 patients under 6-mercaptopurine (Freireich et al. 1963); True = relapse, the others censored.
TIMES = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], float)
RELAPSED = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], bool)


@pytest.fixture(scope="module")
def run() -> Run:
    return made_up_run(seed=3, weeks=20, residents=2000)


def with_counts(run: Run, row: str, **counts: float) -> Run:
    """The run with nothing counted but these events in one row of the first week."""
    empty = np.zeros_like(run.counts)
    for name, value in counts.items():
        empty[0, run.rows.index(row), codes.MEASURES.index(name)] = value
    return rebuilt(run, counts=empty)


def rebuilt(run: Run, **changes: object) -> Run:
    return replace(run, **changes)


def with_cases(run: Run, **columns: object) -> Run:
    """The run with a few cases; columns that are not given come from its first cases."""
    size = len(next(iter(columns.values())))
    cases = run.cases.head(size).copy()
    for name, values in columns.items():
        cases[name] = pd.Categorical(values, cases[name].cat.categories) if hasattr(cases[name], "cat") else values
    return rebuilt(run, cases=cases)


def test_every_outcome_of_the_catalogue_has_a_function_and_the_reverse() -> None:
    assert set(outcomes_known()) == set(FUNCTIONS)


def test_the_catalogue_is_complete_in_both_languages_and_in_order() -> None:
    known = list(outcomes_known().values())
    assert [each.order for each in known] == list(range(1, len(known) + 1))
    for each in known:
        for words in (each.label, each.unit, each.definition):
            assert set(words) == {"zh", "en"} and all(words.values()), each.id
        assert each.direction in ("up", "down", "none")
    assert [each.id for each in headline()] == [
        "reach_failure", "knows_worker", "resolved_rate", "time_to_resolve", "settled_locally", "avoidable_transfers",
        "overtime", "participation",
    ]  # fmt: skip


def test_every_row_label_has_a_name(run: Run) -> None:
    for label in measures.group_labels(run):
        assert set(measures.labels()[label]) == {"zh", "en"}


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("reach_failure", {"tried": 50, "tried_in_vain": 20}, 40.0),
        ("contact_wait", {"seekers": 4, "seekers_reached": 3, "seeking_days": 14 + 2 + 1 + 1}, 4.5),
        ("reached_in_person", {"seekers": 4, "seekers_reached": 3}, 75.0),
        ("failed_attempts", {"seekers": 4, "failed_attempts": 6}, 1.5),
        ("found_share", {"recorded": 10, "found_patrol": 3, "found_visit": 1}, 40.0),
        ("closing_tier_city", {"closed_local": 6, "closed_town": 1, "closed_city": 3}, 30.0),
        ("disputes_to_city", {"recorded_disputes": 40, "disputes_to_city": 2}, 5.0),
        ("channel_share_hotline", {"first_hotline": 2, "first_phone": 6}, 25.0),
        ("government_first", {"first_group": 1, "first_property": 1, "first_worker": 8}, 80.0),
        ("government_first", {"first_group": 1, "first_property": 1, "settled_between": 10, "first_worker": 8}, 40.0),
        ("turnout", {"eligible": 50, "votes": 20, "adults_at_election": 80}, 40.0),
        ("turnout_adults", {"eligible": 50, "votes": 20, "adults_at_election": 80}, 25.0),
        ("avoidable_transfers", {"recorded": 50, "avoidable_transfers": 4}, 0.08),
        ("detection_lag", {"found_hazards": 4, "detection_days": 10}, 2.5),
        ("worker_hours_paperwork", {"duty_hours": 80, "paper_hours": 20}, 25.0),
        ("cost_hours", {"duty_hours": 80, "overtime_hours": 10, "mediator_hours": 10}, 5.0),
    ],
)
def test_ratios_of_counts(run: Run, name: str, counts: dict[str, float], expected: float) -> None:
    assert FUNCTIONS[name](part(with_counts(run, "grid:g2", **counts))) == pytest.approx(expected)


def test_rates_are_per_resident_and_time(run: Run) -> None:
    counted = with_counts(run, "grid:g1", recorded=100, hotline_orders=100, overtime_hours=26)
    years = 2000 * 20 * 7 / 365.25
    assert FUNCTIONS["hotline_rate"](part(counted)) == pytest.approx(100 / years)
    assert FUNCTIONS["recorded"](part(counted)) == pytest.approx(1000 * 100 / years / 12)
    assert FUNCTIONS["overtime"](part(counted)) == pytest.approx(26 / (13 * 20))


def test_a_kind_of_matter_is_related_to_all_residents(run: Run) -> None:
    counted = with_counts(run, "issue:noise", hotline_orders=100)
    assert FUNCTIONS["hotline_rate"](part(counted, "issue:noise")) == pytest.approx(100 / (2000 * 20 * 7 / 365.25))


def test_stocks_are_means_over_week_ends(run: Run) -> None:
    knows = np.zeros_like(run.stocks["knows"])
    knows[:10, :5] = run.stocks["adults"][:10, :5]
    changed = rebuilt(run, stocks={**run.stocks, "knows": knows})
    assert FUNCTIONS["knows_worker"](part(changed)) == pytest.approx(50.0)
    assert FUNCTIONS["knows_worker"](part(changed, PLACE, (0, 10))) == pytest.approx(100.0)


def test_open_cases_are_those_reported_and_not_closed(run: Run) -> None:
    states = np.zeros((20, 5, len(codes.STATES)))
    states[:, :, [codes.LATENT, codes.UNDECIDED, codes.ENDURED, codes.SETTLED, codes.CLOSED, codes.WITHDRAWN]] = 7
    states[:, 0, codes.CONTACT], states[:, 1, codes.OFFICE] = 2, 3
    changed = rebuilt(run, stocks={**run.stocks, "open": states})
    assert FUNCTIONS["backlog"](part(changed)) == 5.0
    assert FUNCTIONS["backlog"](part(changed, "grid:g2")) == 3.0


def test_what_was_never_counted_has_no_value(run: Run) -> None:
    empty = rebuilt(run, counts=np.zeros_like(run.counts), cases=run.cases.head(0))
    found = measures.outcomes(empty)
    assert found["reach_failure"]["value"] is None and found["resolved_rate"]["value"] is None
    assert found["hotline_rate"]["value"] == 0.0


def test_the_four_rates_and_the_sixty_days(run: Run) -> None:
    hours = run.hours
    cases = with_cases(
        run,
        state=["closed", "closed", "closed", "withdrawn", "staff", "endured"],
        reported=[10.0, 20.0, 30.0, 40.0, hours - 59 * 24.0, math.nan],
        responded=[11.0, 21.0, 31.0, math.nan, math.nan, math.nan],
        closed=[50.0, 60.0, 70.0, 80.0, math.nan, math.nan],
        resolved=[True, True, False, False, False, False],
        satisfied=[True, False, False, False, False, False],
        tier=["local", "city", "local", "local", "local", "local"],
        reopened=[0, 0, 1, 0, 0, 0],
    )
    found = measures.values(part(cases))
    assert [found[name] for name in ("closed_rate", "resolved_rate", "satisfied_rate")] == [75.0, 50.0, 25.0]
    assert found["settled_locally"] == pytest.approx(100 / 3)  # the fourth case was taken up by nobody
    assert found["repeats"] == pytest.approx(100 / 3)


def test_time_to_resolve_counts_closed_but_unresolved_cases_as_open(run: Run) -> None:
    states = ["closed"] * 4 + ["withdrawn"]
    closed = {"reported": [0.0] * 5, "closed": [24.0, 48.0, 72.0, 1.0, 1.0], "state": states}
    found = with_cases(run, resolved=[True, True, True, False, False], **closed)
    assert FUNCTIONS["time_to_resolve"](part(found)) == 3.0
    found = with_cases(run, resolved=[True, True, False, False, False], **closed)
    assert math.isnan(FUNCTIONS["time_to_resolve"](part(found)))


def test_a_withdrawn_dispute_was_never_closed(run: Run) -> None:
    columns = {"klass": ["dispute"] * 3, "recorded": [True] * 3, "reported": [0.0] * 3, "closed": [24.0, 48.0, 72.0]}
    found = with_cases(run, state=["withdrawn", "closed", "closed"], **columns)
    assert FUNCTIONS["dispute_days"](part(found)) == 3.0
    found = with_cases(run, state=["withdrawn", "withdrawn", "closed"], **columns)
    assert math.isnan(FUNCTIONS["dispute_days"](part(found)))


def test_minors_are_not_asked(run: Run) -> None:
    found = measures.by_group(run)["age:0-17"]
    assert found["knows_worker"] is None and found["trust_workers"] is None


def test_parts_add_up_to_the_place(run: Run) -> None:
    for name in ("recorded", "tried", "duty_hours"):
        whole = part(run).count(name)
        assert whole > 0
        assert sum(part(run, label).count(name) for label in run.grids) == pytest.approx(whole)
        assert sum(part(run, f"community:{name_}").count(name) for name_ in ("c1", "c2")) == pytest.approx(whole)
        assert sum(part(run, PLACE, (week, week + 1)).count(name) for week in range(20)) == pytest.approx(whole)
    assert sum(part(run, label).own.sum() for label in run.rows_of("schedule")) == len(run.cases)


def test_unions_are_their_members(run: Run) -> None:
    members = measures.UNIONS["schedule:employed"]
    union = part(run, "schedule:employed")
    assert union.count("tried") == sum(part(run, label).count("tried") for label in members)
    assert union.own.sum() == sum(part(run, label).own.sum() for label in members)


def test_gaps_are_differences_between_groups_of_the_whole_place(run: Run) -> None:
    gap = FUNCTIONS["gap_schedule"](part(run))
    employed, home = (FUNCTIONS["reach_failure"](part(run, f"schedule:{name}")) for name in ("employed", "home"))
    assert gap == employed - home > 10
    assert math.isnan(FUNCTIONS["gap_schedule"](part(run, "grid:g1")))


def test_an_unknown_part_is_an_error(run: Run) -> None:
    with pytest.raises(KeyError, match="grid:g99"):
        FUNCTIONS["reach_failure"](part(run, "grid:g99"))


def test_the_document_is_json_and_holds_every_outcome(run: Run) -> None:
    found = json.loads(json.dumps(measures.document(run), allow_nan=False))
    assert set(found["outcomes"]) == set(outcomes_known())
    assert found["outcomes"]["reach_failure"]["unit"] == "%"
    assert found["by_group"]["schedule:home"]["reach_failure"] < found["outcomes"]["reach_failure"]["value"]
    assert {"residents", "fingerprint", "seconds", "versions", "peak_rss_bytes"} <= set(found)


def test_tables_of_outcomes_are_tidy(run: Run) -> None:
    weekly = run.table("weekly")
    assert list(weekly.columns) == ["week", "date", "outcome", "value"]
    assert len(weekly) == 20 * len(outcomes_known())
    assert weekly["date"].iloc[1] == "2021-01-11"
    assert set(run.table("grids")["label"]) == {*run.grids, "community:c1", "community:c2"}
    assert set(run.table("issues")["label"]) == set(run.issues)


def test_kaplan_meier_equals_the_published_table() -> None:
    found = kaplan_meier(TIMES, RELAPSED)
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    np.testing.assert_allclose(found.survival, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=6e-4)
    np.testing.assert_allclose(found.deviation, [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], atol=6e-5)
    assert found.median == 23
    assert found.quantile(0.25) == 13


def test_kaplan_meier_without_censoring_is_the_sample() -> None:
    durations = np.array([3.0, 1.0, 2.0, 2.0])
    found = kaplan_meier(durations, np.ones(4, bool))
    assert found.times.tolist() == [1, 2, 3]
    assert found.survival.tolist() == pytest.approx([0.75, 0.25, 0.0])
    assert found.median == 2


def test_kaplan_meier_has_no_median_if_most_stay_open() -> None:
    assert math.isnan(kaplan_meier(np.array([1.0, 5.0, 5.0]), np.array([True, False, False])).median)
    assert math.isnan(kaplan_meier(np.array([]), np.array([], bool)).median)
