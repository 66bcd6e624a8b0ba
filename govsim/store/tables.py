"""Tables of buildings that scenarios name: kept with what was computed from them, so that it can be done again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govsim.scenario import Scenario, resolved, restored

TABLES = "tables"  # each in a folder named by its hash
_HEX = 64  # digits of a hash


def home_of(plain: Mapping[str, Any], folder: Path) -> Path:
    """Return the folder of a resolved scenario's table, below `folder`; that itself where the scenario has none.

    Raises ValueError where the hash is none.
    """
    content = plain["place"].get("buildings_sha256")
    if content is None:
        return folder
    if not (isinstance(content, str) and len(content) == _HEX and content.isalnum()):
        raise ValueError("buildings_sha256")
    return folder / TABLES / content[:16]


def table_of(scenario: Scenario) -> dict[str, Path]:
    """Return where a scenario's table is to stand below a folder, and where it is; nothing where it has none."""
    if scenario.place.buildings is None or scenario.folder is None:
        return {}
    name = home_of(resolved(scenario), Path()) / scenario.place.buildings
    return {name.as_posix(): Path(scenario.folder) / scenario.place.buildings}


def brought_back(plain: dict[str, Any], folder: Path) -> Scenario:
    """Return the scenario that `resolved` made plain, with its table from below `folder`.

    Raises ScenarioError, and ValueError where its hash is none.
    """
    return restored(plain, home_of(plain, folder))
