"""Write the archive of a study: the same study gives the same bytes."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

from govsim import __version__
from govsim.archive.contents import contents, kind_of
from govsim.archive.crate import METADATA, Part, metadata
from govsim.archive.private import cleaned
from govsim.parameters import parameters
from govsim.records import write_bytes
from govsim.records.citation import citation
from govsim.store.beside import environment
from govsim.store.description import FOLDER, description

MANIFEST = "manifest.json"
FORMAT = 1
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time
_COLUMNS = ("name", "value", "unit", "low", "high", "kind", "source", "zh", "en")


def write_archive(folder: Path, file: Path, title: str, day: date) -> Path:
    """Write the archive of the results in a folder; return its file.

    Raises InputError where the folder holds no results, MissingExtra without the library, DiskError.
    """
    own = [Part(each.name, cleaned(each.name, each.path.read_bytes()), each.about) for each in contents(folder)]
    parts = [*own, *_made(folder, title, day)]
    parts.append(Part(METADATA, metadata(parts, title, __version__, day), "Metadata"))
    write_bytes(file, zipped(sorted(parts, key=lambda part: (part.name != METADATA, part.name))))
    return file


def zipped(parts: list[Part]) -> bytes:
    """Return a zip file without the times at which its parts were made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, _EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, part.content)
    return stream.getvalue()


def _made(folder: Path, title: str, day: date) -> list[Part]:
    """Return what is added: manifest, parameters, how to cite, the description of the model."""
    known = {"format": FORMAT, "kind": kind_of(folder), "govsim": __version__, "archived_with": environment()}
    made = [
        Part(MANIFEST, (json.dumps(known, indent=1, sort_keys=True) + "\n").encode(), "Kind of study, versions"),
        Part("parameters.csv", _parameters(), "Every parameter: value, range, kind, source"),
        Part("CITATION.cff", citation(title, day).encode(), "How to cite"),
    ]
    for name, text in description().items():
        made.append(Part(f"{FOLDER}/{name}", text.encode(), "Description of the model (ODD)"))
    return made


def _parameters() -> bytes:
    import csv

    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(_COLUMNS)
    sheet.writerows([getattr(each, column) for column in _COLUMNS] for each in parameters().values())
    return ("\ufeff" + text.getvalue()).encode()
