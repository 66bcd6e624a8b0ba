"""A scenario as a pile of tables: the catalogue of issues, and the files that `extends` names.

Tables merge deep. Lists of tables merge by name, the `id` or else the `kind` of an item: an item of a known name
changes that item (`on = false` switches a measure off), a new name is added at the end. All other values are replaced,
also those that say the same in another way (`staff` replaces an inherited `per_10000`).
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from govsim import shipped
from govsim.scenario.problems import NOTHING, ScenarioError, meant, problem
from govsim.scenario.reading import Table, inside, read_table

MOST_LEVELS = 8
OWN = ("id", "title", "question", "source", "extends")  # what a file does not inherit
# Settings that say the same in other ways: one that is set takes the place of those it inherits.
INSTEAD_OF = {
    "staff": ("per_10000",),
    "per_10000": ("staff", "per_grid", "number"),
    "per_grid": ("per_10000", "number"),
    "number": ("per_10000", "per_grid"),
    "buildings": ("residents", "communities", "grids", "estates"),
}
CATALOGUE = Path(__file__).parents[1] / "issues.toml"

Steps = tuple[str | int, ...]  # names of tables and places in lists, from the top


@dataclass(frozen=True)
class Layer:
    """A table and the file it was written in."""

    file: Path
    table: Table


def shipped_ids() -> list[str]:
    """Return the ids of the scenarios that come with govsim."""
    return sorted(path.stem for path in shipped.scenario_folder().glob("*.toml"))


def located(scenario: str | Path) -> Path:
    """Return the file of a shipped id or a path.

    Raises ScenarioError where a bare word is neither.
    """
    if isinstance(scenario, str) and scenario in shipped_ids():
        return shipped.scenario_folder() / f"{scenario}.toml"
    path = Path(scenario)
    if isinstance(scenario, str) and _bare(scenario) and not _exists(path):
        near = meant(scenario, shipped_ids())
        raise ScenarioError([problem(scenario[:200], "", NOTHING, "unknown_scenario", meant=near)])
    return path


def _bare(text: str) -> bool:
    return not text.endswith(".toml") and "/" not in text and "\\" not in text


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, a zero character
        return False


def pile(file: Path) -> list[Layer]:
    """Return the file and what it extends, the file first.

    Raises ScenarioError where one of them cannot be read, lies outside its folder, or extends itself.
    """
    layers = [Layer(file, read_table(file))]
    seen = [_real(file)]
    while "extends" in layers[-1].table:
        parent = _parent(layers[-1], layers[-1].table["extends"])
        if _real(parent) in seen:
            raise _refused(layers[-1], "cycle", chain=" → ".join(path.name for path in [*seen, parent]))
        if len(layers) > MOST_LEVELS:
            raise _refused(layers[-1], "too_many_levels", limit=MOST_LEVELS)
        layers.append(Layer(parent, read_table(parent)))
        seen.append(_real(parent))
    return layers


def _real(path: Path) -> Path:
    return path.resolve()


def _parent(layer: Layer, name: Any) -> Path:
    if not isinstance(name, str) or not name:
        raise _refused(layer, "extends_type")
    if name in shipped_ids():
        return shipped.scenario_folder() / f"{name}.toml"
    if _bare(name):
        raise _refused(layer, "unknown_scenario", meant=meant(name, shipped_ids()))
    path = inside(layer.file.parent, name)
    if path is None:
        raise _refused(layer, "outside", folder=str(layer.file.parent))
    return path


def _refused(layer: Layer, text: str, **names: Any) -> ScenarioError:
    return ScenarioError([problem(str(layer.file), "extends", layer.table["extends"], text, **names)])


@cache
def catalogue() -> Layer:
    """Return the shipped types of issues."""
    return Layer(CATALOGUE, tomllib.loads(CATALOGUE.read_text(encoding="utf-8")))


def united(layers: Sequence[Layer]) -> Table:
    """Return the layers merged, the first on top; what a file does not inherit comes from the first alone."""
    whole = catalogue().table
    for layer in reversed(layers):
        whole = merged(whole, {key: value for key, value in layer.table.items() if key not in OWN})
    return whole | {key: layers[0].table[key] for key in OWN if key != "extends" and key in layers[0].table}


def merged(base: Table, change: Table) -> Table:
    """Return a table with another one laid over it; neither is changed."""
    return replaced(base, {key: _merged_value(base.get(key), item) for key, item in change.items()})


def replaced(base: Table, change: Table) -> Table:
    """Return a table with the values of another one instead of its own and of those that say the same in other ways."""
    rivals = {rival for key in change for rival in INSTEAD_OF.get(key, ())} - set(change)
    return {key: item for key, item in base.items() if key not in rivals} | change


def _merged_value(base: Any, change: Any) -> Any:
    if isinstance(base, dict) and isinstance(change, dict):
        return merged(base, change)
    if _named(base) and _named(change):
        return _merged_list(base, change)
    return change


def _named(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(name_of(item) is not None for item in value)


def _merged_list(base: list[Table], change: list[Table]) -> list[Table]:
    changes = {name_of(item): item for item in change}
    known = {name_of(item) for item in base}
    if len(changes) < len(change) or len(known) < len(base):
        return base + change  # two of one name: reported as such, not hidden by merging
    kept = [merged(item, changes.get(name_of(item), {})) for item in base]
    return kept + [item for item in change if name_of(item) not in known]


def name_of(item: Any) -> str | None:
    """Return the name of an item of a list: its id, or else its kind; None where it has neither."""
    if not isinstance(item, dict):
        return None
    name = item.get("id", item.get("kind"))
    return name if isinstance(name, str) else None


def written(layers: Sequence[Layer], whole: Table, steps: Steps) -> tuple[str, str]:
    """Return the file and the path at which a setting of the merged table was written, or would have been.

    Places in lists count from 1, in the order of that file.
    """
    for length in range(len(steps), 0, -1):
        names = list(_names(whole, steps[:length]))
        for layer in [*layers, catalogue()]:
            own = _own_steps(layer.table, steps[:length], names)
            if own is not None:
                return str(layer.file), path_text(own + steps[length:])
    return str(layers[0].file), path_text(steps)


def _names(whole: Any, steps: Steps) -> Iterator[str | None]:
    """Yield for each step the name of the item that it leads to in a list."""
    for step in steps:
        try:
            whole = whole[step]
        except (KeyError, IndexError, TypeError):
            whole = None
        yield name_of(whole) if isinstance(step, int) else None


def _own_steps(table: Any, steps: Steps, names: Sequence[str | None]) -> Steps | None:
    """Return the same steps in one file's own table; None where it does not hold them."""
    own: Steps = ()
    for step, name in zip(steps, names, strict=True):
        if name is not None and isinstance(table, list):
            step = next((index for index, item in enumerate(table) if name_of(item) == name), -1)
        if not _holds(table, step):
            return None
        own, table = (*own, step), table[step]
    return own


def _holds(table: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(table, list) and 0 <= step < len(table)
    return isinstance(table, dict) and step in table


def path_text(steps: Steps) -> str:
    """Return steps as users write them: `policies[1].share` is the first policy's share."""
    text = ""
    for step in steps:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text
