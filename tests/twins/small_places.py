"""Small places for tests: cheap to run, and with every kind of measure in force."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from govsim.model import Community, keeping
from govsim.parameters import parameters
from govsim.scenario import Scenario, load

# Everything that can act at once: staff, groups, orders, papers, offices and hours.
LIVELY = """
[[staff]]
id = "station"
kind = "community_worker"
duty = "station"
number = 2

[[policies]]
id = "groups"
kind = "self_groups"
coverage = 0.5
start = 2021-01-06

[[policies]]
id = "hours"
kind = "roster"
variant = "staggered"
awareness = 0.5
start = 2021-01-08

[[policies]]
id = "mediators"
kind = "mediators"
start = 2021-01-10
"""
BORDERS = """
[[policies]]
id = "borders"
kind = "grid_redraw"
grids_per_community = 1
start = 2021-01-07
"""
SLOTS = {("residents", "endured"), ("grids", "hidden")}  # columns that hold numbers of slots
SEVERAL = {"place.residents": 2400, "place.communities": 3, "place.grids": 4}
# As much as parameters allow of what is rare in a fortnight.
MOST = ("dispute.rate", "dispute.intercept", "contact.withdraw_share", "closing.returns", "offices.pass_chance",
        "work.paperwork_hours", "field.visit_finds")  # fmt: skip
LEAST = ("contact.patience", "closing.resolved_local", "closing.return_delay", "sessions.success",
         "reporting.flare_delay")  # fmt: skip
BUSY = {f"parameters.{name}": parameters()[name].high for name in MOST}
BUSY |= {f"parameters.{name}": parameters()[name].low for name in LEAST}


def small(text: str = "", weeks: int = 3, warmup: int = 1, **changes: object) -> Scenario:
    """Return the demo community with `text` (TOML) on top and changes by path, a double underscore for each dot."""
    settings: dict[str, object] = {"place.residents": 1200, "run.weeks": weeks, "run.warmup": warmup}
    settings |= {path.replace("__", "."): value for path, value in changes.items()}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.toml"
        file.write_text('id = "small"\nextends = "demo"\n' + text, encoding="utf-8")
        return load(file, settings)


def digest(model: Community) -> str:
    """Return a hash of the records so far and of everything in the state but numbers of slots."""
    world = model.built.world
    parts = [world.fingerprint.encode()]
    for name in ("residents", "grids", "workers", "groups", "levers", "papers", "duty", "waits"):
        table = world.tables[name]
        columns = [column for column in table.dtype.names or () if (name, column) not in SLOTS]
        parts += [np.ascontiguousarray(table[column]).tobytes() for column in columns] or [table.tobytes()]
    parts.append(keeping.still_open(world).tobytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def run(scenario: Scenario) -> str:
    """Return the digest after the whole run."""
    model = Community(scenario)
    model.run()
    return digest(model)


def digest_of(served_by: str) -> str:
    """Return the digest of a lively place, for comparing processes."""
    return run(small(LIVELY, weeks=2, warmup=1, station__served_by=served_by, place__residents=1000))


def in_process(served_by: str, **environment: str) -> str:
    """Return `digest_of` as another Python process finds it; warnings are errors there."""
    program = f"from small_places import digest_of; print(digest_of({served_by!r}))"
    paths = os.pathsep.join(str(path) for path in (Path(__file__).parent, Path(__file__).parents[2]))
    command = [sys.executable, "-W", "error", "-c", program]
    variables = os.environ | {"PYTHONPATH": paths} | environment
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
