"""Reading a table of buildings from CSV, XLSX or GeoJSON: plain cells with their row numbers, nothing judged yet."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govsim.errors import GovsimError
from govsim.place.problems import InputError, Problem

MOST_BYTES = 20_000_000
MOST_UNPACKED = 400_000_000  # bytes an XLSX file may become in memory
MOST_ROWS = 200_000
MOST_WHOLE = 3_000_000  # bytes of an XLSX file up to which merged cells and unsaved formulas are looked for
KINDS = (".csv", ".xlsx", ".geojson", ".json")


@dataclass(frozen=True)
class Sheet:
    """Headers and rows as they stand in the file; `numbers` are the rows' numbers as a spreadsheet shows them."""

    file: str
    headers: list[str]
    rows: list[list[Any]]
    numbers: list[int]


def read_sheet(name: str, folder: Path | None) -> Sheet:
    """Read the file `name` in `folder`; raises InputError if it is outside, absent, too large or no such table."""
    path = _inside(name, folder)
    if path.suffix.lower() not in KINDS:
        raise failed(name, "文件类型应为 CSV、XLSX 或 GeoJSON", "the file must be CSV, XLSX or GeoJSON")
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise failed(name, f"读不到文件（{error.strerror}）", f"cannot be read ({error.strerror})") from None
    if size > MOST_BYTES:
        raise failed(name, "文件超过 20 MB", "the file exceeds 20 MB", f"{size / 1e6:.1f} MB")
    if path.suffix.lower() == ".csv":
        return _csv(name, content)
    return _xlsx(name, content) if path.suffix.lower() == ".xlsx" else _geojson(name, content)


def failed(file: str, zh: str, en: str, value: str = "", path: str = "place.buildings") -> InputError:
    """Return the error of a file that cannot be used at all."""
    return InputError([Problem(file, path, value, zh, en)])


def _inside(name: str, folder: Path | None) -> Path:
    """Return the path, which must not leave the scenario's folder, by links neither."""
    if folder is None or "\0" in name:
        raise failed(name, "没有情景文件夹，找不到楼栋表", "no folder of a scenario, so no table of buildings")
    root = folder.resolve()
    path = (root / name.replace("\\", "/")).resolve()
    if not path.is_relative_to(root):
        raise failed(name, "楼栋表必须在情景文件所在文件夹内", "the table must lie in the scenario's folder")
    return path


def sheet_of(file: str, rows: Iterable[Iterable[Any]]) -> Sheet:
    """Return the sheet whose first row that is not empty holds the headers; empty rows are skipped."""
    headers: list[str] = []
    kept: list[list[Any]] = []
    numbers: list[int] = []
    for number, cells in enumerate(rows, 1):
        row = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
        if all(cell is None or cell == "" for cell in row):
            continue
        if not headers:
            headers = ["" if cell is None else str(cell) for cell in row]
            continue
        if len(kept) == MOST_ROWS:
            raise failed(file, "超过 20 万行", "more than 200,000 rows", path=f"row {number}")
        kept.append(row)
        numbers.append(number)
    if not kept:
        raise failed(file, "表中没有楼栋", "the table holds no building")
    return Sheet(file, headers, kept, numbers)


def _csv(file: str, content: bytes) -> Sheet:
    text = _decoded(file, content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        return sheet_of(file, csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise failed(file, f"不是合格的 CSV（{error}）", f"not a proper CSV ({error})") from None


def _decoded(file: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise failed(file, "编码应为 UTF-8 或 GB18030", "the encoding must be UTF-8 or GB18030")


def _xlsx(file: str, content: bytes) -> Sheet:
    with workbook(file, content) as (values, formulas):
        return sheet_of(file, worksheet_rows(values.worksheets[0], formulas.worksheets[0] if formulas else None))


@contextmanager
def workbook(file: str, content: bytes) -> Iterator[tuple[Any, Any]]:
    """Open an XLSX file: the workbook with values, and with formulas (None for a large one, which is only streamed).

    Raises InputError where it cannot be read, also for what goes wrong while it is read.
    """
    from openpyxl import load_workbook  # slow to import, and few places come as XLSX

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise failed(file, "解压后过大", "too large when unpacked", f"{unpacked / 1e6:.0f} MB")
        large = len(content) > MOST_WHOLE or unpacked > 10 * MOST_WHOLE
        values = load_workbook(io.BytesIO(content), read_only=large, data_only=True)
        yield values, None if large else load_workbook(io.BytesIO(content))
    except GovsimError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        reason = type(error).__name__
        raise failed(file, f"不是可读的 XLSX（{reason}）", f"not a readable XLSX ({reason})") from None


def worksheet_rows(values: Any, formulas: Any = None) -> list[list[Any]]:
    """Return the cells row by row; all of a merged cell hold its value, formulas without a saved result their text."""
    if formulas is None:
        return [list(row) for row in values.iter_rows(values_only=True)]
    rows = [list(row) for row in values.iter_rows(min_row=1, min_col=1, values_only=True)]
    for row, cells in zip(rows, formulas.iter_rows(min_row=1, min_col=1, values_only=True), strict=False):
        for column, formula in enumerate(cells):
            if row[column] is None and isinstance(formula, str) and formula.startswith("="):
                row[column] = formula
    for merged in values.merged_cells.ranges:
        for row_number in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                rows[row_number - 1][column - 1] = rows[merged.min_row - 1][merged.min_col - 1]
    return rows


def _geojson(file: str, content: bytes) -> Sheet:
    """Return one row a feature: its properties, and the middle of its geometry as x and y, or as lon and lat."""
    try:
        features = json.loads(_decoded(file, content))["features"]
        properties = [feature["properties"] or {} for feature in features]
        middles = [_middle(feature["geometry"]) for feature in features]
        headers = list(dict.fromkeys(key for row in properties for key in row))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ZeroDivisionError) as error:
        reason = type(error).__name__
        zh = f"应为 GeoJSON 点或多边形的 FeatureCollection（{reason}）"
        raise failed(file, zh, f"must be a GeoJSON FeatureCollection of points or polygons ({reason})") from None
    degrees = all(abs(x) <= 180 and abs(y) <= 90 for x, y in middles)
    rows = ([row.get(key) for key in headers] + list(middle) for row, middle in zip(properties, middles, strict=True))
    return sheet_of(file, [[*headers, *(("lon", "lat") if degrees else ("x", "y"))], *rows])


def _middle(geometry: dict[str, Any]) -> tuple[float, float]:
    """Return the point, or the centroid of the polygon's outer ring (of the first, if there are several)."""
    kind, points = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return float(points[0]), float(points[1])
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(kind)
    ring = points[0] if kind == "Polygon" else points[0][0]
    x0, y0 = float(ring[0][0]), float(ring[0][1])
    area = x = y = 0.0  # relative to the first corner, where rounding is harmless
    for (ax, ay), (bx, by) in zip([p[:2] for p in ring], [p[:2] for p in [*ring[1:], ring[0]]], strict=True):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        area, x, y = area + cross, x + (ax + bx - 2 * x0) * cross, y + (ay + by - 2 * y0) * cross
    if area == 0:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return x0 + x / (3 * area), y0 + y / (3 * area)
