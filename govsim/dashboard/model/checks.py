"""The last checks that were run, as the page shows them: failing ones first, each against its bounds.

`validation.json` holds each with version and day; `python -m govsim.dashboard.model.recording` writes it anew.
"""

import json
import math
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from govsim import __version__
from govsim.dashboard.model.numbers import shown

FILE = Path(__file__).with_name("validation.json")
NAMES = (Path(__file__).with_name("patterns.toml"), Path(__file__).with_name("theory.toml"))
KINDS = ("pattern", "sign", "theory")
RESULTS = ("contradicted", "not_told", "holds", "no_mechanism")
_LIMIT = 1e6
Row = Mapping[str, Any]


def checks(lang: str) -> dict[str, Any]:
    """Return version and days of the checks, and the rows of each kind: what fails first, what is not run last."""
    stored = recorded()["rows"]
    groups = [_group(kind, [row for row in stored if row["kind"] == kind], lang) for kind in KINDS]
    days, versions = (sorted({row[key] for row in stored}) for key in ("day", "version"))
    return {"day": " – ".join(dict.fromkeys((days[0], days[-1]))), "version": ", ".join(versions),
            "older": versions != [__version__], "groups": [group for group in groups if group["all"]]}  # fmt: skip


@cache
def recorded() -> dict[str, Any]:
    """Return what the file holds."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


def _group(kind: str, rows: Sequence[Row], lang: str) -> dict[str, Any]:
    results = Counter(result_of(row) for row in rows)
    ordered = sorted(rows, key=lambda row: RESULTS.index(result_of(row)))
    return {"kind": kind, "all": len(rows), "failed": results["contradicted"], "open": results["not_told"],
            "listed": results["no_mechanism"], "rows": [_shown(row, lang) for row in ordered]}  # fmt: skip


def result_of(row: Row) -> str:
    """Return what came of a check; theory and patterns either fit or do not."""
    return str(row.get("result") or ("holds" if row["passed"] else "contradicted"))


def _shown(row: Row, lang: str) -> dict[str, Any]:
    words, result = _names().get(row["id"], {}), result_of(row)
    low, high, value, target = (_number(row[key]) for key in ("low", "high", "value", "target"))
    percent = bool(words.get("percent"))
    scale = 100.0 if percent else 1.0
    return {
        "id": row["id"], "name": _named(row, words, lang), "role": row["role"], "result": result,
        "pairs": row.get("pairs"), "pairs_needed": row.get("pairs_needed"), "draws": row.get("draws"),
        "share": None if row.get("share") is None else f"{row['share']:.0%}",
        "value": _text(value * scale, percent), "target": _text(target * scale, percent),
        "low": _text(low * scale, percent), "high": _text(high * scale, percent),
        "reason": "" if row["passed"] else _reason(row, words, lang),
        "source": words.get(f"source_{lang}", ""),
        "direction": row.get("direction", ""), **_places(low, high, value, target, row["kind"]),
    }  # fmt: skip


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _reason(row: Row, words: Mapping[str, Any], lang: str) -> str:
    return str(row.get(f"reason_{lang}") or words.get(f"reason_{lang}", ""))


def _named(row: Row, words: Mapping[str, Any], lang: str) -> str:
    return str(row.get(lang) or words.get(lang) or row["id"])


def _places(low: float, high: float, value: float, target: float, kind: str) -> dict[str, Any]:
    """Return where the bounds, the value and the target lie on a line from 0 to 100; None: beyond it.

    A bound far from all else is left out; a sign's line is its interval, with 0 as target.
    """
    if not all(math.isfinite(end) for end in (low, high, value)):
        return {"at": None, "from": None, "to": None, "aim": None}
    ends = [end for end in (low, high, value, target) if abs(end) < _LIMIT]
    reach = 4 * max(abs(value), abs(target), min(abs(low), abs(high)))
    near = [end for end in ends if abs(end) <= reach or kind == "sign"]
    least, most = min(near), max(near)
    room = (most - least or max(abs(most), 1.0)) * 0.18
    least, most = least - room, most + room

    def at(end: float) -> float:
        return round(100 * min(1.0, max(0.0, (end - least) / (most - least))), 2)

    return {"at": at(value), "from": at(low), "to": at(high), "aim": at(target)}


def _text(value: float, percent: bool) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{shown(float(f'{value:.3g}'))}{' %' if percent else ''}"


@cache
def _names() -> Mapping[str, Mapping[str, Any]]:
    return {name: words for file in NAMES for name, words in tomllib.loads(file.read_text(encoding="utf-8")).items()}
