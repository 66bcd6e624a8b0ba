"""Calibrate: read the design, do the waves, keep the set that is left, and write what was found."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from govsim import __version__
from govsim.calibration.design import Design
from govsim.calibration.matching import Matching, NothingLeftError, NoValueError
from govsim.calibration.posterior import posterior
from govsim.calibration.reading import read_design
from govsim.calibration.result import Document, document_of
from govsim.calibration.runs import Progress, Runs, changes_of, worker
from govsim.errors import GovsimError, UsageError
from govsim.scenario import load
from govsim.store.atomic import disk_errors, write_whole
from govsim.store.design import toml_value
from govsim.sweep.cluster import Where
from govsim.sweep.engine import Pool
from govsim.sweep.preparing import located
from govsim.sweep.sweeping import locked

DESIGN, RESULT, KEPT, WAVES = "design.toml", "calibration.json", "kept.parquet", "waves.parquet"


class CalibrationError(GovsimError):
    """Targets that no values of the parameters meet."""

    exit_code = 3


@dataclass(frozen=True)
class Calibrated:
    """What was found. document: as in calibration.json; kept: a row for each set of values, and `weight`."""

    document: Document
    kept: pd.DataFrame
    folder: Path
    matching: Matching = field(repr=False)

    def holds(self, values: dict[str, float]) -> bool:
        """Return whether the set holds these values of all calibrated parameters."""
        space = self.matching.space
        row = np.array([values[name] for name in space.names])
        return bool(self.matching.set_score(space.snapped(space.to_unit(row)[None]))[0] <= 1)


def calibrate(
    design: Design | str | Path, out: str | Path, workers: int | None = None, progress: Progress | None = None
) -> Calibrated:
    """Find the parameter values that the targets do not rule out, and write them into a folder.

    What was run is kept in the folder, so the same call goes on where it was stopped. workers: processes, one for each
    processor by default, 0 = none. progress is told runs done, and known of so far.

    Raises ScenarioError (what is wrong with the design), CalibrationError (nothing is left), RunError, DiskError.
    """
    given, beside = (design, Path()) if isinstance(design, Design) else (read_design(Path(design)), Path(design).parent)
    scenario, folder = located(given.scenario, beside), Path(out)
    load(scenario, changes_of(given, given.space.low))  # what is wrong with it is told before anything is written
    _refuse_others(folder)
    with locked(folder):
        write_whole(folder / DESIGN, _text(given).encode())
        with Pool(Where(workers), folder / "beside" / "scratch", worker(given)) as pool:
            runs = Runs(given, scenario, folder, pool, progress)
            matching = _matched(given, runs)
        return _written(given, matching, runs, scenario, workers)


def _matched(design: Design, runs: Runs) -> Matching:
    matching = Matching(design.space, design.goal, design.rules)
    try:
        matching.run(runs.simulate, np.random.default_rng(design.first_seed))
    except NothingLeftError as error:
        raise _nothing_left(error) from None
    except NoValueError as error:
        raise CalibrationError(
            f"目标 {error} 在多数模拟中没有数值，无法校准；请增加 weeks 或居民数，或换一个目标。",
            f"The target {error} has no value in most runs, so nothing can be learned of it; "
            "take more weeks or residents, or another target.",
        ) from None
    return matching


def _nothing_left(error: NothingLeftError) -> CalibrationError:
    if not error.alone:
        return CalibrationError(
            "没有剩下任何参数组合：每个目标单独可以达到，但不能同时达到，或 discrepancy 太小。"
            f"离得最远的是 {error.target}。",
            "Nothing is left: each target can be met alone, but not all of them together, or the discrepancy is too "
            f"small. Furthest off is {error.target}.",
        )
    return CalibrationError(
        f"没有剩下任何参数组合：目标互相矛盾，或 discrepancy 太小。最难满足的目标是 {error.target}"
        f"（最接近的点还差 {error.distance:.1f} 个标准差）。",
        "Nothing is left: the targets contradict each other, or the discrepancy is too small. "
        f"Hardest to meet is {error.target} (the nearest point is {error.distance:.1f} standard deviations away).",
    )


def _written(design: Design, matching: Matching, runs: Runs, scenario: str | Path, workers: int | None) -> Calibrated:
    folder = runs.folder
    table = runs.table()
    table.insert(0, "wave", np.repeat(matching.wave, design.seeds))
    kept, steps = _kept(design, matching), list[dict[str, float]]()
    if kept.empty:
        raise CalibrationError(
            "剩下的集合太小，算过的点没有一个在其中。请增加 last 或 points，或放宽 discrepancy。",
            "What is left is so small that none of the points run lies in it. "
            "Take a larger last, points or discrepancy.",
        )
    if design.abc is not None:
        kept, steps = posterior(design, design.abc, matching, scenario, folder, workers)
    document = document_of(design, matching, kept, steps) | {
        "runs": len(table) + sum(int(step["runs"]) for step in steps), "failures": runs.failed,
        "fingerprint": _fingerprint(runs), "version": __version__,
    }  # fmt: skip
    with disk_errors(folder):
        for name, frame in ((WAVES, table), (KEPT, kept)):
            write_whole(folder / name, frame.to_parquet(index=False))
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(folder / RESULT, (text + "\n").encode())
    return Calibrated(document, kept, folder, matching)


def _kept(design: Design, matching: Matching) -> pd.DataFrame:
    """Return the points of the set that were run, alike in weight: within the set every wave's points lie evenly."""
    inside = matching.kept()
    values = matching.space.to_values(matching.points[inside])
    frame = pd.DataFrame(values, columns=[each.name for each in design.parameters])
    for number, target in enumerate(design.targets):
        frame[f"target:{target.name}"] = np.nanmean(matching.values[inside][:, :, number], axis=1)
    return frame.assign(weight=1.0 / max(len(frame), 1))


def _fingerprint(runs: Runs) -> str:
    """Return a hash of the design and of what came of every run."""
    text = "\n".join([_text(runs.design), *runs.fingerprints])
    return hashlib.sha256(text.encode()).hexdigest()


def _text(design: Design) -> str:
    """Return the design as TOML, what is left at its default left out."""
    plain = design.model_dump(exclude_defaults=True)
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in plain.items() if value is not None)


def _refuse_others(folder: Path) -> None:
    """Raises UsageError where the folder holds something else."""
    if folder.is_dir() and not (folder / DESIGN).exists() and any(path.name != "beside" for path in folder.iterdir()):
        raise UsageError(
            f"{folder} 里有别的文件，不是 govsim calibrate 的结果。请换一个 --out。",
            f"{folder} holds other files and is no folder of govsim calibrate. Choose another --out.",
        )
