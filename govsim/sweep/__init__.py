"""Designs run over seeds into a store, on the processes of this machine or on a Dask cluster."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govsim.sweep.cluster import ClusterError, Where
    from govsim.sweep.points import DesignError
    from govsim.sweep.preparing import MOST_RUNS, prepared
    from govsim.sweep.reading import read_design
    from govsim.sweep.sweeping import Options, StoreError, sweep

# Public name -> module that defines it. Loaded at first use: a worker needs the runs only, not the designs.
_EXPORTS = {
    "MOST_RUNS": "preparing",
    "ClusterError": "cluster",
    "DesignError": "points",
    "Options": "sweeping",
    "StoreError": "sweeping",
    "Where": "cluster",
    "prepared": "preparing",
    "read_design": "reading",
    "sweep": "sweeping",
}

__all__ = [
    "MOST_RUNS", "ClusterError", "DesignError", "Options", "StoreError", "Where", "prepared", "read_design", "sweep",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module at first use."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'govsim.sweep' has no attribute {name!r}")
    return getattr(import_module(f"govsim.sweep.{_EXPORTS[name]}"), name)
