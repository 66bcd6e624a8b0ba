"""From a design file to the design of a sweep, its names looked up."""

from pathlib import Path

from govsim.analysis.names import no_outcome
from govsim.measures import outcomes_known
from govsim.scenario import ScenarioError
from govsim.scenario.problems import Problem
from govsim.store.design import Design
from govsim.store.reading import read_form
from govsim.sweep.points import check


def read_design(path: Path) -> Design:
    """Return the design of a file. Raises ScenarioError or DesignError, which say all that is wrong."""
    design = read_form(path, Design)
    wrong = [_outcome(path, name) for name in _outcomes(design) if name not in outcomes_known()]
    if wrong:
        raise ScenarioError(wrong)
    check(design)
    return design


def _outcomes(design: Design) -> list[str]:
    stop = [design.stop.outcome] if design.stop else []
    return [*design.outcomes.primary, *design.outcomes.matters, *stop]


def _outcome(path: Path, name: str) -> Problem:
    return Problem(str(path), "outcomes", "", *no_outcome(name, outcomes_known()))
