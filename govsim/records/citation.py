"""How a study is cited: a CITATION.cff that names the program and leaves the study's author to be filled in."""

import json
from datetime import date

from govsim import __version__


def citation(title: str, day: date) -> str:
    """Return the file. JSON strings are YAML strings, so the title is quoted as one."""
    quoted = json.dumps(title, ensure_ascii=False)
    return "\n".join([
        "cff-version: 1.2.0",
        'message: "Please cite this study and the program that computed it."',
        "type: dataset",
        f"title: {quoted}",
        "authors:",
        '  - name: "(author of the study, to be filled in)"',
        f"date-released: {day.isoformat()}",
        "references:",
        "  - type: software",
        '    title: "govsim: community governance simulator 社区治理仿真"',
        f"    version: {__version__}",
        "    license: MIT",
        "    authors:",
        '      - name: "The govsim maintainers"',
        "",
    ])  # fmt: skip
