"""Runs all checks and writes them down for the page: `python -m govsim.dashboard.model.recording`."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from govsim import __version__
from govsim.dashboard.model.checks import FILE
from govsim.records import write_text
from govsim.validation import KINDS, rows

_DIGITS = 6
_KEPT = ("id", "kind", "role", "target", "value", "low", "high", "passed", "direction", "zh", "en")


def record(found: Iterable[Mapping[str, Any]], day: date) -> None:
    """Write the rows with version and day; numbers with six digits."""
    kept = [{key: _short(row[key]) for key in _KEPT if key in row} for row in found]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in kept)
    head = json.dumps({"version": __version__, "day": day.isoformat()})[:-1]
    write_text(FILE, f'{head}, "rows": [\n{lines}\n]}}\n')


def _short(value: Any) -> Any:
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


if __name__ == "__main__":
    record(rows(sys.argv[1:] or KINDS), date.today())
