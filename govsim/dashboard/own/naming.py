"""What an own place is called in an address: by its content, so that a link says nothing of it and still knows it."""

import hashlib
import json
import re
import unicodedata

from govsim.scenario import Scenario, resolved

_PREFIX = "own-"
_LETTERS = 12  # of the hash
_CODE = re.compile(rf"{_PREFIX}[0-9a-f]{{{_LETTERS}}}")
_WORDS = ("id", "title", "question", "source", "assumed")  # what no number depends on
_NAME = re.compile(r'[^\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,80}')
KINDS = (".toml", ".xlsx", ".csv", ".geojson", ".json")


def is_own(name: str) -> bool:
    """Whether a scenario's name in an address is that of an own place."""
    return bool(_CODE.fullmatch(name))


def code_of(scenario: Scenario) -> str:
    """Return what a place is called in an address: the beginning of the SHA-256 of all its settings and tables."""
    plain = {key: value for key, value in resolved(scenario).items() if key not in _WORDS}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _PREFIX + hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]


def file_name(given: str) -> str | None:
    """Return the name under which a file is kept; None for a name that is a path, hidden, or of no kind that is read.

    Accents in one form, as the scenario's text has them. Nothing that could lead out of a folder, or that turns the
    direction of writing.
    """
    name = unicodedata.normalize("NFC", given)
    proper = _NAME.fullmatch(name) and not name.startswith((".", " ")) and not name.endswith((".", " "))
    return name if proper and name.lower().endswith(KINDS) else None
