"""Community governance simulator 社区治理仿真: compare measures for an urban community before trying them."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Public name -> module that defines it. Loaded at first use: `import govsim` stays fast and imports no compiler.
_EXPORTS = {
    "Community": "govsim.model",
    "Comparison": "govsim.analysis",
    "Run": "govsim.records",
    "Scenario": "govsim.scenario",
    "compare": "govsim.comparison",
    "evaluate": "govsim.comparison",
    "load": "govsim.scenario",
    "run": "govsim.model",
    "scenario_folder": "govsim.shipped",
}

__all__ = ["__version__", *_EXPORTS]


def __getattr__(name: str) -> Any:
    """Returns a public name, importing its module at first use."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'govsim' has no attribute {name!r}")
    value = getattr(import_module(_EXPORTS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Lists the public names, loaded or not."""
    return sorted({*globals(), *_EXPORTS})
