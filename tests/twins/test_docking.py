"""The compiled model against the plain Mesa twin in short; `python bench/run.py docking` runs it for longer."""

import pytest

from tests.twins.mesa_twin import docking

WARMUP, WEEKS = 1, 8
COMPILED, TWIN = range(1, 26), range(101, 105)


@pytest.fixture(scope="module")
def twin():
    return [docking.twin_totals(docking.scenario(seed, WEEKS, WARMUP)) for seed in TWIN]


@pytest.fixture(scope="module")
def agreements(twin):
    return {found.name: found for found in docking.compare(compiled(), twin)}


def compiled(**changes):
    place = docking.PLACE | {f"parameters.{name.replace('__', '.')}": value for name, value in changes.items()}
    return [docking.compiled_totals(docking.scenario(seed, WEEKS, WARMUP, place)) for seed in COMPILED]


@pytest.mark.parametrize("name", docking.STATISTICS)
def test_the_compiled_model_agrees_with_the_plain_mesa_twin(agreements, name):
    assert agreements[name].holds, str(agreements[name])


@pytest.mark.parametrize(
    ("change", "seen_in"),
    [
        ({"field__detection": 0.1}, "days from hazard to detection"),
        ({"contact__attempt_rate": 0.6}, "failed attempts per in-person case"),
        ({"work__field_share": 0.5}, "hours: idle, share of duty"),
        ({"work__paperwork_hours": 16.0}, "hours: paper, share of duty"),
        ({"contact__phone_off_duty": 0.6}, "calls answered, share"),
    ],
)
def test_a_model_with_another_rule_is_told_apart(twin, change, seen_in):
    found = {found.name: found for found in docking.compare(compiled(**change), twin)}
    assert abs(found[seen_in].errors) > docking.ERRORS
