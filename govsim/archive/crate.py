"""The description of an archive as linked data (RO-Crate), for repositories and for programs."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from govsim.analysis.extras import needed

METADATA = "ro-crate-metadata.json"
LICENSE = "https://spdx.org/licenses/MIT"
FORMATS = {
    ".json": "application/json", ".csv": "text/csv", ".html": "text/html", ".toml": "application/toml",
    ".md": "text/markdown", ".parquet": "application/vnd.apache.parquet", ".svg": "image/svg+xml",
    ".cff": "application/yaml", ".tex": "application/x-tex", ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A file of the archive: its name, its content, what it is."""

    name: str
    content: bytes
    about: str


def metadata(parts: Sequence[Part], title: str, version: str, day: date) -> bytes:
    """Return the metadata file. Raises MissingExtra where the library is not installed."""
    crate = needed("rocrate.rocrate", "rocrate").ROCrate()
    crate.name, crate.license = title, LICENSE
    crate.description = "Made-up people and matters, computed by a model; no measurement of any place."
    crate.datePublished = day
    entities = needed("rocrate.model.contextentity", "rocrate")
    program = crate.add(entities.ContextEntity(crate, "#govsim", {
        "@type": "SoftwareApplication", "name": "govsim", "softwareVersion": version, "license": {"@id": LICENSE},
    }))  # fmt: skip
    files = [crate.add_file(dest_path=part.name, properties=_properties(part)) for part in parts]
    crate.add(entities.ContextEntity(crate, "#simulation", {
        "@type": "CreateAction", "name": "Simulation", "instrument": {"@id": program.id},
        "result": [{"@id": file.id} for file in files],
    }))  # fmt: skip
    plain: Mapping[str, Any] = crate.metadata.generate()
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n").encode()


def _properties(part: Part) -> dict[str, object]:
    ending = PurePosixPath(part.name).suffix
    return {
        "name": part.name, "description": part.about, "contentSize": str(len(part.content)),
        "encodingFormat": FORMATS.get(ending, "application/octet-stream"),
        "sha256": hashlib.sha256(part.content).hexdigest(),
    }  # fmt: skip
