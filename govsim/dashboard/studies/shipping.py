"""Makes the sample study that travels with the program: `python -m govsim.dashboard.studies.shipping DIR`.

DIR is the folder of the sweep of experiments/sample. Kept are the design, the points, the draws, the analysis and what
every run came to; the runs' own files and the resolved scenarios are not: addresses are made from the design.
"""

import shutil
import sys
from pathlib import Path

from govsim.analysis.studies import FOLDER
from govsim.dashboard.studies.preparing import prepare
from govsim.dashboard.studies.shelf import DOCUMENT, SAMPLE_FOLDER
from govsim.store import Store
from govsim.store.folder import DESIGN, DRAWS, POINTS, SETTINGS

HEAD = (DESIGN, POINTS, DRAWS, SETTINGS)


def ship(folder: Path, target: Path = SAMPLE_FOLDER) -> None:
    """Analyse a finished sweep and copy what a page needs of it. Raises ValueError where runs are missing."""
    counts = Store(folder).counts()
    if counts["done"] < counts["wanted"]:
        raise ValueError(f"{counts['wanted'] - counts['done']} runs are missing")
    prepare(folder, lambda done, number: None)
    shutil.rmtree(target, ignore_errors=True)
    (target / FOLDER).mkdir(parents=True)
    chosen = [*HEAD, f"{FOLDER}/{DOCUMENT}", *(f"{FOLDER}/{each.name}" for each in (folder / FOLDER).glob("*.parquet"))]
    for name in chosen:
        shutil.copyfile(folder / name, target / name)


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
