"""What every periodic mechanism must keep: a declaration that names what exists, and parameters that are its own."""

import re

import numpy as np
import pytest

from govsim.interfaces import Mechanism
from govsim.model import Community
from govsim.model.assembly import build
from govsim.model.days import Days
from govsim.parameters import parameters
from govsim.periodic import ORDER, present
from govsim.scenario import load

CHINESE = re.compile("[一-鿿]")
PERIODS = ("day", "week", "month", "year")
SECTIONS = {"emergencies": [], "waste": {}, "retrofit": {}, "care": {}}
EMERGENCY = {"kind": "contact_tracing", "start": load("demo").run.start, "end": load("demo").run.start.replace(month=2)}


@pytest.fixture(scope="module")
def tables():
    """The tables of a world in which every mechanism is there."""
    settings = {"run.weeks": 1, "run.warmup": 0} | SECTIONS | {"emergencies": [EMERGENCY]}
    model = Community(load("demo", settings))
    assert model.built.periodic == ORDER
    return model.built.world.tables


@pytest.mark.parametrize("module", ORDER, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_declaration_names_what_exists(module, tables):
    declared = module.DECLARATION
    assert isinstance(declared, Mechanism) and declared.every in PERIODS
    assert CHINESE.search(declared.zh) and declared.en and declared.formula and declared.source and declared.writes
    assert [name for name in declared.parameters if name not in parameters()] == []
    for path in (*declared.reads, *declared.writes):
        table, _, column = path.partition(".")
        assert table in tables, path
        assert not column or column in (tables[table].dtype.names or ()), path


def test_every_periodic_parameter_is_declared_or_of_cost():
    declared = {name for module in ORDER for name in module.DECLARATION.parameters}
    known = {name for name, parameter in parameters().items() if not parameter.hourly}
    assert {name for name in known - declared if not name.startswith("cost.")} == set()


def test_sections_decide_which_are_there():
    assert {module.__name__ for module in ORDER} - {module.__name__ for module in present({})} == {
        f"govsim.periodic.{name}" for name in SECTIONS
    }


def test_nothing_a_mechanism_keeps_depends_on_the_blocks():
    """One block or several: the same workers, residents, buildings and tables of mechanisms at the end."""
    settings = {"run.weeks": 5, "run.warmup": 0, "place.residents": 9_000, "place.communities": 3} | SECTIONS
    scenario = load("demo", settings | {"emergencies": [EMERGENCY]})
    found = []
    for size in (1_000, 1_000_000):
        days = Days(scenario, build(scenario, block=size))
        days.begin()
        for day in range(5 * 7):
            days.run_to((day + 1) * 24)
        found.append(days.world)
    many, one = found
    assert len(many.parts) > 1 == len(one.parts)
    for table in ("points", "sought", "lists", "found_after", "careers", "waste", "retrofits", "providers"):
        assert np.array_equal(many.tables[table], one.tables[table]), table
    for column in ("morale", "skill", "vacant", "local", "experience"):
        assert np.array_equal(many.tables["workers"][column], one.tables["workers"][column]), column
    for column in ("known_until", "registered", "attended"):
        assert np.array_equal(many.tables["residents"][column], one.tables["residents"][column]), column
