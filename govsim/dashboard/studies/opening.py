"""From a dot to its runs: what was set, what each outcome came to, and the address that opens a run in Explore."""

import shlex
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from govsim.analysis.studies.sentences import named
from govsim.dashboard.live.opening import MOST_RESIDENTS
from govsim.dashboard.studies.common import Drawn, level_text, plain
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import outcome_of
from govsim.dashboard.view import LONGEST, MOST_FIELDS, View
from govsim.errors import GovsimError
from govsim.scenario import Scenario, fingerprint_of, load, resolved, shipped_ids
from govsim.scenario.canonical import WORDS, dated
from govsim.store.design import toml_value
from govsim.store.folder import AS_ASSUMED
from govsim.store.tables import brought_back
from govsim.sweep.points import points_of
from govsim.sweep.source import source_of

MOST_SEEDS = 200
PLAINEST = "baseline"  # the shipped scenario that a file of the user's own is told from


class Run(NamedTuple):
    """A point of a study, a draw of the assumptions (-1: as they are), a seed."""

    point: int
    draw: int
    seed: int


class Opened(NamedTuple):
    """How a point is opened: the shipped scenario, its changes, and why it cannot be or is not quite the same."""

    scenario: str
    changes: tuple[tuple[str, str], ...]
    why: str = ""
    note: str = ""


def picked(content: Content, asked: Run, view: View) -> Drawn | None:
    """Return what is told of a point: factors, values of all outcomes, seeds, and how to open a run; None: no such."""
    lang, runs = view.lang, content.runs
    own = runs[(runs["point"] == asked.point) & (runs["draw"] == asked.draw)]
    if own.empty:
        return None
    seeds = sorted(int(seed) for seed in own["seed"].unique())
    seed = asked.seed if asked.seed in seeds else seeds[0]
    one = own[own["seed"] == seed].set_index("outcome")["value"]
    means = own.groupby("outcome", observed=True)["value"].mean()
    row: Mapping[Any, Any] = content.study.points.loc[asked.point].to_dict()
    values = [{**outcome_of(name, lang), "mean": plain(means.get(name)), "value": plain(one.get(name))}
              for name in content.outcomes]  # fmt: skip
    return {
        "point": asked.point, "draw": asked.draw, "seed": seed, "seeds": seeds[:MOST_SEEDS], "values": values,
        "factors": [{"name": named(str(name), lang), "level": level_text(level)} for name, level in row.items()],
        **_link(content, Run(asked.point, asked.draw, seed), view),
    }  # fmt: skip


def _link(content: Content, run: Run, view: View) -> Drawn:
    opened = opened_of(content, run.point, run.draw)
    if opened.why:
        return {"link": "", "why": opened.why, "note": "", "command": ""}
    link = replace(view, page="explore").link(opened.scenario, opened.changes, run.seed)
    sets = [word for path, value in opened.changes for word in ("--set", f"{path}={value}")]
    command = shlex.join(["govsim", "run", opened.scenario, "--seed", str(run.seed), *sets])
    if len(link) > LONGEST or len(opened.changes) > MOST_FIELDS - 8:
        return {"link": "", "why": "long", "note": opened.note, "command": command}
    return {"link": link, "why": "", "note": opened.note, "command": command}


@lru_cache(512)
def opened_of(content: Content, point: int, draw: int) -> Opened:
    """Return how a point is opened. The scenario that comes of it is compared with the one that was run."""
    design, settings = content.store.design, content.store.settings()
    row = settings[(settings["point"] == point) & (settings["draw"] == draw)]
    if row.empty:
        return Opened("", (), "unknown")
    try:
        name, changes = _shipped(content, point) if design.scenario in shipped_ids() else _own(content, point)
        drawn = content.store.draws().loc[draw].to_dict() if draw != AS_ASSUMED else {}
        changes |= {f"parameters.{parameter}": repr(float(value)) for parameter, value in drawn.items()}
        made = load(name, changes)
    except (GovsimError, KeyError, OSError, ValueError) as failure:
        return Opened("", (), "unlike" if isinstance(failure, GovsimError) else "unknown")
    if fingerprint_of(made.with_run(seed=0)) != row["scenario"].iloc[0]:
        return Opened("", (), "unlike")
    if made.place.residents > MOST_RESIDENTS:
        return Opened("", (), "large")
    older = source_of(made) != row["source"].iloc[0]
    return Opened(name, tuple(changes.items()), note="older" if older else "")


def _shipped(content: Content, point: int) -> tuple[str, dict[str, str]]:
    """Return the shipped scenario of the design and the changes of a point."""
    design = content.store.design
    weeks = {} if design.weeks is None else {"run.weeks": design.weeks}
    own = _changes(content)[point]
    return design.scenario, {path: toml_value(value) for path, value in {**weeks, **design.settings, **own}.items()}


@lru_cache(8)
def _changes(content: Content) -> dict[int, dict[str, Any]]:
    """Return the changes of every point, as the table of points has them: numbers there are exact."""
    design = content.store.design
    return {each.number: each.changes for each in points_of(design, _whole(content))}


def _whole(content: Content) -> frozenset[str]:
    """Return the paths of factors that hold whole numbers."""
    points = content.study.points
    return frozenset(each.path for each in content.store.design.factors
                     if each.path and points[each.id].dtype.kind == "i")  # fmt: skip


def _own(content: Content, point: int) -> tuple[str, dict[str, str]]:
    """Return what makes a shipped scenario into the one that the store keeps of a point.

    Raises KeyError or OSError where the store does not keep it, GovsimError where it cannot be made.
    """
    made = _restored(content, point)
    base = load(PLAINEST)
    changes: dict[str, str] = {}
    for key, value in _top(made).items():
        before = _top(base).get(key)
        if key == "parameters":
            changed = {name: each for name, each in value.items() if before is None or before.get(name) != each}
            changes |= {f"parameters.{name}": repr(each) for name, each in changed.items()}
        elif value != before:
            changes[key] = toml_value(dated(_known(value)))
    return PLAINEST, changes


def _restored(content: Content, point: int) -> Scenario:
    return brought_back(content.store.scenario(point), content.entry.folder)


def _top(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in resolved(scenario).items() if key not in WORDS}


def _known(value: Any) -> Any:
    """Return plain data without what is not set: TOML has no word for nothing."""
    if isinstance(value, Mapping):
        return {key: _known(each) for key, each in value.items() if each is not None}
    return [_known(each) for each in value] if isinstance(value, list) else value
