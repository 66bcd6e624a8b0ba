"""The file of one run: what it counted, in bytes that depend on the scenario, the seed and the program alone.

Rows label, outcome, week and value: the whole run (week -1) for the place and every group of residents, then the
headline outcomes of the place week by week. The first group of rows holds the place's whole-run outcomes.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FORMAT = "1"
PLACE = "place"
WHOLE = -1  # in the column `week`: the whole run
MARK = b"PAR1"
SCHEMA = pa.schema([("label", pa.string()), ("outcome", pa.string()), ("week", pa.int16()), ("value", pa.float64())])
_NAMES = ["label", "outcome"]


@dataclass(frozen=True)
class Summary:
    """What is kept of a run. values: label -> outcome -> value; weekly: headline outcome -> value of each week."""

    key: str
    scenario: str
    source: str
    seed: int
    fingerprint: str
    sizes: Mapping[str, int]
    values: Mapping[str, Mapping[str, float]]
    weekly: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


def key_of(scenario: str, seed: int, source: str) -> str:
    """Return the name of a run: SHA-256 of the resolved scenario's hash, the seed and the program's hash."""
    return hashlib.sha256(f"{scenario} {seed} {source}".encode()).hexdigest()


def encoded(run: Summary) -> bytes:
    """Return the run as Parquet (zstd, with checksums of its pages); values that are not known are left out."""
    head = {
        "format": FORMAT, "key": run.key, "scenario": run.scenario, "source": run.source, "seed": str(run.seed),
        "fingerprint": run.fingerprint, "sizes": json.dumps(dict(run.sizes), sort_keys=True),
    }  # fmt: skip
    sink = pa.BufferOutputStream()
    options: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
    with pq.ParquetWriter(sink, SCHEMA, use_dictionary=_NAMES, **options) as writer:
        for rows in (_place(run), [*_groups(run), *_weeks(run)]):
            columns: list[list[Any]] = [[row[place] for row in rows] for place in range(len(SCHEMA))]
            writer.write_table(pa.table(columns, schema=SCHEMA))
        writer.add_key_value_metadata(head)
    content: bytes = sink.getvalue().to_pybytes()
    return content


Rows = list[tuple[str, str, int, float]]


def _place(run: Summary) -> Rows:
    return _known([(PLACE, name, WHOLE, value) for name, value in run.values[PLACE].items()])


def _groups(run: Summary) -> Rows:
    groups = {label: values for label, values in run.values.items() if label != PLACE}
    return _known([(label, name, WHOLE, x) for label, values in groups.items() for name, x in values.items()])


def _weeks(run: Summary) -> Rows:
    named = run.weekly.items()
    return _known([(PLACE, name, week, value) for name, values in named for week, value in enumerate(values)])


def _known(rows: Rows) -> Rows:
    return [row for row in rows if math.isfinite(row[3])]


def read_run(path: Path, place_only: bool = False) -> pa.Table:
    """Return the rows of a run's file, names as dictionaries. Raises OSError or ValueError where it is damaged."""
    with pq.ParquetFile(path, read_dictionary=_NAMES, page_checksum_verification=True) as file:
        return file.read_row_group(0) if place_only else file.read()


def head_of(path: Path) -> dict[str, str]:
    """Return what a run's file says of itself. Raises OSError or ValueError where it is no such file, or cut off."""
    with path.open("rb") as file:
        if file.read(4) != MARK:
            raise ValueError("not a Parquet file")
    found = {key.decode(): value.decode() for key, value in (pq.read_metadata(path).metadata or {}).items()}
    if found.get("format") != FORMAT:
        raise ValueError(f"not a run of format {FORMAT}")
    return found


def is_run(path: Path, key: str) -> bool:
    """Return whether the file is there and is the whole file of that run."""
    try:
        return head_of(path)["key"] == key
    except (OSError, ValueError, KeyError):
        return False
