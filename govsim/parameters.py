"""Every number of the model that is not a place's own: its name in two languages, unit, range, kind and source.

They are written in `parameters.toml` (the compiled hour) and `periodic/parameters.toml` (what happens daily to yearly),
one table a submodel; a scenario may set any of them under `[parameters]`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

HOURLY = Path(__file__).with_name("parameters.toml")
PERIODIC = Path(__file__).parent / "periodic" / "parameters.toml"
CLASSES = ("dispute", "organisation_dispute", "local_request", "department_request", "certificate", "hazard")
KINDS = ("sourced", "derived", "assumed", "scenario")


@dataclass(frozen=True)
class Parameter:
    """One number: `low` and `high` bound what a scenario may set and what assumption draws sweep."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    kind: str
    source: str
    zh: str
    en: str
    hourly: bool = True

    @property
    def column(self) -> str:
        """The name in compiled code."""
        return self.name.replace(".", "_")


@cache
def parameters() -> Mapping[str, Parameter]:
    """Return all parameters by full name, e.g. `contact.patience`, in the order of the files."""
    return _read(HOURLY, True) | _read(PERIODIC, False)


def _read(file: Path, hourly: bool) -> dict[str, Parameter]:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    rows = ((f"{table}.{key}", row) for table, entries in tables.items() for key, row in entries.items())
    return {name: Parameter(name=name, hourly=hourly, **row) for name, row in rows}


def rules_type() -> np.dtype[np.void]:
    """Return the record type that holds every parameter of the hour as a double, one column each."""
    hourly = [parameter for parameter in parameters().values() if parameter.hourly]
    return np.dtype([(parameter.column, "f8") for parameter in hourly], align=True)


def rules(changes: Mapping[str, float]) -> np.ndarray:
    """Return the one-row table of parameters, the defaults changed by `changes` (full names)."""
    row = np.zeros(1, rules_type())
    for name, parameter in parameters().items():
        if parameter.hourly:
            row[parameter.column] = changes.get(name, parameter.value)
    return row


def periodic_rules(changes: Mapping[str, float]) -> dict[str, float]:
    """Return all parameters by full name, the defaults changed by `changes`, for code that is not compiled."""
    return {name: changes.get(name, parameter.value) for name, parameter in parameters().items()}
