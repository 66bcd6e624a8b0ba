"""The description of the model, as it is put beside results: its files, whose links lead to each other only."""

import re
from collections.abc import Collection

from govsim import shipped

FOLDER = "odd"
FILES = ("model.md", "model.zh.md", "assumptions.md", "assumptions.zh.md", "sources.md", "sources.zh.md")
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<to>[^)\s]+)\)")


def description() -> dict[str, str]:
    """Return the files of the description by name; none where it was left out of an installation."""
    folder = shipped.docs_folder()
    found = {name: folder / name for name in FILES if (folder / name).is_file()} if folder else {}
    return {name: with_links(path.read_text(encoding="utf-8"), found) for name, path in found.items()}


def with_links(text: str, present: Collection[str], folder: str = "") -> str:
    """Return text whose links lead to the files that are there, in a folder beside it; of others the words stay."""

    def link(found: re.Match[str]) -> str:
        to = found["to"]
        name, mark, part = to.partition("#")
        if "://" in to or (not name and part):
            return found[0]
        if name not in present:
            return found["words"]
        return f"{found['picture']}[{found['words']}]({folder}{name}{mark}{part})"

    return _LINK.sub(link, text)
