"""A scenario brought to life: its tables built, its days run, its records kept."""

from collections.abc import Callable
from pathlib import Path

from govsim.model.community import Community
from govsim.records import Run
from govsim.scenario import Scenario, load


def run(
    scenario: Scenario | str | Path, seed: int | None = None, weeks: int | None = None, threads: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Run:  # fmt: skip
    """Simulate a scenario (a Scenario, a shipped id or a path) and return what was counted.

    seed, weeks: the scenario's own by default; more weeks than it has make the run longer. Raises GovsimError.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load(scenario)
    if weeks is not None and weeks > chosen.run.weeks:
        chosen = chosen.with_run(weeks=weeks)
    return Community(chosen, seed, threads).run(weeks, progress)


__all__ = ["Community", "run"]
