"""Do the runs of an archive again and compare their fingerprints."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govsim import __version__
from govsim.archive.opening import opened, results_in
from govsim.comparison import Failure, read_record
from govsim.comparison.assumed import assuming
from govsim.comparison.jobs import Job, Key
from govsim.comparison.processes import perform_all
from govsim.errors import InputError
from govsim.scenario import Scenario
from govsim.store import Store
from govsim.store.beside import environment
from govsim.store.folder import AS_ASSUMED, SCENARIOS
from govsim.store.runfile import head_of
from govsim.store.tables import brought_back

Progress = Callable[[int, int], None]
Runs = Sequence[tuple[Job, str]]  # what to run, and the fingerprint that it had


@dataclass(frozen=True)
class Difference:
    """A run whose fingerprint is another one now: where it stands in the study, its seed, before and now."""

    option: int
    draw: int
    seed: int
    before: str
    now: str


@dataclass(frozen=True)
class Reproduced:
    """What came of doing the runs again.

    runs: done again, of `all` in the archive. environment: name -> (then, now) where they differ, "" = not known.
    Where the environment differs, equal fingerprints still mean equal results; others say nothing about either program,
    and whether the results agree statistically is not claimed.
    """

    kind: str
    runs: int
    all: int
    differences: tuple[Difference, ...]
    failures: tuple[Failure, ...]
    environment: Mapping[str, tuple[str, str]]

    @property
    def equal(self) -> bool:
        """Whether every run that was done again has the fingerprint that it had."""
        return not self.differences and not self.failures and self.runs > 0


def reproduce(
    file: Path, runs: int | None = None, workers: int | None = None, progress: Progress | None = None
) -> Reproduced:
    """Do all runs of an archive again, or a sample spread evenly over them, and compare.

    Raises InputError where the archive is not safe, holds no study, or nothing that can be done again.
    """
    with opened(file) as folder:
        kind = results_in(folder, file)
        if kind == "run":
            raise _nothing(file)
        found, before = _recorded(folder) if kind == "comparison" else _stored(folder)
        if not found:
            raise _nothing(file)
        chosen = _sample(found, runs)
        prints = {job.key: fingerprint for job, fingerprint in chosen}
        differences, failures = list[Difference](), list[Failure]()
        for count, result in enumerate(perform_all([job for job, _ in chosen], workers), 1):
            if isinstance(result, Failure):
                failures.append(result)
            elif result.fingerprint != prints[result.key]:
                differences.append(Difference(*result.key, before=prints[result.key], now=result.fingerprint))
            if progress:
                progress(count, len(chosen))
    differences.sort(key=lambda one: (one.option, one.draw, one.seed))
    changed = _changed(before)
    return Reproduced(kind, len(chosen), len(found), tuple(differences), tuple(failures), changed)


def _sample(found: Runs, number: int | None) -> Runs:
    """Return all, or that many spread evenly from the first to the last."""
    if number is None or number >= len(found):
        return found
    steps = max(1, number - 1)
    return [found[round(place * (len(found) - 1) / steps)] for place in range(number)]


def _recorded(folder: Path) -> tuple[Runs, Mapping[str, str]]:
    """Return the runs of a comparison and the environment that they were made in."""
    record = read_record(folder)
    runs = [(job, record.fingerprints[job.key]) for job in record.jobs]
    return runs, {"govsim": record.version, **record.environment}


def _stored(folder: Path) -> tuple[Runs, Mapping[str, str]]:
    """Return the runs of a sweep whose files are there, and the environment that they were made in."""
    store = Store(folder)
    scenarios = _scenarios(store, folder)
    found = []
    for one in store.done():
        fingerprint = head_of(store.path_of(one.key))["fingerprint"]
        found.append((Job(Key(one.point, one.draw, one.seed), scenarios[one.point, one.draw]), fingerprint))
    environments = sorted((folder / "beside" / "environments").glob("*.json"))
    return found, {str(name): str(value) for file in environments[:1] for name, value in _plain(file).items()}


def _scenarios(store: Store, folder: Path) -> dict[tuple[int, int], Scenario]:
    """Return the scenario of each point and draw: the point's own, with the parameters of the draw."""
    settings, draws = store.settings(), store.draws()
    own = settings[settings["draw"] == AS_ASSUMED]
    files = {name: _plain(folder / SCENARIOS / f"{name}.json") for name in own["scenario"].unique()}
    known = {name: brought_back(plain, folder) for name, plain in files.items()}
    points = {int(point): known[name] for point, name in zip(own["point"], own["scenario"], strict=True)}
    found = {(point, AS_ASSUMED): scenario for point, scenario in points.items()}
    drawn = settings[settings["draw"] != AS_ASSUMED]
    for point, draw in zip(drawn["point"], drawn["draw"], strict=True):
        values = {str(name): float(value) for name, value in draws.loc[draw].items()}
        found[int(point), int(draw)] = assuming(points[int(point)], values)
    return found


def _plain(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(plain, dict):
            raise ValueError("not a table")
        return plain
    except (OSError, ValueError) as failure:
        raise InputError(f"{path.name}：读不出（{failure}）。", f"{path.name}: cannot be read ({failure}).") from None


def _changed(before: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    now = {"govsim": __version__, **environment()}
    pairs = {name: (str(before.get(name, "")), str(now.get(name, ""))) for name in before or now}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _nothing(file: Path) -> InputError:
    return InputError(
        f"{file}：里面没有可以重做的比较或批量模拟（单次模拟的存档只供阅读）。",
        f"{file}: holds no comparison or sweep that can be done again (a single run's archive is to be read only).",
    )
