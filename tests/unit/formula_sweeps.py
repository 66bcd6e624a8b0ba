"""Sweeps with a formula in the place of the model, for tests of everything around the runs."""

import sys
from pathlib import Path

from govsim.sweep import Options, sweep

FAULTS = Path(__file__).parents[1] / "faults"
sys.path.insert(0, str(FAULTS))  # workers import it by name
import formula_runs  # noqa: E402  # found by the line above

FORMULA = Options(work=formula_runs.answered)
design = formula_runs.design


def filled(folder: Path) -> tuple[Path, Path]:
    """Return a design and the store of it that a formula filled."""
    path = design(folder)
    sweep(path, folder / "whole", workers=0, options=FORMULA)
    return path, folder / "whole"


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a store that do not lie beside, name -> content."""
    found = (path for path in folder.rglob("*") if path.is_file() and "beside" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
