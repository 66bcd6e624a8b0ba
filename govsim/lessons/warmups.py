"""Warm-ups kept on disk: runs of a seed that differ only in what begins with the measured weeks share one."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from govsim.errors import GovsimError
from govsim.scenario import Scenario

if TYPE_CHECKING:
    from govsim.model import Community

KEPT_DAYS = 30.0  # files that were not used for so long are removed
ENDING = ".warm-up.npz"
SHORT = 16  # letters of a hash in a name


def folder() -> Path:
    """Return the folder of this user's warm-ups; GOVSIM_CACHE moves it."""
    if os.environ.get("GOVSIM_CACHE"):
        return Path(os.environ["GOVSIM_CACHE"]) / "warm-ups"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "govsim" / "warm-ups"
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache") / "govsim" / "warm-ups"


def name_of(scenario: Scenario) -> str:
    """Return the name of the warm-ups of a scenario: the model's source, and everything the warm-up depends on."""
    from govsim.sweep.branching import warmup_of
    from govsim.sweep.source import source_of

    return f"{source_of(scenario)[:SHORT]}-{warmup_of(scenario)[:SHORT]}"


def warm(scenario: Scenario, seed: int, name: str, place: Path | None = None) -> "Community":
    """Return the model at the beginning of the measured weeks; its warm-up is read, or else done and kept.

    place: the folder of warm-ups, the user's by default. A file that cannot be read or written costs the time of a
    warm-up and nothing else; the result is the same.
    """
    from govsim.model import Community

    path = (place or folder()) / f"{name}-{seed}{ENDING}"
    model = Community(scenario, rng=seed)
    if path.exists():
        try:
            model.load(path)
            with suppress(OSError):
                os.utime(path)
            return model
        except GovsimError:
            model = Community(scenario, rng=seed)
    model.run_to(model.built.clock.first_hour)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        model.save(path)
    return model


def tidy(scenario: Scenario) -> None:
    """Remove warm-ups of other versions of the model, and those that were not used for long."""
    from govsim.sweep.source import source_of

    present, oldest = source_of(scenario)[:SHORT], time.time() - KEPT_DAYS * 86_400
    for path in folder().glob(f"*{ENDING}"):
        with suppress(OSError):
            if not path.name.startswith(present) or path.stat().st_mtime < oldest:
                path.unlink()
