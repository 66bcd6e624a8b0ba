"""Whether the table of buildings can be used, and whether the places that measures name exist."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from govsim.place import InputError
from govsim.scenario.problems import Problem, meant
from govsim.scenario.reading import inside
from govsim.scenario.rules import NUMBERED
from govsim.scenario.specification import Scenario
from govsim.scenario.validation import Findings

BUILDINGS = ("place", "buildings")


def check_places(findings: Findings, scenario: Scenario) -> None:
    """Find names of places that do not exist, and everything that is wrong with the table of buildings."""
    if any(found.path.split(".")[0] == "place" for found in findings.problems):
        return
    known = _counted(scenario) if scenario.place.buildings is None else _names_in_table(findings, scenario)
    for key, listed in scenario.dated.items():
        for index, item in enumerate(listed):
            for place, name in enumerate(item.where or ()):
                if known is not None and name not in known and not findings.full():
                    near = meant(name, known.examples)
                    findings.add_to_item((key, index, "where", place), "unknown_place", name, meant=near)


@dataclass(frozen=True)
class Names:
    """The names of places: `c1` to the number of communities, likewise `g1` and `e1`, and a table's own."""

    counts: Mapping[str, int]
    own: Set[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a place."""
        number = NUMBERED.fullmatch(name)
        return name in self.own or bool(number and int(number[2]) <= self.counts[number[1]])

    @property
    def examples(self) -> list[str]:
        """Some of the names: the first and the last of each level, and a table's own."""
        return [f"{level}{number}" for level, count in self.counts.items() for number in (1, count)] + sorted(self.own)


def _counted(scenario: Scenario) -> Names:
    place = scenario.place
    return Names({"c": place.community_count, "g": place.grid_count, "e": place.estate_count})


def _names_in_table(findings: Findings, scenario: Scenario) -> Names | None:
    """Return the names of the table of buildings; None where it cannot be used."""
    from govsim.place.real import read_place  # with the tables of the world, slow to import; few places need it

    assert scenario.place.buildings is not None
    folder = _home(findings)
    if inside(folder, scenario.place.buildings) is None:
        findings.add(BUILDINGS, "outside", folder=str(folder))
        return None
    scenario._folder = folder
    try:
        names = read_place(scenario.place, folder).names
    except InputError as failure:
        findings.problems += [_own(found) for found in failure.problems]
        return None
    counts = {level[0]: len(set(found.values())) for level, found in names.items()}
    return Names(counts, frozenset(name for found in names.values() for name in found))


def _own(found: object) -> Problem:
    """Return a problem of the table of buildings as one of the scenario's."""
    fields = ("file", "path", "value", "zh", "en", "severity")
    return Problem(**{name: getattr(found, name) for name in fields})


def _home(findings: Findings) -> Path:
    """Return the folder of the file that names the table of buildings; of the scenario where the command line does."""
    for layer in findings.layers:
        place = layer.table.get("place")
        if not findings.made.get(BUILDINGS) and isinstance(place, dict) and "buildings" in place:
            return layer.file.parent
    return findings.layers[0].file.parent
