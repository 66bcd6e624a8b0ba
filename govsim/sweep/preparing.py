"""From a design to the contents of its store, and the scenario of every point and draw when it is needed."""

import json
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from govsim.analysis import assumption_draws, held, kept_set
from govsim.errors import UsageError
from govsim.scenario import Scenario, ScenarioError, fingerprint_of, load, resolved
from govsim.scenario.changes import WHERE
from govsim.store import Contents, Design, Wanted
from govsim.store.design import Assumptions, label_of
from govsim.store.folder import AS_ASSUMED
from govsim.store.tables import table_of
from govsim.sweep.branching import warmup_of
from govsim.sweep.jobs import Job
from govsim.sweep.points import DesignError, Point, check, count_of, points_of
from govsim.sweep.reading import read_design
from govsim.sweep.source import source_of

MOST_PICKLED, MOST_LOADED = 4096, 64  # scenarios kept at hand
MOST_NAMED = 6  # settings of a point that a message names
MOST_RUNS = 20_000  # without being asked for
_PARAMETER = "parameters."


@dataclass
class Prepared:
    """A design with its points and draws; scenarios are made when they are asked for, and not all kept."""

    design: Design
    scenario: str | Path
    points: list[Point]
    draws: list[dict[str, float]]
    settings: dict[tuple[int, int], tuple[str, str, str]] = field(default_factory=dict)  # -> scenario, source, warm-up
    texts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Path] = field(default_factory=dict)
    shared: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.pickled = lru_cache(MOST_PICKLED)(self._pickled)
        self.loaded = lru_cache(MOST_LOADED)(lambda point: _loaded(self.design, self.scenario, self.points[point]))

    def scenario_of(self, point: int, draw: int) -> Scenario:
        """Return the scenario of a point with the assumptions of a draw (-1: as they are)."""
        found: Scenario = self.loaded(point)
        return found if draw == AS_ASSUMED else _assuming(found, self.draws[draw])

    def job(self, one: Wanted) -> Job:
        """Return what a worker needs to do a run."""
        scenario, source, warmup = self.settings[one.point, one.draw]
        common = warmup if self.shared[warmup] > 1 else ""
        return Job(one.key, scenario, source, one.seed, self.pickled(one.point, one.draw), common)

    def together(self, wanted: Iterable[Wanted]) -> Iterator[Wanted]:
        """Yield runs in the order in which they are done: of each draw and seed, those of one warm-up together."""
        for _, group in groupby(wanted, lambda one: (one.draw, one.seed)):
            yield from sorted(group, key=lambda one: (self.settings[one.point, one.draw][2], one.point))

    def contents(self) -> Contents:
        """Return what the store is made of."""
        rows = [(point, draw, found[0], found[1]) for (point, draw), found in self.settings.items()]
        return Contents(
            design=self.design,
            points=_points_table(self.points),
            draws=pd.DataFrame(self.draws, index=pd.RangeIndex(len(self.draws), name="draw")),
            settings=pd.DataFrame(rows, columns=["point", "draw", "scenario", "source"]),
            scenarios=self.texts,
            tables=self.tables,
        )

    def _pickled(self, point: int, draw: int) -> bytes:
        scenario = self.scenario_of(point, draw)
        bare = scenario.with_run()
        bare._baseline = None  # no run needs it
        return pickle.dumps(bare)


def prepared(design: Design | str | Path, most: int | None = MOST_RUNS) -> Prepared:
    """Return a design with all its scenarios checked.

    Raises ScenarioError or DesignError where the design, its scenario or one of its points cannot be, UsageError where
    it has more than `most` runs.
    """
    given, folder = (design, Path()) if isinstance(design, Design) else (read_design(Path(design)), Path(design).parent)
    check(given)
    _check_size(given, most)
    scenario = located(given.scenario, folder)
    base = load(scenario, _common(given))
    given = given.model_copy(update={"first_seed": _first(given, base), "weeks": base.run.weeks})
    points = list(points_of(given, _whole(base)))
    drawn = _draws(given, points, base, folder)
    found = Prepared(given, scenario, points, drawn)
    for point, draw in _wanted(given, points, len(drawn)):
        _enter(found, point, draw)
    return found


def _check_size(design: Design, most: int | None) -> None:
    runs = count_of(design) * len(design.seeds_of(AS_ASSUMED))
    if most is not None and runs > most:
        raise UsageError(
            f"这个设计有 {runs:,} 次模拟，超过 {most:,} 次。确实要做，请加 --yes；先用 --dry-run 看时间和空间。",
            f"The design has {runs:,} runs, more than {most:,}. Add --yes if you mean it; --dry-run says how long.",
        )


def located(scenario: str, folder: Path) -> str | Path:
    """Return the path of a scenario beside the design, or a shipped id as it is."""
    beside = folder / scenario
    return beside if scenario.endswith(".toml") else scenario


def _first(design: Design, base: Scenario) -> int:
    return base.run.seed if design.first_seed is None else design.first_seed


def _common(design: Design) -> dict[str, Any]:
    weeks = {} if design.weeks is None else {"run.weeks": design.weeks}
    return {**weeks, **{path: _listed(value) for path, value in design.settings.items()}}


def _listed(value: Any) -> Any:
    """Return tuples as lists, as a scenario file has them."""
    if isinstance(value, tuple):
        return [_listed(item) for item in value]
    return {key: _listed(item) for key, item in value.items()} if isinstance(value, dict) else value


def _loaded(design: Design, scenario: str | Path, point: Point) -> Scenario:
    try:
        return load(scenario, _common(design) | {path: _listed(value) for path, value in point.changes.items()})
    except ScenarioError as error:
        words = _words_of(point, {each.path for each in error.problems})
        zh, en = (f"第 {point.number} 个设置点（{words}）：", f"Point {point.number} of the design ({words}):")
        own = [replace(each, file="" if each.file == WHERE else each.file) for each in error.problems]
        inner = ScenarioError([each for each in own if each.severity == "error"])
        raise DesignError(f"{zh}\n{inner.text('zh')}", f"{en}\n{inner.text('en')}") from None


def _words_of(point: Point, wrong: set[str]) -> str:
    """Return the settings of a point in words: of many, only those that are wrong."""
    words = {name: f"{name} = {label}" for name, label in point.labels.items()}
    chosen = list(words.values())
    if len(chosen) > MOST_NAMED:
        chosen = [*([words[name] for name in words if name in wrong] or chosen)[:MOST_NAMED], "…"]
    return ", ".join(chosen)


def _whole(base: Scenario) -> frozenset[str]:
    """Return the paths of the settings that hold whole numbers."""

    def leaves(path: str, value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            for key, item in value.items():
                yield from leaves(f"{path}.{key}" if path else key, item)
        elif isinstance(value, list):
            named = [(item.get("id") or item.get("kind"), item) for item in value if isinstance(item, Mapping)]
            for name, item in named:
                yield from leaves(f"{path}.{name}", item)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield path

    return frozenset(leaves("", resolved(base)))


def _draws(design: Design, points: list[Point], base: Scenario, folder: Path) -> list[dict[str, float]]:
    """Return the draws without the parameters that the design varies itself, and without those that all points set."""
    if design.assumptions is None:
        return []
    varied = {name for point in points for path, value in point.changes.items() for name in _parameters(path, value)}
    calibrated = design.assumptions.calibrated
    kept = kept_set(folder / calibrated) if calibrated is not None else None
    without = held(base.parameters.keys() | varied, varied, kept)
    return assumption_draws(design.assumptions.draws, base.run.seed, kept, without)


def _parameters(path: str, value: Any) -> Iterator[str]:
    """Yield the parameters that a change sets: one, or those of a table (`parameters.contact`)."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _parameters(f"{path}.{key}", item)
    elif path.startswith(_PARAMETER):
        yield path.removeprefix(_PARAMETER)


def _wanted(design: Design, points: list[Point], draws: int) -> Iterator[tuple[int, int]]:
    yield from ((point.number, AS_ASSUMED) for point in points)
    if design.assumptions is not None:
        held = [point.number for point in points if _is_held(point, design.assumptions)]
        if not held:
            raise DesignError("assumptions：没有符合的设置点。", "assumptions: no point fits.")
        yield from ((point, draw) for draw in range(draws) for point in held)


def _is_held(point: Point, assumptions: Assumptions) -> bool:
    if assumptions.points and point.number not in assumptions.points:
        return False
    return all(point.labels[name] == label_of(value) for name, value in assumptions.at.items())


def _assuming(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    copied = scenario.model_copy(update={"parameters": {**scenario.parameters, **values}})
    copied._folder, copied._baseline = scenario.folder, scenario.baseline
    return copied


def _enter(found: Prepared, point: int, draw: int) -> None:
    scenario = found.scenario_of(point, draw)
    name, warmup = fingerprint_of(scenario.with_run(seed=0)), warmup_of(scenario)
    found.settings[point, draw] = name, source_of(scenario), warmup
    found.shared[warmup] += 1
    if draw == AS_ASSUMED and name not in found.texts:
        found.texts[name] = _canonical(scenario)
        found.tables |= table_of(scenario)


def _canonical(scenario: Scenario) -> str:
    return json.dumps(resolved(scenario), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def _points_table(points: list[Point]) -> pd.DataFrame:
    frame = pd.DataFrame([point.labels for point in points], index=pd.RangeIndex(len(points), name="point"))
    for name in frame.columns:
        if frame[name].map(lambda value: isinstance(value, str)).any():
            frame[name] = frame[name].map(str)
    return frame
