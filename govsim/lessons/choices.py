"""A team's choice: what it costs, what is wrong with it, which scenario it makes."""

from collections.abc import Iterable, Mapping
from math import isfinite

from govsim.lessons.reading import PLACE
from govsim.lessons.specification import Contrast, Lesson, Option, Value
from govsim.scenario import Scenario, Text, load

Choice = Mapping[str, float]  # option id -> units


def cost(lesson: Lesson, choice: Choice) -> float:
    """Return what a choice costs, in the lesson's unit. Raises KeyError for an option that the lesson has not."""
    return sum(lesson.option(name).cost * units for name, units in choice.items())


def problems(lesson: Lesson, choice: Choice, round: int) -> list[Text]:
    """Return everything for which a choice cannot be submitted in a round, in words; nothing where all is well."""
    known = {each.id: each for each in lesson.options}
    found = [_says("没有这项措施", "there is no such measure") for name in choice if name not in known]
    taken = {name: units for name, units in choice.items() if name in known and units}
    for name, units in taken.items():
        found += _of_option(known[name], units, round)
    if not found:
        found = [*_over(lesson, taken), *_together(lesson, taken)]
    return found


def _of_option(option: Option, units: float, round: int) -> list[Text]:
    name = option.name
    if option.unlocked > round:
        return [_says(f"“{name.word('zh')}”到第二轮才能选", f"“{name.word('en')}” is for the second round")]
    if not (isfinite(units) and 0 <= units <= option.most + 1e-9):
        return [_says(f"“{name.word('zh')}”最多 {option.most:g}", f"“{name.word('en')}”: {option.most:g} at most")]
    if abs(units / option.step - nearest(units / option.step)) > 1e-9:
        zh, en = f"“{name.word('zh')}”每步 {option.step:g}", f"“{name.word('en')}” goes in steps of {option.step:g}"
        return [_says(zh, en)]
    return []


def nearest(number: float) -> int:
    """Return the nearest whole number."""
    return int(number + 0.5)


def _over(lesson: Lesson, taken: Choice) -> Iterable[Text]:
    spent = cost(lesson, taken)
    if spent > lesson.budget + 1e-9:
        yield _says(
            f"超出预算：{spent:g}，可用 {lesson.budget:g} {lesson.unit.word('zh')}",
            f"over the budget: {spent:g} of {lesson.budget:g} {lesson.unit.word('en')}",
        )
    workers = sum(units for name, units in taken.items() if lesson.option(name).rosters)
    if lesson.duty is not None and workers > lesson.duty.workers:
        yield _says(
            f"只有 {lesson.duty.workers} 人可以换班，选了 {workers:g} 人",
            f"there are {lesson.duty.workers} workers, and {workers:g} were given other hours",
        )


def _together(lesson: Lesson, taken: Choice) -> Iterable[Text]:
    chosen = [lesson.option(name) for name in taken]
    for each in chosen:
        if each.needs and not set(each.needs) & set(taken):
            zh, en = (" / ".join(lesson.option(name).name.word(lang) for name in each.needs) for lang in ("zh", "en"))
            yield _says(f"“{each.name.word('zh')}”须与 {zh} 同选", f"“{each.name.word('en')}” goes with {en}")
    for rival in sorted({each.instead for each in chosen if each.instead}):
        same = [each for each in chosen if each.instead == rival]
        if len(same) > 1:
            zh, en = (" / ".join(each.name.word(lang) for each in same) for lang in ("zh", "en"))
            yield _says(f"{zh} 只能选一项", f"choose one of {en}")


def _says(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def scenario_for(lesson: Lesson, choice: Choice) -> Scenario:
    """Return the scenario that a choice makes of the lesson's place. Raises KeyError, or ScenarioError."""
    return scenario_with(lesson, changes_for(lesson, choice))


def scenario_with(lesson: Lesson, changes: Mapping[str, object]) -> Scenario:
    """Return the lesson's place with settings changed, over the lesson's weeks. Raises ScenarioError."""
    return load(lesson.folder / PLACE, {"run.weeks": lesson.weeks, **changes})


def changes_for(lesson: Lesson, choice: Choice) -> dict[str, Value | tuple[tuple[str, ...], ...]]:
    """Return the settings that a choice changes, by path."""
    changes: dict[str, Value | tuple[tuple[str, ...], ...]] = {}
    rows: list[tuple[str, ...]] = []
    for option in lesson.options:
        units = choice.get(option.id, 0)
        steps = nearest(units / option.step)
        if steps and option.levels:
            changes |= option.levels[steps - 1]
        rows += [option.rosters[number % len(option.rosters)] for number in range(int(units)) if option.rosters]
    unknown = set(choice) - {option.id for option in lesson.options}
    if unknown:
        raise KeyError(sorted(unknown)[0])
    if rows and lesson.duty is not None:
        path = f"policies.{lesson.duty.measure}"
        rows += [lesson.duty.standard] * (lesson.duty.workers - len(rows))
        changes |= {f"{path}.table": tuple(rows), f"{path}.on": True}
    return changes


def settings_of(lesson: Lesson, contrast: Contrast) -> tuple[dict[str, object], dict[str, object]]:
    """Return the settings that a contrast compares, by path: the first and the second one."""
    first, second = (changes_for(lesson, choice) for choice in (contrast.base_choice, contrast.choice))
    return {**first, **contrast.base}, {**second, **contrast.changes}


__all__ = ["Choice", "changes_for", "cost", "problems", "scenario_for", "scenario_with", "settings_of"]
