"""A sweep with a contrast as a study: each level against the base, over all settings of the other factors."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from govsim import __version__
from govsim.analysis import Comparison, Effect, Option, effects_of
from govsim.errors import InputError, UsageError
from govsim.measures import PLACE
from govsim.policies import POLICIES
from govsim.report.study import Measure, Study
from govsim.store import Design, Store, read_run
from govsim.store.design import label_of
from govsim.store.folder import AS_ASSUMED
from govsim.store.runfile import WHOLE, head_of

COST = "cost_hours"
Summary = Mapping[str, Mapping[str, float]]


class _Cell(NamedTuple):
    """What is averaged over the settings: a level, an assumption draw (-1: none), a seed."""

    level: str
    draw: int
    seed: int


def study_of(store: Store) -> Study:
    """Return the study. Raises UsageError where the design has no contrast, InputError where no pair of runs is done.

    Per seed an outcome is averaged over all settings of the other factors, then base and level are paired; only seeds
    that were run in all settings count. Where the design draws assumptions at some settings only, effects are those of
    these settings as well: a range belongs beside the effect that it is of.
    """
    design = store.design
    if design.contrast is None:
        raise UsageError(
            "设计里没有 [contrast]，没有可写成简报的比较。请在设计中写明 factor 和 base。",
            "The design has no [contrast], so there is no comparison for a brief. Name factor and base in the design.",
        )
    levels = _with_draws(store, _levels(store))
    summaries, weekly, sizes = _averaged(store, levels)
    base = str(label_of(design.contrast.base))
    others = [level for level in dict.fromkeys(levels.values()) if level != base]
    plain = store.scenario(_point(levels, base))
    effects = {level: _effects(store, summaries, base, level) for level in others}
    seeds = sorted({cell.seed for cell in summaries if cell.level == base and cell.draw == AS_ASSUMED})
    start = date.fromisoformat(plain["run"]["start"])
    comparison = Comparison(
        base=_option(plain, base, summaries), others=tuple(_other(design, level, summaries) for level in others),
        effects=effects, seeds=tuple(seeds), start=start, weeks=int(plain["run"]["weeks"]),
        assumptions=len(store.draws()), sizes=sizes, series=_series(weekly, start),
        fingerprint=store.fingerprint, version=__version__, command="govsim sweep design.toml --out DIR",
    )  # fmt: skip
    return Study(comparison=comparison, question=_question(design, plain), sources=_sources(plain),
                 prices=plain.get("budget") or {}, settings=sum(level == base for level in levels.values()),
             measures={level: _measures(store, levels, base, level) for level in others},
             at=_held(store, levels), swept=True)  # fmt: skip


def _levels(store: Store) -> dict[int, str]:
    """Return the level of the contrast's factor at each point."""
    assert store.design.contrast is not None
    column = store.points()[store.design.contrast.factor]
    return {int(point): str(label_of(level)) for point, level in zip(column.index, column, strict=True)}


def _point(levels: Mapping[int, str], level: str) -> int:
    found = next((point for point, own in levels.items() if own == level), None)
    if found is None:
        raise InputError(f"没有水平为 {level} 的设置。", f"No setting has the level {level}.")
    return found


def _with_draws(store: Store, levels: dict[int, str]) -> dict[int, str]:
    """Return the points that have assumption draws, all where none has."""
    settings = store.settings()
    drawn = set(settings.loc[settings["draw"] > AS_ASSUMED, "point"])
    return {point: level for point, level in levels.items() if point in drawn} or levels


def _held(store: Store, levels: Mapping[int, str]) -> dict[str, dict[str, str]]:
    """Return what all points have in common, by language: the design's settings, and factors held at one level."""
    points, design = store.points().loc[list(levels)], store.design
    held = {str(name): str(points[name].iloc[0]) for name in points if points[name].nunique() == 1}
    plain = {name: str(value) for name, value in design.settings.items()}
    return {
        lang: plain | {design.factor_title(name, lang): design.level_title(name, at, lang) for name, at in held.items()}
        for lang in ("zh", "en")
    }


def _measures(store: Store, levels: Mapping[int, str], base: str, level: str) -> tuple[Measure, ...]:
    """Return the measures that a level takes and the base does not."""
    before, after = (store.scenario(_point(levels, name)) for name in (base, level))
    fresh = [each for each in after["policies"] if each["on"] and each not in before["policies"]]
    return tuple(_measure(each, after["run"]["start"]) for each in fresh)


def _measure(plain: Mapping[str, Any], start: str) -> Measure:
    policy = POLICIES[plain["kind"]].model_validate_json(json.dumps(plain))
    return Measure(
        id=policy.name, words={lang: policy.words(lang) for lang in ("zh", "en")}, hours=policy.hours,
        start=policy.start or date.fromisoformat(start), end=policy.end, where=policy.where or (),
    )  # fmt: skip


def _averaged(
    store: Store, levels: Mapping[int, str]
) -> tuple[dict[_Cell, Summary], dict[str, list[pd.Series]], dict[str, int]]:
    """Return outcomes averaged over the settings, weekly values by level, sizes of the first run."""
    sums: dict[_Cell, tuple[np.ndarray, int]] = {}
    names: dict[tuple[str, str], int] = {}  # label and outcome -> place in the sums
    weekly: dict[str, list[pd.Series]] = {}
    sizes: dict[str, int] = {}
    for one in (one for one in store.done() if one.point in levels):
        rows = read_run(store.path_of(one.key)).to_pandas()
        sizes = sizes or json.loads(head_of(store.path_of(one.key))["sizes"])
        cell = _Cell(levels[one.point], one.draw, one.seed)
        values = _values(rows[rows["week"] == WHOLE], names)
        total, count = sums.get(cell, (np.zeros(0), 0))
        sums[cell] = (values if count == 0 else _added(total, values), count + 1)
        if one.draw == AS_ASSUMED:
            weeks = rows[(rows["week"] != WHOLE) & (rows["label"] == PLACE)]
            weekly.setdefault(cell.level, []).append(weeks.set_index([weeks["outcome"].astype(str), "week"])["value"])
    if not sums:
        raise InputError("这批模拟还没有一次完成。", "No run of this sweep is done yet.")
    wanted = {draw: _most(sums, draw) for draw in {cell.draw for cell in sums}}
    complete = {cell: total / count for cell, (total, count) in sums.items() if count == wanted[cell.draw]}
    return {cell: _summary(mean, names) for cell, mean in complete.items()}, weekly, sizes


def _values(rows: pd.DataFrame, names: dict[tuple[str, str], int]) -> np.ndarray:
    """Return a run's outcomes at the places of their names, NaN where it has none; new names get a place."""
    keys = zip(rows["label"].astype(str), rows["outcome"].astype(str), strict=True)
    places = [names.setdefault(key, len(names)) for key in keys]
    values = np.full(len(names), np.nan)
    values[places] = rows["value"].to_numpy()
    return values


def _added(total: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Add, with NaN for what either does not have."""
    size = max(len(total), len(values))
    first, second = (np.pad(each, (0, size - len(each)), constant_values=np.nan) for each in (total, values))
    return np.asarray(first + second)


def _most(sums: Mapping[_Cell, tuple[np.ndarray, int]], draw: int) -> int:
    return max(count for cell, (_, count) in sums.items() if cell.draw == draw)


def _summary(mean: np.ndarray, names: Mapping[tuple[str, str], int]) -> Summary:
    """Return label -> outcome -> value; a value that is not known is NaN."""
    found: dict[str, dict[str, float]] = {}
    values = [*mean.tolist(), *[float("nan")] * (len(names) - len(mean))]
    for (label, outcome), place in names.items():
        found.setdefault(label, {})[outcome] = values[place]
    return found


def _effects(store: Store, summaries: Mapping[_Cell, Summary], base: str, level: str) -> tuple[Effect, ...]:
    """Return the effects of a level, with the range over the assumption draws where there are any."""
    outcomes, draws = store.design.outcomes, store.draws()
    first, second = _pairs(summaries, base, level, AS_ASSUMED)
    if not first:
        raise InputError(
            f"{level} 与 {base} 还没有一对完成的模拟。", f"No pair of runs of {level} and {base} is done yet."
        )
    varied = [(number, _pairs(summaries, base, level, number)) for number in draws.index]
    kept = [(number, pairs) for number, pairs in varied if pairs[0]]
    values = [{str(name): float(value) for name, value in draws.loc[number].items()} for number, _ in kept]
    return effects_of(first, second, [pairs for _, pairs in kept], values, outcomes.primary, outcomes.matters)


def _pairs(
    summaries: Mapping[_Cell, Summary], base: str, level: str, draw: int
) -> tuple[list[Summary], list[Summary]]:
    seeds = sorted(cell.seed for cell in summaries if cell.level == base and cell.draw == draw)
    both = [seed for seed in seeds if _Cell(level, draw, seed) in summaries]
    first, second = ([summaries[_Cell(name, draw, seed)] for seed in both] for name in (base, level))
    return first, second


def _option(plain: Mapping[str, Any], base: str, summaries: Mapping[_Cell, Summary]) -> Option:
    title = plain.get("title") or {}
    words = {lang: title.get(lang) or title.get("en") or title.get("zh") or base for lang in ("zh", "en")}
    return Option(id=base, title=words, hours=_hours(summaries, base))


def _other(design: Design, level: str, summaries: Mapping[_Cell, Summary]) -> Option:
    """Return a level as an option; its changes are those that the design says."""
    assert design.contrast is not None
    factor = next((each for each in design.factors if each.id == design.contrast.factor), None)
    named = next((each for each in factor.levels if each.name == level), None) if factor else None
    changes = named.changes if named else {factor.path: level} if factor and factor.path else {}
    lines = tuple({"zh": f"{path} = {value}", "en": f"{path} = {value}"} for path, value in changes.items())
    title = {lang: design.level_title(design.contrast.factor, level, lang) for lang in ("zh", "en")}
    return Option(id=level, title=title, changes=lines, hours=_hours(summaries, level))


def _hours(summaries: Mapping[_Cell, Summary], level: str) -> float:
    values = [run[PLACE].get(COST, float("nan")) for cell, run in summaries.items()
              if cell.level == level and cell.draw == AS_ASSUMED and PLACE in run]  # fmt: skip
    return sum(values) / len(values) if values else float("nan")


def _series(weekly: Mapping[str, Sequence[pd.Series]], start: date) -> pd.DataFrame:
    return pd.DataFrame(_weeks(weekly, start), columns=["option", "date", "outcome", "value"])


def _weeks(weekly: Mapping[str, Sequence[pd.Series]], start: date) -> Iterator[tuple[str, str, str, float]]:
    for level, runs in weekly.items():
        means = pd.concat(runs).groupby(level=[0, 1]).mean()
        for (outcome, week), value in means.items():
            yield level, (start + timedelta(weeks=int(week))).isoformat(), str(outcome), float(value)


def _question(design: Design, plain: Mapping[str, Any]) -> dict[str, str]:
    asked = plain.get("question") or {}
    return {lang: design.question.word(lang) or asked.get(lang) or "" for lang in ("zh", "en")}


def _sources(plain: Mapping[str, Any]) -> list[Mapping[str, str]]:
    source = plain.get("source") or {}
    return [source] if source.get("zh") or source.get("en") else []
