"""From a design file to the design of a calibration, its names, ranges and targets checked."""

from pathlib import Path
from typing import Any

from govsim.analysis.names import no_outcome, no_such
from govsim.calibration.design import Design, Target
from govsim.measures import outcomes_known
from govsim.parameters import parameters
from govsim.scenario import ScenarioError
from govsim.scenario.problems import NOTHING, Problem, meant, problem, shown
from govsim.store.reading import read_form
from govsim.validation.patterns import STATISTICS


def read_design(path: Path) -> Design:
    """Return the design of a file. Raises ScenarioError, which says all that is wrong."""
    design = read_form(path, Design)
    wrong = [*_wrong_parameters(str(path), design), *_wrong_targets(str(path), design)]
    if wrong:
        raise ScenarioError(wrong)
    return design


def _wrong_parameters(file: str, design: Design) -> list[Problem]:
    found, seen = [], set[str]()
    for number, each in enumerate(design.parameters, 1):
        path, known = f"parameters.{number}", parameters().get(each.name)
        if known is None:
            near = meant(each.name, parameters())
            found.append(problem(file, f"{path}.name", each.name, "unknown_parameter", meant=near))
        elif each.name in seen:
            found.append(_told(file, f"{path}.name", each.name, "写了两次。", "It is named twice."))
        elif not known.low <= each.bounds[0] < each.bounds[1] <= known.high:
            zh = f"下限要小于上限，并在 {known.low:g} 到 {known.high:g} 之间。"
            en = f"low lies below high, and both between {known.low:g} and {known.high:g}."
            found.append(_told(file, path, list(each.bounds), zh, en))
        seen.add(each.name)
    return found


def _wrong_targets(file: str, design: Design) -> list[Problem]:
    found, seen = [], set[str]()
    for number, each in enumerate(design.targets, 1):
        path = f"targets.{number}"
        found += _wrong_name(file, path, each) or _wrong_value(file, path, each)
        if each.name in seen:
            found.append(_told(file, path, each.name, "写了两次。", "It is named twice."))
        seen.add(each.name)
    return found


def _wrong_name(file: str, path: str, target: Target) -> list[Problem]:
    if (target.outcome is None) == (target.statistic is None):
        zh, en = "outcome 和 statistic 写一个，且只写一个。", "Give outcome or statistic, and only one of them."
        return [_told(file, path, NOTHING, zh, en)]
    if target.outcome is not None and target.outcome not in outcomes_known():
        return [_told(file, f"{path}.outcome", target.outcome, *no_outcome(target.outcome, outcomes_known()))]
    if target.statistic is not None and target.statistic not in STATISTICS:
        texts = no_such(("统计量", "statistic"), target.statistic, STATISTICS)
        return [_told(file, f"{path}.statistic", target.statistic, *texts)]
    return []


def _wrong_value(file: str, path: str, target: Target) -> list[Problem]:
    if target.band is None and (target.value is None or target.deviation is None):
        zh, en = "要写 value 和 deviation，或 band = [低, 高]。", "Give value and deviation, or band = [low, high]."
        return [_told(file, path, NOTHING, zh, en)]
    if target.band is not None and target.deviation is not None:
        return [_told(file, path, NOTHING, "deviation 和 band 只写一个。", "Give deviation or band, not both.")]
    if target.band is not None and not target.band[0] < target.band[1]:
        return [_told(file, f"{path}.band", list(target.band), "要先低后高。", "The low end comes first.")]
    return []


def _told(file: str, path: str, value: Any, zh: str, en: str) -> Problem:
    return Problem(file, path, "" if value is NOTHING else shown(value), zh, en)
