"""Make the results that come with a lesson: `python -m govsim.lessons.recording L1` (a few minutes).

Every setting over the lesson's seeds, and the questions' settings also under draws of all assumed parameters.
"""

import argparse
import json
import math
import multiprocessing
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from govsim import __version__
from govsim.analysis import assumption_draws, assumption_range, paired
from govsim.analysis.paired import t_bound
from govsim.comparison.assumed import assuming
from govsim.errors import RunError
from govsim.lessons.choices import changes_for, scenario_for, scenario_with, settings_of
from govsim.lessons.matters import tell
from govsim.lessons.reading import catalogue, lesson
from govsim.lessons.record import path_of
from govsim.lessons.runs import Result, shown_of, values_of
from govsim.lessons.specification import Lesson, Shown, Sweep
from govsim.lessons.warmups import folder, name_of, warm
from govsim.records import write_text

DRAWS, DRAW_SEEDS, DRAW_FROM = 32, 2, 1  # draws of the assumptions, seeds of each, seed of the draws
OTHER_SEEDS = 10  # of what no question asks for: measures alone, packages, curves
DIGITS = 4
Settings = Mapping[str, object]
Pair = tuple[Result, Result]


class Job(NamedTuple):
    """Runs of one seed: settings one after another, under values of parameters, with their warm-ups in a folder.

    The name of a curve stands for its one setting, of which stretches of weeks are wanted.
    """

    lesson: str
    settings: tuple[Settings | str, ...]
    seed: int
    values: Mapping[str, float]
    folder: str


class Compared(NamedTuple):
    """A comparison to record: what it is of, and its two settings."""

    id: str
    kind: str
    choice: Mapping[str, float]
    base: Settings
    other: Settings


def perform(job: Job) -> list[Result]:
    """Do the runs of a job."""
    found, results = lesson(job.lesson), list[Result]()
    for setting in job.settings:
        curve = next((each for each in found.curves if each.id == setting), None)
        changes = setting if curve is None else {**changes_for(found, curve.choice), **curve.changes}
        scenario = assuming(scenario_with(found, cast(Settings, changes)), job.values)
        run = warm(scenario, job.seed, name_of(scenario), Path(job.folder)).run()
        if curve is None:
            results.append(shown_of(found, run))
        else:
            results += [values_of(curve.shown, run, weeks) for weeks in _stretches(run.weeks, curve.every or 1)]
    return results


def _stretches(weeks: int, length: int) -> list[tuple[int, int]]:
    """Return the stretches of that many weeks, whole ones only."""
    return [(first, first + length) for first in range(0, weeks - length + 1, length)]


def compared(found: Lesson) -> list[Compared]:
    """Return what is recorded of a lesson: its questions, each measure at its most, and the packages."""
    asked = [Compared(ask.id, "question", ask.choice, *settings_of(found, ask)) for ask in found.prediction]
    alone = [(each.id, "option", {each.id: each.most}) for each in found.options if not each.needs]
    packed = [(each.id, "package", each.choice) for each in found.packages]
    chosen = [Compared(name, kind, choice, {}, changes_for(found, choice)) for name, kind, choice in (*alone, *packed)]
    return [*asked, *chosen]


def record(name: str, workers: int, draws: int = DRAWS, others: int = OTHER_SEEDS) -> dict[str, Any]:
    """Return the document of a lesson's results; `others`: seeds of what no question asks for."""
    found = lesson(name)
    source, wanted = _source(found), compared(found)
    points = [point.changes for curve in found.curves for point in curve.points]
    asked = _distinct(setting for each in wanted if each.kind == "question" for setting in (each.base, each.other))
    every = _distinct([*asked, {}, *(each.other for each in wanted), *points])
    stated = frozenset(scenario_for(found, {}).parameters)  # what a place states is no assumption of it
    values = assumption_draws(draws, DRAW_FROM, without=stated) if draws else []
    with tempfile.TemporaryDirectory() as own:
        jobs = [Job(name, every if seed <= others else asked, seed, {}, str(folder()))
                for seed in range(1, found.seeds + 1)]  # fmt: skip
        jobs += [Job(name, asked, seed, each, f"{own}/{number}") for number, each in enumerate(values)
                 for seed in range(1, DRAW_SEEDS + 1)]  # fmt: skip
        results = list(_performed(jobs, workers))
        along = {}
        for curve in (each for each in found.curves if each.every):
            years = [Job(name, (curve.id,), seed, {}, str(folder())) for seed in range(1, others + 1)]
            along[curve.id] = list(_performed(years, workers))
    plain, drawn = results[: found.seeds], results[found.seeds :]
    studies = [_study(each, found, every, plain, drawn) for each in wanted]
    for curve in found.curves:
        if curve.points:
            along[curve.id] = [[run[every.index(point.changes)] for point in curve.points] for run in plain[:others]]
    curves = [_curve(curve, along[curve.id]) for curve in found.curves]
    if _source(found) != source:
        raise RunError("运行期间模型被改动，请重新运行。", "The model was changed while it ran: please run again.")
    return {"lesson": name, "version": __version__, "source": source, "seeds": found.seeds, "draws": draws,
            "studies": studies, "curves": curves, "matter": tell(found)}  # fmt: skip


def _source(found: Lesson) -> str:
    """Return the hash of the model's source as it lies on disk now."""
    from govsim.sweep import source

    source._together.cache_clear()
    return source.source_of(scenario_for(found, {}))


def _performed(jobs: Sequence[Job], workers: int) -> Iterable[list[Result]]:
    if workers == 0:
        yield from map(perform, jobs)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for number, result in enumerate(pool.map(perform, jobs), 1):
            print(f"{jobs[0].lesson} {number}/{len(jobs)}", end="\r", flush=True)
            yield result
    print()


def _distinct(settings: Iterable[Settings]) -> tuple[Settings, ...]:
    found: list[Settings] = []
    for each in settings:
        if each not in found:
            found.append(each)
    return tuple(found)


def _study(
    each: Compared, found: Lesson, settings: Sequence[Settings], plain: Sequence[list[Result]],
    drawn: Sequence[list[Result]],
) -> dict[str, Any]:  # fmt: skip
    """Return a comparison; the settings of questions come first, so they stand at the same places in every list."""
    base, other = settings.index(each.base), settings.index(each.other)
    pairs = [(run[base], run[other]) for run in plain if max(base, other) < len(run)]
    varied = [(run[base], run[other]) for run in drawn] if each.kind == "question" else []
    rows = [_row(shown, pairs, varied) for shown in found.values]
    return {"id": each.id, "kind": each.kind, "choice": dict(each.choice), "rows": rows}


def _row(shown: Shown, pairs: Sequence[Pair], varied: Sequence[Pair]) -> dict[str, Any]:
    def of(results: Sequence[Pair], side: int) -> np.ndarray:
        return np.array([pair[side][shown.label][shown.outcome] for pair in results], np.float64)

    d = paired(of(pairs, 0).tolist(), of(pairs, 1).tolist())
    row: dict[str, Any] = {"label": shown.label, "outcome": shown.outcome, "base": d.base, "other": d.other,
                           "difference": d.difference, "low": d.low, "high": d.high, "runs": d.runs}  # fmt: skip
    if varied:
        apart = (of(varied, 1) - of(varied, 0)).reshape(-1, DRAW_SEEDS)
        reach = assumption_range(apart.tolist(), d)
        row |= {"assumed_low": reach.low, "assumed_high": reach.high, "sign_share": reach.sign_share,
                "draws": reach.draws}  # fmt: skip
    return {name: _rounded(value) for name, value in row.items()}


def _curve(curve: Sweep, runs: Sequence[Sequence[Result]]) -> dict[str, Any]:
    """Return the means of a curve; `runs`: of each seed the values at every point."""
    at = [point.at for point in curve.points] or [(place + 1) * (curve.every or 1) for place in range(len(runs[0]))]
    rows = []
    for each in curve.shown:
        points = [_mean([run[place][each.label][each.outcome] for run in runs]) for place in range(len(at))]
        rows.append({"label": each.label, "outcome": each.outcome, "points": points})
    return {"id": curve.id, "at": at, "values": rows}


def _mean(values: Sequence[float]) -> list[float | None]:
    known = np.array([value for value in values if math.isfinite(value)])
    if len(known) < 2:
        return [None, None, None]
    reach = t_bound(len(known)) * float(known.std(ddof=1)) / len(known) ** 0.5
    mean = float(known.mean())
    return [_rounded(mean), _rounded(mean - reach), _rounded(mean + reach)]


def _rounded(value: Any) -> Any:
    """Return a number with `DIGITS` digits, None where there is none."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def main() -> None:
    """Record the lessons that are named, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", default=catalogue())
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--others", type=int, default=OTHER_SEEDS)
    given = parser.parse_args()
    for name in given.lessons:
        text = json.dumps(record(name, given.workers, given.draws, given.others), ensure_ascii=False)
        write_text(path_of(name), text.replace('{"label"', '\n{"label"') + "\n")


if __name__ == "__main__":
    main()
