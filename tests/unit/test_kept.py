"""What is kept of a week: records in order of identity, answers by group, and a fingerprint that notices any change."""

import numpy as np
import pytest

from govsim.engine.codes import AGES, CATEGORIES, SCHEDULES
from govsim.engine.survey import ASKED
from govsim.model import Community
from govsim.model.keeping import chained
from govsim.scenario import load

NUMBERS = np.arange(1.0, 12.0)


@pytest.fixture(scope="module")
def model() -> Community:
    found = Community(load("demo", {"place.residents": 3000, "run.weeks": 6, "run.warmup": 0}))
    found.run_to(6 * 168)
    return found


@pytest.mark.parametrize("place", range(len(NUMBERS)))
def test_the_last_bit_of_a_number_changes_the_whole_fingerprint(place: int) -> None:
    other = NUMBERS.copy()
    other[place] = np.nextafter(other[place], 99.0)
    pairs = zip(*(_chains(chained("", numbers)) for numbers in (NUMBERS, other)), strict=True)
    assert all(one != two for one, two in pairs)


def test_order_length_and_what_came_before_change_the_fingerprint() -> None:
    longer = np.append(NUMBERS, 0.0)
    found = [chained("", NUMBERS), chained("", NUMBERS[::-1].copy()), chained("", longer), chained("", NUMBERS, longer),
             chained(chained("", NUMBERS), NUMBERS), chained("", np.zeros(0)), chained("", np.zeros(4))]  # fmt: skip
    assert len(set(found)) == len(found)
    assert chained("", NUMBERS, longer) == chained(chained("", NUMBERS), longer)


def test_records_of_a_week_stand_in_order_of_identity(model: Community) -> None:
    for rows in model.kept.cases:
        keys = list(zip(rows["person"].tolist(), rows["arose"].tolist(), strict=True))
        assert keys == sorted(keys)
    assert sum(len(rows) for rows in model.kept.cases) > 100


def test_answers_of_each_kind_of_groups_sum_to_those_of_the_grids(model: Community) -> None:
    grids, answers = len(model.built.place.grids), model.kept.answers[-1]
    whole, first = answers[:grids].sum(axis=0), grids
    people = model.table("residents")
    assert whole[ASKED.index("residents")] == len(people) and whole[ASKED.index("adults")] == (people["age"] > 0).sum()
    for names in (CATEGORIES, SCHEDULES, AGES):
        assert answers[first : first + len(names)].sum(axis=0) == pytest.approx(whole, rel=1e-12)
        first += len(names)


def _chains(fingerprint: str) -> list[str]:
    return [fingerprint[k : k + 16] for k in range(0, 64, 16)]
