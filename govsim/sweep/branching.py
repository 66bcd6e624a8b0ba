"""Warm-ups shared by runs of one seed that differ only in what begins with the measured weeks or later."""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from govsim.scenario import Scenario, resolved
from govsim.scenario.canonical import WORDS

if TYPE_CHECKING:
    from govsim.model import Community
    from govsim.records import Run

MAKING_POSTS = ("households_per_worker", "grid_redraw")
_kept: dict[tuple[str, int], bytes] = {}  # the last warm-up of this process: the runs that share one come together


def warmup_of(scenario: Scenario) -> str:
    """Return a hash of everything that the warm-up depends on, the seed aside.

    Measures and shocks that begin with the measured weeks or later do not enter; emergencies do, as they set up tables,
    and so does what makes posts: the table of workers has room for all that any measure may ask for.
    """
    plain = {name: value for name, value in resolved(scenario).items() if name not in WORDS}
    plain["posts"] = [{**item, "on": None} for item in plain["policies"] if item["kind"] in MAKING_POSTS]
    earlier = partial(_earlier, scenario.run.start)
    plain["policies"] = [item for item in plain["policies"] if item["on"] and earlier(item)]
    plain["shocks"] = [item for item in plain["shocks"] if earlier(item)]
    plain["run"] = {**plain["run"], "seed": 0}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _earlier(start: date, item: Mapping[str, Any]) -> bool:
    return item.get("start") is not None and date.fromisoformat(item["start"]) < start


def branched(scenario: Scenario, seed: int, warmup: str) -> "Run":
    """Return the run, its warm-up taken over from the one before where that was the same; the result is the same."""
    from govsim.model import Community
    from govsim.model.checkpoints import read_into
    from govsim.model.community import FORMAT

    model = Community(scenario, rng=seed)
    known = _kept.get((warmup, seed))
    if known is None:
        _kept.clear()
        model.run_to(model.built.clock.first_hour)
        _kept[warmup, seed] = _state_of(model)
    else:
        read_into(model, cast(Path, io.BytesIO(known)), FORMAT)
    return model.run()


def _state_of(model: "Community") -> bytes:
    handle, name = tempfile.mkstemp(prefix="govsim-warm-up-", dir=_folder())
    os.close(handle)
    try:
        model.save(name)
        return Path(name).read_bytes()
    finally:
        Path(name).unlink(missing_ok=True)


def _folder() -> str | None:
    """Return the folder that the worker clears up after itself, the system's for passing files without one."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:
        return None
