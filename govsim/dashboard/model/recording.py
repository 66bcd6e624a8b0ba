"""Runs checks and writes them down for the page, all or some of them; what is not run anew stays as it was.

`python -m govsim.dashboard.model.recording`, with `--only theory`, `pattern` or `sign` (repeatable) for a part.
`--begin S03` takes the signs whose ids begin so; `--resume` leaves out those that were recorded from the same source of
the model. Signs are written scenario by scenario, so a stop loses little.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from govsim import __version__
from govsim.dashboard.model.checks import FILE, KINDS
from govsim.records import write_text
from govsim.scenario import load
from govsim.sweep.source import source_of
from govsim.validation import rows
from govsim.validation.signs import PAIRS, Sign, signs, signs_known

_DIGITS, _HASH = 6, 12
ASSUMPTIONS = 16
_KEPT = (
    "id", "kind", "role", "result", "target", "value", "low", "high", "passed", "direction", "pairs", "pairs_needed",
    "share", "draws", "zh", "en", "reason_zh", "reason_en",
)  # fmt: skip
Row = Mapping[str, Any]


def record(found: Iterable[Row], day: date, whole: Sequence[str] = ()) -> None:
    """Write rows with version, day and source beside those that are kept: all of other ids.

    whole: kinds that `found` holds completely, so that rows of these that are no longer there go.
    """
    source = source_now()
    fresh = [{**_plain(row), "version": __version__, "day": day.isoformat(), "source": source} for row in found]
    ids = {row["id"] for row in fresh}
    kept = [row for row in stored() if row["id"] not in ids and row["kind"] not in whole and _known(row)]
    ordered = sorted([*kept, *fresh], key=lambda row: KINDS.index(row["kind"]))
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in ordered)
    write_text(FILE, f'{{"rows": [\n{lines}\n]}}\n')


def stored() -> list[dict[str, Any]]:
    """Return the rows of the file; none where there is no file yet."""
    rows: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["rows"] if FILE.exists() else []
    return rows


def source_now() -> str:
    """Return the beginning of the hash of the model's source."""
    return source_of(load("demo"))[:_HASH]


def batches(begin: str = "", resume: bool = False) -> Iterator[list[Sign]]:
    """Yield the signs to be run, those of one scenario at a time: they share runs."""
    source = source_now()
    done = {row["id"] for row in stored() if row.get("source") == source} if resume else set()
    wanted = [sign for sign in signs_known() if sign.id.startswith(begin) and sign.id not in done]
    for _, some in groupby(sorted(wanted, key=lambda sign: sign.scenario), key=lambda sign: sign.scenario):
        yield list(some)


def _known(row: Row) -> bool:
    return row["kind"] != "sign" or row["id"] in {sign.id for sign in signs_known()}


def _plain(row: Row) -> dict[str, Any]:
    return {key: _short(row[key]) for key in _KEPT if key in row}


def _short(value: Any) -> Any:
    """Return a number with six digits, None where it is not known."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{_DIGITS}g}") if value == value else None


def main(words: Sequence[str] | None = None) -> None:
    """Run what is asked for and write it down."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=KINDS)
    parser.add_argument("--begin", default="")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--assumptions", type=int, default=ASSUMPTIONS, help="draws of the assumptions of each sign")
    asked = parser.parse_args(words)
    today = date.today()
    for kind in asked.only or KINDS:
        if kind != "sign":
            record(rows([kind]), today, whole=[kind])
            continue
        for batch in batches(asked.begin, asked.resume):
            record(signs(asked.pairs, asked.assumptions, chosen=[sign.id for sign in batch]), today)


if __name__ == "__main__":
    main()
